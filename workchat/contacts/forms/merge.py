"""Two contacts that may be one person: looking for the other one, and choosing what stays."""

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import Length, Optional

from workchat.accounts.forms import Form

ONE_OF = "Escolha uma das opções."


class OtherForm(Form):
    who = StringField("Nome ou telefone do outro contato", [Length(max=100, message="Use no máximo 100 caracteres.")])


def stays(label: str) -> RadioField:
    return RadioField(label, [Optional()], coerce=int, validate_choice=False, invalid_value_message=ONE_OF)


class MergeForm(Form):
    """Each field holds the id of the contact whose value stays; a field without two values is not shown."""

    name = stays("Nome que fica")
    phone = stays("Telefone que fica em primeiro")
    birth_date = stays("Data de nascimento que fica")
    cpf = stays("CPF que fica")
    seen = HiddenField()

    def offer(self, field: str, values: dict[int, str]) -> None:
        """Contact id -> what it says there."""
        self[field].choices = [SelectChoice(contact_id, value) for contact_id, value in values.items()]

    def chosen(self, field: str, usual: int) -> int:
        """The choice, or the usual one when nothing that is offered was chosen."""
        offered = {choice.value for choice in self[field].choices or ()}
        return self[field].data if self[field].data in offered else usual
