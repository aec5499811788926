"""The 24-hour window of a person on a number, whatever they wrote and wherever it is kept."""

from datetime import timedelta

from tests import meta
from tests.cast import NOW, contact, number, ticket
from tests.desk import Desk
from workchat.chat.models import Message
from workchat.chat.window import IN_WINDOW, last_inbound, window_values
from workchat.contacts.models import Contact
from workchat.db import run, timestamp


def open_for(number_id: int, now) -> set[int]:
    rows = run(f"SELECT id FROM contact WHERE {IN_WINDOW}", *window_values(number_id, now)).fetchall()  # noqa: S608
    return {row[0] for row in rows}


def test_who_never_wrote_has_no_window(desk: Desk):
    somebody = contact()
    assert last_inbound(somebody.id, desk.cast.number.id) is None
    assert open_for(desk.cast.number.id, NOW) == set()


def test_a_message_in_a_ticket_opens_it_for_a_day_on_that_number_only(desk: Desk):
    other = number("Financeiro", "1001")
    somebody = contact()
    ticket(desk.cast, somebody)
    assert last_inbound(somebody.id, desk.cast.number.id) == NOW
    assert last_inbound(somebody.id, other.id) is None
    assert open_for(desk.cast.number.id, NOW + timedelta(hours=24, seconds=-1)) == {somebody.id}
    assert open_for(desk.cast.number.id, NOW + timedelta(hours=24)) == set()
    assert open_for(other.id, NOW) == set()


def test_what_is_kept_in_no_ticket_opens_it_too_but_not_a_notice_of_whatsapp(desk: Desk):
    desk.post(meta.reaction("wamid.X", at=timestamp(NOW)))
    notice = {"type": "customer_identity_changed", "body": "Marta mudou de aparelho"}
    desk.later(hours=2)
    desk.post(meta.message("system", notice, at=timestamp(desk.now)))
    marta = Contact.get()
    assert Message.select().where(Message.ticket.is_null()).count() == 2
    assert last_inbound(marta.id, desk.cast.number.id) == NOW
    assert open_for(desk.cast.number.id, NOW + timedelta(hours=23)) == {marta.id}
    assert open_for(desk.cast.number.id, NOW + timedelta(hours=25)) == set()
