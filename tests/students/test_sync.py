"""What TOTVS tells becomes students, classes and those who answer for them; what a person edited by hand stays."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.students.syncing import LIA, MARTA, RUI, aurora, classes, guardian, read, relations, student, sync
from workchat.accounts.models import AuditEntry
from workchat.contacts.models import Contact, KeptErasure, KeptOptOut
from workchat.students.apply_sync import apply_sync
from workchat.students.models import (
    ASKING,
    CANCELLED,
    DONE,
    FAILED,
    Enrolment,
    Relationship,
    Student,
    StudentSync,
    SyncLine,
)
from workchat.students.settle_sync import apply_anyway, cancel_sync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_report import counts, lines, report_file
from workchat.students.sync_steps import NotNow, sync_of
from workchat.vault import vault

LATER = NOW + timedelta(days=1)


def told(row: StudentSync) -> tuple[int, ...]:
    return row.added, row.changed, row.gone, row.contacts_added, row.contacts_changed, row.refused


def test_the_school_is_there_after_its_first_sync(cast):
    row = sync(*aurora())
    assert row.state == DONE
    assert told(row) == (3, 0, 0, 3, 0, 0)
    assert classes() == {("Ana Souza", "7º B"), ("Pedro Souza", "5º A"), ("Bruno Lima", "7º B")}
    assert relations() == {
        ("Marta Souza", "mother", "Ana Souza"), ("Marta Souza", "financial", "Ana Souza"),
        ("Rui Souza", "father", "Ana Souza"), ("Marta Souza", "mother", "Pedro Souza"),
        ("Lia Lima", "financial", "Bruno Lima"),
    }  # fmt: skip
    marta = Contact.get(Contact.phone_key == "5511987654321")
    assert marta.saved_at is not None and marta.approved_at is not None


def test_a_second_sync_changes_nothing(cast):
    sync(*aurora())
    students, guardians = aurora()
    row = sync(students[::-1], guardians[::-1], LATER)  # TOTVS promises no order
    assert told(row) == (0, 0, 0, 0, 0, 0)
    assert row.state == DONE
    assert not SyncLine.select().where(SyncLine.student_sync == row).exists()


def test_the_rows_are_gone_when_they_have_entered(cast):
    row = sync(*aurora())
    stored = StudentSync.get_by_id(row.id)
    assert stored.sealed_students is None and stored.sealed_guardians is None


def test_another_class_ends_the_one_before_and_is_told(cast):
    sync(*aurora())
    students, guardians = aurora()
    students[0] = student("1", "Ana Souza", "8C")
    row = sync(students, guardians, LATER)
    assert told(row) == (0, 1, 0, 0, 0, 0)
    assert ("Ana Souza", "8º C") in classes() and ("Ana Souza", "7º B") not in classes()
    assert Enrolment.get(Enrolment.ended_at.is_null(False)).ended_at == LATER
    [line], _ = lines(row, "changed")
    assert line.subject == "Ana Souza (RA 1)"
    assert line.words == "entrou: 8º C (Matriculado); saiu: 7º B (Matriculado)"


def test_who_left_is_marked_and_comes_back_as_the_same_student(cast):
    sync(*aurora())
    students, guardians = aurora()
    row = sync(students[:2], guardians[:4], LATER)
    bruno = Student.get(ra="3")
    assert told(row) == (0, 0, 1, 0, 0, 0)
    assert bruno.left_at == LATER
    assert Contact.get(Contact.name == "Lia Lima").erased_at is None
    back = sync(students, guardians, LATER + timedelta(days=1))
    assert told(back) == (0, 1, 0, 0, 0, 0)
    assert Student.get(ra="3").left_at is None and Student.get(ra="3").id == bruno.id
    assert ("Bruno Lima", "7º B") in classes()
    assert Enrolment.select().where(Enrolment.student == bruno).count() == 1


def test_a_guardian_who_no_longer_answers_ends_as_one(cast):
    sync(*aurora())
    students, guardians = aurora()
    row = sync(students, [one for one in guardians if one["VINCULO"] != "PAI"], LATER)
    assert ("Rui Souza", "father", "Ana Souza") not in relations()
    assert told(row) == (0, 1, 0, 0, 0, 0)
    assert Relationship.select().count() == 5


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


def test_one_phone_of_two_people_has_the_same_name_after_each_sync(cast):
    """Father and mother share a phone: whose row comes first must not rename them every night."""
    students, guardians = aurora()
    guardians.append(guardian("2", "PAI", "Rui Souza", MARTA))
    sync(students, guardians)
    row = sync(students, guardians[::-1], LATER)
    assert told(row) == (0, 0, 0, 0, 0, 0)
    assert Contact.get(Contact.phone_key == "5511987654321").name == "Marta Souza"


def test_who_wanted_silence_and_was_erased_keeps_it_and_who_was_erased_does_not_come_back(cast):
    KeptOptOut.create(fingerprint=vault.fingerprint("5511977771111"))
    KeptErasure.create(fingerprint=vault.fingerprint("5511966662222"))
    row = sync(*aurora())
    assert Contact.get(Contact.name == "Rui Souza").opted_out_at is not None
    assert not Contact.select().where(Contact.name == "Lia Lima").exists()
    [line], _ = lines(row, "remark")
    assert line.subject == "Responsável de Bruno Lima (RA 3)"


def test_nobody_read_changes_nothing_and_asks(cast):
    sync(*aurora())
    row = sync([], [], LATER)
    assert row.state == ASKING
    assert "nenhum aluno" in row.error
    assert Student.select().where(Student.left_at.is_null()).count() == 3
    with pytest.raises(NotNow):
        apply_anyway(row, cast.ana, LATER)


def test_nobody_read_in_a_new_school_says_what_to_check(cast):
    row = sync([], [])
    assert row.state == FAILED
    assert "período letivo" in row.error


def test_less_than_half_asks_and_a_person_may_say_yes(cast):
    sync(*aurora())
    students, guardians = aurora()
    row = sync(students[:1], guardians[:3], LATER)
    assert (row.state, row.gone, row.total) == (ASKING, 2, 3)
    assert row.error.startswith("O TOTVS respondeu com 1 aluno, e aqui há 3 alunos.")
    assert Student.select().where(Student.left_at.is_null()).count() == 3
    apply_anyway(row, cast.ana, LATER)
    apply_sync(row, "", LATER.date(), LATER)
    row = sync_of(row.id)
    assert (row.state, row.gone) == (DONE, 2)
    assert {one.ra for one in Student.select().where(Student.left_at.is_null())} == {"1"}


def test_exactly_half_is_believed(cast):
    students, guardians = aurora()
    students.append(student("4", "Davi Reis"))
    sync(students, guardians)
    assert sync(students[:2], guardians[:4], LATER).state == DONE


def test_guardians_that_vanished_ask_too(cast):
    sync(*aurora())
    row = sync(aurora()[0], [], LATER)
    assert row.state == ASKING
    assert "nenhum responsável" in row.error
    assert len(relations()) == 5


def test_a_new_sync_takes_the_place_of_one_that_still_asks(cast):
    sync(*aurora())
    asking = sync([], [], LATER)
    sync(*aurora(), LATER + timedelta(hours=1))
    assert sync_of(asking.id).state == CANCELLED


def test_two_syncs_never_run_at_once(cast):
    read(*aurora())
    with pytest.raises(NotNow):
        start_rm_sync(cast.ana, NOW)


def test_a_cancelled_sync_enters_nobody(cast):
    row = read(*aurora())
    cancel_sync(row, cast.ana, NOW)
    apply_sync(row, "", NOW.date(), NOW)
    assert sync_of(row.id).state == CANCELLED
    assert not Student.select().exists()
    assert AuditEntry.select().where(AuditEntry.area == "students", AuditEntry.user == cast.ana).count() == 1


def test_the_reasons_of_refused_rows_are_told_and_downloaded(cast):
    students, guardians = aurora()
    students.append(student("", "Sem Registro"))
    guardians += [
        guardian("9", "MAE", "De Ninguém", LIA), guardian("1", "TIA", "Zilda", LIA),
        guardian("1", "MAE", "=Fórmula", "000"),
    ]  # fmt: skip
    row = sync(students, guardians)
    assert row.refused == 4
    assert [(line.line, line.subject, line.words) for line in lines(row, "refused")[0]] == [
        (4, "Aluno", "sem RA"),
        (7, "Responsável do RA 1", "o vínculo “TIA” não é conhecido"),
        (6, "Responsável do RA 9", "não há aluno com o RA 9"),
        (8, "Responsável do RA 1", "telefone com 3 dígitos"),
    ]
    assert counts(row) == {"new": 3, "refused": 4}
    text = "".join(report_file(row))
    assert "'=Fórmula" in text
    assert "De Ninguém" in text


def test_a_phone_without_area_code_gets_the_schools(cast):
    students, guardians = aurora()
    guardians.append(guardian("3", "MAE", "Rosa Lima", "98888-1234"))
    assert sync(students, guardians).refused == 1
    row = sync(students, guardians, LATER, area_code="19")
    assert row.refused == 0
    assert Contact.get(Contact.name == "Rosa Lima").wa_id == "5519988881234"


def test_a_mother_under_two_ids_is_one_contact(cast):
    students, guardians = aurora()
    guardians.append(guardian("3", "RESP_ACADEMICO", "Lia de Lima", None, CPF="529.982.247-25"))
    guardians[4] |= {"CPF": "52998224725"}
    row = sync(students, guardians)
    assert row.refused == 0
    assert {one[1] for one in relations() if one[2] == "Bruno Lima"} == {"academic", "financial"}
    assert Contact.select().where(Contact.phone_key == "5511966662222").count() == 1


@pytest.mark.parametrize(
    ("born", "phone", "enters"),
    [
        ("2009-02-03T00:00:00", "11 95555-3333", True),
        ("2018-02-03T00:00:00", "11 95555-3333", False),  # a child
        (None, "11 95555-3333", False),  # nobody knows how old
        ("2009-02-03T00:00:00", RUI, False),  # the father's phone, written down again
    ],
)
def test_a_students_own_phone(cast, born, phone, enters):
    students, guardians = aurora()
    students[0] |= {"DTNASCIMENTO": born, "TELEFONE1": phone}
    sync(students, guardians)
    assert (("Ana Souza", "self", "Ana Souza") in relations()) is enters


def test_one_cell_with_two_numbers_gives_the_mobile(cast):
    students, guardians = aurora()
    guardians[2]["TELEFONE1"] = "(11) 3221-4455 / (11) 97777-1111"
    sync(students, guardians)
    assert Contact.get(Contact.name == "Rui Souza").wa_id == "5511977771111"


def test_a_key_that_is_gone_ends_the_sync_in_words(cast):
    row = read(*aurora())
    keys = dict(vault.__dict__)
    vault.__dict__["_keys"] = {}
    try:
        apply_sync(row, "", NOW.date(), NOW)
    finally:
        vault.__dict__.update(keys)
    row = sync_of(row.id)
    assert row.state == FAILED and "chave" in row.error


def test_a_slice_of_another_worker_is_left_to_it(cast):
    mine = read(*aurora())
    theirs = sync_of(mine.id)
    apply_sync(mine, "", NOW.date(), NOW)
    apply_sync(theirs, "", NOW.date(), NOW)
    assert told(sync_of(mine.id)) == (3, 0, 0, 3, 0, 0)
    assert sync_of(mine.id).state == DONE
