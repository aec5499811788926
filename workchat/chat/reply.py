"""An agent answers: the message joins the reply lane and the waiting clock stops."""

from datetime import datetime

from workchat.accounts.models import User
from workchat.chat.mark_read import newest_inbound
from workchat.chat.models import ATTENDING, CLOSED, Message, Ticket, note
from workchat.chat.rules import window_left
from workchat.contacts.rules import mask_cpfs_in
from workchat.db import db, locked, run
from workchat.intake.stop import stop
from workchat.outbox.enqueue import Outgoing, enqueue
from workchat.outbox.models import Delivery
from workchat.text.rules import LIMIT, clean, utf16_length
from workchat.whatsapp.compose import TEMPLATE_TEXT_LIMIT, template_body, text_body
from workchat.whatsapp.models import Template
from workchat.whatsapp.rules import GAP

NEWEST_ANSWER = "SELECT COALESCE(MAX(id), 0) FROM message WHERE ticket_id = ? AND source = 'agent'"


class CannotReply(Exception):
    """The text says why, in words for the page; nothing was sent."""


class NewerAnswer(CannotReply):
    """A colleague answered while this agent was typing."""


def reply(ticket_id: int, agent: User, text: str, now: datetime, seen: int = 0, quoted: str | None = None) -> Delivery:
    """Send what an agent wrote.

    `seen`: id of the newest answer of a person that the page showed.
    :raises NewerAnswer: when a colleague answered after that.
    :raises CannotReply: empty or too long text, closed ticket, closed 24-hour window.
    """
    text = checked(text)
    with db.atomic():
        ticket = _answerable(ticket_id, agent, seen)
        if not window_left(ticket.last_inbound_at, now):
            raise CannotReply("Passaram 24 horas desde a última mensagem da família. Escolha um modelo aprovado.")
        return _send(ticket, agent, text_body(text), text, now, quoted)


def reply_with_template(
    ticket_id: int, agent: User, template: Template, values: list[str], now: datetime, seen: int = 0
):
    """Send an approved template, the only thing WhatsApp takes outside the window. Raises as `reply` does."""
    if template.status != "APPROVED":
        raise CannotReply("Este modelo não está mais aprovado. Escolha outro.")
    if template.needs_more:
        raise CannotReply("Este modelo pede um arquivo ou um dado que não se envia daqui. Escolha outro.")
    values = [value.strip() for value in values]
    if len(values) != len(template.gaps) or not all(values):
        raise CannotReply("Preencha todos os campos do modelo.")
    if any(utf16_length(value) > TEMPLATE_TEXT_LIMIT for value in values):
        raise CannotReply(f"Cada campo do modelo pode ter até {TEMPLATE_TEXT_LIMIT} caracteres.")
    given = dict(zip(template.gaps, values, strict=False))
    shown = GAP.sub(lambda gap: given.get(gap[1], gap[0]), template.body)
    filled = values if all(name.isdecimal() for name in given) else given  # Meta: named parameters go with their names
    with db.atomic():
        ticket = _answerable(ticket_id, agent, seen)
        if template.number_id != ticket.number_id:
            raise CannotReply("Este modelo é de outro número da escola. Escolha outro.")
        return _send(ticket, agent, template_body(template.name, template.language, filled), shown, now)


def write_note(ticket_id: int, agent: User, text: str, now: datetime) -> None:
    """Write what only the school sees. It touches no clock. :raises CannotReply: when empty or too long."""
    with db.atomic():
        ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
        note(ticket, mask_cpfs_in(checked(text)), now, author=agent, kind="note")
        ticket.touch()


def newest_answer(ticket: Ticket) -> int:
    """The id of the newest message that a person of the school sent, 0 when there is none."""
    return run(NEWEST_ANSWER, ticket.id).fetchone()[0]


def _answerable(ticket_id: int, agent: User, seen: int) -> Ticket:
    ticket = locked(Ticket.select().where(Ticket.id == ticket_id)).get()
    if ticket.state == CLOSED:
        raise CannotReply("Este ticket foi encerrado. Quando a família escrever de novo, um novo ticket se abre.")
    unseen = _answers(ticket).where(Message.id > seen, Message.author != agent).order_by(Message.id.desc()).first()
    if unseen:
        raise NewerAnswer(f"{unseen.author.name} respondeu enquanto você escrevia. Leia a resposta antes de enviar.")
    return ticket


def _answers(ticket: Ticket):
    return Message.select().where(Message.ticket == ticket, Message.source == "agent")


def _send(ticket: Ticket, agent: User, body: dict, shown: str, now: datetime, quoted: str | None = None) -> Delivery:
    stop(ticket)
    delivery = enqueue(ticket, Outgoing(body, shown, "agent", author=agent, quoted=quoted), now)
    # Who answers has read: the family's phone shows it, also when nobody had taken the ticket before.
    read = newest_inbound(ticket) if ticket.unread else ticket.read_upto
    ticket.touch(state=ATTENDING, agent=ticket.agent_id or agent.id, waiting_since=None, unread=0, read_upto=read)
    return delivery


def checked(text: str) -> str:
    """The text as it may be sent. :raises CannotReply: with the reason."""
    text = clean(text)
    if not text:
        raise CannotReply("Escreva a mensagem antes de enviar.")
    over = utf16_length(text) - LIMIT
    if over > 0:
        raise CannotReply(f"A mensagem passou {over} caracteres do limite de {LIMIT} do WhatsApp.")
    if "\x00" in text:
        raise CannotReply("A mensagem tem um caractere que o WhatsApp não aceita. Apague e digite de novo.")
    return text
