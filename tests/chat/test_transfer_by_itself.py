"""A ticket moves by itself when nobody answered in time: once a wait, never past an answer, quietly after an outage."""

from datetime import timedelta

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.desk import Desk
from workchat.accounts.models import User
from workchat.chat.models import ATTENDING, INTAKE, WAITING, Ticket
from workchat.chat.reply import reply, write_note
from workchat.chat.rules import transfer_due
from workchat.chat.take import take
from workchat.chat.transfer import move_unless_answered, setting_of, transfer, transfer_all_due
from workchat.outbox.models import Delivery
from workchat.settings.models import Settings


@pytest.fixture
def to_financeiro(desk: Desk) -> Desk:
    desk.set(
        transfer_to="department", transfer_department=desk.cast.financeiro, transfer_wait_minutes=10,
        transfer_text="Outro setor continua com você: {{departamento}}.",
    )  # fmt: skip
    return desk


@pytest.fixture
def to_caio(desk: Desk) -> Desk:
    to = desk.cast.caio
    desk.set(transfer_to="agent", transfer_agent=to, transfer_wait_minutes=10, transfer_text="Caio continua.")
    return desk


def swept(desk: Desk, **later) -> int:
    desk.later(**later)
    return transfer_all_due(desk.now)


def test_a_ticket_moves_when_the_wait_is_over_and_not_before(to_financeiro: Desk):
    to_financeiro.writes("Preciso do boleto")
    assert swept(to_financeiro, minutes=9, seconds=59) == 0
    assert swept(to_financeiro, seconds=1) == 1
    ticket = to_financeiro.ticket
    assert (ticket.department, ticket.agent, ticket.state) == (to_financeiro.cast.financeiro, None, WAITING)
    assert to_financeiro.send_all() == ["Outro setor continua com você: Financeiro."]
    assert "ninguém respondeu em 10 minutos" in to_financeiro.notes()[0]


def test_to_an_agent_the_ticket_becomes_theirs(to_caio: Desk):
    to_caio.writes("Oi")
    assert swept(to_caio, minutes=10) == 1
    assert (to_caio.ticket.agent, to_caio.ticket.state) == (to_caio.cast.caio, ATTENDING)


def test_the_same_wait_never_moves_twice(to_financeiro: Desk):
    to_financeiro.writes("Oi")
    assert swept(to_financeiro, minutes=10) == 1
    transfer(to_financeiro.ticket.id, to_financeiro.cast.ana, to_financeiro.now, agent=to_financeiro.cast.bia)
    Ticket.update(department=to_financeiro.cast.secretaria).execute()
    assert swept(to_financeiro, minutes=60) == 0


def test_a_new_wait_after_an_answer_moves_again(to_financeiro: Desk):
    to_financeiro.writes("Oi")
    people, ticket = to_financeiro.cast, to_financeiro.ticket
    swept(to_financeiro, minutes=10)
    transfer(ticket.id, people.ana, to_financeiro.now, department=people.secretaria)
    reply(ticket.id, people.bia, "Oi!", to_financeiro.now)
    to_financeiro.later(minutes=1)
    to_financeiro.writes("E o boleto?")
    assert swept(to_financeiro, minutes=10) == 1


def test_an_answer_in_time_keeps_the_ticket_where_it_is(to_financeiro: Desk):
    to_financeiro.writes("Oi")
    reply(to_financeiro.ticket.id, to_financeiro.cast.bia, "Oi!", NOW)
    assert swept(to_financeiro, minutes=30) == 0


def test_a_note_or_a_take_is_no_answer(to_financeiro: Desk):
    to_financeiro.writes("Oi")
    take(to_financeiro.ticket.id, to_financeiro.cast.bia, NOW)
    write_note(to_financeiro.ticket.id, to_financeiro.cast.bia, "vou ver", NOW)
    assert swept(to_financeiro, minutes=10) == 1


def test_an_answer_that_arrives_in_the_same_instant_wins(to_financeiro: Desk):
    to_financeiro.writes("Oi")
    read_by_the_sweep = to_financeiro.ticket
    decision = transfer_due(read_by_the_sweep, setting_of(Settings.current()), NOW + timedelta(minutes=10))
    reply(read_by_the_sweep.id, to_financeiro.cast.bia, "Cheguei", NOW)
    assert decision.move and not move_unless_answered(read_by_the_sweep, decision)
    ticket = to_financeiro.ticket
    assert (ticket.agent, ticket.department, ticket.transferred_wait) == (to_financeiro.cast.bia, None, None)


def test_who_is_still_being_asked_is_not_moved(to_financeiro: Desk):
    people.ticket(to_financeiro.cast, state=INTAKE)
    assert swept(to_financeiro, hours=2) == 0


def test_a_ticket_already_there_stays_quietly(to_financeiro: Desk):
    people.ticket(to_financeiro.cast, department=to_financeiro.cast.financeiro)
    assert swept(to_financeiro, hours=2) == 0
    assert not Delivery.select().exists()


def test_after_an_outage_the_ticket_moves_and_nobody_is_woken(to_financeiro: Desk):
    to_financeiro.writes("Oi")
    assert swept(to_financeiro, hours=5) == 1
    assert to_financeiro.send_all() == []
    assert "A mensagem não foi enviada ao contato" in to_financeiro.notes()[0]


def test_a_target_that_left_stops_the_transfers(to_caio: Desk):
    to_caio.writes("Oi")
    User.update(active=False).where(User.id == to_caio.cast.caio.id).execute()
    assert not setting_of(Settings.current()).target_ready
    assert swept(to_caio, minutes=20) == 0
    assert to_caio.ticket.agent is None


def test_a_department_without_anybody_active_stops_the_transfers(to_financeiro: Desk):
    to_financeiro.writes("Oi")
    User.update(active=False).where(User.id == to_financeiro.cast.caio.id).execute()
    assert swept(to_financeiro, minutes=20) == 0


def test_messages_of_one_sweep_leave_two_seconds_apart(to_financeiro: Desk):
    for n in range(3):
        to_financeiro.writes("Oi", sender=f"551190000000{n}", user_id=None)
    assert swept(to_financeiro, minutes=10) == 3
    assert all(row.spaced for row in Delivery.select())
    assert len(to_financeiro.send_all()) == 1
    to_financeiro.later(seconds=2)
    assert len(to_financeiro.send_all()) == 1


def test_transfers_that_are_off_move_nothing(desk: Desk):
    desk.writes("Oi")
    assert swept(desk, days=1) == 0


def test_tickets_that_are_at_the_target_never_hold_the_others_back(to_financeiro: Desk):
    there = people.contact("Rui Dias", "5511911112222")
    long_ago = NOW - timedelta(hours=3)
    people.ticket(to_financeiro.cast, there, department=to_financeiro.cast.financeiro, at=long_ago)
    to_financeiro.writes("Oi")
    to_financeiro.later(minutes=10)
    assert transfer_all_due(to_financeiro.now, most=1) == 1
