"""A ticket moves by hand, to a person or to a department."""

from datetime import timedelta

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, WAITING, Ticket
from workchat.chat.reply import CannotReply
from workchat.chat.transfer import transfer
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.get_by_id(ticket.id)


def test_to_a_person_the_ticket_is_theirs(desk: Desk):
    ticket = people.ticket(desk.cast, department=desk.cast.secretaria)
    transfer(ticket.id, desk.cast.bia, NOW, agent=desk.cast.caio)
    after = fresh(ticket)
    assert (after.agent, after.department, after.state) == (desk.cast.caio, desk.cast.secretaria, ATTENDING)
    assert after.waiting_since == NOW
    assert desk.notes() == ["Bia Rocha transferiu o ticket para Caio Reis."]
    assert not Delivery.select().exists()


def test_to_a_department_nobody_has_it_any_more(desk: Desk):
    ticket = people.ticket(desk.cast, agent=desk.cast.bia, state=ATTENDING)
    transfer(ticket.id, desk.cast.bia, NOW, department=desk.cast.financeiro)
    after = fresh(ticket)
    assert (after.agent, after.department, after.state) == (None, desk.cast.financeiro, WAITING)


def test_the_family_is_told_only_when_the_agent_wants(desk: Desk):
    desk.set(transfer_text="{{atendente}} continua com você, {{primeiro_nome}}.")
    ticket = people.ticket(desk.cast)
    transfer(ticket.id, desk.cast.bia, NOW, agent=desk.cast.caio, tell=True)
    assert desk.send_all() == ["Caio continua com você, Marta."]


def test_outside_the_window_the_family_is_not_told_and_the_page_can_say_so(desk: Desk):
    desk.set(transfer_text="Um momento.")
    ticket = people.ticket(desk.cast)
    told = transfer(ticket.id, desk.cast.bia, NOW + timedelta(days=2), agent=desk.cast.caio, tell=True)
    assert told.status == "skipped"
    assert fresh(ticket).agent == desk.cast.caio


def test_nothing_moves_to_who_left_or_from_a_closed_ticket(desk: Desk):
    ticket = people.ticket(desk.cast)
    desk.cast.caio.active = False
    with pytest.raises(CannotReply, match="ativo"):
        transfer(ticket.id, desk.cast.bia, NOW, agent=desk.cast.caio)
    with pytest.raises(CannotReply, match="ativo"):
        transfer(ticket.id, desk.cast.bia, NOW)
    closed = people.ticket(desk.cast, people.contact("Rui", "5511911112222"), state=CLOSED)
    with pytest.raises(CannotReply, match="encerrado"):
        transfer(closed.id, desk.cast.bia, NOW, agent=desk.cast.sara)
    assert fresh(ticket).version == ticket.version


def test_moving_a_ticket_in_reception_stops_the_questions(desk: Desk):
    ticket = people.ticket(desk.cast, state=INTAKE)
    Intake.create(ticket=ticket, step="terms", question=1)
    transfer(ticket.id, desk.cast.bia, NOW, department=desk.cast.financeiro)
    assert (Intake.get().step, fresh(ticket).state) == ("done", WAITING)
