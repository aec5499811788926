"""What goes wrong around a sync neither holds it for ever nor makes it say or do what is not so."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.students.syncing import LIA, MARTA, aurora, classes, guardian, read, relations, student, sync, told
from workchat.contacts.erase import erase
from workchat.contacts.models import Contact, ContactAlias
from workchat.db import db, is_postgres, run
from workchat.students.apply_sync import apply_sync
from workchat.students.models import APPLYING, ASKING, CANCELLED, DONE, FAILED, Student, StudentSync, SyncLine
from workchat.students.run_syncs import apply_all_due
from workchat.students.settle_sync import confirm_sync
from workchat.students.start_sync import start_file_sync
from workchat.students.sync_steps import sync_of

LATER = NOW + timedelta(days=1)
RULE = {
    True: (
        "CREATE FUNCTION no_bruno() RETURNS trigger AS $$ BEGIN RAISE unique_violation; END $$ LANGUAGE plpgsql",
        "CREATE TRIGGER no_bruno BEFORE INSERT ON student FOR EACH ROW WHEN (NEW.ra = '3') EXECUTE FUNCTION no_bruno()",
    ),
    False: ("CREATE TRIGGER no_bruno BEFORE INSERT ON student WHEN NEW.ra = '3' BEGIN SELECT RAISE(ABORT, 'no'); END",),
}


def _refuse_bruno() -> None:
    for statement in RULE[is_postgres()]:
        db.execute_sql(statement)


def _one_pass(now) -> None:
    """As the worker does: what is raised is logged there, and the next pass comes."""
    try:
        apply_all_due(now)
    except Exception:  # the worker's own guard
        return


def test_what_can_never_be_written_ends_in_words(cast):
    _refuse_bruno()
    row = read(*aurora())
    now, passes = NOW, 0
    while sync_of(row.id).state == APPLYING and passes < 20:
        _one_pass(now)
        now, passes = now + timedelta(hours=1), passes + 1
    row = sync_of(row.id)
    assert row.state == FAILED
    assert "não pôde ser gravada" in row.error
    assert StudentSync.get_by_id(row.id).sealed_students is None


def test_between_two_tries_the_worker_waits_and_says_so(cast):
    _refuse_bruno()
    row = read(*aurora())
    _one_pass(NOW)
    row = sync_of(row.id)
    assert row.state == APPLYING and row.attempts == 1 and row.error
    assert row.retry_at > NOW
    apply_all_due(NOW)  # not due: nothing is tried, nothing raised
    assert sync_of(row.id).attempts == 1


def test_what_passes_by_itself_is_made_up_for(cast):
    _refuse_bruno()
    row = read(*aurora())
    _one_pass(NOW)
    run("DROP TRIGGER no_bruno" + (" ON student" if is_postgres() else ""))
    apply_all_due(NOW + timedelta(minutes=1))
    row = sync_of(row.id)
    assert (row.state, row.error, row.retry_at, row.attempts) == (DONE, "", None, 0)


def test_a_second_worker_that_begins_late_takes_nothing_out_of_the_report(cast):
    asked = iter([True, False])
    many = [student(str(n), f"Aluno {n}") for n in range(100)]
    mine = read(many, [])
    theirs = sync_of(mine.id)
    apply_sync(mine, "", NOW.date(), NOW, lambda: next(asked))  # one slice, and it is stopped
    assert 0 < mine.position < 100
    apply_sync(theirs, "", NOW.date(), NOW)
    apply_sync(sync_of(mine.id), "", NOW.date(), NOW)
    row = sync_of(mine.id)
    assert (row.state, row.added, row.total) == (DONE, 100, 100)
    assert SyncLine.select().where(SyncLine.student_sync == row, SyncLine.action == "new").count() == 100


def test_who_is_erased_while_a_sync_enters_is_not_made_again_by_it(cast, tmp_path):
    sync(*aurora())
    row = read(*aurora(), LATER)

    def lia_is_erased_before_the_first_slice() -> bool:
        lia = Contact.get_or_none(Contact.name == "Lia Lima")
        if lia:
            erase(lia.id, cast.ana, tmp_path, LATER)
        return True

    apply_sync(row, "", LATER.date(), LATER, lia_is_erased_before_the_first_slice)
    assert sync_of(row.id).state == DONE
    assert not Contact.select().where(Contact.name == "Lia Lima").exists()
    assert not any(student == "Bruno Lima" for *_, student in relations())


def test_a_child_who_is_written_down_as_their_own_guardian_leaves_no_cpf(cast):
    students, guardians = aurora()
    guardians.append(
        guardian("3", "RESP_ACADEMICO", "Bruno Lima", "11 95555-1111", CPF="529.982.247-25", DTNASCIMENTO="2018-03-05")
    )
    sync(students, guardians)
    bruno = Contact.get(Contact.name == "Bruno Lima")
    assert (bruno.sealed_cpf, bruno.cpf_fingerprint, bruno.is_minor) == (None, None, True)
    assert told(sync(students, guardians, LATER)) == (0, 0, 0, 0, 0, 0)


def test_two_phones_of_one_person_do_not_rename_them_every_night(cast):
    """WhatsApp told that Marta has another phone too; TOTVS knows both, each with its own spelling."""
    sync(*aurora())
    marta = Contact.get(Contact.name == "Marta Souza")
    ContactAlias.create(contact=marta, wa_id="5511944443333", phone_key="5511944443333", created_at=NOW)
    students, guardians = aurora()
    guardians += [guardian("1", "RESP_ACADEMICO", "Marta S. Lima", "11 94444-3333", DTNASCIMENTO="1980-01-02")]
    guardians += [guardian("2", "RESP_FINANCEIRO", "Marta S. Lima", "11 94444-3333")]
    sync(students, guardians, LATER)
    assert told(sync(students, guardians, LATER)) == (0, 0, 0, 0, 0, 0)
    assert Contact.get_by_id(marta.id).name == "Marta Souza"
    assert ("Marta Souza", "academic", "Ana Souza") in relations()


def test_a_student_whose_row_is_refused_has_not_left(cast):
    sync(*aurora())
    students, guardians = aurora()
    students[2]["NOME"] = "Bruno 529.982.247-25"
    row = sync(students, guardians, LATER)
    assert row.gone == 0
    assert Student.get(ra="3").left_at is None
    assert ("Bruno Lima", "7º B") in classes()


def test_spreadsheets_that_a_person_confirms_take_the_place_of_a_sync_that_still_asks(cast):
    sync(*aurora())
    asking = sync([], [], LATER)
    assert asking.state == ASKING
    students, guardians = aurora()
    row = start_file_sync(["a.csv"], {}, enumerate(students, 1), enumerate(guardians, 1), cast.ana, LATER)
    assert sync_of(asking.id).state == ASKING
    confirm_sync(row, cast.ana, LATER)
    assert sync_of(asking.id).state == CANCELLED


@pytest.mark.parametrize("dirt", ["\x00", "\ufeff", "\u200b", "\ud800"])
def test_characters_that_nobody_sees_neither_stop_a_sync_nor_make_another_student(cast, dirt):
    sync(*aurora())
    students, guardians = aurora()
    students[0]["RA"] = f"1{dirt}"
    students.append(student(f"{dirt}9", f"{dirt}", CODTURMA=f"7{dirt}B", STATUS_DESCRICAO=f"Matri{dirt}culado"))
    guardians[4]["VINCULO"] = f"resp{dirt}onsável de {dirt}"
    guardians.append(guardian(f"77{dirt}", "MAE", f"Zoe{dirt}", MARTA))
    row = sync(students, guardians, LATER)
    assert row.state == DONE
    assert (row.added, row.gone) == (0, 0)


@pytest.mark.parametrize("phone", ["(11) 99999-9999", "11 3333-3333", "11988888888"])
def test_a_phone_typed_only_to_fill_the_field_joins_no_families(cast, phone):
    """It belongs to somebody: they would get what is said of every child."""
    row = sync([student("1", "Ana Souza"), student("2", "Bruno Lima")], [
        guardian("1", "MAE", "Marta Souza", phone), guardian("2", "MAE", "Lia Lima", phone),
    ])  # fmt: skip
    assert (row.refused, row.contacts_added) == (2, 0)


def test_a_person_who_is_erased_stands_in_no_report(cast, tmp_path):
    """Neither by a name with a mark of our own in it, nor in the rows that were refused."""
    students, guardians = aurora()
    guardians[4] = guardian("3", "RESP_FINANCEIRO", "Lia; Lima", LIA)
    guardians.append(guardian("3", "RESP_ACADEMICO", "Lia Lima", "123", CPF="529.982.247-25"))
    guardians.append(guardian("1", "RESP_ACADEMICO", "Marta Souza", "123"))
    row = sync(students, guardians)
    sync(students, [*guardians, guardian("3", "MAE", "Lia; Lima", LIA)], LATER)
    erase(Contact.get(Contact.name == "Lia; Lima").id, cast.ana, tmp_path, LATER)
    lines = list(SyncLine.select())
    assert not any("Lia" in line.words for line in lines)
    kept = [line.subject for line in lines if line.sealed_raw]
    assert kept == ["Responsável do RA 1", "Responsável do RA 1"]
    assert row.refused == 2
