"""RM's faults tell SQL, its answers are families, and we know a password: none of it stands where it must not."""

import logging
import re

import pytest

from tests.cast import NOW
from tests.rm import connect, near_rm, rm
from workchat.db import run
from workchat.demo.rm.sentences import LEAKED_SQL
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import sync_of
from workchat.totvs import try_connection
from workchat.totvs.client import RestRm, SoapRm
from workchat.totvs.connection import Answer, Line
from workchat.totvs.problems import RmProblem
from workchat.totvs.read_rm import read_all_due
from workchat.totvs.reader import reader_of

__all__ = ["near_rm", "rm"]
PASSWORD, NAME = "canario-da-senha-do-rm", "Canária Lima de Souza"
SECRETS = (LEAKED_SQL, "PPESSOA", PASSWORD, "Bearer ", NAME)
TABLES = "rm_connection", "student_sync", "sync_line", "audit_entry"
FAULTS = ("leak_parameters", "wrong_password", "html_200", "html_500", "nothing", "")


@pytest.fixture(params=["rest", "soap"])
def leaking(request, cast, rm):
    """An RM with a girl whose name nobody else has, and this password."""
    rm.password = rm.tokens.password = PASSWORD
    rm.school.students[0]["NOME"] = NAME
    return connect(rm, transport=request.param)


def stored() -> str:
    text = "\n".join(repr(row) for table in TABLES for row in run(f"SELECT * FROM {table}").fetchall())
    return re.sub(r"memory at 0x\w+", "", text)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_log_and_no_table_says_any_of_it(leaking, rm, near_rm, cast, fault, caplog, capfd, written):
    caplog.set_level(logging.DEBUG)
    if fault:
        setattr(rm.faults, fault, True)
    row = start_rm_sync(cast.ana, NOW)
    read_all_due(NOW, near_rm)
    try_connection.ask_for_test(cast.ana, NOW)
    try_connection.try_all_due(NOW, near_rm)
    assert (sync_of(row.id).students_read is None) == bool(fault)
    out = capfd.readouterr()
    said = caplog.text + written.text + out.out + out.err + stored()
    assert not [secret for secret in SECRETS if secret in said]


def test_no_error_carries_any_of_it_along(leaking, rm, near_rm):
    rm.faults.leak_parameters = True
    with pytest.raises(RmProblem) as found:
        reader_of(leaking, near_rm).students()
    error, carried = found.value, ""
    while error is not None:
        carried += f"{error!r} {error.args} {getattr(error, 'words', '')} {vars(error)}"
        error = error.__cause__ or error.__context__
    assert not [secret for secret in SECRETS if secret in carried]


def test_what_a_debugger_shows_of_a_client_has_no_password():
    for make in (RestRm, SoapRm):
        client = make("https://rm.example", "workchat", PASSWORD, Line())
        assert PASSWORD not in repr(client) + str(client)
    assert NAME not in repr(Answer(200, NAME.encode()))


def test_the_password_goes_to_rm_alone_and_in_no_address(leaking, rm, near_rm):
    reader_of(leaking, near_rm).students()
    assert PASSWORD not in "".join(f"{call.route}{call.parameters}" for call in rm.calls)
