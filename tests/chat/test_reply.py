"""An agent answers: what leaves, which clock stops, and what is refused before it leaves."""

from datetime import timedelta

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.mark_read import mark_read_all_due, opened
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, Message, Ticket
from workchat.chat.reply import CannotReply, NewerAnswer, newest_answer, reply, reply_with_template, write_note
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery
from workchat.whatsapp.models import Template


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.get_by_id(ticket.id)


def test_an_answer_leaves_with_its_author_and_stops_the_clock(desk: Desk):
    desk.writes("Preciso do boleto")
    reply(desk.ticket.id, desk.cast.bia, "Já envio, Marta", NOW)
    assert desk.send_all() == ["Já envio, Marta"]
    ticket = desk.ticket
    assert (ticket.state, ticket.agent, ticket.waiting_since, ticket.unread) == (ATTENDING, desk.cast.bia, None, 0)
    assert ticket.last_text == "Já envio, Marta"
    message = Message.get(Message.source == "agent")
    assert (message.author, message.direction, message.wa_id) == (desk.cast.bia, "out", "wamid.out1")


def test_a_colleague_who_helps_does_not_take_the_ticket_away(desk: Desk):
    desk.writes("Oi")
    reply(desk.ticket.id, desk.cast.bia, "Oi!", NOW)
    reply(desk.ticket.id, desk.cast.sara, "Posso ajudar?", NOW, seen=newest_answer(desk.ticket))
    assert desk.ticket.agent == desk.cast.bia


def test_an_answer_stops_the_questions_and_forgets_what_was_not_authorised(desk: Desk):
    ticket = people.ticket(desk.cast, state=INTAKE)
    Intake.create(ticket=ticket, step="data", question=1, sealed_answers=b"x", ask_again_at=NOW)
    reply(ticket.id, desk.cast.bia, "Oi", NOW)
    intake = Intake.get()
    assert (intake.step, intake.sealed_answers, intake.ask_again_at) == ("done", None, None)
    assert fresh(ticket).state == ATTENDING


def test_a_contact_to_be_approved_still_waits_for_a_decision_after_an_answer(desk: Desk):
    ticket = people.ticket(desk.cast, state=INTAKE)
    Intake.create(ticket=ticket, step="approval", question=1)
    reply(ticket.id, desk.cast.bia, "Oi", NOW)
    assert Intake.get().step == "approval"


def test_two_agents_at_once_see_each_other_before_it_is_too_late(desk: Desk):
    ticket = people.ticket(desk.cast)
    seen = newest_answer(ticket)
    reply(ticket.id, desk.cast.sara, "Bom dia", NOW, seen)
    with pytest.raises(NewerAnswer, match="Sara Lima respondeu"):
        reply(ticket.id, desk.cast.bia, "Olá", NOW, seen)
    assert Delivery.select().count() == 1
    reply(ticket.id, desk.cast.bia, "Olá", NOW, newest_answer(ticket))


def test_my_own_answer_from_another_window_stops_nothing(desk: Desk):
    ticket = people.ticket(desk.cast)
    reply(ticket.id, desk.cast.bia, "Um", NOW, seen=0)
    reply(ticket.id, desk.cast.bia, "Dois", NOW, seen=0)
    assert desk.send_all() == ["Um", "Dois"]


def test_a_colleagues_answer_between_two_of_mine_is_not_overlooked(desk: Desk):
    ticket = people.ticket(desk.cast)
    reply(ticket.id, desk.cast.sara, "Sara", NOW)
    reply(ticket.id, desk.cast.bia, "Um", NOW, newest_answer(ticket))
    with pytest.raises(NewerAnswer):
        reply(ticket.id, desk.cast.bia, "Dois", NOW, seen=0)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "Escreva"),
        (" \n\t", "Escreva"),
        ("a" * 4097, "passou 1 "),
        ("👍" * 2049, "passou 2 "),
        ("a\x00b", "não aceita"),
    ],
)
def test_a_text_that_whatsapp_would_refuse_is_refused_here(desk: Desk, text, why):
    ticket = people.ticket(desk.cast)
    with pytest.raises(CannotReply, match=why):
        reply(ticket.id, desk.cast.bia, text, NOW)
    assert not Delivery.select().exists()
    assert fresh(ticket).version == ticket.version


