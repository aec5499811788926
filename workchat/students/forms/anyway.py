"""The number that shows that the person read how much a sync would change."""

from wtforms import StringField, ValidationError

from workchat.accounts.forms import Form


class AnywayForm(Form):
    """`expected`: what has to be typed, as digits."""

    number = StringField("Para aplicar mesmo assim, digite esse número", filters=[lambda typed: (typed or "").strip()])

    def __init__(self, expected: int, **options) -> None:
        super().__init__(**options)
        self.expected = expected

    def validate_number(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(f"Digite {self.expected} para confirmar.")
        if field.data.replace(".", "") != str(self.expected):
            raise ValidationError(f"O número não confere. Para confirmar, digite {self.expected}.")
