"""The school has a real number: what was tried with invented families goes away, files too."""

from datetime import datetime
from pathlib import Path

from workchat.accounts.models import User
from workchat.accounts.record_change import record_change
from workchat.chat.models import Media, Message, Ticket
from workchat.contacts.models import Contact
from workchat.db import db
from workchat.intake.models import Consent, Intake
from workchat.outbox.models import Delivery
from workchat.scheduled.models import ScheduledMessage
from workchat.simulator.models import Bubble, Phone, SimulatedMedia, simulated
from workchat.totvs.forget_invented import forget_invented
from workchat.whatsapp.models import KeptUpdate, Number


def erase_simulator(by: User, instance: Path, now: datetime) -> int:
    """Delete the tickets, messages and files of the simulator's number, its phones, and whoever wrote only there.

    Does nothing while it is the only number. Returns how many tickets went.
    """
    number = simulated()
    if number is None or not may_erase():
        return 0
    with db.atomic():
        files = _files(number)
        erased = _erase_talk(number)
        forget_invented()
        record_change(by, number.name, "Dados do simulador", f"{erased} tickets", "Apagados", now, "integrations")
        KeptUpdate.delete().where(KeptUpdate.number == number).execute()
        number.delete_instance()
    for name in files:
        (instance / "media" / name).unlink(missing_ok=True)
    return erased


def may_erase() -> bool:
    """Only when a real number stands beside the simulator's."""
    return simulated() is not None and Number.select().where(~Number.is_simulator).exists()


def counts() -> dict[str, int]:
    """What would go: tickets, messages and contacts of the simulator."""
    number = simulated()
    if number is None:
        return {"tickets": 0, "messages": 0, "contacts": 0}
    return {
        "tickets": Ticket.select().where(Ticket.number == number).count(),
        "messages": Message.select().where(Message.number == number).count(),
        "contacts": len(_only_here(number)),
    }


def _files(number: Number) -> list[str]:
    here = Message.select(Message.id).where(Message.number == number)
    stored = Media.select(Media.stored_as).where(Media.message.in_(here), Media.stored_as != "")
    return [media.stored_as for media in stored]


def _only_here(number: Number) -> list[int]:
    """Contacts who talked on the simulator and have nothing with a real number.

    Whom the school only wrote to stays: a scheduled message tried here may have gone to its real list.
    """
    wrote = Message.select(Message.contact).where(Message.number == number, Message.direction == "in")
    talked = Ticket.select(Ticket.contact).where(Ticket.number == number)
    elsewhere = Message.select(Message.contact).where(Message.number != number)
    tickets = Ticket.select(Ticket.contact).where(Ticket.number != number)
    waiting = Delivery.select(Delivery.contact).where(Delivery.number != number)
    found = Contact.select(Contact.id).where(
        Contact.id.in_(wrote) | Contact.id.in_(talked),
        Contact.id.not_in(elsewhere),
        Contact.id.not_in(tickets),
        Contact.id.not_in(waiting),
    )
    return [row[0] for row in found.tuples()]


def _erase_talk(number: Number) -> int:
    """In the order in which the tables refer to each other."""
    people = _only_here(number)
    tickets = Ticket.select(Ticket.id).where(Ticket.number == number)
    Delivery.update(after=None).where(Delivery.number == number).execute()
    Delivery.delete().where(Delivery.number == number).execute()
    ScheduledMessage.delete().where(ScheduledMessage.number == number).execute()
    Consent.delete().where(Consent.ticket.in_(tickets)).execute()
    Intake.delete().where(Intake.ticket.in_(tickets)).execute()
    Message.delete().where(Message.number == number).execute()
    erased = Ticket.delete().where(Ticket.number == number).execute()
    Contact.delete().where(Contact.id.in_(people)).execute()
    Bubble.delete().execute()
    Phone.delete().execute()
    SimulatedMedia.delete().execute()
    return erased
