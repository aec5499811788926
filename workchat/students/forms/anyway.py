"""The number that shows that the person read how much a sync would change."""

from wtforms import StringField, ValidationError

from workchat.accounts.forms import Form


class AnywayForm(Form):
    """What has to be typed, as digits: how many students would leave; when none would, how many came."""

    number = StringField(filters=[lambda typed: (typed or "").strip()])

    def __init__(self, leaving: int, came: int, **options) -> None:
        super().__init__(**options)
        self.expected = leaving or came
        what = "quantos alunos sairiam" if leaving else "quantos alunos vieram"
        self.number.label.text = f"Para aplicar mesmo assim, digite {what}"

    def validate_number(self, field: StringField) -> None:
        if not field.data:
            raise ValidationError(f"Digite {self.expected} para confirmar.")
        if field.data.replace(".", "") != str(self.expected):
            raise ValidationError(f"O número não confere. Para confirmar, digite {self.expected}.")
