"""The school adds somebody, or corrects what it knows: phones in any writing, and nobody overwrites a colleague."""

from datetime import date

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.contacts.two import CPF, MAIN, OTHER, marta
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.chat.models import Ticket
from workchat.contacts.kept_silence import keep_silence
from workchat.contacts.models import Contact, ContactAlias, ContactTag, ContactWord, Group, GroupMember, Tag
from workchat.db import utcnow


@pytest.fixture
def bia(cast, client):
    sign_in(client, cast.bia)
    return client


def add(client, **fields):
    return submit(client, "/contacts/new", {"name": "Rui Alves", "phone": "(21) 98888-7777", **fields})


def edit(client, contact: Contact, page=None, **fields):
    """What the page's form holds, with some fields changed."""
    url = f"/contacts/{contact.id}/edit"
    page = page or client.get(url)
    held = {box["name"]: box.get("value", "") for box in select(page, "#page form input:not([type=checkbox])")}
    for box in select(page, "#page form input[type=checkbox][checked]"):
        held.setdefault(box["name"], []).append(box["value"])
    return client.post(url, data={**held, **fields})


def years_ago(years: int) -> str:
    today = utcnow().date()
    return f"05/01/{today.year - years}"


@pytest.mark.parametrize(("typed", "stored"), [
    ("(21) 98888-7777", OTHER), ("21 8888-7777", OTHER), ("021988887777", OTHER), ("+55 21 98888 7777", OTHER),
    ("+351 912 345 678", "351912345678"), ("(11) 3333-4444", "551133334444"),
])  # fmt: skip
def test_a_new_contact_is_saved_and_approved_at_once(cast, bia, typed, stored):
    answer = add(bia, phone=typed)
    contact = Contact.get()
    assert answer.headers["Location"] == f"/contacts/{contact.id}"
    assert (contact.wa_id, contact.phone_key, contact.approved_by) == (stored, stored, cast.bia)
    assert contact.saved_at and contact.approved_at and contact.name_edited
    assert {"rui", "alves", stored[-4:]} <= {row.word for row in ContactWord.select()}


@pytest.mark.parametrize(("field", "typed", "why"), [
    ("name", " \u200b", "Digite o nome"), ("phone", "", "com DDD"), ("phone", "98888-7777", "com DDD"),
    ("birth_date", "31/02/1990", "dia, mês e ano"), ("cpf", "529.982.247-2", "11 números"),
    ("cpf", "529.982.247-26", "Confira o CPF"), ("new_tag", "x" * 61, "60 caracteres"),
    ("name", f"Marta {CPF}", "tem um CPF"), ("new_tag", "mãe 529.982.247-25", "tem um CPF"),
])  # fmt: skip
def test_what_cannot_be_is_said_beside_its_field_and_kept(cast, bia, field, typed, why):
    answer = add(bia, **{field: typed})
    assert answer.status_code == 422
    assert why in words(answer, f"#{field}-error")
    assert not Contact.select().exists()


@pytest.mark.parametrize("typed", ["11 98765-4321", "11 8765-4321", "21 98888-7777"])
def test_a_phone_that_is_known_leads_to_its_contact(cast, bia, typed):
    contact = marta()
    ContactAlias.create(contact=contact, wa_id=OTHER, phone_key=OTHER)
    answer = add(bia, phone=typed)
    assert answer.status_code == 422
    assert select(answer, "#holder")[0]["href"] == f"/contacts/{contact.id}"
    assert Contact.select().count() == 1


def test_data_groups_and_a_new_tag_come_along(cast, bia):
    group, tag = Group.create(name="Turma A"), Tag.create(name="Bolsista")
    add(bia, birth_date="5/3/1990", cpf="529.982.247-25", groups=[group.id], new_tag="  bolsista ")
    contact = Contact.get()
    assert (contact.birth_date, contact.cpf, contact.is_minor) == (date(1990, 3, 5), CPF, False)
    assert [row.tag for row in ContactTag.select()] == [tag]
    assert [row.group for row in GroupMember.select()] == [group]
    told = [(row.field, row.before, row.after) for row in AuditEntry.select().where(AuditEntry.area == "contacts")]
    assert ("CPF", "", "informado") in told
    assert not [row for row in told if "982" in str(row)]


