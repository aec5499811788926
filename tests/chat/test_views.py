"""The conversation as an agent sees it: who said what, with ticks, files and what became of it."""

import pytest

from tests import cast as people
from tests.chat.pages import a_ticket, ago, press, says
from tests.page import select, words
from workchat.chat.models import note
from workchat.chat.reply import reply
from workchat.db import utcnow
from workchat.outbox.models import Delivery


def test_the_conversation_shows_who_said_what_on_which_day(cast, bia):
    ticket = a_ticket(cast, at=ago(days=3), last_inbound_at=ago(minutes=9))
    says(cast, ticket, "preciso do *boleto*", at=ago(days=1))
    reply(ticket.id, cast.bia, "Segue o boleto", utcnow())
    note(ticket, "Mãe do Pedro", utcnow(), author=cast.bia, kind="note")
    page = bia.get(f"/chat/{ticket.id}")
    assert "Marta Souza" in words(page, "h1")
    assert [words.get_text() for words in select(page, ".day")][-2:] == ["Ontem", "Hoje"]
    assert "Bia Rocha" in words(page, ".bubble.out")
    assert select(page, ".bubble.in strong")[0].text == "boleto"
    assert "Nota interna · Bia Rocha" in words(page, ".bubble.note")


@pytest.mark.parametrize(
    ("status", "word"),
    [("queued", "Na fila"), ("sent", "Enviada"), ("delivered", "Entregue"), ("read", "Lida"), ("failed", "Com falha"),
     ("unknown", "Incerta"), ("skipped", "Não enviada")],
)  # fmt: skip
def test_every_tick_has_its_word(cast, bia, status, word):
    ticket = a_ticket(cast)
    sent = reply(ticket.id, cast.bia, "Oi", utcnow())
    Delivery.update(status=status).where(Delivery.id == sent.id).execute()
    assert word in words(bia.get(f"/chat/{ticket.id}"), ".bubble.out .bubble-meta")


def test_a_failed_message_says_why_and_goes_again_with_one_button(cast, bia):
    ticket = a_ticket(cast)
    sent = reply(ticket.id, cast.bia, "Oi", utcnow())
    Delivery.update(status="failed", error="O número não tem WhatsApp.", advice="Confira o número.").execute()
    page = bia.get(f"/chat/{ticket.id}")
    assert "O número não tem WhatsApp. Confira o número." in words(page, ".bubble-trouble")
    assert [button.get_text(strip=True) for button in select(page, ".bubble-trouble button")] == ["Enviar de novo"]
    assert press(bia, ticket, f"deliveries/{sent.id}/again").status_code == 303
    assert Delivery.get_by_id(sent.id).status == "queued"
    assert not select(bia.get(f"/chat/{ticket.id}"), ".bubble-trouble")


def test_a_delivery_of_another_ticket_is_not_sent_from_here(cast, bia):
    ticket, other = a_ticket(cast), a_ticket(cast, who=people.contact("Rui", "5511911112222"))
    sent = reply(other.id, cast.bia, "Oi", utcnow())
    Delivery.update(status="failed").execute()
    assert press(bia, ticket, f"deliveries/{sent.id}/again").status_code == 404


def test_places_contacts_reactions_corrections_and_deletions_are_said_in_words(cast, bia):
    ticket = a_ticket(cast)
    says(cast, ticket, "Chego as 8", wa_id="wamid.1")
    says(cast, ticket, kind="location", details={"latitude": -23.5, "longitude": -46.6, "name": "Portaria"})
    who = {"name": {"formatted_name": "Avó Lia"}, "phones": [{"phone": "+55 11 90000-0000"}]}
    says(cast, ticket, kind="contacts", details={"contacts": [who]})
    says(cast, ticket, kind="reaction", details={"target": "wamid.1", "emoji": "👍"})
    says(cast, ticket, "Chego às 9", kind="edit", details={"target": "wamid.1"})
    says(cast, ticket, kind="revoke", details={"target": "wamid.1"})
    says(cast, ticket, kind="unsupported")
    says(cast, ticket, "Sim", quoted_id="wamid.1")
    page = bia.get(f"/chat/{ticket.id}")
    seen = words(page, "#messages")
    for said in (
        "Localização: Portaria", "Contato: Avó Lia", "reagiu com 👍 a “Chego as 8”",
        "corrigiu “Chego as 8” para: Chego às 9", "apagou “Chego as 8”", "apagada pelo contato",
        "Mensagem não suportada", "Em resposta a: Chego as 8",
    ):  # fmt: skip
        assert said in seen


def test_what_a_stranger_writes_is_never_a_tag(cast, bia):
    evil = "<img src=x onerror=alert(1)>"
    ticket = a_ticket(cast, who=people.contact(evil), last_text=evil)
    says(cast, ticket, evil, quoted_id="wamid.9")
    says(cast, ticket, kind="contacts", details={"contacts": [{"name": {"formatted_name": evil}}]})
    page = bia.get(f"/chat/{ticket.id}")
    assert not select(page, "img")
    assert select(page, "h1 bdi")[0].text == evil


def test_odd_details_never_break_the_page(cast, bia):
    ticket = a_ticket(cast)
    for kind in (
        "location",
        "contacts",
        "reaction",
        "edit",
        "revoke",
        "form",
        "unsupported",
        "system_other",
        "novidade",
    ):
        says(cast, ticket, kind=kind)
        says(cast, ticket, kind=kind, details={"contacts": [{"name": None, "phones": None}], "answers": None})
    assert bia.get(f"/chat/{ticket.id}").status_code == 200


def test_a_long_conversation_begins_with_its_last_hundred(cast, bia):
    ticket = a_ticket(cast)
    for n in range(150):
        says(cast, ticket, f"mensagem {n}.")
    page = bia.get(f"/chat/{ticket.id}")
    assert len(select(page, ".bubble")) == 100
    assert "mensagem 49." not in words(page, "#messages")
    earlier = bia.get(select(page, "#earlier")[0]["href"])
    assert len(select(earlier, ".bubble")) == 151
    assert not select(earlier, "#earlier")
