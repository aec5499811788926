"""Two contacts become one, and a scheduled message was for both: the person is in it once."""

from datetime import datetime

from workchat.accounts.models import AuditEntry, User
from workchat.contacts.models import Contact
from workchat.contacts.write_details import subject_of
from workchat.outbox.models import Delivery
from workchat.outbox.rules import STATUS_WORDS

FURTHER = ("cancelled", "skipped", "failed", "queued", "sending", "unknown", "sent", "delivered", "read")
BOTH = """WHERE contact_id = ? AND scheduled_message_id IN
(SELECT scheduled_message_id FROM delivery WHERE contact_id = ? AND scheduled_message_id IS NOT NULL)"""
ONCE = "Os dois contatos foram unidos, e a pessoa recebe esta mensagem uma vez."
BEING_SENT = "Uma mensagem agendada está sendo enviada a um dos dois agora. Tente de novo em um minuto."


class CannotMerge(Exception):
    """Why not, in words for the page."""


def join_deliveries(kept: Contact, gone: Contact, by: User, now: datetime) -> None:
    """Everything that was sent to `gone` becomes `kept`'s, inside the caller's transaction.

    Of two deliveries of one scheduled message the one that got further stands for it; the other stays in the list of
    what was sent, and the history says so. Nobody gets it twice because of this.
    :raises CannotMerge: one of such two is being sent at this moment.
    """
    mine = {row.scheduled_message_id: row for row in Delivery.fetch_all(BOTH, kept.id, gone.id)}
    for theirs in Delivery.fetch_all(BOTH, gone.id, kept.id):
        _once(mine[theirs.scheduled_message_id], theirs, kept, by, now)
    Delivery.update(contact=kept).where(Delivery.contact == gone).execute()


def _once(mine: Delivery, theirs: Delivery, kept: Contact, by: User, now: datetime) -> None:
    if "sending" in (mine.status, theirs.status):
        raise CannotMerge(BEING_SENT)
    less, more = sorted((theirs, mine), key=lambda row: FURTHER.index(row.status))
    title = less.scheduled_message.title
    Delivery.update(scheduled_message=None).where(Delivery.id == less.id).execute()
    waits = (Delivery.id == less.id) & (Delivery.status == "queued")
    Delivery.update(status="cancelled", error=ONCE, finished_at=now).where(waits).execute()
    entry = AuditEntry(at=now, user=by, area="contacts", subject=subject_of(kept.id))
    entry.field = f"Mensagem agendada “{title}”, para os dois"
    entry.before = f"{STATUS_WORDS[less.status]} e {STATUS_WORDS[more.status]}"
    entry.after = f"vale: {STATUS_WORDS[more.status]}"
    entry.save()
