"""Who sees which ticket: agents their departments', their own and nobody's; the others all. Lists and addresses."""

import pytest

from tests.chat.pages import found, many
from tests.page import sign_in, token, words
from workchat.accounts.models import AuditEntry
from workchat.chat import lists
from workchat.chat.models import Media, Message, Ticket
from workchat.chat.rules import can_see
from workchat.outbox.models import Delivery


@pytest.mark.parametrize("who", ["ana", "sara", "bia", "caio"])
def test_the_lists_show_exactly_what_the_rule_allows(cast, who):
    person = getattr(cast, who)
    tickets = many(cast).values()
    allowed = {t.id for t in tickets if can_see(person.role, person.id, person.department_ids(), t)}
    assert found(person, "all") | found(person, "closed") == allowed
    assert found(person, "all", search="familia") == allowed


@pytest.mark.parametrize("who", ["ana", "sara", "bia", "caio"])
def test_the_counts_are_those_of_the_lists(cast, who):
    person = getattr(cast, who)
    many(cast)
    assert lists.counts(person) == {queue: len(found(person, queue)) for queue in lists.QUEUES}


def addresses(ticket: Ticket) -> list[tuple[str, str]]:
    here = f"/chat/{ticket.id}"
    both = ["/transfer", "/close", "/acceptance", "/approval", "/contact"]
    gets = ["", "/news", "/goodbye"]
    posts = ["/reply", "/template", "/deliveries/1/again", "/take", "/stop-questions", "/ask-again"]
    return [("GET", here + end) for end in gets + both] + [("POST", here + end) for end in posts + both]


def test_no_address_of_a_ticket_answers_those_who_may_not_see_it(cast, client, app):
    hidden = many(cast)["financeiro"]
    message = Message.get(Message.ticket == hidden)
    media = Media.create(message=message, media_id="1", mime="image/png")
    sign_in(client, cast.bia)
    form = {"csrf_token": token(client, "/account"), "text": "oi", "name": "X", "how": "papel", "verdict": "approve"}
    rows = [*addresses(hidden), ("GET", f"/chat/media/{media.id}")]
    for method, url in rows:
        answer = client.get(url) if method == "GET" else client.post(url, data=form)
        assert answer.status_code == 404, (method, url)
    assert (Delivery.select().count(), AuditEntry.select().count()) == (0, 0)
    assert Ticket.get_by_id(hidden.id).version == hidden.version
    # The same table covers every address that there is.
    known = {url for _, url in rows} | {f"/chat/{hidden.id}/contact/cpf"}
    for rule in app.url_map.iter_rules():
        if "<int:ticket_id>" in rule.rule and rule.endpoint.startswith("chat."):
            assert rule.rule.replace("<int:ticket_id>", str(hidden.id)).replace("<int:delivery_id>", "1") in known


def test_the_whole_cpf_is_for_supervisor_and_administrator(cast, client):
    ticket = many(cast)["nobody"]
    sign_in(client, cast.bia)
    form = {"csrf_token": token(client, "/account")}
    assert client.post(f"/chat/{ticket.id}/contact/cpf", data=form).status_code == 403


def test_a_ticket_that_does_not_exist_looks_like_one_that_is_hidden(cast, client):
    hidden = many(cast)["financeiro"]
    sign_in(client, cast.bia)
    assert client.get(f"/chat/{'9' * 30}").status_code == 404
    assert words(client.get("/chat/999999")) == words(client.get(f"/chat/{hidden.id}"))
