"""An agent takes a ticket: one wins, the questions stop, and the clock goes on until there is an answer."""

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, WAITING, Ticket
from workchat.chat.take import AlreadyTaken, take
from workchat.intake.models import Intake
from workchat.intake.stop_questions import stop_questions


def test_who_takes_a_ticket_has_it_and_the_family_still_waits(desk: Desk):
    ticket = people.ticket(desk.cast)
    take(ticket.id, desk.cast.bia, NOW)
    after = Ticket.get_by_id(ticket.id)
    assert (after.agent, after.state, after.waiting_since) == (desk.cast.bia, ATTENDING, NOW)
    assert after.version > ticket.version
    assert desk.notes() == ["Bia Rocha assumiu o atendimento."]


def test_the_slower_of_two_is_told_who_has_it(desk: Desk):
    ticket = people.ticket(desk.cast)
    take(ticket.id, desk.cast.sara, NOW)
    with pytest.raises(AlreadyTaken, match="Sara Lima já está"):
        take(ticket.id, desk.cast.bia, NOW)
    assert Ticket.get_by_id(ticket.id).agent == desk.cast.sara


def test_taking_twice_changes_nothing_the_second_time(desk: Desk):
    ticket = people.ticket(desk.cast)
    take(ticket.id, desk.cast.bia, NOW)
    version = Ticket.get_by_id(ticket.id).version
    take(ticket.id, desk.cast.bia, NOW)
    assert Ticket.get_by_id(ticket.id).version == version
    assert len(desk.notes()) == 1


def test_a_closed_ticket_is_not_taken(desk: Desk):
    ticket = people.ticket(desk.cast, state=CLOSED)
    with pytest.raises(AlreadyTaken, match="encerrado"):
        take(ticket.id, desk.cast.bia, NOW)


def in_reception(desk: Desk, step: str) -> Ticket:
    ticket = people.ticket(desk.cast, state=INTAKE)
    Intake.create(ticket=ticket, step=step, question=1, sealed_answers=b"x")
    return ticket


def test_taking_a_ticket_in_reception_stops_the_questions(desk: Desk):
    ticket = in_reception(desk, "terms")
    take(ticket.id, desk.cast.bia, NOW)
    assert (Intake.get().step, Intake.get().sealed_answers) == ("done", None)
    assert Ticket.get_by_id(ticket.id).state == ATTENDING


def test_questions_can_stop_without_anybody_taking_the_ticket(desk: Desk):
    ticket = in_reception(desk, "data")
    assert stop_questions(ticket.id, desk.cast.bia, NOW)
    after = Ticket.get_by_id(ticket.id)
    assert (after.state, after.agent, Intake.get().step) == (WAITING, None, "done")
    assert after.version > ticket.version
    assert not stop_questions(ticket.id, desk.cast.bia, NOW)


def test_an_approval_is_not_a_question_that_can_be_stopped(desk: Desk):
    ticket = in_reception(desk, "approval")
    assert not stop_questions(ticket.id, desk.cast.bia, NOW)
    assert Ticket.get_by_id(ticket.id).state == INTAKE
