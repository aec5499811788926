"""What TOTVS tells becomes students, classes and those who answer for them, and who left is marked."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.students.syncing import MARTA, aurora, classes, guardian, read, relations, student, sync, told
from workchat.accounts.models import AuditEntry
from workchat.contacts.models import Contact
from workchat.students.apply_sync import apply_sync
from workchat.students.models import (
    CANCELLED,
    DONE,
    FAILED,
    Enrolment,
    Relationship,
    Student,
    StudentSync,
    SyncLine,
)
from workchat.students.settle_sync import cancel_sync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_report import lines
from workchat.students.sync_steps import NotNow, sync_of
from workchat.vault import vault

LATER = NOW + timedelta(days=1)


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


def test_one_phone_of_two_people_has_the_same_name_after_each_sync(cast):
    """Father and mother share a phone: whose row comes first must not rename them every night."""
    students, guardians = aurora()
    guardians.append(guardian("2", "PAI", "Rui Souza", MARTA))
    sync(students, guardians)
    row = sync(students, guardians[::-1], LATER)
    assert told(row) == (0, 0, 0, 0, 0, 0)
    assert Contact.get(Contact.phone_key == "5511987654321").name == "Marta Souza"


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
