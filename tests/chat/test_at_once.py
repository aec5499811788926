"""Two things happen to one ticket at the same instant, on Postgres: nothing is lost and nothing happens twice."""

import pytest

from tests.at_once import Meanwhile, busy_desk  # noqa: F401 (a fixture)
from tests.desk import Desk
from workchat.chat.close import close
from workchat.chat.models import CLOSED, Message, Ticket
from workchat.chat.reply import CannotReply, reply
from workchat.chat.take import AlreadyTaken, take
from workchat.chat.transfer import transfer_all_due
from workchat.db import db
from workchat.intake.decide import decide
from workchat.outbox.models import Delivery


@pytest.fixture
def desk(busy_desk: Desk) -> Desk:  # noqa: F811
    busy_desk.writes("Oi")
    return busy_desk


def test_what_a_family_writes_while_the_ticket_closes_is_not_lost_in_the_closed_one(desk: Desk):
    desk.later(minutes=1)
    with db.atomic():
        close(desk.ticket.id, desk.cast.bia, None, False, desk.now)
        family = Meanwhile(lambda: desk.writes("Só mais uma coisa"))
    family.ends()
    open_ticket = Ticket.get(Ticket.state != CLOSED)
    assert (open_ticket.last_text, open_ticket.unread) == ("Só mais uma coisa", 1)
    assert Ticket.get(Ticket.state == CLOSED).unread == 0


def test_what_a_family_writes_while_the_answer_goes_out_starts_a_new_wait(desk: Desk):
    desk.later(minutes=9)
    with db.atomic():
        reply(desk.ticket.id, desk.cast.bia, "Bom dia!", desk.now)
        family = Meanwhile(lambda: desk.writes("E o do irmão?"))
    family.ends()
    assert (desk.ticket.waiting_since, desk.ticket.unread) == (desk.now, 1)


def test_an_agent_and_the_family_never_block_each_other(desk: Desk):
    """The webhook holds the contact and wants the ticket; the agent holds the ticket and writes about the contact."""
    with db.atomic():
        Ticket.select().where(Ticket.id == desk.ticket.id).for_update().get()  # as every verb of an agent begins
        family = Meanwhile(lambda: desk.writes("Alô?"))
        db.execute_sql("SET LOCAL lock_timeout = '300ms'")
        close(desk.ticket.id, desk.cast.bia, None, False, desk.now)
    assert family.ends() is None
    assert Message.select().where(Message.text == "Alô?").count() == 1


def test_approving_a_contact_who_is_writing_blocks_nobody(desk: Desk):
    desk.set(restriction="manual")
    desk.writes("Oi", sender="5521988887777", user_id="BR.77")
    desk.send_all()
    desk.later(seconds=5)
    desk.writes("05/03/1998 529.982.247-25 autorizo", sender="5521988887777", user_id="BR.77")
    with db.atomic():
        desk.writes("E agora?", sender="5521988887777", user_id="BR.77")
        bia = Meanwhile(lambda: decide(desk.ticket.id, desk.cast.bia, True, desk.now))
    assert bia.ends() is True and desk.ticket.contact.approved_at


def test_of_two_who_take_a_ticket_the_slower_is_told(desk: Desk):
    with db.atomic():
        take(desk.ticket.id, desk.cast.bia, desk.now)
        sara = Meanwhile(lambda: take(desk.ticket.id, desk.cast.sara, desk.now))
    assert isinstance(sara.ends(), AlreadyTaken) and desk.ticket.agent == desk.cast.bia


def test_of_a_closing_and_an_answer_the_slower_is_told(desk: Desk):
    with db.atomic():
        close(desk.ticket.id, desk.cast.bia, None, False, desk.now)
        sara = Meanwhile(lambda: reply(desk.ticket.id, desk.cast.sara, "Já vejo", desk.now))
    assert isinstance(sara.ends(), CannotReply)
    assert not Message.select().where(Message.source == "agent").exists()


def test_two_workers_move_a_ticket_once(desk: Desk):
    desk.set(transfer_to="department", transfer_department=desk.cast.financeiro, transfer_wait_minutes=10,
             transfer_text="Um momento.")  # fmt: skip
    desk.later(minutes=10)
    with db.atomic():
        assert transfer_all_due(desk.now) == 1
        other = Meanwhile(lambda: transfer_all_due(desk.now))
    assert other.ends() == 0
    assert Delivery.select().count() == 1 and len(desk.notes()) == 1


def test_an_answer_that_is_being_written_beats_the_sweep(desk: Desk):
    desk.set(transfer_to="agent", transfer_agent=desk.cast.caio, transfer_wait_minutes=10, transfer_text="Caio.")
    desk.later(minutes=10)
    with db.atomic():
        reply(desk.ticket.id, desk.cast.bia, "Cheguei", desk.now)
        sweep = Meanwhile(lambda: transfer_all_due(desk.now))
    assert sweep.ends() == 0 and desk.ticket.agent == desk.cast.bia
