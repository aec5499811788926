"""What confirms that somebody is to be erased: a word, typed."""

from wtforms import StringField
from wtforms.validators import ValidationError

from workchat.accounts.forms import Form
from workchat.contacts.rules import search_form

WORD = "apagar"


class EraseForm(Form):
    """`first_name` of the contact counts too."""

    word = StringField("Para confirmar, digite APAGAR", filters=[lambda typed: (typed or "").strip()])

    def __init__(self, first_name: str, **more: object) -> None:
        super().__init__(**more)
        self.first_name = first_name

    def validate_word(self, field: StringField) -> None:
        if search_form(field.data) not in {WORD, search_form(self.first_name) or WORD}:
            name = f" ou o primeiro nome, {self.first_name}," if self.first_name else ""
            raise ValidationError(f"Digite APAGAR{name} para confirmar.")
