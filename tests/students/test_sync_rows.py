"""Phones, ids and ages as they stand in schools' records: what enters, what is refused and why."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.students.syncing import LIA, RUI, TODAY, aurora, guardian, relations, student, sync
from workchat.contacts.models import Contact
from workchat.students.rows import BadRow, read_student
from workchat.students.sync_report import counts, lines, report_file

LATER = NOW + timedelta(days=1)


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


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("MARIA D'ÁVILA DOS SANTOS II", "Maria D'Ávila dos Santos II"),
        ("ANA-LUÍSA DE SÁ E SILVA", "Ana-Luísa de Sá e Silva"),
        ("Marta DE Souza", "Marta DE Souza"),  # somebody chose these letters
    ],
)
def test_names_in_capitals_do_not_shout(kept, shown):
    assert read_student({"RA": "1", "NOME": kept}, TODAY).person.name == shown


def test_a_cpf_in_the_place_of_the_ra_is_not_kept():
    with pytest.raises(BadRow, match="CPF"):
        read_student({"RA": "529.982.247-25", "NOME": "Ana"}, TODAY)
    assert read_student({"RA": "52998224725", "NOME": "Ana"}, TODAY).ra == "52998224725"  # it may be one
