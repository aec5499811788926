"""What keeps an open conversation up to date: nothing new costs nothing, and nobody hears what was written."""

from tests.chat.pages import HTMX, a_ticket, ago, now_of, says
from tests.page import select, sign_in, words
from workchat.accounts.models import Session
from workchat.chat.models import ATTENDING, Ticket, note
from workchat.chat.reply import reply
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.outbox.settle import show


def test_nothing_new_costs_nothing_and_news_leave_the_composer_alone(cast, bia):
    ticket = a_ticket(cast, agent=cast.caio, state=ATTENDING)
    known = now_of(bia.get(f"/chat/{ticket.id}"))
    url = f"/chat/{ticket.id}/news"
    assert bia.get(url, query_string=known, headers=HTMX).status_code == 204
    says(cast, ticket, "segredo da família")
    news = bia.get(url, query_string=known, headers=HTMX)
    assert "segredo da família" in news.text
    assert not select(news, "textarea")
    assert bia.get(url, query_string=now_of(news), headers=HTMX).status_code == 204


def test_the_live_region_says_who_wrote_and_not_what(cast, bia):
    ticket = a_ticket(cast)
    known = now_of(bia.get(f"/chat/{ticket.id}"))
    assert words(bia.get(f"/chat/{ticket.id}"), "#said") == ""
    says(cast, ticket, "segredo da família")
    news = bia.get(f"/chat/{ticket.id}/news", query_string=known, headers=HTMX)
    assert words(news, 'hx-partial[hx-target="#said"]') == "Nova mensagem de Marta Souza"
    note(ticket, "só nossa", utcnow())
    ticket.touch()
    again = bia.get(f"/chat/{ticket.id}/news", query_string=now_of(news), headers=HTMX)
    assert not select(again, 'hx-partial[hx-target="#said"]')


def test_a_tick_is_news(cast, bia):
    ticket = a_ticket(cast)
    sent = reply(ticket.id, cast.bia, "Oi", utcnow())
    known = now_of(bia.get(f"/chat/{ticket.id}"))
    Delivery.update(status="read").where(Delivery.id == sent.id).execute()
    show(sent)
    news = bia.get(f"/chat/{ticket.id}/news", query_string=known, headers=HTMX)
    assert "Lida" in words(news, ".bubble.out")


def test_asking_for_news_does_not_keep_an_abandoned_computer_signed_in(cast, bia):
    ticket = a_ticket(cast)
    Session.update(seen_at=ago(hours=2)).execute()
    for url in (f"/chat/{ticket.id}/news", "/chat/list"):
        assert bia.get(url).status_code == 200
    assert Session.get().seen_at < ago(hours=1)


def test_only_the_assigned_agent_marks_the_conversation_as_read(cast, bia, app):
    ticket = a_ticket(cast, agent=cast.bia, state=ATTENDING)
    ana = app.test_client()
    sign_in(ana, cast.ana)
    ana.get(f"/chat/{ticket.id}")
    assert Ticket.get_by_id(ticket.id).unread == 1
    bia.get(f"/chat/{ticket.id}")
    row = Ticket.get_by_id(ticket.id)
    assert (row.unread, row.read_upto) == (0, f"wamid.{ticket.protocol}")
