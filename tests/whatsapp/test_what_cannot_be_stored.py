"""What the database refuses comes again by WhatsApp; what only an update is to blame for is kept for a person."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from peewee import DatabaseError, IntegrityError, InternalError, OperationalError, ProgrammingError
from playhouse.pool import MaxConnectionsExceeded

from tests import meta
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.models import Message
from workchat.contacts.models import Contact
from workchat.db import timestamp
from workchat.whatsapp.models import KeptUpdate
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import ACTIONS, CALLED, take_in
from workchat.whatsapp.updates import IncomingMessage, NumberChanged


def told(desk: Desk, body: dict) -> None:
    take_in(read_each(meta.raw(body)), {desk.cast.number.phone_number_id: desk.cast.number}, desk.now)


def test_what_cannot_be_stored_is_kept_for_a_person_and_costs_no_other(desk: Desk):
    desk.writes("Oi")
    desk.set(timezone="Lugar/Nenhum")  # a new ticket's protocol needs the day
    new = {"sender": "5521988887777", "user_id": "BR.7"}
    desk.post(meta.text("antes"), meta.text("nova", id="wamid.1", **new), meta.text("depois"))
    assert [row.text for row in Message.select().order_by(Message.id)] == ["Oi", "antes", "depois"]
    assert "não conseguiu guardar" in KeptUpdate.get().error
    desk.post(meta.text("sozinha", id="wamid.2", **new))
    assert (Message.select().count(), KeptUpdate.select().count(), Contact.select().count()) == (3, 2, 1)


def test_the_school_reads_what_could_not_be_stored_in_its_own_words_and_the_log_tells_which_error(desk: Desk, written):
    desk.set(timezone="Lugar/Nenhum")
    desk.post(meta.text("nova", id="wamid.1"))
    assert KeptUpdate.get().error == (
        "O WorkChat não conseguiu guardar esta mensagem. Tente de novo. Se não der, fale com quem cuida do servidor."
    )
    told = next(line for line in written.lines if line["event"] == "update kept")
    assert (told["kind"], told["level"]) == ("ZoneInfoNotFoundError", "error")
    assert told["at"].endswith(tuple("0123456789")) and "nova" not in written.text


def test_what_every_kind_of_update_is_called_when_it_cannot_be_stored():
    assert set(CALLED) == set(ACTIONS)


@contextmanager
def refusing(error: Exception, *texts: str, times: int = 1000) -> Iterator[None]:
    """The database does not take messages with these texts, so many times."""
    receive, left = ACTIONS[IncomingMessage], [times]

    def refuse(update, *given):
        if update.text in texts and left[0]:
            left[0] -= 1
            raise error
        return receive(update, *given)

    with pytest.MonkeyPatch.context() as moment:
        moment.setitem(ACTIONS, IncomingMessage, refuse)
        yield


def stored() -> list[str]:
    return [row.text for row in Message.select().where(Message.direction == "in").order_by(Message.id)]


def two_families(desk: Desk) -> dict:
    """Marta writes twice, and another family in between."""
    other = meta.text("Boa tarde", at=timestamp(NOW), sender="5521988887777", user_id="BR.7")
    first, second = (meta.text(text, at=timestamp(NOW)) for text in ("Cabe?", "Oi"))
    return meta.posted(first, other, second, number=desk.cast.number.phone_number_id)


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database or disk is full"),
        DatabaseError("database disk image is malformed"),
        InternalError("cannot execute INSERT in a read-only transaction"),
        ProgrammingError("permission denied for table message"),
        MaxConnectionsExceeded("no connection is free"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_what_the_database_refused_comes_again_and_is_kept_from_nobody(desk: Desk, error):
    """Kept for a person to retry, the family would wait although nothing is wrong with what they wrote."""
    body = two_families(desk)
    with refusing(error, "Cabe?"), pytest.raises(type(error)):
        told(desk, body)
    assert KeptUpdate.select().count() == 0
    told(desk, body)  # WhatsApp repeats what was not taken
    assert sorted(stored()) == ["Boa tarde", "Cabe?", "Oi"]
    assert KeptUpdate.select().count() == 0


def test_what_the_database_refused_costs_no_other_family_and_nobody_overtakes_themselves(desk: Desk):
    body = two_families(desk)
    with refusing(OperationalError("database or disk is full"), "Cabe?"), pytest.raises(OperationalError):
        told(desk, body)
    assert stored() == ["Boa tarde"]
    told(desk, body)
    assert stored() == ["Boa tarde", "Cabe?", "Oi"]


def test_who_has_a_new_number_is_not_met_as_somebody_else_because_the_change_has_to_come_again(desk: Desk):
    desk.writes("Oi", sender="5511999990000", user_id="BR.1")
    moved = meta.changed_number("5511888880000", "BR.2", sender="5511999990000", user_id="BR.1", at=timestamp(NOW))
    after = meta.text("Troquei de número", sender="5511888880000", user_id="BR.2", at=timestamp(NOW))
    body = meta.posted(moved, after, number=desk.cast.number.phone_number_id)

    def away(*_given) -> None:
        raise OperationalError("the connection is closed")

    with pytest.MonkeyPatch.context() as moment, pytest.raises(OperationalError):
        moment.setitem(ACTIONS, NumberChanged, away)
        told(desk, body)
    told(desk, body)
    assert Contact.select().count() == 1 and "Troquei de número" in stored()


def test_who_lost_a_race_four_times_is_still_stored(desk: Desk):
    with refusing(IntegrityError("duplicate key"), "Cabe?", times=4):
        told(desk, two_families(desk))
    assert sorted(stored()) == ["Boa tarde", "Cabe?", "Oi"] and KeptUpdate.select().count() == 0


def test_what_breaks_a_rule_of_the_tables_every_time_is_kept(desk: Desk):
    with refusing(IntegrityError("null value"), "Cabe?"):
        told(desk, two_families(desk))
    assert stored() == ["Boa tarde", "Oi"] and KeptUpdate.select().count() == 1
