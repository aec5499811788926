"""A family's message arrives: it finds its contact and its ticket, and the desk does what the settings say."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from workchat.accounts.models import Department
from workchat.chat.grant import grant
from workchat.chat.models import INTAKE, PREVIEW, WAITING, Media, Message, Ticket, next_protocol, note
from workchat.chat.placement import Incoming, Placement, is_late, placement
from workchat.chat.rules import protocol
from workchat.chat.situation import latest_ticket, situation_of, ticket_about
from workchat.contacts.meet import meet
from workchat.contacts.models import Contact
from workchat.contacts.rules import mask_cpfs_in
from workchat.db import hold, run
from workchat.intake.begin import begin, begin_late
from workchat.intake.hear import hear
from workchat.intake.models import Intake
from workchat.intake.rules import Said, read_button
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number
from workchat.whatsapp.updates import IncomingMedia, IncomingMessage

KNOWN = "SELECT 1 FROM message WHERE wa_id = ?"  # Meta repeats what it thinks was not received

BY_WHATSAPP = ("system", "system_other")  # said about the contact and not by them: opens no 24-hour window

NAMES = {
    "image": "Imagem",
    "document": "Documento",
    "audio": "Áudio",
    "video": "Vídeo",
    "sticker": "Figurinha",
    "location": "Localização",
    "contacts": "Contato compartilhado",
    "reaction": "Reação",
    "revoke": "Mensagem apagada",
    "form": "Formulário respondido",
    "unsupported": "Mensagem não suportada",
}


def receive(update: IncomingMessage, number: Number, settings: Settings, now: datetime) -> Message | None:
    """Store one incoming message inside the caller's transaction and act on it. None: known already, or a group's."""
    if update.kind == "group" or run(KNOWN, update.id).fetchone():
        return None
    contact = meet(update, settings.save_contacts, now)
    latest, about = latest_ticket(number, contact), ticket_about(update, number, contact)
    sent_at = min(update.at or now, now)
    incoming = Incoming(update.kind, update.text or "", sent_at, now, about, _payload(update))
    situation = situation_of(number, contact, latest, update, sent_at)
    place = placement(incoming, situation)
    if place.quotes_scheduled and update.quoted_id is None:  # nothing else shows what they answer
        update = replace(update, quoted_id=situation.scheduled_wa_id)
    ticket = _open(number, contact, settings, incoming) if place.action == "open" else _ticket(place, latest, now)
    message = _store(update, number, contact, ticket, sent_at, now)
    if ticket is not None and place.action != "open":  # a new ticket was counted when it was written
        _count(ticket, message, place)
    if place.wish:
        grant(place, message, contact, ticket, now)
    elif ticket is not None:
        _go_on(place, ticket, message, update, settings, now)
    return message


def _payload(update: IncomingMessage) -> str:
    """What a template's button stands for; our own questions' buttons are read by the intake."""
    return "" if read_button(update.button_id) else update.button_id or ""


def _ticket(place: Placement, latest: Ticket | None, now: datetime) -> Ticket | None:
    """The ticket that the message goes to, held; nearly always the latest."""
    if latest is not None and place.ticket_id == latest.id:
        ticket = latest
    else:
        ticket = Ticket.fetch(f"WHERE id = ?{hold()}", place.ticket_id) if place.ticket_id else None
    if ticket is not None and place.action == "reopen":
        note(ticket, "O contato aceitou depois de recusar, e o ticket foi reaberto.", now)
        ticket.touch(state=INTAKE, closed_at=None, closed_by=None, closing_reason=None, closing_note="")
        Intake.update(step="terms").where(Intake.ticket == ticket).execute()
    return ticket


def _open(number: Number, contact: Contact, settings: Settings, incoming: Incoming) -> Ticket:
    now, sent_at = incoming.received_at, incoming.sent_at
    today = now.replace(tzinfo=UTC).astimezone(ZoneInfo(settings.timezone)).date()
    return Ticket.put(
        protocol=protocol(today, next_protocol(f"{today:%Y%m%d}")),
        number=number,
        contact=contact,
        state=WAITING,
        department=Department.for_new_tickets(),
        opened_at=now,
        last_message_at=sent_at,
        last_inbound_at=sent_at,
        last_text=_preview(incoming.kind, mask_cpfs_in(incoming.text)),
        unread=1,
        waiting_since=sent_at,
    )


def _store(
    update: IncomingMessage, number: Number, contact: Contact, ticket: Ticket | None, sent_at: datetime, now: datetime
) -> Message:
    """One row a message, whatever its kind. A CPF is masked before it is written: in clear it lives only sealed."""
    message = Message.put(
        ticket=ticket,
        number=number,
        contact=contact,
        direction="in",
        kind=update.kind,
        text=mask_cpfs_in(update.text or ""),
        wa_id=update.id,
        at=sent_at,
        source="contact",
        quoted_id=update.quoted_id,
        details=_details(update),
        created_at=now,
    )
    if update.media and update.media.id:
        _expect(update.media, message, now)
    return message


def _expect(media: IncomingMedia, message: Message, now: datetime) -> None:
    """The worker fetches the file at once: WhatsApp keeps it seven days."""
    Media.put(
        message=message,
        media_id=media.id,
        mime=media.mime or "",
        sha256=media.sha256 or "",
        filename=mask_cpfs_in(media.filename or "")[:200],
        voice=media.voice,
        due_at=now,
    )


def _details(update: IncomingMessage) -> dict | None:
    """What only this kind has. A form's answers may hold a CPF: they are masked like any text."""
    details = {name: value for name, value in update.details.items() if name != "response_json"}
    if isinstance(details.get("answers"), dict):
        details["answers"] = {str(k): mask_cpfs_in(str(v)) for k, v in details["answers"].items()}
    return details or None


def _count(ticket: Ticket, message: Message, place: Placement) -> None:
    """What the list shows, the 24-hour window, and since when somebody waits."""
    changes: dict = {}
    if message.kind not in BY_WHATSAPP:
        changes["last_inbound_at"] = max(message.at, ticket.last_inbound_at or message.at)
    if message.at >= ticket.last_message_at:
        changes |= {"last_message_at": message.at, "last_text": _preview(message.kind, message.text)}
    if place.unread:
        changes["unread"] = ticket.unread + 1
    if place.starts_clock:
        changes["waiting_since"] = min(message.at, ticket.waiting_since or message.at)
    ticket.touch(**changes)


def _preview(kind: str, text: str) -> str:
    return (text or NAMES.get(kind, ""))[:PREVIEW]


def _go_on(
    place: Placement, ticket: Ticket, message: Message, update: IncomingMessage, settings: Settings, now: datetime
) -> None:
    if place.action == "open":
        if place.automatic_texts:
            begin(ticket, settings, now, welcome=place.welcome)
        else:
            begin_late(ticket)
    elif ticket.state == INTAKE:
        said = Said(update.text or "", update.kind, update.button_id, message.at, late=is_late(message.at, now))
        hear(ticket, message, said, settings, now)
