"""What may be typed about a group or a tag."""

from collections.abc import Iterable

from wtforms import SelectField, StringField
from wtforms.validators import ValidationError

from workchat.accounts.forms import GONE, Form


class LabelName(Form):
    name = StringField("Nome")


class LabelMerge(Form):
    into = SelectField("Juntar com", coerce=int, invalid_value_message=GONE, invalid_choice_message=GONE)

    def validate_into(self, field: SelectField) -> None:
        if not field.data:
            raise ValidationError("Escolha com quem juntar.")

    def offer(self, rows: Iterable[tuple[int, str]]) -> None:
        """(id, name) of the others."""
        self.into.choices = [(0, "Escolha…"), *rows]
