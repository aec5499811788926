"""An import that is broken off, doubled, cancelled or left alone: it ends complete, or nobody entered."""

from datetime import timedelta

import pytest

from tests.cast import NOW
from tests.contacts.spreadsheets import TODAY, checked, counts, csv, imported, sent, worked
from workchat.accounts.models import AuditEntry
from workchat.contacts.apply_import import apply_import
from workchat.contacts.check_import import check_import
from workchat.contacts.choose_columns import choose_again, choose_columns
from workchat.contacts.confirm_import import cancel_import, confirm_import
from workchat.contacts.import_report import refused, remarks
from workchat.contacts.import_steps import NotNow, import_of, sealed_file
from workchat.contacts.models import Contact, ContactImport, ImportRow
from workchat.contacts.run_imports import clean_up_imports
from workchat.contacts.spreadsheet import CPF_LEFT_OUT
from workchat.db import run
from workchat.vault import new_keys, vault

GOOD = csv("Marta Souza;(11) 98765-4321;529.982.247-25;05/03/1988;5º A;mãe", "Rui Lima;11 91234-5678;;;5º B;")


def turns(many: int):
    """A worker that is stopped after so many slices."""
    left = iter([True] * many)
    return lambda: next(left, False)


def let_in(cast, row):
    confirm_import(row, cast.ana, NOW)
    return worked(row)


def history() -> list[tuple[str, str]]:
    lines = AuditEntry.select().where(AuditEntry.subject.startswith("Importação")).order_by(AuditEntry.id)
    return [(line.field, line.after) for line in lines]


def test_a_crash_between_two_slices_is_taken_up_by_the_next_worker(cast):
    people = [f"Pessoa {n};119{80_000_000 + n};;;{n % 7}º A;" for n in range(600)]
    row = checked(cast, csv(*people))
    confirm_import(row, cast.ana, NOW)
    apply_import(import_of(row.id), TODAY, NOW, turns(1))
    assert import_of(row.id).state == "importing"
    assert Contact.select().count() == import_of(row.id).added < 600
    assert Contact.select().count() > 0
    assert counts(worked(row)) == {"added": 600}
    assert Contact.select().count() == 600


def test_a_check_that_was_broken_off_goes_on_behind_its_last_line(cast):
    row = sent(cast, csv(*(f"Pessoa {n};119{80_000_000 + n // 2};;;;" for n in range(1200))))
    choose_columns(row, True, row.mapping["columns"], "", "", cast.ana, NOW)
    check_import(import_of(row.id), TODAY, NOW, turns(1))
    late = import_of(row.id)
    assert (late.state, late.position) == ("checking", 501)
    assert counts(worked(row)) == {"added": 600, "joined": 600}
    check_import(late, TODAY, NOW, turns(9))  # a second worker, with what it had read
    assert ImportRow.select().count() == 1200


def test_a_slice_that_another_worker_did_is_left_alone(cast):
    row = checked(cast, GOOD)
    confirm_import(row, cast.ana, NOW)
    late = import_of(row.id)
    worked(row)
    apply_import(late, TODAY, NOW, turns(9))
    assert (Contact.select().count(), import_of(row.id).added) == (2, 2)


def test_a_double_click_imports_once(cast):
    row = checked(cast, GOOD)
    seen = import_of(row.id)
    let_in(cast, row)
    confirm_import(import_of(seen.id), cast.ana, NOW)
    assert (import_of(row.id).state, [what for what in history() if what[1] == "confirmada"]) == (
        "done", [("Importação", "confirmada")],
    )  # fmt: skip


def test_a_cancelled_import_forgets_the_file_and_the_lines(cast):
    row = checked(cast, GOOD)
    cancel_import(row, cast.ana, NOW)
    assert sealed_file(row) is None
    with pytest.raises(NotNow):
        confirm_import(import_of(row.id), cast.ana, NOW)
    clean_up_imports(NOW)
    assert (ImportRow.select().count(), Contact.select().count()) == (0, 0)


def test_contacts_that_are_entering_cannot_be_cancelled(cast):
    row = checked(cast, GOOD)
    confirm_import(row, cast.ana, NOW)
    with pytest.raises(NotNow):
        cancel_import(import_of(row.id), cast.ana, NOW)


def test_the_columns_may_be_chosen_again(cast):
    row = checked(cast, csv("Marta;11987654321;;;;", "Rui;1;;;;"))
    choose_again(row)
    choose_columns(row, True, ["name", "phone", "", "", "tags", ""], "", "", cast.ana, NOW)
    row = worked(row)
    assert (counts(row), ImportRow.select().count()) == ({"added": 1, "refused": 1}, 2)


def test_a_file_that_nobody_confirms_is_gone_after_a_day(cast):
    row = sent(cast, GOOD)
    clean_up_imports(NOW + timedelta(hours=23))
    assert sealed_file(row)
    clean_up_imports(NOW + timedelta(hours=25))
    assert (sealed_file(row), import_of(row.id).state) == (None, "cancelled")


def test_what_the_lines_of_contacts_said_is_forgotten_once_they_entered(cast):
    child = f"Lia Lima;11 91234-0000;390.533.447-05;05/03/{NOW.year - 5};;"
    row = imported(cast, csv("Marta Souza;(11) 98765-4321;529.982.247-25;;5º A;mãe", child, "Rui;123;;;;"))
    clean_up_imports(NOW)
    kept = [(one.line, one.name, one.phone_key, one.birth_date, one.cpf_fingerprint) for one in ImportRow.select()]
    assert sorted(kept) == [(3, "", None, None, None), (4, "", None, None, None)]
    assert remarks(row) == [(CPF_LEFT_OUT, 1)] and refused(row)[0][0][0] == 4


def test_what_lines_said_is_forgotten_after_thirty_days(cast):
    imported(cast, csv("Marta Souza;(11) 98765-4321;;;;", "Rui;123;;;;"))
    clean_up_imports(NOW + timedelta(days=29))
    assert ImportRow.select().count() == 1
    clean_up_imports(NOW + timedelta(days=31))
    assert (ImportRow.select().count(), ContactImport.select().count()) == (0, 1)


def test_a_file_whose_key_is_gone_fails_in_words(cast):
    row = sent(cast, GOOD)
    choose_columns(row, True, row.mapping["columns"], "", "", cast.ana, NOW)
    before = vars(vault).copy()
    vault.open(new_keys())
    row = worked(row)
    vars(vault).update(before)
    assert (row.state, "chave" in row.error, sealed_file(row)) == ("failed", True, None)


def test_a_column_of_names_taken_for_groups_makes_no_thousand_groups(cast):
    people = [f"Pessoa {n};119{80_000_000 + n};;;Pessoa {n};" for n in range(600)]
    row = checked(cast, csv(*people))
    assert (row.state, "grupos ou tags diferentes" in row.error) == ("failed", True)


def test_neither_the_database_nor_the_history_holds_what_the_file_said(cast):
    imported(cast, csv("Marta;11987654321;529.982.247-25;;;", "Rui;1;390.533.447-05;;;"))
    sent(cast, GOOD, filename="ficha 390.533.447-05.csv")
    stored = "".join(
        repr(list(run(f"SELECT * FROM {table}").fetchall()))  # noqa: S608
        for table in ("contact_import", "import_row", "contact", "audit_entry")
    )
    assert not [cpf for cpf in ("52998224725", "529.982.247-25", "39053344705", "390.533") if cpf in stored]
    assert ("Importação", "terminada, novos: 1, atualizados: 0") in history()
