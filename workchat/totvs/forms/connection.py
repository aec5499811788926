"""The school's TOTVS RM as the administrator types it: where it is, who enters, what is read, and when."""

import re
from collections.abc import Callable, Collection

from wtforms import BooleanField, HiddenField, PasswordField, RadioField, StringField, ValidationError

from workchat.accounts.forms import Form
from workchat.settings.forms.fields import ReadField, row_id, words_of
from workchat.totvs import rules
from workchat.totvs.models import REST, SOAP

WAYS = {REST: "REST", SOAP: "SOAP"}
LONGEST_USER, LONGEST_PASSWORD = 100, 200
NOT_A_CODE = f"Digite só o número que o RM usa, de 0 a {rules.HIGHEST_CODE}. Exemplo: 1."
NOT_AN_HOUR = "Digite a hora assim: 3:00."
NOT_A_DDD = "O DDD tem dois números. Exemplo: 11."
TYPE_AGAIN = "O endereço mudou: digite a senha de novo. A que está guardada não é enviada a outro servidor."
NO_ADDRESS = "Digite o endereço do TOTVS RM. Exemplo: https://rm.escola.com.br:8051."
NO_SENTENCE = "Digite o código que a consulta tem no RM."
MISSING = {
    "user": "Digite o usuário que a escola criou no RM para o WorkChat.",
    "coligada": "Digite o número da coligada no RM. Exemplo: 1.",
    "filial": "Digite o número da filial no RM. Exemplo: 1.",
    "teaching_level": "Digite o número do nível de ensino no RM. Exemplo: 1.",
    "period": "Digite o período letivo como está no RM. Exemplo: 2026.",
}
NOT_COLUMNS = {"csrf_token", "version", "last_entry"}


def trimmed(typed: str | None) -> str:
    return (typed or "").strip()


def read_code(typed: str) -> tuple[int | None, str]:
    """A number by which RM knows something; empty is None."""
    if not typed.strip():
        return None, ""
    number = row_id(typed.strip())
    return (None, NOT_A_CODE) if number is None or number > rules.HIGHEST_CODE else (number, "")


def read_time(typed: str) -> tuple[str, str]:
    hour = rules.read_hour(typed)
    return ("", NOT_AN_HOUR) if hour is None else (hour, "")


def read_area(typed: str) -> tuple[str, str]:
    """A DDD, as people also write it: 011, (11)."""
    digits = re.sub(r"[\s()-]", "", typed).removeprefix("0")
    return (digits, "") if not digits or re.fullmatch("[1-9]{2}", digits, re.ASCII) else ("", NOT_A_DDD)


def shown_time(stored: str) -> str:
    """ "03:00" as people say it: "3:00"."""
    return stored.removeprefix("0")


class ConnectionForm(Form):
    """Fields are named as the columns that they fill. Once anything is there nothing may be missing: half a connection
    reads nothing. `needs_password(values)`: whether it has to be typed; `has_password`: one is kept."""

    transport = RadioField("Forma de acesso", choices=WAYS, invalid_choice_message="Escolha REST ou SOAP.")
    rest_url = StringField("Endereço REST", filters=[trimmed])
    soap_url = StringField("Endereço SOAP", filters=[trimmed])
    user = StringField("Usuário", filters=[trimmed])
    password = PasswordField("Senha")
    coligada = ReadField("Coligada", read=read_code)
    filial = ReadField("Filial", read=read_code)
    teaching_level = ReadField("Nível de ensino", read=read_code)
    period = StringField("Período letivo", filters=[trimmed])
    area_code = ReadField("DDD da escola", read=read_area)
    students_sentence = StringField("Consulta de alunos", filters=[trimmed])
    guardians_sentence = StringField("Consulta de responsáveis", filters=[trimmed])
    nightly_at = ReadField("Horário da sincronização", read=read_time, shown=shown_time, spoken=shown_time)
    active = BooleanField("Conexão ativa")
    version = HiddenField()  # what the person saw
    last_entry = HiddenField()  # … and the newest line of its history

    def __init__(
        self, private_hosts: Collection[str], has_password: bool, needs_password: Callable[[dict], bool], **options
    ) -> None:
        super().__init__(**options)
        self.private_hosts, self.has_password, self.needs_password = private_hosts, has_password, needs_password

    @property
    def seen_version(self) -> int:
        return row_id(self.version.data) or 0

    @property
    def seen_entry(self) -> int:
        return row_id(self.last_entry.data) or 0

    def values(self) -> dict[str, object]:
        """Column -> what will be stored; and the password, "" to keep the stored one."""
        values = {field.name: field.data for field in self if field.name not in NOT_COLUMNS}
        return values | {"password": values["password"] or ""}

    def words(self, name: str) -> str:
        """What was typed into a field, as the history says it."""
        return words_of(self[name], self[name].data)

    @property
    def is_wanted(self) -> bool:
        """Whether anything says that the school has an RM."""
        names = ("rest_url", "soap_url", "user", "password", "coligada", "filial", "teaching_level", "period", "active")
        return any(self[name].raw_data and self[name].raw_data[0] for name in names)

    def validate(self, extra_validators=None) -> bool:
        valid = super().validate(extra_validators)
        for name, sentence in MISSING.items() if self.is_wanted else ():
            if self[name].data in (None, "") and not self[name].errors:
                self[name].errors = [sentence]
        address = self.soap_url if self.transport.data == SOAP else self.rest_url
        if self.is_wanted and not address.data:
            address.errors = [NO_ADDRESS]
        return valid and not self.errors

    def validate_rest_url(self, field: StringField) -> None:
        self._is_address(field)

    def validate_soap_url(self, field: StringField) -> None:
        self._is_address(field)

    def _is_address(self, field: StringField) -> None:
        if field.data and (problem := rules.address_problem(field.data, self.private_hosts)):
            raise ValidationError(problem)

    def validate_user(self, field: StringField) -> None:
        if len(field.data) > LONGEST_USER or not field.data.isprintable() or ":" in field.data:
            raise ValidationError(f"Digite o usuário como no RM, sem dois-pontos, com até {LONGEST_USER} caracteres.")

    def validate_password(self, field: PasswordField) -> None:
        if len(field.data or "") > LONGEST_PASSWORD or not (field.data or "").isprintable():
            raise ValidationError(f"A senha tem até {LONGEST_PASSWORD} caracteres.")
        if self.is_wanted and not field.data and (not self.has_password or self.needs_password(self.values())):
            raise ValidationError(TYPE_AGAIN if self.has_password else "Digite a senha desse usuário no RM.")

    def validate_period(self, field: StringField) -> None:
        if field.data and (problem := rules.period_problem(field.data)):
            raise ValidationError(problem)

    def validate_students_sentence(self, field: StringField) -> None:
        self._is_sentence(field)

    def validate_guardians_sentence(self, field: StringField) -> None:
        self._is_sentence(field)

    def _is_sentence(self, field: StringField) -> None:
        problem = rules.sentence_problem(field.data) if field.data else NO_SENTENCE
        if problem:
            raise ValidationError(problem)
