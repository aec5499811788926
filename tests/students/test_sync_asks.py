"""A sync that would lose half of the school changes nothing, and asks."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.students.syncing import aurora, relations, student, sync
from workchat.students.apply_sync import apply_sync
from workchat.students.models import (
    ASKING,
    CANCELLED,
    DONE,
    FAILED,
    Student,
)
from workchat.students.settle_sync import apply_anyway
from workchat.students.sync_steps import NotNow, sync_of

LATER = NOW + timedelta(days=1)


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
