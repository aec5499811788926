"""Configuração de Fechamento de Ticket: one reason to close a ticket, and the message that goes with it."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, ValidationError

from workchat.settings.forms.fields import MessageField, words_of

LONGEST_NAME = 60


class ClosingReasonForm(FlaskForm):
    """`taken` are the names of the other reasons."""

    name = StringField("Nome do motivo")
    text = MessageField("Mensagem deste motivo", place="closing")
    forces_text = BooleanField("Forçar envio de mensagem de encerramento de ticket")

    def __init__(self, taken: list[str], **options):
        super().__init__(**options)
        self.taken = {name.casefold() for name in taken}

    def values(self) -> dict[str, object]:
        """Column -> what will be stored."""
        return {"name": self.clean_name, "text": self.text.stored, "forces_text": self.forces_text.data}

    def words(self, row: object) -> dict[str, str]:
        """Label -> what a row says, for the history."""
        fields = (self.name, self.text, self.forces_text)
        return {field.label.text: words_of(field, getattr(row, field.name)) for field in fields}

    @property
    def clean_name(self) -> str:
        return " ".join((self.name.data or "").split())

    def validate_name(self, field: StringField) -> None:
        if not self.clean_name:
            raise ValidationError("Dê um nome ao motivo. Exemplo: Matrícula.")
        if len(self.clean_name) > LONGEST_NAME:
            raise ValidationError(f"Use um nome com até {LONGEST_NAME} caracteres.")
        if not self.clean_name.isprintable():
            raise ValidationError("O nome tem caracteres que não aparecem na tela. Apague e digite de novo.")
        if self.clean_name.casefold() in self.taken:
            raise ValidationError("Já existe um motivo com este nome.")
