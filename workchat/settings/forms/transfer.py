"""Transferência Automática: to whom a ticket goes when nobody answers, after how long, and what the family reads."""

from wtforms import RadioField, ValidationError

from workchat.settings.forms.fields import ChoiceField, MessageField, ReadField, TabForm
from workchat.settings.rules import read_wait

TARGETS = {"off": "Não transferir", "agent": "Atendente", "department": "Departamento"}


class TransferForm(TabForm):
    """`agents` and `departments` are the active ones, id -> name: only those can be chosen."""

    tab = "transfer"
    transfer_to = RadioField(
        "Transferir ticket automaticamente",
        choices=TARGETS,
        invalid_choice_message="Escolha se o ticket vai para um atendente, para um departamento ou para ninguém.",
    )
    transfer_agent = ChoiceField("Atendente")
    transfer_department = ChoiceField("Departamento")
    transfer_wait_minutes = ReadField("Tempo de espera para transferir o ticket (em minutos)", read=read_wait)
    transfer_text = MessageField("Mensagem enviada após transferência", place="transfer_agent")

    def __init__(self, agents: dict[int, str], departments: dict[int, str], **options):
        super().__init__(**options)
        self.transfer_agent.choices = {"": "Escolha um atendente"} | agents
        self.transfer_department.choices = {"": "Escolha um departamento"} | departments
        if self.transfer_to.data == "department":
            self.transfer_text.place = "transfer_department"

    def values(self) -> dict[str, object]:
        """Only the chosen target is kept: a select that is out of sight is sent by the browser too."""
        chosen = super().values()
        for target in ("agent", "department"):
            if self.transfer_to.data != target:
                chosen[f"transfer_{target}"] = None
        return chosen

    def validate_transfer_to(self, field: RadioField) -> None:
        if len(field.raw_data) > 1:
            raise ValidationError("Escolha só um: Atendente ou Departamento.")

    def validate_transfer_agent(self, field: ChoiceField) -> None:
        if self.transfer_to.data == "agent" and not field.is_offered:
            raise ValidationError("Escolha um atendente ativo.")

    def validate_transfer_department(self, field: ChoiceField) -> None:
        if self.transfer_to.data == "department" and not field.is_offered:
            raise ValidationError("Escolha um departamento ativo.")

    def validate_transfer_wait_minutes(self, field: ReadField) -> None:
        if self.is_on and field.data is None and not field.process_errors:
            raise ValidationError("Informe o tempo de espera em minutos.")

    def validate_transfer_text(self, field: MessageField) -> None:
        if self.is_on and not field.stored:
            raise ValidationError("Escreva a mensagem que o contato recebe depois da transferência.")

    @property
    def is_on(self) -> bool:
        return self.transfer_to.data in ("agent", "department")
