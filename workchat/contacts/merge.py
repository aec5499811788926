"""Two contacts turn out to be one person: they become one, found by both phones, and nothing of either is lost."""

from dataclasses import dataclass
from datetime import datetime

from peewee import IntegrityError, OperationalError

from workchat.accounts.models import AuditEntry, User
from workchat.chat.models import CLOSED, Message, Ticket
from workchat.contacts.answer_here import IDENTITY
from workchat.contacts.hold_people import hold_people
from workchat.contacts.merge_deliveries import CannotMerge, join_deliveries
from workchat.contacts.merge_relationships import join_relationships
from workchat.contacts.merge_tickets import join_tickets
from workchat.contacts.merged import Choice, merged
from workchat.contacts.models import Contact, ContactAlias, ContactTag, ContactWord, GroupMember
from workchat.contacts.write_details import subject_of, today
from workchat.contacts.write_words import write_words
from workchat.db import db
from workchat.intake.models import Consent

TRIES = 3
CHANGED = "Um dos dois contatos mudou enquanto você conferia. Confira de novo antes de unir."
# Deliveries, groups, tags and relationships may clash: each has its own way.
OWNED = (Ticket, Message, Consent, ContactAlias)


@dataclass(frozen=True)
class Pair:
    """`kept` is the older row; `gone` is deleted in the end."""

    kept: Contact
    gone: Contact


def merge(one_id: int, other_id: int, choice: Choice, by: User, now: datetime) -> Contact:
    """Join two contacts; returns the one that is left.

    A message that arrives meanwhile waits, and then finds the person. What a sender or the webhook wrote at the same
    instant makes it run again.
    :raises CannotMerge: one of the two is gone, or is being sent a message that both are to get.
    """
    for tries_left in reversed(range(TRIES)):
        try:
            with db.atomic():
                return _merge(one_id, other_id, choice, by, now)
        except (IntegrityError, OperationalError):
            if not tries_left:
                raise
    raise AssertionError


def _merge(one_id: int, other_id: int, choice: Choice, by: User, now: datetime) -> Contact:
    people = hold_people(one_id, other_id)
    if len(people) != 2:
        raise CannotMerge(CHANGED)
    pair = Pair(*people)
    told = [f"{person.name}, {person.phone}" for person in people]
    result, alias = merged(pair.kept, pair.gone, choice, today(now))
    _close_window(pair, choice)
    join_tickets(pair.kept, pair.gone, by, now)
    join_deliveries(pair.kept, pair.gone, by, now)
    _hand_over(pair)
    _write(pair, result, alias, now)
    _write_history(pair, told, by, now)
    return Contact.get_by_id(pair.kept.id)


def _close_window(pair: Pair, choice: Choice) -> None:
    """WhatsApp's 24 hours run for a phone: what the other phone wrote opens nothing on the one that stays."""
    other = pair.gone if choice.phone == pair.kept.id else pair.kept
    Ticket.update(last_inbound_at=None).where(Ticket.contact == other).execute()


def _hand_over(pair: Pair) -> None:
    for table in OWNED:
        table.update(contact=pair.kept).where(table.contact == pair.gone).execute()
    for link, what in ((GroupMember, "group"), (ContactTag, "tag")):
        column = getattr(link, what)
        mine = link.select(column).where(link.contact == pair.kept)
        link.delete().where(link.contact == pair.gone, column.in_(mine)).execute()
        link.update(contact=pair.kept).where(link.contact == pair.gone).execute()
    join_relationships(pair.kept, pair.gone)
    ContactWord.delete().where(ContactWord.contact == pair.gone).execute()
    mine = (AuditEntry.area == "contacts") & (AuditEntry.subject == subject_of(pair.gone.id))
    AuditEntry.update(subject=subject_of(pair.kept.id)).where(mine).execute()


def _write(pair: Pair, result: dict, alias: dict, now: datetime) -> None:
    """The other row goes first: each phone is in one place only."""
    pair.gone.delete_instance()
    Contact.update(result).where(Contact.id == pair.kept.id).execute()
    if any(alias[name] for name in IDENTITY):
        ContactAlias.create(contact=pair.kept, created_at=now, **alias)
    write_words(Contact.get_by_id(pair.kept.id))
    Ticket.update(version=Ticket.version + 1).where(Ticket.contact == pair.kept, Ticket.state != CLOSED).execute()


def _write_history(pair: Pair, told: list[str], by: User, now: datetime) -> None:
    entry = AuditEntry(at=now, user=by, area="contacts", subject=subject_of(pair.kept.id))
    entry.field, entry.before = "Unido com outro contato", " e ".join(told)
    entry.after = Contact.get_by_id(pair.kept.id).name
    entry.save()
