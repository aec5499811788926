"""The connection is saved: what changed is in the history, the password is not, and no new server ever gets it."""

from dataclasses import replace
from datetime import date

import pytest

from tests.cast import NOW
from workchat.accounts.models import AuditEntry
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import keep_students, sync_of, wait_for_retry
from workchat.totvs.models import RmConnection
from workchat.totvs.save_connection import ConnectionDetails, password_is_needed, save_connection

SECRET = "canário da senha do RM"
TYPED = ConnectionDetails(
    rest_url="https://rm.aurora.example:8051", soap_url="https://rm.aurora.example:8052", transport="rest",
    user="workchat", password=SECRET, coligada=1, filial=1, teaching_level=2, period="2026",
    students_sentence="WORKCHAT.ALUNOS", guardians_sentence="WORKCHAT.RESP", area_code="11", nightly_at="02:00",
    active=True,
)  # fmt: skip
KEPT = replace(TYPED, password="")


@pytest.fixture
def saved(cast) -> RmConnection:
    assert save_connection(TYPED, RmConnection.current().version, cast.ana, NOW)
    return RmConnection.current()


def changed(row: RmConnection, by, **columns: object) -> RmConnection:
    assert save_connection(replace(KEPT, **columns), row.version, by, NOW)
    return RmConnection.current()


def history() -> dict[str, tuple[str, str]]:
    return {
        line.field: (line.before, line.after) for line in AuditEntry.select().where(AuditEntry.area == "integrations")
    }


def test_everything_typed_is_kept_and_the_password_sealed(saved):
    assert (saved.rest_url, saved.teaching_level, saved.period, saved.active) == (
        "https://rm.aurora.example:8051", 2, "2026", True,
    )  # fmt: skip
    assert saved.password == SECRET
    assert SECRET.encode() not in bytes(saved.sealed_password)


def test_the_history_has_each_change_in_words_and_never_the_password(saved, cast):
    told = history()
    assert told["Endereço REST"] == ("", "https://rm.aurora.example:8051")
    assert told["Senha"] == ("", "trocada")
    assert told["Conexão"] == ("desativada", "ativa")
    lines = AuditEntry.select()
    assert all(SECRET not in f"{line.before}{line.after}{line.subject}{line.field}" for line in lines)
    assert {line.user for line in lines} == {cast.ana}
    changed(saved, cast.ana, period="2027")
    assert history()["Período letivo"] == ("2026", "2027")


def test_an_empty_password_keeps_the_one_that_is_stored(saved, cast):
    assert changed(saved, cast.ana, user="outro").password == SECRET


@pytest.mark.parametrize("elsewhere", [
    {"rest_url": "https://evil.example:8051"}, {"rest_url": "https://rm.aurora.example:9999"},
    {"rest_url": "http://rm.aurora.example:8051"}, {"soap_url": "https://evil.example"},
])  # fmt: skip
def test_another_server_never_gets_the_old_password(saved, cast, elsewhere):
    assert password_is_needed(saved, replace(KEPT, **elsewhere))
    assert changed(saved, cast.ana, **elsewhere).sealed_password is None
    assert history()["Senha"][1].startswith("retirada")


@pytest.mark.parametrize("same", [
    {"rest_url": "https://RM.aurora.example:8051/"}, {"soap_url": ""}, {"soap_url": "https://rm.aurora.example:8051/x"},
    {"rest_url": "https://rm.aurora.example:8052", "soap_url": "https://rm.aurora.example:8051"},
])  # fmt: skip
def test_the_same_server_written_otherwise_keeps_it(saved, cast, same):
    assert not password_is_needed(saved, replace(KEPT, **same))
    assert changed(saved, cast.ana, **same).password == SECRET


def test_a_password_typed_for_the_new_server_goes_there(saved, cast):
    moved = changed(saved, cast.ana, rest_url="https://novo.aurora.example", password="outra senha")
    assert moved.password == "outra senha"


def test_a_colleague_who_saved_first_is_not_overwritten(saved, cast):
    changed(saved, cast.ana, period="2027")
    assert not save_connection(replace(KEPT, period="2030"), saved.version, cast.sara, NOW)
    assert RmConnection.current().period == "2027"


def test_a_double_click_leaves_no_trace(saved, cast):
    lines = AuditEntry.select().count()
    assert save_connection(KEPT, saved.version, cast.ana, NOW)
    assert (RmConnection.current().version, AuditEntry.select().count()) == (saved.version, lines)


def test_what_the_last_test_said_is_about_another_connection(saved, cast):
    RmConnection.update(test_state="done", test_steps=[{"ok": True, "words": "x"}], tested_at=NOW).execute()
    row = changed(saved, cast.ana, user="outro")
    assert (row.test_state, row.test_steps, row.tested_at) == ("", None, None)


def test_a_real_address_is_no_invented_rm(saved, cast):
    RmConnection.update(is_invented=True, rest_url="http://127.0.0.1:5555", soap_url="").execute()
    same = {"rest_url": "http://127.0.0.1:5555", "soap_url": ""}
    row = changed(saved, cast.ana, **same, period="2027")
    assert row.is_invented
    assert not changed(row, cast.ana, rest_url="http://127.0.0.1:22", soap_url="").is_invented


def test_a_new_hour_begins_with_the_next_night(saved, cast):
    assert saved.last_nightly_on == date(2026, 11, 23)  # it is 10:00: today's 2:00 has passed
    later = changed(saved, cast.ana, nightly_at="22:00")
    assert later.last_nightly_on == date(2026, 11, 22)


def test_students_of_one_period_and_guardians_of_another_never_meet(saved, cast):
    row = start_rm_sync(cast.ana, NOW)
    keep_students(row, [{"RA": "1", "NOME": "Ana Souza"}], NOW)
    wait_for_retry(row, "ocupado", NOW)
    changed(saved, cast.ana, period="2027")
    assert sync_of(row.id).state == "failed"
    assert "mudou no meio da leitura" in sync_of(row.id).error


def test_a_reading_that_waits_with_nothing_read_tries_what_was_mended_at_once(saved, cast):
    row = start_rm_sync(cast.ana, NOW)
    wait_for_retry(row, "não chegou", NOW)
    changed(saved, cast.ana, password="a senha certa")
    row = sync_of(row.id)
    assert (row.state, row.retry_at, row.attempts, row.error) == ("reading", None, 0, "")


def test_another_hour_of_the_night_disturbs_no_reading(saved, cast):
    row = start_rm_sync(cast.ana, NOW)
    keep_students(row, [{"RA": "1", "NOME": "Ana Souza"}], NOW)
    changed(saved, cast.ana, nightly_at="03:00")
    assert (sync_of(row.id).state, sync_of(row.id).students_read) == ("reading", 1)
