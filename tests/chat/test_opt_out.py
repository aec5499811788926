"""SAIR and VOLTAR: only the scheduled messages stop and come back, and the family hears of it once."""

from datetime import timedelta

import pytest

from tests import meta
from tests.cast import NOW, contact
from tests.chat.scheduled import scheduled_to
from tests.chat.silence import AGAIN, SILENT, TERMS, history, inbound
from tests.desk import Desk
from workchat.chat.close import close
from workchat.chat.models import WAITING, Message, Ticket
from workchat.chat.reply import reply
from workchat.contacts.models import Contact
from workchat.contacts.rules import NAMELESS
from workchat.db import timestamp


@pytest.mark.parametrize("text", ["SAIR", "parar!", "Não quero mais receber mensagens"])
def test_who_asks_for_silence_gets_it_with_one_confirmation_and_no_ticket(desk: Desk, text: str):
    desk.set(welcome_text="Olá!", privacy_url=TERMS)
    desk.writes(text)
    assert desk.send_all() == [SILENT]
    assert Ticket.select().count() == 0
    assert Contact.get().opted_out_at == NOW
    assert inbound().ticket_id is None


def test_the_history_says_who_left_and_why(desk: Desk):
    desk.writes("Sair.")
    desk.writes("voltar")
    subject = f"Contato {Contact.get().id}"
    assert history() == [
        ("contacts", subject, None, "Recebe", "Não recebe (escreveu SAIR)"),
        ("contacts", subject, None, "Não recebe", "Recebe (escreveu VOLTAR)"),
    ]


def test_it_is_confirmed_once(desk: Desk):
    desk.writes("SAIR")
    desk.send_all()
    desk.later(hours=1)
    desk.writes("SAIR")
    assert desk.send_all() == []
    assert (Contact.get().opted_out_at, len(history()), Ticket.select().count()) == (NOW, 1, 0)


def test_the_same_update_twice_counts_once(desk: Desk):
    desk.writes("SAIR", id="wamid.A")
    desk.writes("SAIR", id="wamid.A")
    assert desk.send_all() == [SILENT]


def test_in_an_open_ticket_it_is_seen_with_a_note_and_makes_nobody_wait(desk: Desk):
    desk.writes("Oi, preciso do boleto")
    reply(desk.ticket.id, desk.cast.bia, "Foi por e-mail.", desk.now)
    desk.send_all()
    unread = desk.ticket.unread
    desk.later(minutes=5)
    desk.writes("SAIR")
    assert desk.send_all() == [SILENT]
    assert desk.notes() == ["Pediu para não receber mensagens agendadas (escreveu SAIR)."]
    assert (desk.ticket.waiting_since, desk.ticket.unread) == (None, unread + 1)
    assert {m.ticket_id for m in Message.select()} == {desk.ticket.id}
    assert desk.ticket.last_inbound_at == desk.now


def test_a_question_of_their_own_is_answered_all_the_same(desk: Desk):
    desk.set(welcome_text="Olá!")
    desk.writes("SAIR")
    desk.send_all()
    desk.later(minutes=1)
    desk.writes("posso sair mais cedo hoje?")
    assert desk.send_all() == ["Olá!"]
    reply(desk.ticket.id, desk.cast.bia, "Pode sim.", desk.now)
    assert desk.send_all() == ["Pode sim."]
    assert Contact.get().opted_out_at == NOW


def test_voltar_undoes_it_once_and_opens_nothing(desk: Desk):
    desk.set(welcome_text="Olá!")
    desk.writes("SAIR")
    desk.send_all()
    desk.writes("Voltar!")
    assert desk.send_all() == [AGAIN]
    assert (Contact.get().opted_out_at, Ticket.select().count()) == (None, 0)
    desk.writes("voltar")
    assert desk.ticket.waiting_since == desk.now
    assert desk.send_all() == ["Olá!"]


def test_voltar_in_an_open_ticket_is_noted_there(desk: Desk):
    desk.writes("SAIR")
    desk.writes("Oi, preciso do boleto")
    desk.later(minutes=1)
    desk.writes("VOLTAR")
    assert desk.notes() == ["Pediu para voltar a receber mensagens agendadas (escreveu VOLTAR)."]
    assert (desk.ticket.waiting_since, desk.ticket.unread) == (NOW, 2)


def test_a_request_that_arrives_late_is_granted_without_a_text(desk: Desk):
    desk.writes("SAIR", at=NOW - timedelta(hours=2))
    assert desk.send_all() == []
    assert (Contact.get().opted_out_at, Ticket.select().count()) == (NOW, 0)
    desk.writes("VOLTAR", at=NOW - timedelta(minutes=61))
    assert desk.send_all() == []
    assert Contact.get().opted_out_at is None


@pytest.mark.parametrize(("payload", "title"), [("SAIR", "Não quero receber"), ("qualquer", "Sair"), ("Sair", "Sair")])
def test_the_button_of_a_template_says_it_too(desk: Desk, payload: str, title: str):
    desk.post(meta.quick_reply(payload, title, at=timestamp(NOW), context={"from": "1", "id": "wamid.T"}))
    assert desk.send_all() == [SILENT]
    assert Contact.get().opted_out_at == NOW
    assert f"tocou em {'SAIR' if title == 'Sair' else '“Não quero receber”'}" in history()[0][-1]


def test_without_a_name_the_confirmation_still_reads_well(desk: Desk):
    desk.set(school_name="")
    contact(NAMELESS, meta.MARTA, name_edited=True)
    desk.writes("SAIR")
    (said,) = desk.send_all()
    assert said.startswith("Pronto: você não recebe mais as mensagens agendadas da escola. Para voltar")


def test_a_bare_refusal_after_a_scheduled_message_is_granted(desk: Desk):
    marta = contact(wa_id=meta.MARTA)
    scheduled_to(desk, marta)
    desk.later(hours=3)
    desk.writes("não quero")
    assert desk.send_all() == [SILENT]
    assert Contact.get().opted_out_at == desk.now


def test_a_bare_refusal_otherwise_is_an_ordinary_message(desk: Desk):
    desk.writes("não quero")
    assert desk.ticket.state == WAITING
    assert Contact.get().opted_out_at is None


def test_right_after_the_goodbye_it_is_still_granted(desk: Desk):
    desk.writes("Oi")
    close(desk.ticket.id, desk.cast.bia, None, False, desk.now)
    desk.writes("SAIR")
    assert desk.send_all() == [SILENT]
    assert Ticket.select().count() == 1
