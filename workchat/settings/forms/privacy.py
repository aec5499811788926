"""Termos de privacidade: the link that families must accept, when they are asked, and what a refusal hears."""

from wtforms import RadioField, StringField, ValidationError

from workchat.settings.forms.fields import MessageField, TabForm
from workchat.settings.rules import browser_link, privacy_link_problem, readable_link

WHEN = {"always": "Sempre, a cada novo ticket", "changes": "Só quando o termo mudar"}


class LinkField(StringField):
    """Shown as people write it, stored as every browser opens it."""

    def process_data(self, value: str | None) -> None:
        self.data = readable_link(value or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0] if valuelist else ""
        if problem := privacy_link_problem(self.data):
            raise ValueError(problem)

    @property
    def stored(self) -> str:
        return "" if self.process_errors else browser_link(self.data or "")

    def spoken(self, value: str) -> str:
        return readable_link(value)


class WhenField(RadioField):
    """The column is a yes or no: is the question asked always?"""

    def process_data(self, value: bool) -> None:
        self.data = "changes" if value is False else "always"

    @property
    def stored(self) -> bool:
        return self.data != "changes"

    def spoken(self, value: bool) -> str:
        return WHEN["always" if value else "changes"]


class PrivacyForm(TabForm):
    tab = "privacy"
    privacy_url = LinkField("Link do termo de privacidade")
    terms_always = WhenField(
        "Quando pedir o aceite", choices=WHEN, invalid_choice_message="Escolha quando pedir o aceite."
    )
    refusal_text = MessageField("Mensagem quando o contato não aceita", place="refusal")

    def validate_refusal_text(self, field: MessageField) -> None:
        if (self.privacy_url.data or "").strip() and not field.stored:
            raise ValidationError("Escreva a mensagem e diga como mais se fala com a escola.")
