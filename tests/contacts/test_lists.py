"""Who is found in the address book: every way to search, filter, order and turn pages, in few rows and in many."""

import re
from itertools import product

import pytest

from tests.cast import NOW, contact
from workchat.contacts import lists
from workchat.contacts.lists import all_ids, contacts
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag
from workchat.contacts.wanted import Wanted
from workchat.contacts.words import words_of
from workchat.contacts.write_words import write_words, write_words_of_many
from workchat.db import is_postgres, run

CPF = "52998224725"
NAMES = ["Zélia", "Marta", "João", "D'Ávila", "Ana Maria"]


@pytest.fixture
def book(school) -> list[Contact]:
    """Forty contacts: each third in the group, each second with the tag, some saved, approved, opted out."""
    rows = []
    for n in range(40):
        row = contact(f"{NAMES[n % 5]} Souza {n}", f"5511987{n:06}")
        row.saved_at, row.approved_at = (NOW if n % 4 else None), (NOW if n % 2 else None)
        row.opted_out_at = NOW if n % 7 == 0 else None
        row.save()
        rows.append(row)
    write_words_of_many((row.id, row.name, row.phone_key) for row in rows)
    group, tag = Group.create(name="Turma"), Tag.create(name="Ônibus")
    GroupMember.insert_many([{"group": group, "contact": row} for row in rows[::3]]).execute()
    ContactTag.insert_many([{"tag": tag, "contact": row} for row in rows[::2]]).execute()
    return rows


@pytest.fixture(params=["few", "walked", "gathered"])
def way(request, monkeypatch):
    """The three ways to find a page, each made to happen among forty contacts."""
    monkeypatch.setattr(lists, "PAGE", 7)
    monkeypatch.setattr(lists, "FEW", 2000 if request.param == "few" else 0)
    monkeypatch.setattr(lists, "WALK", 1 if request.param == "gathered" else 1500)
    monkeypatch.setattr(lists, "FAR", 5 if request.param == "gathered" else 6000)


def expected(book: list[Contact], wanted: Wanted, group: set[int], tag: set[int]) -> list[int]:
    """Without any index: every contact is looked at."""

    def fits(row: Contact) -> bool:
        has = words_of(row.name, row.phone_key)
        states = {"saved": row.saved_at, "approved": row.approved_at, "silent": row.opted_out_at}
        return (
            all(any(word.startswith(typed) for word in has) for typed in wanted.words)
            and (not wanted.group or row.id in group)
            and (not wanted.tag or row.id in tag)
            and all(
                not getattr(wanted, name) or (getattr(wanted, name) == "yes") == bool(at) for name, at in states.items()
            )
        )

    found = [row for row in book if fits(row)]
    key = (lambda row: (row.search_name, row.id)) if wanted.sort == "name" else (lambda row: row.id)
    return [row.id for row in sorted(found, key=key, reverse=wanted.sort == "newest")]


def walk_through(wanted: Wanted) -> list[int]:
    """Page by page to the end, and back again: both times everybody once, in order."""
    page = contacts(wanted)
    pages = [page]
    while page.after:
        page = contacts(wanted, after=page.after)
        pages.append(page)
    for earlier in reversed(pages[:-1]):
        page = contacts(wanted, before=page.before)
        assert [row.id for row in page.rows] == [row.id for row in earlier.rows]
    assert not pages[0].before
    return [row.id for page in pages for row in page.rows]


def test_every_search_filter_and_order_finds_exactly_whom_it_should(book, way):
    group, tag = {row.id for row in book[::3]}, {row.id for row in book[::2]}
    group_id, tag_id = Group.get().id, Tag.get().id
    for typed, in_group, tagged, saved, silent, sort in product(
        ("", "souza", "s m", "zelia", "xyz"), (0, group_id), (0, tag_id), ("", "no"), ("", "no"),
        ("name", "newest", "oldest"),
    ):  # fmt: skip
        wanted = Wanted(typed, in_group, tagged, saved, "", silent, sort)
        truth = expected(book, wanted, group, tag)
        assert walk_through(wanted) == truth, wanted
        assert all_ids(wanted) == truth, wanted


@pytest.mark.parametrize(
    "typed",
    ["marta", "MARTA LIMA", "lima mar", "Márta", "98765-4321", "(11) 98765-4321", "+55 11 98765-4321", "4321",
     "8765 4321", "11 8765-4321", "+55 11 8765-4321", "011 98765 4321", "marta 4321", "551187654321", "987654321"],
)  # fmt: skip
def test_a_person_is_found_however_the_name_or_the_phone_is_typed(school, typed):
    row = contact("Marta de Lima")
    write_words(row)
    assert [found.id for found in contacts(Wanted(typed)).rows] == [row.id]


@pytest.mark.parametrize("typed", ["arta", "4322", "8765-4322", "💖", "lima joao", "%", "_", "'"])
def test_what_is_not_there_finds_nobody(school, typed):
    write_words(contact("Marta de Lima"))
    assert contacts(Wanted(typed)).rows == []


def test_a_whole_cpf_finds_the_person_and_a_part_of_it_does_not(school):
    row = contact("Marta de Lima")
    row.keep_cpf(CPF)
    row.save()
    write_words(row)
    assert [found.id for found in contacts(Wanted("529.982.247-25")).rows] == [row.id]
    assert contacts(Wanted("529.982.247")).rows == []


def test_a_mobile_whose_digits_could_be_a_cpf_is_found_as_a_phone_too(school):
    row = contact("Marta de Lima", "5511987654021")
    write_words(row)
    assert Wanted("11987654021").cpf
    assert [found.id for found in contacts(Wanted("11987654021")).rows] == [row.id]


def test_an_erased_contact_is_never_shown(book, way):
    for wanted in (Wanted(), Wanted("souza"), Wanted(sort="newest"), Wanted(saved="yes")):
        Contact.update(erased_at=None).execute()
        found = all_ids(wanted)
        Contact.update(erased_at=NOW).where(Contact.id == found[0]).execute()
        assert found[0] not in walk_through(wanted)
        assert all_ids(wanted) == found[1:]


def test_few_of_a_whole_school_are_looked_up_one_by_one(book, monkeypatch):
    """Joined, they are found by reading everybody: Postgres takes that for cheaper from a few hundred people on."""
    asked = []
    monkeypatch.setattr(lists, "run", lambda text, *values: asked.append((text, values)) or run(text, *values))
    assert contacts(Wanted("z")).total == 8
    text, values = next((text, values) for text, values in asked if text.startswith("WITH few"))
    plan = " ".join(str(row) for row in run(f"{'EXPLAIN' if is_postgres() else 'EXPLAIN QUERY PLAN'} {text}", *values))
    assert re.search("SubPlan|CORRELATED SCALAR SUBQUERY", plan) and "Join" not in plan, plan


def test_a_page_key_of_nobody_is_the_first_page(book):
    assert contacts(Wanted(), after=10**9) == contacts(Wanted(), before=10**9) == contacts(Wanted())


def test_the_total_is_exact_where_it_is_cheap(book):
    assert (contacts(Wanted("souza")).total, contacts(Wanted("souza")).at_least) == (40, False)
    assert contacts(Wanted()).total == 40
