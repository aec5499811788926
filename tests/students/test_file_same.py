"""Spreadsheets and TOTVS are two ways to the same school: what enters by one, the other finds unchanged."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.students.sheets import as_csv, as_xlsx, entered, refused
from tests.students.syncing import relations, sync, told
from workchat.contacts.models import Contact
from workchat.demo.rm.school import invented_school
from workchat.students.models import DONE, Enrolment, Relationship, Student, StudentSync, SyncLine
from workchat.students.rows import GUARDIAN_COLUMNS, STUDENT_COLUMNS

LATER = NOW + timedelta(days=1)


def here() -> dict[str, list[tuple]]:
    """Everything that a sync decides, in words."""
    enrolments = Enrolment.select().where(Enrolment.ended_at.is_null())
    return {
        "students": sorted(Student.select(Student.ra, Student.name).tuples()),
        "classes": sorted(
            (row.student.ra, row.school_class.code if row.school_class else "", row.course.name if row.course else "",
             row.status.name if row.status else "", row.period, row.is_active) for row in enrolments
        ),
        "contacts": sorted(
            (row.phone_key, row.name, str(row.birth_date), row.cpf_fingerprint or "") for row in Contact.select()
        ),
        "relations": sorted((row.contact.phone_key, row.kind, row.student.ra) for row in Relationship.select()),
    }  # fmt: skip


def forget() -> None:
    for table in (SyncLine, StudentSync, Relationship, Enrolment, Student, Contact):
        table.delete().execute()


@pytest.mark.parametrize("written", [as_csv, as_xlsx], ids=["csv", "xlsx"])
def test_the_same_school_enters_by_both_ways(cast, written):
    school = invented_school()
    by_totvs = sync(school.students, school.guardians)
    expected, counts, without = here(), told(by_totvs), sorted(refused(by_totvs).values())
    forget()
    by_file = entered(cast, written(school.students, STUDENT_COLUMNS), written(school.guardians, GUARDIAN_COLUMNS))
    assert by_file.state == DONE
    assert here() == expected
    assert told(by_file) == counts
    assert sorted(refused(by_file).values()) == without != []


def test_what_totvs_brought_the_spreadsheet_finds_unchanged(cast):
    school = invented_school()
    sync(school.students, school.guardians)
    files = as_xlsx(school.students, STUDENT_COLUMNS), as_csv(school.guardians, GUARDIAN_COLUMNS)
    assert told(entered(cast, *files, now=LATER))[:5] == (0, 0, 0, 0, 0)


def test_one_sheet_with_everything_gives_the_same_families(cast):
    """One line a guardian, the student's columns repeated in each."""
    school = invented_school()
    of_ra = {str(row["RA"]): row for row in school.students}
    of_ra_guardians = [row for row in school.guardians if str(row["RA"]) in of_ra]
    sync(list(of_ra.values()), of_ra_guardians)
    expected = relations(), Student.select().count()
    forget()
    answered = {str(row["RA"]) for row in of_ra_guardians}
    lines = [of_ra[str(row["RA"])] | {f"RESP_{key}": value for key, value in row.items()} for row in of_ra_guardians]
    lines += [row for ra, row in of_ra.items() if ra not in answered]
    names = [*STUDENT_COLUMNS, *(f"RESP_{column}" for column in GUARDIAN_COLUMNS[1:])]
    shown = {"NOME": "Nome do aluno", "RESP_VINCULO": "Vínculo", "RESP_NOME": "Nome do responsável",
             "RESP_CPF": "CPF do responsável", "RESP_DTNASCIMENTO": "Nascimento do responsável",
             "RESP_TELEFONE1": "Telefone do responsável", "RESP_TELEFONE2": "Telefone 2 do responsável"}  # fmt: skip
    renamed = [{shown.get(key, key): value for key, value in line.items()} for line in lines]
    entered(cast, as_csv(renamed, [shown.get(name, name) for name in names]))
    assert (relations(), Student.select().count()) == expected
