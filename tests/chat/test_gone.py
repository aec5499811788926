"""A ticket leaves an agent's sight while it is open on the screen: nothing typed is lost, and the page says so."""

from tests.chat.pages import HTMX, a_ticket, now_of
from tests.page import select, token, words
from workchat.chat.models import Message
from workchat.chat.transfer import transfer
from workchat.db import utcnow


def moved_away(cast, bia) -> tuple[int, str, dict]:
    """Bia has the conversation open; Sara moves it to the Financeiro."""
    ticket = a_ticket(cast)
    page = bia.get(f"/chat/{ticket.id}")
    transfer(ticket.id, cast.sara, utcnow(), department=cast.financeiro)
    return ticket.id, token(bia, "/account"), now_of(page)


def test_an_answer_to_a_ticket_that_went_elsewhere_is_not_sent_and_stays_on_the_page(cast, bia):
    ticket_id, form_token, _ = moved_away(cast, bia)
    typed = "Bom dia, Marta! <b>O boleto</b> segue."
    answer = bia.post(f"/chat/{ticket_id}/reply", data={"csrf_token": form_token, "text": typed}, headers=HTMX)
    assert answer.status_code == 404
    assert select(answer, "#typed")[0].get_text() == typed
    assert "não foi enviado" in words(answer, ".empty")
    assert not Message.select().where(Message.source == "agent").exists()


def test_the_open_page_is_told_and_stops_asking(cast, bia):
    ticket_id, _, now = moved_away(cast, bia)
    news = bia.get(f"/chat/{ticket_id}/news", query_string=now, headers=HTMX)
    assert news.status_code == 404
    assert "não está mais com você" in words(news, "[role=alert]")
    assert not select(news, "[data-poll]")


def test_a_ticket_that_never_was_gets_the_same_answer(cast, bia):
    ticket_id, _, _ = moved_away(cast, bia)
    assert words(bia.get(f"/chat/{ticket_id}")) == words(bia.get("/chat/999999"))
