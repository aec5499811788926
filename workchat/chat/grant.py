"""A family asks for silence, or for the scheduled messages again: granted, noted, and confirmed once."""

from datetime import datetime

from workchat.chat.models import Message, Ticket, note
from workchat.chat.placement import Placement
from workchat.contacts.models import Contact
from workchat.contacts.opt_out import opt_back_in, opt_out
from workchat.contacts.opt_out_words import as_written
from workchat.outbox.enqueue import Outgoing, enqueue, enqueue_to
from workchat.settings.models import Settings
from workchat.text.rules import fill
from workchat.whatsapp.compose import text_body

VERBS = {"silence": opt_out, "messages": opt_back_in}
CONFIRMED = {
    "silence": "Pronto, {{primeiro_nome}}: você não recebe mais as mensagens agendadas da {{escola|escola}}. "
    "Para voltar a receber, responda VOLTAR. Se precisar de algo, é só escrever.",
    "messages": "Pronto, {{primeiro_nome}}: você volta a receber as mensagens agendadas da {{escola|escola}}. "
    "Para não receber mais, responda SAIR.",
}
NOTES = {
    "silence": "Pediu para não receber mensagens agendadas ({}).",
    "messages": "Pediu para voltar a receber mensagens agendadas ({}).",
}


def grant(place: Placement, message: Message, contact: Contact, ticket: Ticket | None, now: datetime) -> None:
    """Do what `place.wish` says, inside the caller's transaction. Who had asked for it before is not told again."""
    how = f"{'tocou em' if message.kind == 'button' else 'escreveu'} {as_written(message.text)}"
    if not VERBS[place.wish](contact.id, how, now):
        return
    if ticket is not None:
        note(ticket, NOTES[place.wish].format(how), now)
    if place.automatic_texts:
        _confirm(place.wish, contact, message, ticket, now)


def _confirm(wish: str, contact: Contact, message: Message, ticket: Ticket | None, now: datetime) -> None:
    values = {"primeiro_nome": contact.first_name, "escola": Settings.current().school_name}
    text = fill(CONFIRMED[wish], values)
    outgoing = Outgoing(text_body(text), text, wish)
    if ticket is not None:
        enqueue(ticket, outgoing, now)
    else:
        enqueue_to(contact.id, message.number_id, outgoing, now)
