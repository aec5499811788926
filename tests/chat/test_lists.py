"""The inbox: queues, order, pages, search, and what a line says."""

from datetime import timedelta

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.chat.pages import found, many
from tests.page import select, sign_in, words
from workchat.chat import lists
from workchat.chat.models import ATTENDING, CLOSED, WAITING, Ticket
from workchat.contacts.models import Contact


def test_each_queue_holds_what_its_name_says(cast):
    tickets = many(cast)
    ids = {name: ticket.id for name, ticket in tickets.items()}
    assert found(cast.bia, "intake") == {ids["reception"]}
    assert found(cast.bia, "waiting") == {ids["secretaria"], ids["nobody"]}
    assert found(cast.bia, "mine") == {ids["bia"], ids["bia in financeiro"]}
    assert found(cast.bia, "closed") == {ids["closed"]}
    assert found(cast.ana, "mine") == set()
    assert len(found(cast.ana, "all")) == 9


def test_who_waits_longest_comes_first_under_waiting_and_the_newest_elsewhere(cast):
    tickets = many(cast)
    Ticket.update(waiting_since=NOW - timedelta(days=1)).where(Ticket.id == tickets["nobody"].id).execute()
    assert lists.tickets(cast.ana, "waiting")[0][0].id == tickets["nobody"].id
    assert lists.tickets(cast.ana, "all")[0][0].id == tickets["reception of financeiro"].id


@pytest.mark.parametrize("queue", ["waiting", "all", "closed"])
def test_pages_follow_each_other_without_gap_or_repetition(cast, queue):
    state = CLOSED if queue == "closed" else WAITING
    who = people.contact()
    for n in range(120):
        contact = who if queue == "closed" else people.contact(f"Família {n}", f"5511900000{n:03}")
        people.ticket(cast, contact, state=state, at=NOW + timedelta(seconds=n // 7, microseconds=n % 2))
    seen, after, pages = [], "", 0
    while True:
        rows, after = lists.tickets(cast.bia, queue, after=after)
        seen += [row.id for row in rows]
        pages += 1
        if not after:
            break
    assert (len(seen), len(set(seen)), pages) == (120, 120, 3)


@pytest.mark.parametrize(
    "after",
    ["x", "2026_", "_", "2026-11-23T10:00_x", "2026-11-24T10:00:00+03:00_1", "\x00", "2026-11-24_" + "9" * 30],
)
def test_a_spoilt_page_address_shows_a_page(cast, after):
    many(cast)
    assert lists.tickets(cast.ana, "all", after=after)[0]


@pytest.mark.parametrize(
    ("typed", "hit"),
    [
        ("joão", True), ("JOAO", True), ("silv", True), ("(11) 98888-7777", True), ("+55 11 98888", True),
        ("20261123-0001", True), ("20261123", True), ("202611230001", True), ("maria", False), ("%", False),
        ("_", False), ("20251123", False), ("' OR 1=1 --", False), ("jo\x00ão", True), ("9" * 300, False),
    ],
)  # fmt: skip
def test_a_search_finds_names_without_accents_phones_in_any_writing_and_protocols(cast, typed, hit):
    people.ticket(cast, people.contact("João da Silva", "5511988887777"), at=NOW)
    assert bool(found(cast.bia, "waiting", search=typed)) is hit


def test_a_search_looks_into_closed_tickets_too(cast):
    people.ticket(cast, people.contact("João", "5511988887777"), state=CLOSED)
    assert found(cast.bia, "waiting", search="joão")


def test_the_inbox_shows_the_queues_with_their_counts(cast, client):
    many(cast)
    sign_in(client, cast.bia)
    page = client.get("/chat")
    assert [" ".join(link.get_text(" ").split()) for link in select(page, ".filters a")] == [
        "Recepção 1", "Aguardando 2", "Meus 2", "Todos 6", "Encerrados 1",
    ]  # fmt: skip
    assert "aria-current" in select(page, "#queue-waiting")[0].attrs
    assert len(select(page, ".ticket")) == 2


def test_a_line_says_who_what_and_who_answers(cast, client):
    people.ticket(cast, people.contact("Marta & Cia"), agent=cast.bia, state=ATTENDING, unread=3, last_text="Oi <b>")
    sign_in(client, cast.bia)
    line = client.get("/chat?queue=mine")
    said = words(line, ".ticket")
    for part in ("Marta & Cia", "Oi <b>", "3 mensagens não lidas", "Bia Rocha", "20261123-0001"):
        assert part in said
    assert select(line, ".ticket-name bdi")


def test_an_empty_queue_says_what_to_do(cast, client):
    sign_in(client, cast.bia)
    for queue in lists.QUEUES:
        assert words(client.get(f"/chat?queue={queue}"), ".chat-list .empty p")
    assert client.get("/chat?queue=nada&after=lixo&q=%00").status_code == 200


def test_the_list_answers_nothing_while_it_shows_the_same(cast, client):
    tickets = many(cast)
    sign_in(client, cast.bia)
    page = client.get("/chat?queue=mine")
    known = select(page, "#inbox-digest")[0]["value"]
    assert client.get("/chat/list", query_string={"queue": "mine", "digest": known}).status_code in (204, 200)
    Ticket.update(last_text="novidade").where(Ticket.id == tickets["bia"].id).execute()
    news = client.get("/chat/list", query_string={"queue": "mine", "digest": known})
    assert news.status_code == 200 and "novidade" in words(news, ".tickets")
    again = select(news, "#inbox-digest")[0]["value"]
    assert client.get("/chat/list", query_string={"queue": "mine", "digest": again}).status_code == 204


def test_a_stopped_transfer_is_said_above_the_list(cast, client):
    cast.settings.transfer_to, cast.settings.transfer_agent = "agent", cast.caio
    cast.settings.transfer_wait_minutes, cast.settings.transfer_text = 5, "Um momento."
    cast.settings.save()
    cast.caio.active = False
    cast.caio.save()
    sign_in(client, cast.bia)
    assert "Caio Reis não está mais ativo" in words(client.get("/chat"), ".list-note.warn")


def test_the_place_in_the_inbox_goes_along_with_the_links(cast, client):
    ticket = many(cast)["bia"]
    sign_in(client, cast.bia)
    page = client.get("/chat?queue=mine")
    assert select(page, f"#ticket-{ticket.id}")[0]["href"] == f"/chat/{ticket.id}?queue=mine"
    talk = client.get(f"/chat/{ticket.id}?queue=mine")
    assert "aria-current" in select(talk, "#queue-mine")[0].attrs
    assert select(talk, "#composer-form, .composer form")[0]["action"].endswith("queue=mine")


def test_names_in_the_list_stay_inside_their_line(cast, client):
    evil = "<script>alert(1)</script>"
    Contact.update(name=evil).execute()
    people.ticket(cast, people.contact(evil), last_text=evil)
    sign_in(client, cast.bia)
    page = client.get("/chat")
    assert evil in select(page, ".ticket-name")[0].text
    assert evil not in page.text
