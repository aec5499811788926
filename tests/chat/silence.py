"""What the desk says and keeps when a family asks for silence, or for the messages again."""

from workchat.accounts.models import AuditEntry
from workchat.chat.models import Message

SILENT = (
    "Pronto, Marta: você não recebe mais as mensagens agendadas da Escola Aurora. "
    "Para voltar a receber, responda VOLTAR. Se precisar de algo, é só escrever."
)
AGAIN = (
    "Pronto, Marta: você volta a receber as mensagens agendadas da Escola Aurora. Para não receber mais, responda SAIR."
)
TERMS = "https://escola.example/termo"


def history() -> list[tuple]:
    rows = AuditEntry.select().where(AuditEntry.field == "Mensagens agendadas").order_by(AuditEntry.id)
    return [(row.area, row.subject, row.user_id, row.before, row.after) for row in rows]


def inbound() -> Message:
    return Message.select().where(Message.direction == "in").order_by(Message.id.desc()).get()
