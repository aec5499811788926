"""Finding the other contact, comparing the two, and joining them with one button."""

import pytest

from tests.contacts.two import CPF, MAIN, again, marta
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.contacts.models import Contact, ContactAlias


@pytest.fixture
def ana(cast, client):
    sign_in(client, cast.ana)
    return client


def page_of(one: Contact, other: Contact) -> str:
    return f"/contacts/{one.id}/merge/{other.id}"


def seen(client, url: str) -> str:
    return select(client.get(url), "input[name=seen]")[0]["value"]


def test_the_other_is_found_by_name_or_phone_and_never_oneself(cast, ana):
    one, other = marta(), again()
    for typed in ("marta", "21 98888-7777", "lima", "mar\x00lima"):
        page = submit(ana, f"/contacts/{one.id}/merge", {"who": typed})
        found = [link["href"] for link in select(page, ".plain-rows a")]
        assert found == [page_of(one, other)], typed
    assert "Ninguém encontrado" in words(submit(ana, f"/contacts/{one.id}/merge", {"who": "Zulmira"}))


@pytest.mark.parametrize("typed", ["\x00", "\x00!", "!\x00"])
def test_what_nobody_sees_finds_nobody(cast, ana, typed):
    page = submit(ana, f"/contacts/{marta().id}/merge", {"who": typed})
    assert page.status_code == 200 and not select(page, ".plain-rows a")


def test_looking_for_the_other_by_a_cpf_leaves_a_line_without_the_number(cast, ana):
    one, other = marta(), again()
    other.keep_cpf(CPF)
    other.save()
    page = submit(ana, f"/contacts/{one.id}/merge", {"who": CPF})
    assert select(page, ".plain-rows a")[0]["href"] == page_of(one, other)
    entry = AuditEntry.get(AuditEntry.field == "Busca")
    assert entry.user == cast.ana and CPF not in entry.after


def test_both_stand_side_by_side_and_one_button_joins_them(cast, ana):
    one, other = marta(), again()
    url = page_of(one, other)
    said = words(ana.get(url), "#page")
    assert "Marta Souza" in said and "Marta Lima" in said
    fields = {"name": one.id, "phone": other.id, "seen": seen(ana, url)}
    answer = submit(ana, url, fields)
    assert answer.headers["Location"] == f"/contacts/{one.id}"
    left = Contact.get()
    assert (left.name, left.wa_id) == ("Marta Souza", other.wa_id)
    assert ContactAlias.get().wa_id == MAIN
    told = words(ana.get(f"/contacts/{one.id}"), "#page")
    assert "Unido com outro contato" in told


def test_two_different_cpfs_are_a_choice(cast, ana):
    one, other = marta(), again()
    for contact, digits in ((one, CPF), (other, "39053344705")):
        contact.keep_cpf(digits)
        contact.save()
    url = page_of(one, other)
    assert len(select(ana.get(url), "input[name=cpf]")) == 2
    submit(ana, url, {"cpf": other.id, "seen": seen(ana, url)})
    assert Contact.get().cpf == "39053344705"


def test_what_changed_meanwhile_is_looked_at_again(cast, ana):
    one, other = marta(), again()
    url = page_of(one, other)
    before = seen(ana, url)
    Contact.update(name="Outra pessoa").where(Contact.id == other.id).execute()
    answer = submit(ana, url, {"seen": before})
    assert answer.status_code == 422
    assert Contact.select().count() == 2
    assert submit(ana, url, {"seen": select(answer, "input[name=seen]")[0]["value"]}).status_code == 303


def test_a_second_click_joins_nothing_more(cast, ana):
    one, other = marta(), again()
    url = page_of(one, other)
    fields = {"seen": seen(ana, url)}
    submit(ana, url, fields)
    again_clicked = submit(ana, url, fields, f"/contacts/{one.id}/edit")
    assert again_clicked.headers["Location"] == f"/contacts/{one.id}"
    assert Contact.select().count() == 1


def test_nobody_is_joined_with_oneself(cast, ana):
    one = marta()
    assert ana.get(page_of(one, one)).status_code == 404