def test_of_a_child_the_cpf_is_not_kept(cast, bia):
    add(bia, birth_date=years_ago(9), cpf=CPF)
    contact = Contact.get()
    assert (contact.sealed_cpf, contact.cpf_fingerprint, contact.is_minor) == (None, None, True)
    assert "menos de 12 anos" in words(bia.get(f"/contacts/{contact.id}"))


def test_who_wanted_silence_and_comes_back_keeps_it(cast, bia):
    gone = marta(opted_out_at=NOW)
    keep_silence(gone, NOW)
    gone.delete_instance(recursive=True)
    add(bia, phone="11 98765-4321")
    assert Contact.get().opted_out_at == NOW


def test_a_correction_is_written_down_field_by_field(cast, bia):
    contact = marta()
    Contact.update(saved_at=None).execute()
    assert edit(bia, contact, name="Marta Lima", birth_date="05/03/1990", new_tag="Mãe").status_code == 303
    contact = Contact.get()
    assert (contact.name, contact.name_edited, contact.bsuid) == ("Marta Lima", True, "BR.1")
    assert contact.saved_at
    told = {row.field: (row.before, row.after) for row in AuditEntry.select().where(AuditEntry.area == "contacts")}
    assert told == {
        "Nome": ("Marta Souza", "Marta Lima"), "Nascimento": ("", "05/03/1990"), "Tags": ("", "Mãe"),
        "Lista da escola": ("não salvo", "salvo"),
    }  # fmt: skip
    assert {"lima", "4321"} <= {row.word for row in ContactWord.select()}


def test_an_empty_cpf_keeps_the_one_there_is_and_a_box_erases_it(cast, bia):
    contact = marta()
    contact.keep_cpf(CPF)
    contact.save()
    edit(bia, contact, name="Marta")
    assert Contact.get().cpf == CPF
    edit(bia, contact, forgets_cpf="y")
    assert (Contact.get().sealed_cpf, Contact.get().cpf_fingerprint) == (None, None)
    assert AuditEntry.get(AuditEntry.field == "CPF").after == "apagado"


def test_another_phone_is_another_account_whose_window_is_closed(cast, bia):
    contact = marta()
    ticket = people.ticket(cast, contact)
    edit(bia, contact, phone="21 98888-7777")
    contact = Contact.get()
    assert (contact.wa_id, contact.phone_key, contact.bsuid) == (OTHER, OTHER, None)
    assert Ticket.get_by_id(ticket.id).last_inbound_at is None


def test_the_other_form_of_the_same_phone_changes_nothing(cast, bia):
    contact = people.contact("Marta", "551187654321", bsuid="BR.1")
    ticket = people.ticket(cast, contact)
    edit(bia, contact, phone="11 98765-4321")
    assert (Contact.get().wa_id, Contact.get().bsuid) == ("551187654321", "BR.1")
    assert Ticket.get_by_id(ticket.id).last_inbound_at is not None


def test_the_first_phone_of_who_kept_theirs_private_keeps_the_account(cast, bia):
    contact = marta()
    Contact.update(wa_id=None, phone_key=None).execute()
    assert edit(bia, contact, phone="").status_code == 303
    edit(bia, contact, phone="11 98765-4321")
    assert (Contact.get().wa_id, Contact.get().bsuid) == (MAIN, "BR.1")


def test_another_phone_of_theirs_becomes_the_first(cast, bia):
    contact = marta()
    ContactAlias.create(contact=contact, wa_id=OTHER, phone_key=OTHER, bsuid="BR.2")
    edit(bia, contact, phone="21 98888-7777")
    assert (Contact.get().wa_id, Contact.get().bsuid) == (OTHER, "BR.2")
    assert (ContactAlias.get().wa_id, ContactAlias.get().bsuid) == (MAIN, "BR.1")


def test_nobody_overwrites_what_a_colleague_saved_meanwhile(cast, bia):
    contact = marta()
    seen = bia.get(f"/contacts/{contact.id}/edit")
    edit(bia, contact, name="Marta Lima")
    answer = edit(bia, contact, page=seen, name="Marta Reis")
    assert answer.status_code == 422
    assert "Nome Marta Lima Bia Rocha" in words(answer, ".callout")
    assert "Marta Reis" in words(answer, ".callout")
    assert Contact.get().name == "Marta Lima"
    assert edit(bia, contact, page=answer, name="Marta Reis").status_code == 303
    assert Contact.get().name == "Marta Reis"
