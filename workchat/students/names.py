"""Courses, classes and statuses by the names that the school's system gives them; a new one is made once."""

from collections.abc import Iterable

from workchat.db import run
from workchat.students.rows import Enrolled

COURSES = "SELECT name, id FROM course"
STATUSES = "SELECT name, id FROM enrolment_status"
CLASSES = "SELECT code, period, name, id FROM school_class"
NEW_COURSE = "INSERT INTO course (name) VALUES (?) ON CONFLICT DO NOTHING"
NEW_STATUS = "INSERT INTO enrolment_status (name) VALUES (?) ON CONFLICT DO NOTHING"
NEW_CLASS = """INSERT INTO school_class (code, period, name) VALUES (?, ?, ?)
ON CONFLICT (code, period) DO UPDATE SET name = excluded.name"""


class Names:
    """The ids of what enrolments point to, read once a sync and again when something new was met."""

    def __init__(self) -> None:
        self._read()

    def know(self, all_enrolled: Iterable[Enrolled]) -> None:
        """Make what is not there yet, in the caller's transaction."""
        some = list(all_enrolled)
        courses = {one.course for one in some if one.course} - self._courses.keys()
        statuses = {one.status for one in some if one.status} - self._statuses.keys()
        classes = {(one.class_code, one.period): one.class_name for one in some if one.class_code}
        new = {key: name for key, name in classes.items() if self._class_names.get(key) != name}
        for statement, rows in (
            (NEW_COURSE, [(name,) for name in sorted(courses)]),
            (NEW_STATUS, [(name,) for name in sorted(statuses)]),
            (NEW_CLASS, [(*key, name) for key, name in sorted(new.items())]),
        ):
            for row in rows:
                run(statement, *row)
        if courses or statuses or new:
            self._read()

    def ids(self, one: Enrolled) -> tuple[int | None, int | None, int | None]:
        """(class, course, status) of an enrolment that `know` was told of."""
        return (
            self._classes.get((one.class_code, one.period)),
            self._courses.get(one.course),
            self._statuses.get(one.status),
        )

    def class_name(self, class_id: int | None) -> str:
        return self._by_id.get(class_id, "")

    def status_name(self, status_id: int | None) -> str:
        return next((name for name, row_id in self._statuses.items() if row_id == status_id), "")

    def forget(self) -> None:
        """The transaction that made some of them did not come to its end."""
        self._read()

    def _read(self) -> None:
        self._courses = dict(run(COURSES).fetchall())
        self._statuses = dict(run(STATUSES).fetchall())
        rows = run(CLASSES).fetchall()
        self._classes = {(code, period): row_id for code, period, _, row_id in rows}
        self._class_names = {(code, period): name for code, period, name, _ in rows}
        self._by_id = {row_id: name for *_, name, row_id in rows}
