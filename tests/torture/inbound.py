"""What families wrote, and what agents were told: each of it stored exactly once."""

from collections import Counter
from collections.abc import Iterator

from tests.torture.campaign import Campaign
from tests.torture.school import SAVED
from workchat.chat.models import Message, Ticket
from workchat.contacts.models import Contact
from workchat.outbox.models import Delivery
from workchat.whatsapp.models import KeptUpdate


def count_inbound(campaign: Campaign, rows: dict[int, Delivery]) -> Iterator[tuple[str, str]]:
    """(kind of offence, words)."""
    yield from _messages(campaign)
    yield from _tickets(campaign)
    for row in KeptUpdate.select():
        yield "update kept, not stored", f"{row.id}: {row.error}"
    for delivery, text in campaign.work.promised.items():
        if delivery not in rows or rows[delivery].message.text != text:
            yield "an agent's answer vanished", f"delivery {delivery}: {text}"


def _messages(campaign: Campaign) -> Iterator[tuple[str, str]]:
    stored = Message.select(Message, Contact).join(Contact).where(Message.direction == "in")
    found = {row.wa_id: (row.contact.wa_id, row.text) for row in stored}
    if len(found) != stored.count():
        yield "stored twice", f"{stored.count() - len(found)} messages"
    for wamid, written in campaign.work.written.items():
        if wamid not in campaign.postman.taken:
            yield "webhook never taken", wamid
        elif found.get(wamid) != written:
            yield "inbound lost", f"{wamid}: {written} is {found.get(wamid)}"
    for wamid in found.keys() - campaign.work.written.keys():
        yield "inbound invented", wamid


def _tickets(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """One contact a family, one open ticket each, and no more tickets than were closed beside."""
    wrote = {wa_id for wa_id, _ in campaign.work.written.values()}
    contacts = Contact.select().count()
    if contacts != SAVED + len(wrote):
        yield "contacts", f"{contacts} instead of {SAVED + len(wrote)}"
    opened = Counter((ticket.contact_id, ticket.number_id) for ticket in Ticket.select() if ticket.is_open)
    for pair, number in opened.items():
        if number > 1:
            yield "two open tickets", str(pair)
    if Ticket.select().count() > len(wrote) + campaign.work.closed:
        yield "tickets", f"{Ticket.select().count()} for {len(wrote)} families and {campaign.work.closed} closed"
