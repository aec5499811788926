"""An update without a break: the database is migrated and each process replaced while the others go on working."""

import os
import shutil
import subprocess
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.live import LiveSchool, fresh_postgres, living
from tests.postgres import PROGRAMS
from tests.processes import refuses, until
from tests.wire.machines import WhatsApp, answer, check_promise, met, start_pages, statuses, write_on
from tests.wire.scheduled_school import add_families, open_at_any_hour, send_to_all, state_of
from workchat.config import ROOT
from workchat.db import db
from workchat.running.models import Program

HOSTS, FAMILIES, EACH, RECIPIENTS = 2, 6, 40, 20
NEWER = "99.0.0"
# A program of before there were turns: it signs nothing, and does by itself whatever it believes to be due.
OLD = """
from workchat.running import duty, heartbeat
duty.Turn.mine = duty.Turn.begins = lambda *_asked: True
heartbeat.Heartbeat.sign = lambda _self: None
"""
# The next version, whose database has a column more.
NEW = """
from functools import partial
import workchat
workchat.__version__ = {version!r}
from workchat import opening
opening.migrate = partial(opening.migrate, directory={folder!r})
"""
EXPAND = """
OLDEST = "0.3.0"


def up(_migrator, db):
    db.execute_sql("ALTER TABLE message ADD COLUMN mood TEXT")
    db.execute_sql("ALTER TABLE delivery ADD COLUMN weight INTEGER NOT NULL DEFAULT 1")
    db.execute_sql("CREATE TABLE mood (id SERIAL PRIMARY KEY, name TEXT)")
"""


def test_the_school_is_updated_while_families_write_and_replies_leave(tmp_path, postgres_url):
    with (
        fresh_postgres(postgres_url) as url,
        living(tmp_path / "school", url, with_worker=False) as school,
        closing(WhatsApp(school)) as whatsapp,
    ):
        update_everything(school, whatsapp, newer_program(tmp_path))


def newer_program(folder: Path) -> str:
    """What is run first in a process of the next version."""
    migrations = folder / "migrations"
    shutil.copytree(ROOT / "workchat" / "migrations", migrations, ignore=shutil.ignore_patterns("__pycache__"))
    (migrations / "9999_expand.py").write_text(EXPAND)
    return NEW.format(version=NEWER, folder=str(migrations))


def update_everything(school: LiveSchool, whatsapp: WhatsApp, newer: str) -> None:
    open_at_any_hour(0.1)
    doors = [whatsapp.door() for _ in range(HOSTS)]
    workers = [school.start("worker", door, OLD) for door in doors]
    ports = start_pages(school, HOSTS, OLD)
    pages = school.processes[-HOSTS:]
    whatsapp.posts_to(ports)
    tickets = met(whatsapp, FAMILIES)
    families = add_families(school, RECIPIENTS)
    whatsapp.lasts = 0.03

    def goes_on(step: int) -> None:
        """More answers and notes are on their way while the next step is taken."""
        answer(tickets, step * EACH, (step + 1) * EACH)
        write_on(whatsapp, FAMILIES, step * EACH, (step + 1) * EACH)
        until(lambda: len(whatsapp.taken) > step * EACH + 5, 60)

    goes_on(0)
    message = send_to_all(school)
    with_pg_dump = f"{PROGRAMS}:{os.environ['PATH']}"  # a copy is made before
    assert school.start("migrate", first=newer, PATH=with_pg_dump).wait(120) == 0
    assert "mood" in db.get_tables()
    goes_on(1)
    for worker, door in zip(workers, doors, strict=True):
        replace(worker, lambda door=door: school.start("worker", door, newer))
    goes_on(2)
    for page, port in zip(pages, ports, strict=True):
        replace(page, lambda port=port: school.start("web", port, newer))
        until(lambda port=port: not refuses(port), 60)

    until(lambda: state_of(message) == "done", 120)
    assert whatsapp.idle()
    until(lambda: statuses() == {"delivered": 3 * EACH + RECIPIENTS + FAMILIES}, 60)
    check_promise(whatsapp, 3 * EACH, 3 * EACH)
    sent = Counter(taken.to for taken in whatsapp.taken if not taken.text.startswith("resposta"))
    assert {phone.wa_id: sent[phone.wa_id] for phone in families} == {phone.wa_id: 1 for phone in families}
    until(lambda: versions() == [NEWER] * 2 * HOSTS, 60)


def versions() -> list[str]:
    """Of the programs that run, as they sign."""
    return [row.version for row in Program.select().where(Program.ended_at.is_null())]


def replace(process: subprocess.Popen, start) -> None:
    """It finishes what it has in hand and ends by itself; then the new program takes its place."""
    process.terminate()
    assert process.wait(60) == 0
    start()
