"""What the administrator types to connect a number of the WhatsApp Cloud API."""

import re

from wtforms import PasswordField, StringField, ValidationError
from wtforms.validators import InputRequired

from workchat.accounts.forms import Form
from workchat.whatsapp.models import DEFAULT_GRAPH_VERSION

LONGEST_NAME, LONGEST_SECRET = 60, 1000
ERASE_WORD = "apagar"


def trimmed(typed: str | None) -> str:
    return (typed or "").strip()


def is_meta_id(_form: Form, field: StringField) -> None:
    """Ids are copied from Meta's page; the phone itself is the usual mistake."""
    if not field.data:
        raise ValidationError(f"Cole aqui o campo “{field.label.text}” que a Meta mostra.")
    if re.search(r"[+()\s-]", field.data) and re.sub(r"\D", "", field.data):
        raise ValidationError(
            "Isto parece um telefone. A Meta mostra uma identificação, só com números, logo abaixo dele."
        )
    if not re.fullmatch(r"[0-9]{5,25}", field.data):
        raise ValidationError("A identificação tem só números. Copie da página da Meta.")


def is_secret(_form: Form, field: PasswordField) -> None:
    if len(field.data) > LONGEST_SECRET or not re.fullmatch(r"[\x21-\x7e]*", field.data):
        raise ValidationError(
            f"{field.label.text}: há espaços ou acentos no meio. Copie de novo, sem nada antes ou depois."
        )


class NumberForm(Form):
    """`stored`: the number already has a token and a secret, so empty fields keep them."""

    name = StringField("Nome do número", filters=[trimmed])
    phone_number_id = StringField("Identificação do número de telefone", filters=[trimmed], validators=[is_meta_id])
    account_id = StringField("Identificação da conta do WhatsApp Business", filters=[trimmed], validators=[is_meta_id])
    token = PasswordField("Token de acesso", filters=[trimmed], validators=[is_secret])
    app_secret = PasswordField("Chave secreta do aplicativo", filters=[trimmed], validators=[is_secret])
    graph_version = StringField("Versão da API da Meta", filters=[trimmed], default=DEFAULT_GRAPH_VERSION)

    def __init__(self, stored: bool, **options) -> None:
        super().__init__(**options)
        self.stored = stored

    def validate_name(self, field: StringField) -> None:
        field.data = " ".join(field.data.split())
        if not field.data or not field.data.isprintable():
            raise ValidationError("Dê um nome ao número. Exemplo: Secretaria.")
        if len(field.data) > LONGEST_NAME:
            raise ValidationError(f"Use um nome com até {LONGEST_NAME} caracteres.")

    def validate_graph_version(self, field: StringField) -> None:
        if not re.fullmatch(r"v[0-9]{2}\.0", field.data):
            raise ValidationError(f"Escreva a versão como a Meta escreve. Exemplo: {DEFAULT_GRAPH_VERSION}.")

    def validate_token(self, field: PasswordField) -> None:
        self._needed(field, "Cole o token de acesso que a Meta gerou.")

    def validate_app_secret(self, field: PasswordField) -> None:
        self._needed(field, "Cole a chave secreta do aplicativo. Ela fica em Configurações do app, Básico, na Meta.")

    def _needed(self, field: PasswordField, sentence: str) -> None:
        if not field.data and not self.stored:
            raise ValidationError(sentence)


class EraseForm(Form):
    """The word that shows that the person means it."""

    word = StringField(
        f"Para confirmar, digite {ERASE_WORD}", filters=[trimmed], validators=[InputRequired("Digite a palavra.")]
    )

    def validate_word(self, field: StringField) -> None:
        if field.data.casefold() != ERASE_WORD:
            raise ValidationError(f"Digite a palavra {ERASE_WORD} para confirmar.")
