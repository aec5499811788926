"""SAIR and VOLTAR: only the scheduled messages stop and come back, and the family hears of it once."""

from datetime import timedelta

import pytest

from tests import meta
from tests.cast import NOW, contact
from tests.chat.scheduled import scheduled_to
from tests.desk import Desk
from workchat.accounts.models import AuditEntry
from workchat.chat.close import close
from workchat.chat.models import INTAKE, WAITING, Message, Ticket
from workchat.chat.reply import reply
from workchat.contacts.models import Contact
from workchat.contacts.rules import NAMELESS
from workchat.db import timestamp
from workchat.intake.models import Intake
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in

SILENT = (
    "Pronto, Marta: você não recebe mais as mensagens agendadas da Escola Aurora. "
    "Para voltar a receber, responda VOLTAR. Se precisar de algo, é só escrever."
)
AGAIN = (
    "Pronto, Marta: você volta a receber as mensagens agendadas da Escola Aurora. Para não receber mais, responda SAIR."
)
TERMS = "https://escola.example/termo"


def history() -> list[tuple]:
    rows = AuditEntry.select().where(AuditEntry.field == "Mensagens agendadas").order_by(AuditEntry.id)
    return [(row.area, row.subject, row.user_id, row.before, row.after) for row in rows]


def inbound() -> Message:
    return Message.select().where(Message.direction == "in").order_by(Message.id.desc()).get()


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


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """The terms were asked half a minute ago."""
    desk.set(privacy_url=TERMS)
    desk.writes("Oi")
    desk.send_all()
    desk.later(seconds=30)
    return desk


def test_cancelar_during_the_questions_calls_a_person(asked: Desk):
    asked.writes("CANCELAR")
    assert asked.send_all() == ["Certo! Uma pessoa da escola vai continuar o atendimento com você por aqui."]
    assert asked.notes() == ["Escreveu CANCELAR durante as perguntas: veja o que deseja cancelar."]
    assert (asked.ticket.state, asked.ticket.waiting_since, Contact.get().opted_out_at) == (WAITING, NOW, None)
    asked.later(minutes=1)
    asked.writes("cancelar")
    assert Contact.get().opted_out_at == asked.now


def test_cancelar_before_the_question_left_calls_a_person_too(desk: Desk):
    desk.set(privacy_url=TERMS)
    desk.writes("Oi")
    desk.writes("cancelar")
    assert (desk.ticket.state, Contact.get().opted_out_at) == (WAITING, None)


@pytest.mark.parametrize("word", ["SAIR", "PARAR"])
def test_silence_during_the_questions_is_no_try_and_leaves_the_question_open(asked: Desk, word: str):
    for _ in range(4):
        asked.later(minutes=2)
        asked.writes(word)
    assert asked.send_all() == [SILENT]
    intake = Intake.get()
    assert (asked.ticket.state, intake.step, intake.tries, intake.ask_again_at) == (INTAKE, "terms", 0, None)
    asked.presses("Aceito")
    assert asked.ticket.state == WAITING


def test_voltar_during_the_questions_leaves_the_question_open(asked: Desk):
    asked.writes("SAIR")
    asked.writes("VOLTAR")
    assert asked.send_all() == [SILENT, AGAIN]
    assert (Contact.get().opted_out_at, Intake.get().tries) == (None, 0)


def test_after_a_refusal_of_the_terms_it_is_still_granted(asked: Desk):
    asked.presses("Não aceito")
    asked.send_all()
    asked.writes("SAIR")
    assert asked.send_all() == [SILENT]
    assert inbound().ticket_id is None


def test_right_after_the_goodbye_it_is_still_granted(desk: Desk):
    desk.writes("Oi")
    close(desk.ticket.id, desk.cast.bia, None, False, desk.now)
    desk.writes("SAIR")
    assert desk.send_all() == [SILENT]
    assert Ticket.select().count() == 1


def prefers(desk: Desk, value: str, category: str | None = "marketing_messages") -> None:
    wish = {"wa_id": meta.MARTA, "detail": "x", "category": category, "value": value, "timestamp": meta.AT}
    change = meta.change(field="user_preferences", user_preferences=[wish], number=desk.cast.number.phone_number_id)
    body = meta.raw(meta.envelope(meta.entry(change)))
    take_in(read_each(body), {desk.cast.number.phone_number_id: desk.cast.number}, desk.now)


def test_who_tells_whatsapp_to_stop_is_left_out_without_a_text(desk: Desk):
    contact(wa_id=meta.MARTA)
    prefers(desk, "stop")
    prefers(desk, "stop")
    assert (Contact.get().opted_out_at, desk.send_all()) == (NOW, [])
    prefers(desk, "resume")
    assert Contact.get().opted_out_at is None
    assert [line[-1] for line in history()] == [
        "Não recebe (pediu ao próprio WhatsApp)",
        "Recebe (pediu ao próprio WhatsApp)",
    ]


def test_a_preference_about_something_else_or_of_a_stranger_changes_nothing(desk: Desk):
    prefers(desk, "stop")
    contact(wa_id=meta.MARTA)
    prefers(desk, "stop", category="service_messages")
    assert Contact.get().opted_out_at is None
