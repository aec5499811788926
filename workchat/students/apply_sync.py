"""What a sync read enters, in slices that no crash can lose or do twice; who is no longer there is marked as left."""

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime

from peewee import IntegrityError, OperationalError

from workchat.bulk import insert_rows, recount
from workchat.contacts.take_lines import Occasion
from workchat.db import db, is_postgres, locked, run
from workchat.students.families import Family
from workchat.students.keep_rows import seal_row
from workchat.students.mark_left import mark_left, present_ras
from workchat.students.models import APPLYING, ASKING, DONE, FAILED, StudentSync
from workchat.students.names import Names
from workchat.students.read_school import Bad, Read, read_school
from workchat.students.sync_steps import LIGHT, NOTHING_KEPT, advance, fail, step
from workchat.students.take_students import Told, take_students
from workchat.students.weigh import Weighed, weigh
from workchat.vault import CannotUnseal

# (fewest students, seconds that a slice may take). SQLite has one writer: a slice is over before a message notices.
ON_SQLITE, ON_POSTGRES = (20, 0.02), (50, 0.05)
MOST = 150
# Seconds between two slices on SQLite. Who waits for its one writer only looks at times, up to 100 ms apart, and must
# happen to look into a pause: with 3 ms, one webhook in twenty waited for 300 to 750 ms beside a large sync.
PAUSE = 0.012
TRIES = 5

KEY_GONE = "O que foi lido não pode mais ser aberto: a chave deste WorkChat mudou. Sincronize de novo."
COUNT = """UPDATE student_sync SET added = added + ?, changed = changed + ?, gone = gone + ?,
contacts_added = contacts_added + ?, contacts_changed = contacts_changed + ? WHERE id = ?"""
LINE = {
    "student_sync_id": "integer", "action": "text", "subject": "text", "words": "text", "line": "integer",
    "sealed_raw": "bytea",
}  # fmt: skip


def apply_sync(
    row: StudentSync, area_code: str, today: date, now: datetime, may_go_on: Callable[[], bool] = lambda: True
) -> float:
    """Go on until everything entered, a person must decide, or `may_go_on` says no.

    Each slice moves the position in its own transaction: after a crash the next worker goes on behind it, and of two
    workers one does it. Returns the longest time, in seconds, that a slice held the database.
    """
    try:
        read = read_school(row, today, area_code)
    except CannotUnseal:
        fail(row, KEY_GONE, now)
        return 0.0
    if not row.total and not _begin(row, read, now):
        return 0.0
    return _enter_all(row, read, Occasion(row.started_by_id, today, now), may_go_on)


def _enter_all(row: StudentSync, read: Read, occasion: Occasion, may_go_on: Callable[[], bool]) -> float:
    least, aim = ON_POSTGRES if is_postgres() else ON_SQLITE
    size, longest, names = least, 0.0, Names()
    while may_go_on():
        before, some = row.position, read.school.families[row.position : row.position + size]
        took = _take(row, lambda some=some: _enter(row, some, read, names, occasion), names)
        if took is None:
            break  # another worker has this slice, or it is over
        longest = max(longest, took)
        recount(before, row.position, "contact", "student")
        size = max(least, min(MOST, int(size * min(2.0, aim / max(took, 0.001)))))
        time.sleep(0 if is_postgres() else PAUSE)
    return longest


def _begin(row: StudentSync, read: Read, now: datetime) -> bool:
    """Weigh it and write down what cannot be used. False: a person decides, or it is over."""
    found = weigh(row, read)
    refused = sum(one.row is not None for one in read.bad)
    counts = {"total": len(read.school.families) + found.leaving, "refused": refused}
    asks = bool(found.question) and not row.allowed
    with db.atomic():
        there = locked(StudentSync.select(*LIGHT).where(StudentSync.id == row.id)).get()
        if there.state == APPLYING and there.total:  # another worker was faster, and its report may have lines by now
            row.total, row.position = there.total, there.position
            return True
        if not step(row, (APPLYING,), **(_asking(read, found, now) if asks else {}), **counts):
            return False
        run("DELETE FROM sync_line WHERE student_sync_id = ?", row.id)  # of the time when it asked
        _write_bad(row, read.bad)
    return not asks


def _asking(read: Read, found: Weighed, now: datetime) -> dict[str, object]:
    """Nothing is changed. Where nobody is known yet, nobody read is no question: it failed."""
    asks = {"state": ASKING, "error": found.question, "gone": found.leaving}
    failed = not read.school.families and not found.leaving
    return asks | ({"state": FAILED, "finished_at": now, **NOTHING_KEPT} if failed else {})


def _take(row: StudentSync, enter: Callable[[], float | None], names: Names) -> float | None:
    """How long the slice held the database. Who writes to the school at this instant may get in the way: again."""
    before = row.position
    for attempt in range(1, TRIES + 1):
        try:
            return enter()
        except (IntegrityError, OperationalError):
            row.position = before
            names.forget()
            if attempt == TRIES:
                raise
    return None


def _enter(row: StudentSync, some: Sequence[Family], read: Read, names: Names, occasion: Occasion) -> float | None:
    with db.atomic():
        begin = time.perf_counter()
        if not some:
            return _leave(row, read, occasion.now)
        if not advance(row, row.position + len(some)):
            return None
        _report(row, take_students(some, read.school.people, names, read.with_guardians, occasion))
    return time.perf_counter() - begin


def _leave(row: StudentSync, read: Read, now: datetime) -> float | None:
    """The next of those who were not read; when there are none, it is done."""
    begin = time.perf_counter()
    leaving = sorted(present_ras() - read.ras)[:MOST]
    if not leaving:
        step(row, (APPLYING,), state=DONE, position=row.total, finished_at=now, **NOTHING_KEPT)
        return None
    if not advance(row, row.position + len(leaving)):
        return None
    _report(row, Told(mark_left(leaving, now)))
    return time.perf_counter() - begin


def _report(row: StudentSync, told: Told) -> None:
    counts = (told.count("new"), told.count("changed"), told.count("gone"))
    run(COUNT, *counts, told.contacts_added, told.contacts_changed, row.id)
    _write([(row.id, *line, None, None) for line in told.lines])


def _write_bad(row: StudentSync, bad: Sequence[Bad]) -> None:
    _write([
        (row.id, "refused" if one.row is not None else "remark", one.subject, one.words, one.number or None,
         seal_row(one.row) if one.row is not None else None)
        for one in bad
    ])  # fmt: skip


def _write(lines: list[tuple]) -> None:
    for start in range(0, len(lines), 1000):
        insert_rows("sync_line", LINE, lines[start : start + 1000])
