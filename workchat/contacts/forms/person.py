"""What the school types about one person, as people write it: any phone, any date, a CPF with or without dots."""

import re
from datetime import date

from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import Length, ValidationError

from workchat.accounts.forms import Choices, Form
from workchat.contacts.rules import LONGEST_NAME, NAMELESS, clean_name, e164, is_cpf
from workchat.intake.answers import read_answers

LONGEST_TAG = 60


def tidy(typed: str | None) -> str:
    return (typed or "").strip()


class PersonForm(Form):
    """`seen`: what the form showed, to notice that a colleague was faster."""

    name = StringField("Nome", [Length(max=LONGEST_NAME, message=f"Use no máximo {LONGEST_NAME} caracteres.")])
    phone = StringField("Telefone", filters=[tidy])
    birth_date = StringField("Data de nascimento", filters=[tidy])
    cpf = StringField("CPF", filters=[tidy])
    forgets_cpf = BooleanField("Apagar o CPF")
    groups = Choices("Grupos")
    tags = Choices("Tags")
    new_tag = StringField(
        "Nova tag", [Length(max=LONGEST_TAG, message=f"Use no máximo {LONGEST_TAG} caracteres.")], filters=[tidy]
    )
    seen = HiddenField()

    def __init__(self, today: date, needs_phone: bool = True, **more: object) -> None:
        super().__init__(**more)
        self.today, self.needs_phone = today, needs_phone

    def validate_name(self, field: StringField) -> None:
        if clean_name(field.data) == NAMELESS:
            raise ValidationError("Digite o nome do contato.")

    def validate_phone(self, field: StringField) -> None:
        if not field.data and self.needs_phone:
            raise ValidationError("Digite o telefone com DDD, como (11) 98765-4321.")
        if field.data and not self.digits:
            raise ValidationError(
                "Digite o telefone com DDD, como (11) 98765-4321. De outro país, comece com + e o código."
            )

    def validate_birth_date(self, field: StringField) -> None:
        if field.data and self.born is None:
            raise ValidationError("Digite a data de nascimento com dia, mês e ano, como 05/03/1988.")

    def validate_cpf(self, field: StringField) -> None:
        if field.data and self.forgets_cpf.data:
            raise ValidationError("Você digitou um CPF e marcou Apagar o CPF. Escolha um dos dois.")
        if field.data and len(self.cpf_digits) != 11:
            raise ValidationError("Digite um CPF com 11 números.")
        if field.data and not is_cpf(self.cpf_digits):
            raise ValidationError("Confira o CPF: os números não combinam.")

    @property
    def digits(self) -> str:
        """The phone with its country, without the +; "" when nothing, or no phone, was typed."""
        return (e164(self.phone.data or "") or "").lstrip("+")

    @property
    def born(self) -> date | None:
        return read_answers(self.birth_date.data or "", self.today).birth_date

    @property
    def cpf_digits(self) -> str:
        return re.sub(r"[^0-9]", "", self.cpf.data or "")
