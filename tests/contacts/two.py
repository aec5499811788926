"""What the tests of joining and erasing share: Marta, with everything that a contact can have."""

from datetime import timedelta

from tests import cast as people
from tests.cast import NOW, Cast
from workchat.accounts.models import AuditEntry
from workchat.chat.models import CLOSED, Media, Message, Ticket
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag
from workchat.contacts.write_words import write_words
from workchat.intake.models import Consent
from workchat.outbox.models import BULK, Delivery, Lane
from workchat.scheduled.models import ScheduledMessage

MAIN, OTHER = "5511987654321", "5521988887777"
CPF = "52998224725"


def marta(**columns) -> Contact:
    return known("Marta Souza", MAIN, bsuid="BR.1", **columns)


def again(**columns) -> Contact:
    """The same mother on another phone."""
    return known("Marta Lima", OTHER, bsuid="BR.2", **columns)


def known(name: str, wa_id: str, **columns) -> Contact:
    row = people.contact(name, wa_id, **columns)
    write_words(row)
    return row


def with_everything(cast: Cast, contact: Contact, name: str = "Turma A") -> Ticket:
    """A closed ticket with a file, an answer, an acceptance, a group, a tag and a line of history."""
    at = NOW - timedelta(days=3)
    ticket = people.ticket(cast, contact, CLOSED, at=at, closed_at=at, department=cast.secretaria)
    message = says(cast, ticket, "Segue o atestado do Pedro", wa_id=f"wamid.{contact.wa_id}")
    Media.create(message=message, media_id="7", mime="application/pdf", filename="atestado do Pedro.pdf",
                 state="stored", stored_as=f"file{contact.id}", size=3)  # fmt: skip
    Consent.create(contact=contact, ticket=ticket, purpose="terms", answer="accepted", text_sha256="0", at=at,
                   answer_wa_id=f"wamid.{contact.wa_id}", raw_answer="aceito sim, é a Marta")  # fmt: skip
    GroupMember.create(contact=contact, group=Group.get_or_create(name=name)[0])
    ContactTag.create(contact=contact, tag=Tag.get_or_create(name=name)[0])
    AuditEntry.create(area="contacts", subject=f"Contato {contact.id}", field="Nome", before="?", after=contact.name)
    return ticket


def says(cast: Cast, ticket: Ticket, text: str, **columns) -> Message:
    return Message.create(
        ticket=ticket, number=cast.number, contact=ticket.contact_id, direction="in", kind="text", text=text, at=NOW,
        **columns,
    )  # fmt: skip


def scheduled(cast: Cast, title: str = "Reunião") -> ScheduledMessage:
    return ScheduledMessage.create(title=title, number=cast.number, text="Oi {{nome}}", state="sending")


def delivery(cast: Cast, contact: Contact, message: ScheduledMessage | None = None, status: str = "queued") -> Delivery:
    return Delivery.create(
        number=cast.number, lane=Lane.get(Lane.kind == BULK), contact=contact, scheduled_message=message, status=status,
        body={"type": "text", "text": {"body": "Oi Marta"}}, due_at=NOW, dial="551187654321",
    )  # fmt: skip
