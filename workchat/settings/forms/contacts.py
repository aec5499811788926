"""Contatos: who enters the school's list, and who must say who they are before being attended."""

from wtforms import BooleanField, SelectField, ValidationError

from workchat.settings.forms.fields import MessageField, TabForm
from workchat.settings.rules import request_text_problem

RESTRICTIONS = {
    "none": "Sem restrição",
    "automatic": "Exibir informações dos contatos e aprovar o acesso automaticamente",
    "manual": "Exibir informações dos contatos e aprovar o acesso manualmente",
}


class ContactsForm(TabForm):
    tab = "contacts"
    save_contacts = BooleanField("Salvar contatos automaticamente quando novos clientes entrarem em contato")
    restriction = SelectField(
        "Tipo de restrição de contatos",
        choices=RESTRICTIONS,
        invalid_choice_message="Escolha um tipo de restrição da lista.",
    )
    request_text = MessageField("Mensagem customizada para requisição dos dados do contato", place="request")

    def validate_request_text(self, field: MessageField) -> None:
        if self.restriction.data not in ("automatic", "manual"):
            return
        if not field.stored:
            raise ValidationError("Escreva a mensagem que pede os dados ao contato.")
        if problem := request_text_problem(field.stored):
            raise ValidationError(problem)
