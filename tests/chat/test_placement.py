"""What opens a ticket, what only joins one, and what makes somebody wait."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.chat.placement import Incoming, Placement, Situation, placement

NOW = datetime(2026, 3, 5, 14, 0)
OPEN, CLOSED = 7, 3


def said(text="preciso do boleto", kind="text", ago=timedelta(seconds=2), about=None, payload=""):
    return Incoming(kind, text, NOW - ago, NOW, about, payload)


def minutes(n):
    return NOW - timedelta(minutes=n)


@pytest.mark.parametrize(
    "kind",
    ["text", "image", "audio", "video", "document", "sticker", "location", "contacts", "button", "form", "unsupported"],
)
def test_what_a_person_sends_opens_a_ticket(kind):
    placed = placement(said("", kind), Situation())
    assert placed == Placement("open", None, starts_clock=True, unread=True, welcome=True, automatic_texts=True)


@pytest.mark.parametrize("kind", ["reaction", "edit", "revoke", "system", "system_other"])
def test_what_says_nothing_opens_nothing(kind):
    assert placement(said("👍", kind), Situation()) == Placement("keep")
    assert placement(said("👍", kind), Situation(open_ticket_id=OPEN)) == Placement("attach", OPEN)
    assert placement(said("👍", kind), Situation(closed_ticket_id=CLOSED)) == Placement("attach", CLOSED)
    assert placement(said("👍", kind, about=CLOSED), Situation(open_ticket_id=OPEN)) == Placement("attach", CLOSED)


def test_a_group_is_not_attended():
    assert placement(said(kind="group"), Situation(open_ticket_id=OPEN)).action == "ignore"


@pytest.mark.parametrize("text", ["SAIR", "parar", "não me mande mais mensagens"])
def test_a_request_for_silence_opens_nothing_and_starts_no_clock(text):
    silence = {"automatic_texts": True, "wish": "silence"}
    assert placement(said(text), Situation()) == Placement("keep", **silence)
    assert placement(said(text), Situation(open_ticket_id=OPEN)) == Placement("attach", OPEN, unread=True, **silence)
    assert placement(said("sair mais cedo"), Situation()).action == "open"


def test_a_button_of_a_template_asks_by_its_title_or_by_what_it_stands_for():
    assert placement(said("Sair", "button"), Situation()).wish == "silence"
    assert placement(said("Não quero receber", "button", payload="SAIR"), Situation()).wish == "silence"
    assert placement(said("SAIR", "image"), Situation()).wish == ""


def test_a_request_for_silence_that_comes_late_is_granted_without_a_text():
    placed = placement(said("SAIR", ago=timedelta(hours=2)), Situation())
    assert (placed.action, placed.wish, placed.automatic_texts) == ("keep", "silence", False)


def test_cancelar_is_for_a_person_while_a_question_is_open_and_the_other_words_are_not():
    asked = Situation(open_ticket_id=OPEN, asking=True)
    assert placement(said("CANCELAR"), asked) == Placement("attach", OPEN, True, True, automatic_texts=True)
    assert placement(said("SAIR"), asked).wish == "silence"
    assert placement(said("cancelar"), Situation(open_ticket_id=OPEN)).wish == "silence"


@pytest.mark.parametrize(
    ("situation", "wish"),
    [
        (Situation(scheduled_at=minutes(60)), "silence"),
        (Situation(answers_scheduled=True), "silence"),
        (Situation(scheduled_at=minutes(25 * 60)), ""),
        (Situation(), ""),
        (Situation(open_ticket_id=OPEN, scheduled_at=minutes(60), answers_scheduled=True), ""),
    ],
)
def test_a_bare_refusal_asks_for_silence_only_after_a_scheduled_message(situation, wish):
    assert placement(said("não quero"), situation).wish == wish
    assert placement(said("não quero perder a vaga"), situation).wish == ""


def test_voltar_means_the_messages_only_for_who_had_left():
    assert placement(said("VOLTAR"), Situation(opted_out=True)).wish == "messages"
    assert placement(said("VOLTAR"), Situation(open_ticket_id=OPEN, opted_out=True)).ticket_id == OPEN
    assert placement(said("VOLTAR"), Situation()).action == "open"


def test_a_reaction_to_a_scheduled_message_stays_with_the_contact():
    to_many = Situation(open_ticket_id=OPEN, answers_scheduled=True)
    assert placement(said("👍", "reaction"), to_many) == Placement("keep")
    assert placement(said("👍", "reaction", about=OPEN), to_many) == Placement("attach", OPEN)


@pytest.mark.parametrize(
    ("text", "situation", "placed"),
    [
        ("obrigada!", Situation(OPEN, open_answered=True), ("attach", OPEN, False)),
        ("obrigada, e o boleto?", Situation(OPEN, open_answered=True), ("attach", OPEN, True)),
        ("ok", Situation(OPEN, open_answered=False), ("attach", OPEN, True)),
        ("obrigada!", Situation(closed_ticket_id=CLOSED, closed_at=minutes(10)), ("attach", CLOSED, False)),
        ("obrigada!", Situation(closed_ticket_id=CLOSED, closed_at=minutes(11)), ("open", None, True)),
        ("obrigada, e o boleto?", Situation(closed_ticket_id=CLOSED, closed_at=minutes(1)), ("open", None, True)),
        ("👍", Situation(scheduled_at=minutes(24 * 60 - 1)), ("keep", None, False)),
        ("👍", Situation(scheduled_at=minutes(24 * 60 + 1)), ("open", None, True)),
        (
            "👍",
            Situation(closed_ticket_id=CLOSED, closed_at=minutes(60), scheduled_at=minutes(5)),
            ("keep", None, False),
        ),
        ("obrigada!", Situation(), ("open", None, True)),
    ],
)
def test_thanks_make_nobody_wait_where_they_end_a_conversation(text, situation, placed):
    found = placement(said(text, ago=timedelta(0)), situation)
    assert (found.action, found.ticket_id, found.starts_clock) == placed


def test_a_thankful_picture_is_still_a_picture():
    assert placement(said("obrigada", "image"), Situation(OPEN, open_answered=True)).starts_clock


@pytest.mark.parametrize("situation", [Situation(scheduled_at=minutes(60)), Situation(answers_scheduled=True)])
def test_an_answer_to_a_scheduled_message_opens_a_ticket_that_quotes_it_without_the_welcome(situation):
    placed = placement(said("posso pagar amanhã?"), situation)
    assert (placed.action, placed.quotes_scheduled, placed.welcome, placed.automatic_texts) == (
        "open",
        True,
        False,
        True,
    )


REFUSED = Situation(closed_ticket_id=CLOSED, closed_at=minutes(60), closed_refused=True)


@pytest.mark.parametrize("text", ["oi?", "preciso do boleto", "não aceito", "sim", "ok"])
def test_what_follows_a_refusal_joins_the_refused_ticket_unread(text):
    assert placement(said(text), REFUSED) == Placement("attach", CLOSED, unread=True)


@pytest.mark.parametrize("text", ["aceito", "Aceito!", "eu aceito", "sim, aceito os termos", "ACEITO O TERMO"])
def test_aceito_reopens_the_refused_ticket(text):
    placed = placement(said(text), REFUSED)
    assert (placed.action, placed.ticket_id, placed.starts_clock) == ("reopen", CLOSED, True)


def test_the_button_of_the_refused_ticket_reopens_it_and_another_one_does_not():
    assert placement(said("Aceito", "button", about=CLOSED), REFUSED).action == "reopen"
    assert placement(said("Aceito", "button", about=1), REFUSED) == Placement("attach", 1, unread=True)


def test_a_day_after_a_refusal_everything_starts_again():
    old = Situation(closed_ticket_id=CLOSED, closed_at=minutes(24 * 60 + 1), closed_refused=True)
    assert placement(said("oi"), old).action == "open"
    assert placement(said("aceito"), old).action == "open"


def test_a_button_of_a_closed_ticket_joins_that_ticket_and_starts_no_clock():
    pressed = said("Aceito", "button", about=CLOSED)
    for situation in (Situation(closed_ticket_id=CLOSED, closed_at=minutes(1)), Situation(OPEN)):
        assert placement(pressed, situation) == Placement("attach", CLOSED, unread=True)
    assert placement(said("Aceito", "button", about=OPEN), Situation(OPEN)).ticket_id == OPEN


def test_what_arrives_over_an_hour_late_goes_to_people_without_automatic_texts():
    late, on_time = said(ago=timedelta(minutes=61)), said(ago=timedelta(minutes=60))
    assert placement(late, Situation()) == Placement("open", None, starts_clock=True, unread=True)
    assert placement(on_time, Situation()).automatic_texts
    assert not placement(late, Situation(OPEN)).automatic_texts


@given(
    st.text(),
    st.sampled_from(["text", "button", "reaction", "image"]),
    st.sampled_from([Situation(), Situation(OPEN), REFUSED]),
)
def test_every_message_has_a_place(text, kind, situation):
    placed = placement(said(text, kind), situation)
    assert placed.action in ("open", "attach", "reopen", "keep")
    assert (placed.ticket_id is None) == (placed.action in ("open", "keep"))
