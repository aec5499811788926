"""Groups and tags: made, renamed, joined, deleted; a scheduled message that is still to go holds them."""

import pytest

from tests.cast import NOW, contact
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.accounts.rules import Refused
from workchat.contacts import edit_label
from workchat.contacts.edit_label import create_label, delete_label, merge_labels, rename_label
from workchat.contacts.labels import GROUPS, TAGS, Kind, find_by_name, find_or_make, labels
from workchat.contacts.put_label import put_label
from workchat.scheduled.models import AudiencePart, ScheduledMessage

KINDS = pytest.mark.parametrize("kind", [GROUPS, TAGS], ids=["group", "tag"])


def made(kind: Kind, name: str, cast, people: int = 0, start: int = 0):
    label = create_label(kind, name, cast.ana, NOW)
    rows = [contact(f"Família {n}", f"55119870000{n:02}") for n in range(start, start + people)]
    put_label(kind, label, [row.id for row in rows], cast.ana, NOW)
    return label


def message_to(kind: Kind, label, cast, state: str) -> None:
    row = ScheduledMessage.create(title="Reunião", number=cast.number, state=state)
    AudiencePart.create(scheduled_message=row, kind=kind.part, ref_id=label.id)


@KINDS
def test_each_is_listed_with_its_contacts_by_name(cast, kind):
    made(kind, "Turma B", cast, 2)
    made(kind, "árvore", cast)
    assert [(label.name, label.contacts) for label in labels(kind)] == [("árvore", 0), ("Turma B", 2)]


@KINDS
@pytest.mark.parametrize("name", ["turma 7º b", "TURMA  7O B", " Turma 7º B "])
def test_a_name_is_taken_whatever_its_accents_and_capitals(cast, kind, name):
    first = made(kind, "Turma 7º B", cast)
    with pytest.raises(Refused, match="Já existe"):
        create_label(kind, name, cast.ana, NOW)
    assert find_by_name(kind, name) == find_or_make(kind, name, NOW) == first


@KINDS
@pytest.mark.parametrize("name", ["", "  ", "\u200b", "x" * 61, "7º A, 7º B", "a;b", "a|b", "Marta 529.982.247-25"])
def test_a_name_that_could_not_stand_in_a_spreadsheet_is_refused(cast, kind, name):
    with pytest.raises(Refused):
        create_label(kind, name, cast.ana, NOW)


@KINDS
def test_a_new_spelling_of_its_own_name_is_fine(cast, kind):
    label = made(kind, "onibus", cast)
    rename_label(kind, label, "Ônibus", cast.ana, NOW)
    assert [row.name for row in labels(kind)] == ["Ônibus"]


@KINDS
def test_two_that_are_joined_keep_every_contact_once(cast, kind, monkeypatch):
    monkeypatch.setattr(edit_label, "SLICE", 2)
    old, new = made(kind, "Ônibus 1", cast, 5), made(kind, "Ônibus", cast, 3, start=5)
    shared = [row.contact_id for row in kind_links(kind, old)][:2]
    put_label(kind, new, shared, cast.ana, NOW)
    assert merge_labels(kind, old, new, cast.ana, NOW) == 3
    assert [(label.name, label.contacts) for label in labels(kind)] == [("Ônibus", 8)]


def kind_links(kind: Kind, label) -> list:
    return list(label.members if kind is GROUPS else label.contact_tags)


@KINDS
def test_deleting_says_how_many_lost_it_and_leaves_the_contacts(cast, kind):
    label = made(kind, "Ônibus", cast, 5)
    assert delete_label(kind, label, cast.ana, NOW) == 5
    assert labels(kind) == []
    assert AuditEntry.select().where(AuditEntry.area == "contacts", AuditEntry.after.startswith("Exclu")).count() == 1


@KINDS
@pytest.mark.parametrize("state", ["draft", "scheduled", "sending", "paused"])
def test_one_that_a_message_still_goes_to_can_neither_go_nor_be_joined(cast, kind, state):
    label, other = made(kind, "Ônibus", cast, 2), made(kind, "Van", cast)
    message_to(kind, label, cast, state)
    with pytest.raises(Refused, match="Reunião"):
        delete_label(kind, label, cast.ana, NOW)
    with pytest.raises(Refused, match="Reunião"):
        merge_labels(kind, label, other, cast.ana, NOW)
    assert labels(kind)[0].contacts == 2


@KINDS
@pytest.mark.parametrize("state", ["done", "cancelled"])
def test_a_message_that_ended_holds_nothing(cast, kind, state):
    label = made(kind, "Ônibus", cast, 2)
    message_to(kind, label, cast, state)
    message_to(TAGS if kind is GROUPS else GROUPS, label, cast, "scheduled")  # the same id, of the other kind
    assert delete_label(kind, label, cast.ana, NOW) == 2


@KINDS
def test_the_pages_make_rename_join_and_delete(client, cast, kind):
    sign_in(client, cast.sara)
    assert "ainda" in words(client.get(kind.path), ".empty")
    submit(client, kind.path, {"name": "Ônibus"})
    submit(client, kind.path, {"name": "Van"})
    refused = submit(client, kind.path, {"name": "onibus"})
    assert refused.status_code == 422
    assert select(refused, "#name")[0]["value"] == "onibus"
    bus, van = (find_by_name(kind, name) for name in ("Ônibus", "Van"))
    page = f"{kind.path}/{bus.id}"
    assert submit(client, page, {"name": "van"}).status_code == 422
    assert submit(client, page, {"name": "Transporte"}).status_code == 303
    assert submit(client, f"{page}/merge", {"into": "0"}, page=page).status_code == 422
    assert submit(client, f"{page}/merge", {"into": str(van.id)}, page=page).status_code == 303
    assert submit(client, f"{kind.path}/{van.id}/delete", {}, page=f"{kind.path}/{van.id}").status_code == 303
    assert labels(kind) == []


@KINDS
def test_the_page_says_why_it_cannot_be_deleted(client, cast, kind):
    sign_in(client, cast.sara)
    label = made(kind, "Ônibus", cast)
    message_to(kind, label, cast, "scheduled")
    page = f"{kind.path}/{label.id}"
    submit(client, f"{page}/delete", {}, page=page)
    assert "Reunião" in words(client.get(page), "#notices")