@pytest.mark.parametrize(("hours", "may"), [(23.99, True), (24, False), (48, False)])
def test_free_text_leaves_only_in_the_24_hours_after_the_familys_message(desk: Desk, hours, may):
    ticket = people.ticket(desk.cast)
    later = NOW + timedelta(hours=hours)
    if may:
        assert reply(ticket.id, desk.cast.bia, "Oi", later).status == "queued"
    else:
        with pytest.raises(CannotReply, match="24 horas"):
            reply(ticket.id, desk.cast.bia, "Oi", later)


def test_a_closed_ticket_is_not_answered(desk: Desk):
    ticket = people.ticket(desk.cast, state=CLOSED)
    with pytest.raises(CannotReply, match="encerrado"):
        reply(ticket.id, desk.cast.bia, "Oi", NOW)


def a_template(desk: Desk, **columns) -> Template:
    body = columns.pop("body", "Olá {{1}}, {{2}}.")
    return Template.create(
        **{"number": desk.cast.number, "name": "aviso", "language": "pt_BR", "status": "APPROVED", "body": body,
           "variables": 2, **columns}
    )  # fmt: skip


def test_a_template_leaves_outside_the_window_with_its_gaps_filled(desk: Desk):
    ticket = people.ticket(desk.cast)
    desk.later(days=3)
    reply_with_template(ticket.id, desk.cast.bia, a_template(desk), [" Marta ", "bom dia {{1}}"], desk.now)
    assert Message.get(Message.source == "agent").text == "Olá Marta, bom dia {{1}}."
    assert desk.send_all() == ["modelo aviso"]
    sent = desk.cloud.bodies[0]["template"]["components"][0]["parameters"]
    assert [part["text"] for part in sent] == ["Marta", "bom dia {{1}}"]
    assert fresh(ticket).waiting_since is None


@pytest.mark.parametrize("values", [[], ["Marta"], ["Marta", "  "], ["a", "b", "c"]])
def test_every_gap_of_a_template_must_be_filled(desk: Desk, values):
    ticket = people.ticket(desk.cast)
    with pytest.raises(CannotReply, match="Preencha todos"):
        reply_with_template(ticket.id, desk.cast.bia, a_template(desk), values, NOW)


def test_a_template_that_meta_paused_does_not_leave(desk: Desk):
    paused = a_template(desk, status="PAUSED")
    with pytest.raises(CannotReply, match="não está mais aprovado"):
        reply_with_template(people.ticket(desk.cast).id, desk.cast.bia, paused, ["a", "b"], NOW)


def test_a_template_of_another_number_does_not_leave_by_this_one(desk: Desk):
    other = a_template(desk, number=people.number("Outro", "1001"))
    with pytest.raises(CannotReply):
        reply_with_template(people.ticket(desk.cast).id, desk.cast.bia, other, ["a", "b"], NOW)


def test_a_note_is_only_for_the_school_and_touches_no_clock(desk: Desk):
    ticket = people.ticket(desk.cast)
    write_note(ticket.id, desk.cast.bia, "Mãe do Pedro, 7º B", NOW)
    after = fresh(ticket)
    assert (after.waiting_since, after.unread, after.state) == (ticket.waiting_since, 1, ticket.state)
    assert after.version == ticket.version + 1
    assert not Delivery.select().exists()
    with pytest.raises(CannotReply):
        write_note(ticket.id, desk.cast.bia, "  ", NOW)


def test_who_answers_a_ticket_that_nobody_had_shows_the_family_that_it_was_read(desk: Desk):
    desk.writes("Oi", id="wamid.A")
    desk.writes("Tudo bem?", id="wamid.B")
    reply(desk.ticket.id, desk.cast.bia, "Tudo!", NOW)
    assert desk.ticket.read_upto == "wamid.B"


class Reads:
    """Takes what would tell Meta that a message was read."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def mark_read(self, _phone_number_id: str, wa_id: str) -> None:
        self.told.append(wa_id)


def test_whatsapp_is_told_once_that_the_assigned_agent_read(desk: Desk):
    api = Reads()
    desk.writes("Oi", id="wamid.A")
    Ticket.update(agent=desk.cast.bia).execute()
    opened(desk.ticket, desk.cast.ana)
    assert desk.ticket.unread == 1
    opened(desk.ticket, desk.cast.bia)
    for _ in range(2):
        mark_read_all_due(NOW, lambda _number: api)
    assert api.told == ["wamid.A"]
    desk.writes("Alô?", id="wamid.B")
    opened(desk.ticket, desk.cast.bia)
    mark_read_all_due(NOW, lambda _number: api)
    assert api.told == ["wamid.A", "wamid.B"]
