"""The invented school in TOTVS: the traps are in its rows, the same each time, and it changes as schools do."""

import json
import time

import pytest

from workchat.demo.rm.school import invented_school


@pytest.fixture
def school():
    return invented_school()


def test_the_same_seed_makes_the_same_school_and_another_one_another(school):
    assert invented_school().students == school.students
    assert invented_school().guardians == school.guardians
    assert invented_school(seed=7).students != school.students


def test_every_trap_is_in_the_rows(school):
    told = [row["RA"] for row in school.students]
    assert len(told) > len(set(told))
    assert {row["STATUS_ATIVO"] for row in school.students} == {"S", "N"}
    assert any(row["CODTURMA"] is None for row in school.students)
    assert any(row["NOME"] is None for row in school.students)
    dates = [row["DTNASCIMENTO"] for row in school.students if row["DTNASCIMENTO"]]
    assert any("/" in day for day in dates) and any("T00:00:00" in day for day in dates) and None not in dates
    phones = {row["TELEFONE1"] for row in school.guardians}
    assert {None, "000", "", "não tem"} <= phones
    assert any(phone and " / " in phone for phone in phones) and any(phone and " ou " in phone for phone in phones)
    cpfs = [row["CPF"] for row in school.guardians]
    assert {len(cpf) for cpf in cpfs} >= {3, 11, 14, 18}
    assert any("&" in (row["NOME"] or "") for row in school.guardians)
    assert {row["RA"] for row in school.guardians} - set(told) == {"9990001"}
    assert len({json.dumps(row) for row in school.guardians}) < len(school.guardians)


def test_what_is_right_of_forty_students_can_be_counted_by_hand(school):
    right, more = school.expected, school.expected_with("11")
    assert (right.students, right.active_students, right.relationships["self"]) == (40, 39, 1)
    assert right.refused_students == {"no_name": 1}
    assert right.refused_guardians["no_name"] == right.refused_guardians["unknown_student"] == 1
    # the rows whose phone stands without an area code are refused only where the school's is not known
    local = [row for row in school.guardians if len(phone := row["TELEFONE1"] or "") in (9, 10) and phone[-5] == "-"]
    assert len(local) == right.refused_guardians["no_phone"] - more.refused_guardians["no_phone"]
    assert len({row["RA"] for row in local}) == more.contacts - right.contacts == 3


def test_a_large_school_is_made_quickly_and_as_large_as_asked():
    begun = time.process_time()
    school = invented_school(2000, 3500)
    assert time.process_time() - begun < 2
    right = school.expected
    assert right.students == 2000 and len(school.guardians) == 3500
    assert right.contacts > 2000 and right.classes == 24
    assert len(school.students) > 2000


def test_the_next_day_some_came_left_moved_got_a_phone_or_a_name(school):
    before, right = {row["RA"] for row in school.students}, school.expected
    day = school.next_day()
    now = {row["RA"] for row in school.students}
    assert now - before == set(day.joined) and before - now == set(day.left)
    assert all(day.moved) and all(sum(row["RA"] == ra for row in school.students) == 2 for ra in day.moved)
    assert school.expected.phones - right.phones and right.phones - school.expected.phones
    assert [row["NOME"].endswith(" da Silva") for row in school.guardians if row["RA"] in day.renamed] == [True]


def test_a_school_may_lose_half_of_everything_or_all(school):
    whole = school.expected.students
    school.half()
    assert 0 < school.expected.students < whole / 2
    school.empty()
    assert (school.students, school.guardians, school.expected.contacts) == ([], [], 0)
