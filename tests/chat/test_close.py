"""A ticket ends: which text goes, what the agent saw before, and what happens outside the 24-hour window."""

from datetime import timedelta

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.close import close, goodbye
from workchat.chat.models import CLOSED, Ticket
from workchat.chat.reply import CannotReply, reply
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery
from workchat.settings.models import ClosingReason


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    desk.set(closing_text="Obrigada, {{primeiro_nome|família}}! {{escola}}, protocolo {{protocolo}}.")
    return people.ticket(desk.cast)


GENERAL = "Obrigada, Marta! Escola Aurora, protocolo 20261123-0001."


@pytest.mark.parametrize(
    ("text", "forces", "ticked", "sent"),
    [
        ("", False, True, [GENERAL]),
        ("", False, False, []),
        ("", True, False, [GENERAL]),
        ("Matrícula feita!", False, True, ["Matrícula feita!"]),
        ("Matrícula feita!", False, False, []),
        ("Matrícula feita!", True, False, ["Matrícula feita!"]),
        ("   ", False, True, [GENERAL]),
    ],
)
def test_the_reasons_text_replaces_the_general_one_and_a_forced_one_always_goes(
    desk, ticket, text, forces, ticked, sent
):
    reason = ClosingReason.create(name="Matrícula", text=text, forces_text=forces)
    close(ticket.id, desk.cast.bia, reason, ticked, NOW)
    assert desk.send_all() == sent


def test_without_a_reason_the_general_text_goes(desk: Desk, ticket):
    close(ticket.id, desk.cast.bia, None, True, NOW)
    assert desk.send_all() == [GENERAL]


def test_without_any_text_nothing_goes_even_when_the_reason_forces_it(desk: Desk, ticket):
    desk.set(closing_text="")
    reason = ClosingReason.create(name="Engano", forces_text=True)
    assert close(ticket.id, desk.cast.bia, reason, True, NOW) is None
    assert not Delivery.select().exists()


def test_the_agent_sees_before_exactly_what_goes(desk: Desk, ticket):
    reason = ClosingReason.create(name="Visita", text="Até a visita, {{nome}}! {{atendente|Nossa equipe}} espera você.")
    for chosen in (None, reason):
        assert goodbye(ticket, chosen)
    before = goodbye(ticket, reason)
    close(ticket.id, desk.cast.bia, reason, True, NOW)
    assert desk.send_all() == [before] == ["Até a visita, Marta Souza! Nossa equipe espera você."]


def test_the_ticket_keeps_who_closed_it_when_and_why(desk: Desk, ticket):
    reason = ClosingReason.create(name="Matrícula")
    close(ticket.id, desk.cast.bia, reason, True, NOW)
    after = Ticket.get_by_id(ticket.id)
    assert (after.state, after.closed_at, after.closed_by, after.closing_reason) == (CLOSED, NOW, desk.cast.bia, reason)
    assert (after.waiting_since, after.unread) == (None, 0)
    assert desk.notes() == ["Bia Rocha encerrou o atendimento: Matrícula."]


def test_outside_the_window_the_goodbye_is_skipped_and_says_why(desk: Desk, ticket):
    delivery = close(ticket.id, desk.cast.bia, None, True, NOW + timedelta(hours=25))
    assert (delivery.status, "24 horas" in delivery.error) == ("skipped", True)
    assert Ticket.get_by_id(ticket.id).state == CLOSED
    desk.now = NOW + timedelta(hours=25)
    assert desk.send_all() == []


def test_a_ticket_closes_once(desk: Desk, ticket):
    close(ticket.id, desk.cast.bia, None, True, NOW)
    with pytest.raises(CannotReply, match="já foi encerrado"):
        close(ticket.id, desk.cast.sara, None, True, NOW)
    assert Delivery.select().count() == 1


def test_closing_stops_the_questions(desk: Desk, ticket):
    Intake.create(ticket=ticket, step="data", question=1, sealed_answers=b"x", ask_again_at=NOW)
    close(ticket.id, desk.cast.bia, None, False, NOW)
    assert (Intake.get().step, Intake.get().sealed_answers, Intake.get().ask_again_at) == ("done", None, None)


def test_after_closing_a_new_message_opens_a_new_ticket(desk: Desk):
    desk.writes("Oi")
    first = desk.ticket
    reply(first.id, desk.cast.bia, "Oi!", NOW)
    close(first.id, desk.cast.bia, None, False, NOW)
    desk.later(minutes=30)
    desk.writes("Outra dúvida")
    assert desk.ticket.id != first.id
    assert Ticket.get_by_id(first.id).state == CLOSED


def test_a_name_full_of_braces_is_not_filled_again(desk: Desk):
    desk.set(closing_text="Tchau, {{nome}}!")
    ticket = people.ticket(desk.cast, people.contact("{{protocolo}} *Ana*"))
    assert "20261123" not in goodbye(ticket, None)
