"""Two people of the school change groups and tags at the same instant, on Postgres: the second is told in words."""

import pytest

from tests.at_once import Meanwhile, busy_desk  # noqa: F401 (a fixture)
from tests.cast import NOW, contact
from workchat.accounts.rules import Refused
from workchat.contacts import edit_label
from workchat.contacts.do_with_many import do_with_many
from workchat.contacts.edit_label import create_label, delete_label, merge_labels, rename_label
from workchat.contacts.erase import erase
from workchat.contacts.labels import GROUPS, TAGS, find_or_make, labels
from workchat.contacts.merge import merge
from workchat.contacts.merged import Choice
from workchat.contacts.models import ContactTag, Group, GroupMember, Tag
from workchat.contacts.put_label import put_label
from workchat.db import db


@pytest.fixture
def ana(busy_desk):  # noqa: F811
    return busy_desk.cast.ana


def meanwhile(first, second) -> object:
    """What the second one meets, who begins before the first has ended."""
    with db.atomic():
        first()
        colleague = Meanwhile(second)
    return colleague.ends()


def made(ana, *names: str) -> list[Group]:
    return [create_label(GROUPS, name, ana, NOW) for name in names]


def test_the_same_group_made_by_two_is_there_once(ana):
    told = meanwhile(lambda: made(ana, "5º A"), lambda: made(ana, "5º A"))
    assert isinstance(told, Refused) and "Já existe" in told.message
    assert Group.select().count() == 1


def test_a_tag_that_two_put_for_the_first_time_is_made_once(ana):
    first = lambda: find_or_make(TAGS, "Bolsa", NOW)  # noqa: E731
    assert meanwhile(first, lambda: find_or_make(TAGS, "Bolsa", NOW)) == Tag.get()


def test_two_groups_do_not_get_the_same_name(ana):
    one, other = made(ana, "5º A", "5º B")
    rename = lambda group: rename_label(GROUPS, group, "5º C", ana, NOW)  # noqa: E731
    told = meanwhile(lambda: rename(one), lambda: rename(other))
    assert isinstance(told, Refused) and "Já existe" in told.message
    assert {group.name for group in Group.select()} == {"5º C", "5º B"}


def test_nobody_is_put_into_a_group_that_just_went(ana):
    [group], who = made(ana, "5º A"), contact()
    put = lambda: do_with_many("put_group", "5º A", [who.id], ana, NOW)  # noqa: E731
    told = meanwhile(lambda: delete_label(GROUPS, group, ana, NOW), put)
    assert isinstance(told, Refused) and "não existe mais" in told.message


def test_who_is_being_erased_gets_no_tag_and_who_is_being_joined_stops_nobody(ana, tmp_path):
    gone, one, other = (contact(f"Família {n}", f"551198700000{n}") for n in range(3))

    def erased_and_joined() -> None:
        erase(gone.id, ana, tmp_path, NOW)
        merge(one.id, other.id, Choice(one.id, one.id), ana, NOW)

    put = lambda: do_with_many("put_tag", "Bolsa", [gone.id, one.id, other.id], ana, NOW)  # noqa: E731
    assert meanwhile(erased_and_joined, put).startswith("Tag Bolsa posta em 1 contato")
    assert [row.contact_id for row in ContactTag.select()] == [one.id]


def test_a_group_is_not_joined_with_one_that_just_went(ana):
    (one, other), who = made(ana, "5º A", "5º B"), contact()
    put_label(GROUPS, one, [who.id], ana, NOW)
    told = meanwhile(lambda: delete_label(GROUPS, other, ana, NOW), lambda: merge_labels(GROUPS, one, other, ana, NOW))
    assert isinstance(told, Refused) and "não existe mais" in told.message
    assert GroupMember.get().group == one


def test_two_who_join_the_same_groups_the_other_way_round_lose_nobody(ana, monkeypatch):
    monkeypatch.setattr(edit_label, "SLICE", 1)
    one, other = made(ana, "5º A", "5º B")
    people = [contact(f"Família {n}", f"551198700000{n}") for n in range(4)]
    put_label(GROUPS, one, [row.id for row in people], ana, NOW)
    put_label(GROUPS, other, [row.id for row in people], ana, NOW)
    ways = [Meanwhile(lambda pair=pair: merge_labels(GROUPS, *pair, ana, NOW)) for pair in ((one, other), (other, one))]
    refusals = [end.message for end in [way.ends() for way in ways] if isinstance(end, Refused)]
    assert all("não existe mais" in refusal for refusal in refusals)
    assert [label.contacts for label in labels(GROUPS)] == [4]
