"""What can be done with an invented phone, and the faults that one may ask for."""

from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError

from workchat.accounts.forms import Form
from workchat.contacts.rules import e164
from workchat.outbox.meta_errors import MEANINGS
from workchat.simulator.limits import units
from workchat.simulator.refusals import TITLES

LONGEST_TEXT = 4096
MOST_FAILURES, LONGEST_DELAY = 1000, 60  # sends, seconds
NOTHING = "Escreva uma mensagem."
UNSENDABLE = "A mensagem tem um caractere que o WhatsApp não aceita. Apague e digite de novo."
UNKNOWN_FAULT = "Escolha uma das falhas da lista."
CODES = {0: "Nenhum envio falha"} | {
    code: f"{MEANINGS[code][1]} (código {code})" for code in sorted(TITLES) if code in MEANINGS and code
}


class WholeNumberField(StringField):
    """A whole number that people type; what is none is kept as it was typed."""

    def __init__(self, label: str, most: int, **options) -> None:
        super().__init__(label, **options)
        self.most = most

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        self.data = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 7 else None
        if self.data is None or self.data > self.most:
            raise ValueError(f"Digite um número inteiro de 0 a {self.most}.")

    def _value(self) -> str:
        return self.raw_data[0] if self.raw_data else str(self.data or 0)


class WriteForm(Form):
    """A message of the person, or one for each line."""

    text = TextAreaField("Mensagem")
    burst = BooleanField("Cada linha é uma mensagem")

    def bodies(self) -> list[str]:
        """The texts to send, in order."""
        text = (self.text.data or "").replace("\r\n", "\n")
        found = text.split("\n") if self.burst.data else [text]
        return [body for body in found if body.strip()]

    def validate_text(self, _field: TextAreaField) -> None:
        if not self.bodies():
            raise ValidationError(NOTHING)
        if any(units(body) > LONGEST_TEXT for body in self.bodies()):
            raise ValidationError(f"No WhatsApp cabem {LONGEST_TEXT} caracteres em cada mensagem.")
        if any("\x00" in body for body in self.bodies()):
            raise ValidationError(UNSENDABLE)


class NewPhoneForm(Form):
    phone = StringField("Telefone novo")

    def validate_phone(self, field: StringField) -> None:
        field.data = e164(field.data or "") or ""
        if not field.data:
            raise ValidationError("Digite um telefone com DDD. Exemplo: (11) 99000-0011.")


class FailingForm(Form):
    """The school's messages to one person fail, always with the same code."""

    fails_with = SelectField(
        "Mensagens para esta pessoa",
        coerce=int,
        choices={**CODES, 0: "Chegam normalmente"},
        invalid_choice_message=UNKNOWN_FAULT,
        invalid_value_message=UNKNOWN_FAULT,
    )


class FaultsForm(Form):
    fail_code = SelectField(
        "O que acontece com os próximos envios",
        coerce=int,
        choices=CODES,
        invalid_choice_message=UNKNOWN_FAULT,
        invalid_value_message=UNKNOWN_FAULT,
    )
    fail_count = WholeNumberField("Quantos envios falham", MOST_FAILURES)
    fail_later = BooleanField("Aceitar primeiro e avisar da falha depois")
    held = BooleanField("Reter os modelos")
    delay = WholeNumberField("Demora de cada resposta", LONGEST_DELAY)
    duplicate = BooleanField("Repetir cada aviso")
    reorder = BooleanField("Mandar os avisos fora de ordem")
    read_receipts = BooleanField("Avisar quando a pessoa leu")
