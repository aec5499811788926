"""Two things happen to one person at the same instant, on Postgres: nothing is lost, and nobody is there twice."""

import pytest

from tests.at_once import Meanwhile, busy_desk  # noqa: F401 (a fixture)
from tests.contacts.two import MAIN, OTHER, again, marta
from tests.desk import Desk
from workchat.accounts.rules import Refused
from workchat.chat.models import CLOSED, Message, Ticket
from workchat.chat.reply import reply
from workchat.contacts.add_contact import add_contact
from workchat.contacts.details import Details, marks
from workchat.contacts.edit_contact import edit_contact
from workchat.contacts.erase import erase
from workchat.contacts.merge import merge
from workchat.contacts.merged import Choice
from workchat.contacts.models import Contact
from workchat.db import db


@pytest.fixture
def desk(busy_desk: Desk) -> Desk:  # noqa: F811
    return busy_desk


def join(desk: Desk, one: Contact, other: Contact) -> Contact:
    return merge(one.id, other.id, Choice(one.id, one.id), desk.cast.ana, desk.now)


def test_a_message_that_arrives_while_two_are_joined_finds_the_person(desk: Desk):
    one, other = marta(), again()
    desk.writes("Do segundo", sender=OTHER, user_id="BR.2")
    with db.atomic():
        join(desk, one, other)
        family = Meanwhile(lambda: desk.writes("E mais uma coisa", sender=OTHER, user_id="BR.2"))
    assert family.ends() is None
    assert Contact.select().count() == 1
    assert (Contact.get().wa_id, desk.ticket.contact_id) == (OTHER, one.id)
    assert Message.select().where(Message.ticket == desk.ticket, Message.direction == "in").count() == 2


def test_two_are_joined_while_one_of_them_writes_for_the_first_time(desk: Desk):
    one, other = marta(), again()
    with db.atomic():
        desk.writes("Do segundo", sender=OTHER, user_id="BR.2")
        colleague = Meanwhile(lambda: join(desk, one, other))
    assert colleague.ends() == one
    assert (Ticket.get().contact_id, Message.select().where(Message.contact == one).count()) == (one.id, 1)


def test_an_agent_who_answers_and_a_supervisor_who_joins_do_not_block_each_other(desk: Desk):
    one, other = marta(), again()
    desk.writes("Oi", sender=OTHER, user_id="BR.2")
    with db.atomic():
        Ticket.select().where(Ticket.id == desk.ticket.id).for_update().get()  # as every verb of an agent begins
        colleague = Meanwhile(lambda: join(desk, one, other))
        db.execute_sql("SET LOCAL lock_timeout = '300ms'")
        reply(desk.ticket.id, desk.cast.bia, "Bom dia!", desk.now)
    assert colleague.ends() == one
    assert Message.select().where(Message.contact == one, Message.text == "Bom dia!").count() == 1


def test_the_same_two_joined_by_two_colleagues_are_joined_once(desk: Desk):
    one, other = marta(), again()
    with db.atomic():
        join(desk, one, other)
        colleague = Meanwhile(lambda: join(desk, other, one))
    assert "mudou" in str(colleague.ends())
    assert Contact.select().count() == 1


def test_a_phone_changed_by_hand_while_an_agent_answers_blocks_nobody(desk: Desk):
    one = marta()
    desk.writes("Oi", sender=MAIN, user_id="BR.1")
    seen = marks(one)
    with db.atomic():
        Ticket.select().where(Ticket.id == desk.ticket.id).for_update().get()
        colleague = Meanwhile(
            lambda: edit_contact(one.id, Details("Marta Souza", OTHER), seen, desk.cast.ana, desk.now)
        )
        db.execute_sql("SET LOCAL lock_timeout = '300ms'")
        reply(desk.ticket.id, desk.cast.bia, "Bom dia!", desk.now)
    colleague.ends()
    assert Message.select().where(Message.text == "Bom dia!").count() == 1


def test_a_family_that_writes_while_it_is_added_is_there_once(desk: Desk):
    with db.atomic():
        desk.writes("Oi", sender=MAIN, user_id="BR.1")
        colleague = Meanwhile(lambda: add_contact(Details("Marta", MAIN), desk.cast.ana, desk.now))
    assert isinstance(colleague.ends(), Refused)
    assert Contact.select().count() == 1


def test_who_writes_while_being_erased_is_a_new_person(desk: Desk, tmp_path):
    one = marta()
    desk.writes("Oi", sender=MAIN, user_id="BR.1")
    with db.atomic():
        erase(one.id, desk.cast.ana, tmp_path, desk.now)
        family = Meanwhile(lambda: desk.writes("Ainda estou aqui", sender=MAIN, user_id="BR.1"))
    assert family.ends() is None
    assert Ticket.get(Ticket.state != CLOSED).contact_id != one.id
    assert Message.get(Message.text == "Ainda estou aqui").contact_id != one.id
