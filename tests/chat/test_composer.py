"""The composer: what is typed is never lost, and only approved templates leave outside the 24-hour window."""

import pytest

from tests import cast as people
from tests.chat.pages import a_ticket, ago, press
from tests.page import select, words
from workchat.chat.models import Ticket
from workchat.chat.reply import reply
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.whatsapp.models import Template


def test_an_answer_leaves_and_the_page_comes_back_empty(cast, bia):
    ticket = a_ticket(cast)
    assert press(bia, ticket, "reply", {"text": "Bom dia, Marta!", "seen": 0}).status_code == 303
    assert Delivery.get().body["text"]["body"] == "Bom dia, Marta!"
    page = bia.get(f"/chat/{ticket.id}")
    assert select(page, "#reply-text")[0].text == ""
    assert "com você" in words(page, ".chat-head")


def test_a_colleagues_newer_answer_is_shown_before_mine_goes_and_nothing_typed_is_lost(cast, bia):
    ticket = a_ticket(cast)
    bia.get(f"/chat/{ticket.id}")
    reply(ticket.id, cast.sara, "Já respondi, Marta", utcnow())
    page = press(bia, ticket, "reply", {"text": "minha resposta", "seen": 0})
    assert page.status_code == 422
    assert select(page, "#reply-text")[0].text == "minha resposta"
    assert "Já respondi, Marta" in words(page, "#messages")
    assert "Sara Lima respondeu enquanto você escrevia" in words(page, "#composer-error")
    assert words(page, "title").startswith("Erro:")
    seen = select(page, "input[name=seen]")[0]["value"]
    assert press(bia, ticket, "reply", {"text": "minha resposta", "seen": seen}).status_code == 303


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 4097, "oi\x00"])
def test_a_text_that_cannot_be_sent_stays_in_the_box(cast, bia, text):
    ticket = a_ticket(cast)
    page = press(bia, ticket, "reply", {"text": text})
    assert page.status_code == 422
    assert words(page, "#composer-error")
    assert not Delivery.select().exists()


def test_a_note_is_seen_by_the_school_and_never_sent(cast, bia):
    ticket = a_ticket(cast)
    press(bia, ticket, "reply", {"text": "ligar depois", "note": "y"})
    assert "ligar depois" in words(bia.get(f"/chat/{ticket.id}"), ".bubble.note")
    assert not Delivery.select().exists()
    assert Ticket.get_by_id(ticket.id).waiting_since is not None


def test_the_page_says_how_long_free_text_may_still_be_sent(cast, bia):
    ticket = a_ticket(cast, at=ago(hours=20, minutes=47, seconds=30))
    assert "Faltam 3 h 13 min" in words(bia.get(f"/chat/{ticket.id}"), "#composer-info")


def test_with_the_window_closed_only_approved_templates_of_the_number_leave(cast, bia):
    ticket = a_ticket(cast, at=ago(hours=25))
    body = "Olá {{1}}, o boleto de {{2}} está pronto."
    good = Template.create(
        number=cast.number, name="boleto", language="pt_BR", status="APPROVED", body=body, variables=2
    )
    Template.create(number=cast.number, name="parado", language="pt_BR", status="PAUSED")
    other = Template.create(number=people.number("Outro", "1001"), name="alheio", language="pt_BR", status="APPROVED")
    page = bia.get(f"/chat/{ticket.id}")
    assert [option.text for option in select(page, "#template option")][1:] == ["boleto (pt_BR)"]
    assert not select(page, "#composer-form")
    chosen = bia.get(f"/chat/{ticket.id}?template={good.id}")
    assert len(select(chosen, "input[name=value]")) == 2
    missing = press(bia, ticket, "template", {"template": good.id, "value": ["Marta", " "]})
    assert missing.status_code == 422
    assert select(missing, "input[name=value]")[0]["value"] == "Marta"
    assert press(bia, ticket, "template", {"template": other.id, "value": []}).status_code == 404
    assert press(bia, ticket, "template", {"template": good.id, "value": ["Marta", "maio"]}).status_code == 303
    assert Delivery.get().body["template"]["name"] == "boleto"
    assert "Olá Marta, o boleto de maio está pronto." in words(bia.get(f"/chat/{ticket.id}"), ".bubble.out")


def test_a_text_typed_while_the_window_closed_is_kept(cast, bia):
    ticket = a_ticket(cast, at=ago(hours=25))
    page = press(bia, ticket, "reply", {"text": "texto comprido"})
    assert page.status_code == 422
    assert select(page, "#reply-text")[0].text == "texto comprido"
    assert "Escolha um modelo aprovado" in words(page, "#composer-error")
