"""The checked lines of a spreadsheet enter the address book, in slices that no crash can lose or do twice."""

import time
from collections.abc import Callable, Sequence
from datetime import date, datetime

from peewee import IntegrityError, OperationalError

from workchat.bulk import recount
from workchat.contacts.check_import import JOIN
from workchat.contacts.import_steps import DONE, IMPORTING, advance, import_of, step, tell
from workchat.contacts.known_people import held_people
from workchat.contacts.models import ContactImport, ImportRow
from workchat.contacts.take_lines import Entering, Occasion, add_people, change_people, join_lists
from workchat.db import db, is_postgres, run

MOST = 1000  # lines in one transaction
# (fewest lines, seconds that they may take). SQLite has one writer: a slice is over before a message notices it.
# Postgres holds only these people's rows, and pays for each statement.
ON_SQLITE, ON_POSTGRES = (100, 0.015), (250, 0.1)
PAUSE = 0.003  # seconds between two slices: SQLite has one writer, and others wait for their turn
TRIES = 5

NEXT = "WHERE contact_import_id = ? AND line > ? AND action IN ('add', 'change', 'join') ORDER BY line LIMIT ?"
COUNT = "UPDATE contact_import SET added = added + ?, changed = changed + ? WHERE id = ?"


def apply_import(row: ContactImport, today: date, now: datetime, may_go_on: Callable[[], bool]) -> float:
    """Let the next lines enter, slice after slice, until there are no more or `may_go_on` says no.

    Each slice moves the position in its own transaction: after a crash the next worker goes on behind it, and of two
    workers one does it. Returns the longest time, in seconds, that a slice held the database.
    """
    least, aim = ON_POSTGRES if is_postgres() else ON_SQLITE
    size, longest = least, 0.0
    occasion = Occasion(row.created_by_id, today, now)
    while may_go_on():
        lines = [_entering(row, one) for one in ImportRow.fetch_all(NEXT, row.id, row.position, size)]
        if not lines:
            _finish(row, now)
            return longest
        before, took = row.position, _take(row, lines, occasion)
        if took is None:
            return longest  # another worker has this slice
        recount(before, row.position, "contact")
        longest = max(longest, took)
        size = max(least, min(MOST, int(size * min(2.0, aim / max(took, 0.001)))))
        time.sleep(PAUSE)
    return longest


def _entering(row: ContactImport, one: ImportRow) -> Entering:
    groups, tags = [*one.groups, *row.groups.splitlines()], [*one.tags, *row.tags.splitlines()]
    return Entering(
        one.line, one.action, one.name, one.phone_key, one.birth_date, one.sealed_cpf, one.cpf_fingerprint, groups, tags
    )


def _take(row: ContactImport, lines: list[Entering], occasion: Occasion) -> float | None:
    """How long the slice held the database; None when it is somebody else's. Who writes to the school at this very
    instant may get in the way: then it is done again, and finds them."""
    before = row.position
    for attempt in range(1, TRIES + 1):
        try:
            return _take_once(row, lines, occasion)
        except (IntegrityError, OperationalError):
            row.position = before
            if attempt == TRIES:
                raise
    return None


def _take_once(row: ContactImport, lines: list[Entering], occasion: Occasion) -> float | None:
    with db.atomic():
        begin = time.perf_counter()
        if not advance(row, lines[-1].number):
            return None
        added, changed = _enter(lines, occasion)
        run(COUNT, added, changed, row.id)
    return time.perf_counter() - begin


def _enter(lines: Sequence[Entering], occasion: Occasion) -> tuple[int, int]:
    """(how many are new, of how many something changed). Joined lines were counted by the check."""
    known = held_people({line.phone for line in lines})
    first = [line for line in lines if line.action != JOIN]
    new = add_people([line for line in first if line.phone not in known], occasion)
    told = change_people([(line, known[line.phone]) for line in first if line.phone in known], occasion)
    ids = new | {phone: person.id for phone, person in known.items()}
    listed = join_lists(first, ids, occasion.now)
    join_lists((line for line in lines if line.action == JOIN), ids, occasion.now)
    return len(new), len((told | listed) - set(new.values()))


def _finish(row: ContactImport, now: datetime) -> None:
    with db.atomic():
        if step(row, (IMPORTING,), state=DONE, finished_at=now):
            done = import_of(row.id)
            said = f"terminada, novos: {done.added}, atualizados: {done.changed}"
            tell(done, "Importação", said, done.created_by, now)
