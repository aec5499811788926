"""Testar conexão: the worker takes each step, and says in words where it stopped and what to do."""

import pytest

from tests.cast import NOW
from tests.rm import connect, near_rm, rm
from workchat.accounts.models import AuditEntry
from workchat.students.models import StudentSync
from workchat.totvs import check, try_connection
from workchat.totvs.lease import take_lease
from workchat.totvs.models import RmConnection

__all__ = ["near_rm", "rm"]
BOTH = pytest.mark.parametrize("transport", ["rest", "soap"])


def result_of(cast, config) -> list[tuple[bool, str]]:
    try_connection.ask_for_test(cast.ana, NOW)
    try_connection.try_all_due(NOW, config)
    row = RmConnection.current()
    assert row.test_state == "done"
    assert row.tested_at >= NOW
    return [(step["ok"], step["words"]) for step in row.test_steps]


def failed(steps: list[tuple[bool, str]]) -> list[str]:
    return [words for ok, words in steps if not ok]


@BOTH
def test_all_is_well(cast, rm, near_rm, transport):
    connect(rm, transport=transport)
    steps = result_of(cast, near_rm)
    assert failed(steps) == []
    assert [words for _, words in steps][:3] == [check.ANSWERS, check.NOT_SECURE, check.LET_IN]
    students, guardians = (words for _, words in steps[3:])
    assert f"A consulta de alunos (WORKCHAT.ALUNOS) trouxe {len(rm.school.students)} linhas." in students
    assert f"responsáveis (WORKCHAT.RESP) trouxe {len(rm.school.guardians)} linhas." in guardians
    assert rm.most_at_once == 1
    assert StudentSync.select().count() == 0  # a test changes nothing


FAULTS = {
    "wrong_password": (True, 2, "não aceitou o usuário ou a senha"), "busy_next": (9, 2, "ocupado"),
    "licence_next": (9, None, "sem licença livre"), "redirect_to": ("https://outro.example/", 2, "encaminha"),
    "html_200": (True, None, "não pôde ser lida"), "drop_next": (9, 2, "caiu no meio"),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("fault", FAULTS)
def test_what_both_sentences_would_meet_ends_the_test(cast, rm, near_rm, transport, fault):
    connect(rm, transport=transport)
    setting, well, words = FAULTS[fault]
    setattr(rm.faults, fault, setting)
    steps = result_of(cast, near_rm)
    (last,) = failed(steps)
    assert words in last
    assert steps[-1][1] == last
    assert well is None or len(steps) == well + 1


ONE_SENTENCE = {
    "missing": ({"WORKCHAT.ALUNOS", "WORKCHAT.RESP"}, "não tem a consulta de"),
    "forbidden": ({"WORKCHAT.ALUNOS", "WORKCHAT.RESP"}, "o usuário não pode lê-la"),
    "leak_parameters": (True, "Os parâmetros da consulta"), "empty": (True, "não trouxe nenhuma linha"),
    "nothing": (True, "respondeu vazio"),
}  # fmt: skip


@BOTH
@pytest.mark.parametrize("fault", ONE_SENTENCE)
def test_each_sentence_is_tried_so_that_both_are_mended_at_once(cast, rm, near_rm, transport, fault):
    connect(rm, transport=transport)
    setting, words = ONE_SENTENCE[fault]
    setattr(rm.faults, fault, setting)
    about_students, about_guardians = failed(result_of(cast, near_rm))
    assert words in about_students and words in about_guardians
    assert "alunos (WORKCHAT.ALUNOS)" in about_students
    assert "responsáveis (WORKCHAT.RESP)" in about_guardians


def test_only_the_guardians_sentence_is_missing(cast, rm, near_rm):
    connect(rm)
    rm.faults.missing = {"WORKCHAT.RESP"}
    (words,) = failed(result_of(cast, near_rm))
    assert "WORKCHAT.RESP" in words


def test_columns_that_say_nothing_of_anybody_are_named(cast, rm, near_rm):
    connect(rm)
    rm.school.students = [{**row, "TELEFONE3": None, "CPF": ""} for row in rm.school.students]
    steps = result_of(cast, near_rm)
    assert failed(steps) == []
    assert "Sem valor em nenhuma linha: CPF, TELEFONE3. Se o RM tem" in steps[3][1]


def test_a_certificate_that_nobody_vouches_for(cast, rm, near_rm):
    rm.faults.tls = True
    connect(rm)
    steps = result_of(cast, near_rm)
    assert [ok for ok, _ in steps] == [True, False]
    assert "certificado" in steps[1][1]


def test_an_address_inside_the_network_that_nobody_listed(cast, rm, near_rm, config):
    connect(rm, rest_url="https://127.0.0.1:8051")
    assert "WORKCHAT_PRIVATE_HOSTS" in result_of(cast, config)[0][1]


def test_the_demonstration_s_rm_needs_no_list(cast, rm, config):
    connect(rm, is_invented=True)
    assert failed(result_of(cast, config)) == []


def test_what_is_missing_is_named_before_anybody_is_called(cast, rm, near_rm):
    connect(rm, user="", coligada=None)
    assert result_of(cast, near_rm) == [(False, "Falta preencher: Usuário, Coligada.")]
    assert rm.calls == []


def test_a_test_waits_while_a_worker_reads(cast, rm, near_rm):
    connect(rm)
    try_connection.ask_for_test(cast.ana, NOW)
    other = take_lease(NOW)
    assert not try_connection.try_all_due(NOW, near_rm)
    assert RmConnection.current().test_state == "asked"
    other.give_back()
    assert try_connection.try_all_due(NOW, near_rm)
    assert not try_connection.try_all_due(NOW, near_rm)  # once is enough


def test_a_test_whose_worker_was_killed_begins_again(cast, rm, near_rm):
    connect(rm, test_state="running")
    assert try_connection.try_all_due(NOW, near_rm)
    assert RmConnection.current().test_state == "done"


def test_what_a_test_says_is_not_about_a_connection_that_was_saved_meanwhile(cast, rm, near_rm):
    connect(rm)
    try_connection.ask_for_test(cast.ana, NOW)
    rm.faults.slow = 60

    def saves() -> bool:
        if rm.calls and rm.faults.slow:
            RmConnection.update(version=RmConnection.version + 1, test_state="").execute()
            rm.faults.slow = 0
            rm.stop()
        return False

    try_connection.try_all_due(NOW, near_rm, saves)
    assert (RmConnection.current().test_state, RmConnection.current().test_steps) == ("", None)


def test_a_server_that_shuts_down_leaves_the_test_for_its_next_start(cast, rm, near_rm):
    connect(rm)
    try_connection.ask_for_test(cast.ana, NOW)
    rm.faults.slow = 60
    try_connection.try_all_due(NOW, near_rm, lambda: True)
    rm.faults.slow = 0
    assert try_connection.try_all_due(NOW, near_rm)
    assert RmConnection.current().test_state == "done"


def test_who_asked_is_in_the_history_once(cast, rm):
    connect(rm)
    for _ in range(2):
        try_connection.ask_for_test(cast.ana, NOW)
    (line,) = AuditEntry.select().where(AuditEntry.area == "integrations")
    assert (line.user, line.field) == (cast.ana, "Testar conexão")
