"""The worker dies in the middle of a spreadsheet, again and again: at the end everybody is there, once."""

import subprocess
import sys
import time

from tests.bench.school import school
from tests.contacts.spreadsheets import csv, sent, worked
from tests.processes import environment
from workchat.accounts.models import User
from workchat.config import ROOT
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.confirm_import import confirm_import
from workchat.contacts.import_steps import import_of
from workchat.contacts.models import Contact, ContactWord, GroupMember, ImportRow
from workchat.db import utcnow
from workchat.vault import vault

LINES = [f"Pessoa {n};119{80_000_000 + n // 2 * 2};;;{n % 7}º A;" for n in range(6000)]
WORK = """
from workchat.config import from_environment
from workchat.contacts.run_imports import check_and_import_all_due
from workchat.db import db, utcnow
from workchat.opening import open_school
open_school(from_environment())
with db.connection_context():
    print("open", flush=True)
    while True:
        check_and_import_all_due(utcnow())
"""


class Ana:
    """Who sends the spreadsheet."""

    def __init__(self) -> None:
        self.ana = User.get()


def kill_in_the_middle(folder, row, state: str) -> int:
    """Start workers and kill each (SIGKILL) as soon as it got further; how many died at work."""
    deaths = 0
    while import_of(row.id).state == state and deaths < 4:
        begun = import_of(row.id).position
        worker = subprocess.Popen(
            [sys.executable, "-c", WORK], env=environment(folder), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        with worker:
            worker.stdout.readline()
            while import_of(row.id).position == begun and import_of(row.id).state == state:
                time.sleep(0.002)
            worker.kill()
        deaths += import_of(row.id).state == state
    return deaths


def test_a_worker_that_is_killed_again_and_again_loses_and_doubles_nobody(tmp_path):
    before = vars(vault).copy()
    try:
        with school(tmp_path):
            row = sent(Ana(), csv(*LINES), utcnow())
            choose_columns(row, True, row.mapping["columns"], "Pais", "", User.get(), utcnow())
            assert kill_in_the_middle(tmp_path, row, "checking")
            row = worked(row, utcnow())
            assert (row.added, row.joined, ImportRow.select().count()) == (3000, 3000, 6000)
            confirm_import(row, User.get(), utcnow())
            assert kill_in_the_middle(tmp_path, row, "importing")
            assert (worked(row, utcnow()).added, Contact.select().count()) == (3000, 3000)
            assert GroupMember.select().count() == len({(n // 2, n % 7) for n in range(6000)}) + 3000
            assert ContactWord.select().where(ContactWord.word == "pessoa").count() == 3000
    finally:
        vars(vault).update(before)
