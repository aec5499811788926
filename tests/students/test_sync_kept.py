"""A sync leaves alone what a person edited by hand, who wants silence, and who was erased."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.students.syncing import aurora, sync, told
from workchat.contacts.models import Contact, KeptErasure, KeptOptOut
from workchat.students.sync_report import lines
from workchat.vault import vault

LATER = NOW + timedelta(days=1)


def test_a_name_that_a_person_typed_stays(cast):
    sync(*aurora())
    Contact.update(name="Marta da Cantina", name_edited=True).where(Contact.phone_key == "5511987654321").execute()
    row = sync(*aurora(), LATER)
    assert told(row) == (0, 0, 0, 0, 0, 0)
    assert Contact.get(Contact.phone_key == "5511987654321").name == "Marta da Cantina"


def test_a_corrected_name_of_totvs_comes_through(cast):
    sync(*aurora())
    students, guardians = aurora()
    for one in guardians:
        one["NOME"] = one["NOME"].replace("Marta", "Marta Maria")
    row = sync(students, guardians, LATER)
    assert told(row) == (0, 0, 0, 0, 1, 0)
    assert Contact.get(Contact.phone_key == "5511987654321").name == "Marta Maria Souza"


@pytest.mark.parametrize("edited", [True, False])
def test_birth_date_and_cpf_that_a_person_gave_stay(cast, edited):
    students, guardians = aurora()
    guardians[4] |= {"CPF": "529.982.247-25", "DTNASCIMENTO": "1988-03-05T00:00:00"}
    sync(students, guardians)
    lia = Contact.get(Contact.name == "Lia Lima")
    assert (lia.cpf, str(lia.birth_date)) == ("52998224725", "1988-03-05")
    lia.birth_date_edited = lia.cpf_edited = edited
    lia.save()
    guardians[4] |= {"CPF": "111.444.777-35", "DTNASCIMENTO": "06/03/1988"}
    row = sync(students, guardians, LATER)
    lia = Contact.get(Contact.name == "Lia Lima")
    kept = ("52998224725", "1988-03-05") if edited else ("11144477735", "1988-03-06")
    assert (lia.cpf, str(lia.birth_date)) == kept
    assert row.contacts_changed == (0 if edited else 1)


def test_who_wanted_silence_and_was_erased_keeps_it_and_who_was_erased_does_not_come_back(cast):
    KeptOptOut.create(fingerprint=vault.fingerprint("5511977771111"))
    KeptErasure.create(fingerprint=vault.fingerprint("5511966662222"))
    row = sync(*aurora())
    assert Contact.get(Contact.name == "Rui Souza").opted_out_at is not None
    assert not Contact.select().where(Contact.name == "Lia Lima").exists()
    [line], _ = lines(row, "remark")
    assert line.subject == "Responsável de Bruno Lima (RA 3)"
