"""The list of contacts as people see it: what was typed is not in the address; nothing found says what to do."""

import pytest

from tests.cast import NOW, contact
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag
from workchat.contacts.search_token import seal_search
from workchat.contacts.write_words import write_words

CPF = "52998224725"


@pytest.fixture
def page(client, cast):
    sign_in(client, cast.bia)
    return client


def known(name: str, phone: str, **columns) -> Contact:
    row = contact(name, phone, **columns)
    write_words(row)
    return row


def find(client, typed: str, **place):
    answer = submit(client, "/contacts/search", {"typed": typed, **place}, page="/contacts")
    assert answer.status_code == 303
    return answer.headers["Location"]


def shown(answer) -> list[str]:
    return [link.get_text() for link in select(answer, "tbody th a")]


def test_an_empty_address_book_says_how_contacts_come(page):
    assert "Quem escrever para o WhatsApp da escola aparece aqui" in words(page.get("/contacts"))


def test_a_contact_is_shown_with_phone_states_groups_and_tags(page):
    row = known("Marta Souza", "5511987654321", approved_at=NOW, opted_out_at=NOW)
    row.saved_at = None
    row.save()
    GroupMember.create(group=Group.create(name="Turma 7º B"), contact=row)
    ContactTag.create(tag=Tag.create(name="Transporte"), contact=row)
    line = words(page.get("/contacts"), "tbody tr")
    for part in (
        "Marta Souza",
        "+55 11 98765-4321",
        "Não salvo",
        "Aprovado",
        "Descadastrado",
        "Turma 7º B",
        "Transporte",
    ):
        assert part in line
    assert select(page.get("/contacts"), "tbody th a")[0]["href"] == f"/contacts/{row.id}"


def test_what_was_typed_does_not_stand_in_the_address(page):
    known("Marta Souza", "5511987654321")
    known("João Lima", "5511911112222")
    where = find(page, "  marta ")
    assert "marta" not in where.lower()
    answer = page.get(where)
    assert shown(answer) == ["Marta Souza"]
    assert select(answer, "#typed")[0]["value"] == "marta"


def test_a_search_keeps_the_filters_and_the_filters_keep_the_search(page):
    known("Marta Souza", "5511987654321")
    known("Marta Lima", "5511911112222", opted_out_at=NOW)
    answer = page.get(find(page, "marta", silent="yes"))
    assert shown(answer) == ["Marta Lima"]
    assert select(answer, "#contacts-filters input[name=find]")


def test_a_search_by_cpf_leaves_a_line_without_the_number(page, cast):
    row = known("Marta Souza", "5511987654321")
    row.keep_cpf(CPF)
    row.save()
    assert shown(page.get(find(page, "529.982.247-25"))) == ["Marta Souza"]
    entry = AuditEntry.get(AuditEntry.field == "Busca")
    assert (entry.area, entry.user) == ("contacts", cast.bia)
    assert "529" not in entry.after + entry.subject
    find(page, "marta")
    assert AuditEntry.select().where(AuditEntry.field == "Busca").count() == 1


def test_nobody_opens_the_search_of_a_colleague(page, cast):
    known("Rui Alves", "5511987654321")
    other = seal_search("529.982.247-25", cast.caio.id)
    answer = page.get("/contacts", query_string={"find": other})
    assert "Esta busca não vale mais" in words(answer, "#notices")
    assert "529" not in answer.text.replace(other, "")


@pytest.mark.parametrize("token", ["x", "AAAA", "não", "A" * 4000])
def test_an_address_whose_search_cannot_be_read_shows_everybody_and_says_so(page, token):
    known("Marta Souza", "5511987654321")
    answer = page.get("/contacts", query_string={"find": token})
    assert shown(answer) == ["Marta Souza"]
    assert "Esta busca não vale mais" in words(answer, "#notices")


def test_nothing_found_says_what_was_looked_for_and_how_to_widen(page):
    known("Marta Souza", "5511987654321")
    answer = page.get(find(page, "zulmira", saved="yes"))
    assert "zulmira" in words(answer, ".empty")
    assert len(select(answer, ".empty a")) == 2


def test_pages_go_forward_and_back(page):
    for n in range(60):
        known(f"Família {n:02}", f"55119870000{n:02}")
    first = page.get("/contacts")
    second = page.get(select(first, "#page-after")[0]["href"])
    assert shown(first) + shown(second) == [f"Família {n:02}" for n in range(60)]
    assert shown(page.get(select(second, "#page-before")[0]["href"])) == shown(first)


def test_an_agent_sees_the_list_without_what_only_managers_do(page):
    known("Marta Souza", "5511987654321")
    answer = page.get("/contacts")
    assert not select(answer, "input[name=ids], #many-action, a[href^='/contacts/export'], a[href='/contacts/tags']")


def test_htmx_gets_the_list_without_the_frame(page):
    assert not select(page.get("/contacts", headers={"HX-Request": "true"}), "html")
