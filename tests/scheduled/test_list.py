"""The list: first what needs somebody, then what is sent, what comes, drafts, and what is over, page by page."""

import pytest

from tests.announcements import STATES, announcement, group, recipient
from tests.cast import contact
from tests.page import select, sign_in, words
from workchat.contacts.models import Tag
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.scheduled.models import AudiencePart

URL = "/scheduled"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_an_empty_list_says_what_to_do(ana):
    page = ana.get(URL)
    assert "Escreva a primeira" in words(page, ".empty")
    assert {link["href"] for link in select(page, ".empty a, .page-header a")} == {"/scheduled/new"}


def test_what_needs_somebody_comes_first(ana, cast):
    for state in STATES:
        announcement(cast, utcnow(), state)
    page = ana.get(URL)
    assert [words_of.get_text() for words_of in select(page, ".card h2")] == [
        "Precisam de você",
        "Enviando agora",
        "Agendadas",
        "Rascunhos",
        "Concluídas e canceladas",
    ]
    first = words(page, ".card:first-child")
    assert "atrasou 3 h" in first and "5 envios seguidos falharam" in first and "Decidir" in first


def test_it_keeps_itself_up_to_date_only_while_something_is_sent(ana, cast):
    announcement(cast, utcnow(), "done")
    assert not select(ana.get(URL), "[data-poll]")
    message = announcement(cast, utcnow(), "sending", resumed_at=utcnow())
    row = recipient(message, contact(), "unknown")
    news = select(ana.get(URL), "[data-poll]")[0]["hx-get"]
    assert ana.get(news).status_code == 204
    Delivery.update(status="delivered").where(Delivery.id == row.id).execute()
    assert "1 de 1 · 1 enviada" in words(ana.get(news))


def test_the_audience_is_said_by_name(ana, cast):
    message = announcement(cast, utcnow())
    fifth, staff, owing = group("5º ano"), group("Equipe"), Tag.create(name="Pagantes")
    AudiencePart.update(kind="group", ref_id=fifth.id).execute()
    AudiencePart.create(scheduled_message=message, kind="tag", ref_id=owing.id)
    AudiencePart.create(scheduled_message=message, kind="group", ref_id=staff.id, excluded=True)
    assert "Grupo 5º ano e tag Pagantes, menos grupo Equipe" in words(ana.get(URL))
    fifth.delete_instance()
    assert "Grupo excluído e tag Pagantes" in words(ana.get(URL))


def test_what_is_over_comes_page_by_page_with_its_failures(ana, cast):
    for n in range(52):
        last = announcement(cast, utcnow(), "done", form_key=f"k{n}", title=f"Aviso {n:02}")
    recipient(last, contact(), "failed")
    page = ana.get(URL)
    rows = select(page, "tbody tr")
    assert len(rows) == 50 and "Aviso 51" in rows[0].get_text() and "1 com falha" in rows[0].get_text()
    older = ana.get(select(page, "#older")[0]["href"])
    assert [row.th.get_text() for row in select(older, "tbody tr")] == ["Aviso 01", "Aviso 00"]
