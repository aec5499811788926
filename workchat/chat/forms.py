"""What agents type and choose in the Chat."""

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from workchat.accounts.rules import normal_name

GONE = "Uma das opções não existe mais. Escolha de novo."


class Composer(FlaskForm):
    """An answer, or a note of the school. `seen`: the newest answer of a person that the page showed."""

    text = TextAreaField("Mensagem")
    note = BooleanField("Nota interna")
    seen = IntegerField(widget=HiddenInput(), default=0)


class TemplateReply(FlaskForm):
    template = IntegerField(widget=HiddenInput())
    seen = IntegerField(widget=HiddenInput(), default=0)
    text = HiddenField()  # where the page shows why it was not sent


class Transfer(FlaskForm):
    destination = SelectField(
        "Para quem?", [DataRequired("Escolha um atendente ou um departamento.")], invalid_choice_message=GONE
    )
    tell = BooleanField("Avisar a família")

    def offer(self, people: Iterable[Any], departments: Iterable[Any]) -> None:
        """Values: "agent-7", "department-2"."""
        self.destination.choices = [
            SelectChoice("", "Escolha…"),
            *(SelectChoice(f"department-{row.id}", row.name, optgroup="Departamento") for row in departments),
            *(SelectChoice(f"agent-{row.id}", row.name, optgroup="Atendente") for row in people),
        ]

    @property
    def chosen(self) -> tuple[str, int]:
        """("agent" | "department", id)."""
        kind, _, number = self.destination.data.partition("-")
        return kind, int(number)


class Close(FlaskForm):
    reason = SelectField("Motivo do encerramento", invalid_choice_message=GONE)
    send_text = BooleanField("Enviar mensagem de encerramento", default=True)

    def offer(self, reasons: Iterable[Any]) -> None:
        self.reason.choices = {"": "Sem motivo"} | {str(row.id): row.name for row in reasons}

    @property
    def reason_id(self) -> int | None:
        """The chosen reason; None for none, and for one that is not offered any more."""
        return int(self.reason.data) if self.reason.data and self.reason.data in self.reason.choices else None


class Acceptance(FlaskForm):
    how = StringField(
        "Como foi dado o aceite?",
        [DataRequired("Diga como foi dado o aceite."), Length(max=200, message="Use no máximo 200 caracteres.")],
        filters=[lambda typed: normal_name(typed or "")],
    )


class Decision(FlaskForm):
    verdict = RadioField(
        "Decisão",
        [DataRequired("Escolha uma das opções.")],
        invalid_choice_message="Escolha uma das opções.",
        choices={"approve": "Aprovar contato", "refuse": "Não aprovar contato"},
    )


class Name(FlaskForm):
    name = StringField("Nome do contato", [Length(max=120, message="Use no máximo 120 caracteres.")])
