"""What families answer to a message that the school sent to many."""

from datetime import timedelta

import pytest

from tests import meta
from tests.cast import NOW, contact, number
from tests.chat.scheduled import TEXT, scheduled_to
from tests.desk import Desk
from tests.page import sign_in, words
from workchat.chat.conversation import conversation
from workchat.chat.models import INTAKE, WAITING, Message, Ticket
from workchat.chat.reply import reply
from workchat.chat.window import last_inbound
from workchat.contacts.models import Contact
from workchat.db import timestamp

TERMS = "https://escola.example/termo"


@pytest.fixture
def told(desk: Desk) -> Desk:
    """Marta got a scheduled message an hour ago; the desk greets who writes by themselves."""
    desk.set(welcome_text="Olá! Que bom falar com você.")
    scheduled_to(desk, contact(wa_id=meta.MARTA), NOW - timedelta(hours=1))
    return desk


def newest() -> Message:
    return Message.select().where(Message.direction == "in").order_by(Message.id.desc()).get()


@pytest.mark.parametrize("context", [None, {"from": "551133330000", "id": "wamid.scheduled"}])
def test_an_answer_opens_a_ticket_that_quotes_it_without_the_welcome(told: Desk, context):
    told.writes("Posso levar a avó?", context=context)
    assert told.send_all() == []
    assert (told.ticket.state, told.ticket.waiting_since) == (WAITING, NOW)
    assert newest().quoted_id == "wamid.scheduled"
    (line,) = conversation(told.ticket).lines
    assert line.about.startswith("Reunião de pais na quinta, às 19h.")


def test_the_page_shows_what_they_answer(told: Desk, client):
    told.writes("Posso levar a avó?")
    sign_in(client, told.cast.bia)
    assert "Reunião de pais na quinta" in words(client.get(f"/chat/{told.ticket.id}"), ".bubble-quote")


def test_terms_are_asked_all_the_same(told: Desk):
    told.set(privacy_url=TERMS)
    told.writes("Posso levar a avó?")
    assert told.ticket.state == INTAKE
    assert told.send_all() == [f"Termo: {TERMS} [Aceito] [Não aceito]"]


def test_an_old_one_is_answered_only_by_a_quote(told: Desk):
    told.later(hours=24)
    told.writes("Oi", sender=meta.MARTA)
    assert told.send_all() == ["Olá! Que bom falar com você."]
    assert newest().quoted_id is None


def test_a_quote_answers_even_days_later(told: Desk):
    told.later(days=3)
    told.writes("Ainda dá tempo?", context={"from": "551133330000", "id": "wamid.scheduled"})
    assert told.send_all() == []
    assert Ticket.select().count() == 1


@pytest.mark.parametrize("text", ["obrigada! 🙏", "ok 👍", "Combinado!"])
def test_thanks_stay_with_the_contact(told: Desk, text: str):
    told.writes(text)
    assert (Ticket.select().count(), told.send_all()) == (0, [])
    assert (newest().ticket_id, newest().contact_id) == (None, Contact.get().id)
    assert last_inbound(Contact.get().id, told.cast.number.id) == NOW


def test_a_reaction_stays_with_the_contact(told: Desk):
    told.post(meta.reaction("wamid.scheduled", at=timestamp(NOW)))
    assert (Ticket.select().count(), newest().ticket_id) == (0, None)


def test_a_reaction_during_another_conversation_does_not_join_it(told: Desk):
    told.later(days=2)
    told.writes("Preciso do boleto")
    told.post(meta.reaction("wamid.scheduled", at=timestamp(told.now)))
    assert (newest().kind, newest().ticket_id) == ("reaction", None)


def test_a_reaction_to_one_that_left_during_a_ticket_joins_that_ticket(desk: Desk):
    desk.writes("Oi")
    scheduled_to(desk, Contact.get(), ticket=desk.ticket)
    desk.post(meta.reaction("wamid.scheduled", at=timestamp(desk.now)))
    assert newest().ticket_id == desk.ticket.id


def test_the_button_of_a_template_is_an_ordinary_answer(told: Desk):
    pressed = {"from": "551133330000", "id": "wamid.scheduled"}
    told.post(meta.quick_reply("CONFIRMA", "Confirmo presença", at=timestamp(NOW), context=pressed))
    assert (told.ticket.last_text, newest().quoted_id, told.send_all()) == ("Confirmo presença", "wamid.scheduled", [])


def test_in_an_open_ticket_an_answer_is_a_message_like_any_other(desk: Desk):
    desk.writes("Oi")
    reply(desk.ticket.id, desk.cast.bia, "Bom dia!", desk.now)
    scheduled_to(desk, Contact.get(), ticket=desk.ticket)
    desk.later(minutes=2)
    desk.writes("Que horas é a reunião?")
    assert (desk.ticket.waiting_since, newest().quoted_id, Ticket.select().count()) == (desk.now, None, 1)
    assert TEXT in [line.message.text for line in conversation(desk.ticket).lines]


def test_the_page_says_which_bubble_was_a_scheduled_message(desk: Desk, client):
    desk.writes("Oi")
    scheduled_to(desk, Contact.get(), ticket=desk.ticket)
    sign_in(client, desk.cast.bia)
    assert words(client.get(f"/chat/{desk.ticket.id}"), ".bubble-author") == "Mensagem agendada"


def test_what_was_written_before_it_left_answers_nothing(desk: Desk):
    desk.set(welcome_text="Olá!")
    scheduled_to(desk, contact(wa_id=meta.MARTA), NOW)
    desk.writes("Oi", at=NOW - timedelta(seconds=5))
    assert desk.send_all() == ["Olá!"]


def test_one_that_never_arrived_is_answered_by_nobody(desk: Desk):
    desk.set(welcome_text="Olá!")
    scheduled_to(desk, contact(wa_id=meta.MARTA), NOW - timedelta(hours=1), status="failed")
    desk.writes("Oi")
    assert desk.send_all() == ["Olá!"]


def test_one_of_another_number_is_no_reason_here(desk: Desk):
    desk.set(welcome_text="Olá!")
    scheduled_to(desk, contact(wa_id=meta.MARTA), NOW - timedelta(hours=1), number=number("Financeiro", "1001"))
    desk.writes("Oi")
    assert desk.send_all() == ["Olá!"]


def test_the_newest_one_is_the_one_that_is_answered(told: Desk):
    scheduled_to(told, Contact.get(), NOW - timedelta(minutes=10), wa_id="wamid.second")
    told.writes("Posso levar a avó?")
    assert newest().quoted_id == "wamid.second"
    assert Ticket.select().count() == 1


def test_an_answer_that_arrives_late_goes_to_people(told: Desk):
    told.set(privacy_url=TERMS)
    told.later(hours=3)
    told.writes("Posso levar a avó?", at=NOW)
    assert (told.ticket.state, told.send_all(), newest().quoted_id) == (WAITING, [], "wamid.scheduled")
