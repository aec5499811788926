"""What people may type about themselves, their colleagues and the departments."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput

from workchat.accounts import rules

LONGEST_NAME = 80
ROLE_CHOICES = {role: rules.ROLE_NAMES[role] for role in (rules.AGENT, rules.SUPERVISOR, rules.ADMINISTRATOR)}
ZONE_CHOICES = [
    SelectChoice(zone, words, optgroup=group)
    for group, zones in rules.TIME_ZONES.items()
    for zone, words in zones.items()
]
GONE = "Uma das opções não existe mais. Confira e salve de novo."


class Form(FlaskForm):
    """A form that makes one change. What the change refuses stands beside its field, like any other error."""

    outcome: Any = None

    def done(self, change: Callable[[], Any]) -> bool:
        """Whether the form was posted, fine, and its change made; `outcome` is what the change returned."""
        if not self.validate_on_submit():
            return False
        try:
            self.outcome = change()
        except rules.Refused as refused:
            self[refused.field].errors = [refused.message]
            return False
        return True


class Choices(SelectMultipleField):
    """Several of a list of ids, as check boxes."""

    option_widget = CheckboxInput()

    def __init__(self, label: str, **more: Any) -> None:
        super().__init__(label, coerce=int, invalid_value_message=GONE, invalid_choice_message=GONE, **more)

    def offer(self, rows: Iterable[Any]) -> None:
        """The rows (with id and name) that may be ticked."""
        self.choices = [SelectChoice(row.id, row.name) for row in rows]


def is_email(_form: FlaskForm, field: EmailField) -> None:
    if not rules.is_email(field.data):
        raise ValidationError("Digite um e-mail como nome@escola.com.br.")


def name_field(label: str, missing: str) -> StringField:
    long = Length(max=LONGEST_NAME, message=f"Use no máximo {LONGEST_NAME} caracteres.")
    return StringField(label, [DataRequired(missing), long], filters=[lambda typed: rules.normal_name(typed or "")])


def email_field() -> EmailField:
    tidy = [lambda typed: rules.normal_email(typed or "")]
    return EmailField("E-mail", [DataRequired("Digite o e-mail."), is_email], filters=tidy)


class NewPassword(Form):
    password = PasswordField("Senha", [InputRequired("Digite uma senha.")])
    again = PasswordField("Repita a senha", [InputRequired("Digite a senha outra vez.")])

    def validate_password(self, field: PasswordField) -> None:
        name, email = (getattr(self, key, None) for key in ("name", "email"))
        problem = rules.password_problem(field.data, name.data if name else "", email.data if email else "")
        if problem:
            raise ValidationError(problem)

    def validate_again(self, field: PasswordField) -> None:
        if self.password.data and field.data != self.password.data:
            raise ValidationError("As duas senhas não são iguais. Digite de novo.")


class SetUp(NewPassword):
    school_name = name_field("Nome da escola", "Digite o nome da escola.")
    timezone = SelectField(
        "Onde fica a escola",
        choices=ZONE_CHOICES,
        default="America/Sao_Paulo",
        invalid_choice_message="Escolha uma das opções.",
    )
    name = name_field("Seu nome", "Digite o seu nome.")
    email = email_field()
    # Again, so that the summary of errors follows the page.
    password = PasswordField("Senha", [InputRequired("Digite uma senha.")])
    again = PasswordField("Repita a senha", [InputRequired("Digite a senha outra vez.")])


class SignIn(Form):
    email = email_field()
    password = PasswordField("Senha", [InputRequired("Digite a sua senha.")])


class OwnPassword(NewPassword):
    current = PasswordField("Senha atual", [InputRequired("Digite a senha que você usa hoje.")])
    password = PasswordField("Senha nova", [InputRequired("Digite a senha nova.")])
    again = PasswordField("Repita a senha nova", [InputRequired("Digite a senha nova outra vez.")])


class Person(Form):
    name = name_field("Nome", "Digite o nome.")
    email = email_field()
    portal_subject = StringField("Usuário no portal", [Length(max=255, message="Use no máximo 255 caracteres.")],
                                 filters=[lambda typed: rules.normal_name(typed or "") or None])  # fmt: skip
    role = RadioField("Papel", choices=ROLE_CHOICES, default=rules.AGENT, invalid_choice_message="Escolha o papel.")
    departments = Choices("Departamentos")


class Department(Form):
    name = name_field("Nome", "Digite o nome do departamento.")
    receives_new_tickets = BooleanField("Recebe os tickets novos")
    members = Choices("Quem atende")


class Leaving(Form):
    destination = SelectField("Para onde vão?", invalid_choice_message="Escolha para onde vão.")

    def offer(self, queue: str, people: Iterable[Any], departments: Iterable[Any]) -> None:
        """Where tickets may go. Values: "" (not chosen), "queue", "agent-7", "department-2"."""
        self.destination.choices = [
            SelectChoice("", "Escolha…"),
            SelectChoice("queue", queue),
            *(SelectChoice(f"department-{row.id}", row.name, optgroup="Departamento") for row in departments),
            *(SelectChoice(f"agent-{row.id}", row.name, optgroup="Atendente") for row in people),
        ]
