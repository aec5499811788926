"""Many contacts at once: those marked, those of the page, or all that were found, whatever page they are on."""

import pytest

from tests.cast import contact
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.contacts import put_label
from workchat.contacts.labels import TAGS, find_by_name, labels
from workchat.contacts.models import Contact, ContactTag, GroupMember
from workchat.contacts.search_token import seal_search
from workchat.contacts.write_words import write_words


@pytest.fixture
def book(client, cast, monkeypatch) -> list[Contact]:
    """Seventy families, of whom ten are called Lima; Sara supervises. Slices are small."""
    monkeypatch.setattr(put_label, "SLICE", 7)
    sign_in(client, cast.sara)
    rows = [contact(f"{'Lima' if n < 10 else 'Souza'} {n:02}", f"55119870000{n:02}") for n in range(70)]
    for row in rows:
        write_words(row)
    return rows


def act(client, action: str, name: str, **fields) -> str:
    """What the page says afterwards."""
    answer = submit(client, "/contacts/bulk", {"action": action, "name": name, **fields}, page="/contacts")
    assert answer.status_code == 303
    return words(client.get(answer.headers["Location"]), "#notices")


def test_a_new_tag_is_put_on_those_who_are_marked(client, book):
    said = act(client, "put_tag", "7º B", scope="marked", ids=[book[0].id, book[1].id])
    assert said == "Tag 7º B posta em 2 contatos."
    assert {row.contact_id for row in ContactTag.select()} == {book[0].id, book[1].id}


def test_it_says_who_had_it_already(client, book):
    act(client, "put_tag", "7º B", scope="marked", ids=[book[0].id, book[1].id])
    said = act(client, "put_tag", "7o b", scope="marked", ids=[row.id for row in book[:5]])
    assert said == "Tag 7º B posta em 3 contatos; 2 já tinham."
    assert len(labels(TAGS)) == 1


def test_this_page_is_what_the_page_shows(client, book):
    shown = [field["value"] for field in select(client.get("/contacts"), "input[name=shown]")]
    said = act(client, "put_group", "Todos", scope="page", shown=shown)
    assert said == "Grupo Todos posto em 50 contatos."


def test_all_that_were_found_are_found_again_by_the_server(client, book, cast):
    said = act(client, "put_group", "Família Lima", scope="all", find=seal_search("lima", cast.sara.id))
    assert said == "Grupo Família Lima posto em 10 contatos."
    assert {row.contact_id for row in GroupMember.select()} == {row.id for row in book[:10]}


def test_all_without_a_search_is_everybody(client, book):
    assert act(client, "put_tag", "Todos", scope="all") == "Tag Todos posta em 70 contatos."


def test_a_search_that_cannot_be_opened_is_nobody_rather_than_everybody(client, book):
    assert "Marque pelo menos um contato" in act(client, "put_tag", "Todos", scope="all", find="forjado")
    assert not ContactTag.select().count()


def test_a_tag_is_taken_off(client, book):
    act(client, "put_tag", "7º B", scope="marked", ids=[book[0].id])
    said = act(client, "take_tag", "7º b", scope="marked", ids=[book[0].id, book[1].id])
    assert said == "Tag 7º B tirada de 1 contato; 1 não tinha."


@pytest.mark.parametrize(
    ("action", "name", "ids", "said"),
    [
        ("put_tag", "7º B", [], "Marque pelo menos um contato."),
        ("put_tag", "", [1], "Digite o nome da tag."),
        ("take_group", "Nada", [1], "Não existe um grupo com este nome."),
        ("apagar", "x", [1], "Escolha o que fazer."),
        ("put_tag", "7º B", ["9" * 30, "x"], "Marque pelo menos um contato."),
    ],
)
def test_what_cannot_be_done_is_said(client, book, action, name, ids, said):
    assert said in act(client, action, name, scope="marked", ids=ids)
    assert not ContactTag.select().count()


def test_an_erased_contact_gets_nothing(client, book, cast):
    Contact.update(erased_at=cast.ana.created_at).where(Contact.id == book[0].id).execute()
    assert "posta em 0 contatos" in act(client, "put_tag", "7º B", scope="marked", ids=[book[0].id])


def test_the_history_says_how_many_and_not_who(client, book, cast):
    act(client, "put_tag", "7º B", scope="all", find=seal_search("lima", cast.sara.id))
    entry = AuditEntry.get(AuditEntry.subject == "Tag 7º B")
    assert (entry.area, entry.user, entry.after) == ("contacts", cast.sara, "Posta em 10 contatos")


def test_one_comes_back_to_the_same_list(client, book, cast):
    token = seal_search("souza", cast.sara.id)
    fields = {"action": "put_tag", "name": "x", "scope": "page", "shown": book[60].id, "find": token, "sort": "newest",
              "after": str(book[65].id)}  # fmt: skip
    answer = submit(client, "/contacts/bulk", fields, page="/contacts")
    for part in (f"find={token}", "sort=newest", f"after={book[65].id}"):
        assert part in answer.headers["Location"]


def test_marked_contacts_leave_as_a_spreadsheet(client, book):
    fields = {"action": "csv", "scope": "marked", "ids": [book[3].id]}
    answer = submit(client, "/contacts/bulk", fields, page="/contacts")
    assert answer.mimetype == "text/csv"
    assert answer.text.count("\n") == 2
    assert find_by_name(TAGS, "csv") is None
