"""B13: whom a message to families reaches, among 20,000 students, beside the bare SELECT with the same joins."""

from functools import partial

from tests.bench.crowd import approved, crowded, join_groups, message_of
from tests.bench.measure import MILLISECONDS, Row, Table, alternate, timed
from tests.bench.plan import Plan
from workchat.contacts.models import Contact
from workchat.db import db, is_postgres, run, utcnow
from workchat.scheduled.audience import count_audience
from workchat.scheduled.fan_out import draw_slices
from workchat.scheduled.models import AudiencePart, Part, ScheduledMessage
from workchat.scheduled.render import render
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number

STUDENTS, A_CLASS, COURSES, STATUSES = 20_000, 30, 20, 4
# Every student has a mother, whom a sibling shares; three in four somebody who pays, half of them the mother.
FILL = (
    """INSERT INTO school_class (id, code, period, name)
    SELECT i, 'T' || i, '2026', 'T' || i FROM n WHERE i <= {classes}""",
    "INSERT INTO course (id, name) SELECT i, 'Curso ' || i FROM n WHERE i <= {courses}",
    "INSERT INTO enrolment_status (id, name) SELECT i, 'Situação ' || i FROM n WHERE i <= {statuses}",
    "INSERT INTO student (id, ra, name, created_at) SELECT i, 'R' || i, 'Aluno ' || i, {now} FROM n",
    """INSERT INTO enrolment (student_id, school_class_id, course_id, status_id, period, is_active)
    SELECT i, 1 + i % {classes}, 1 + i % {courses}, 1 + i % {statuses}, '2026', i % 25 > 0 FROM n""",
    """INSERT INTO relationship (contact_id, student_id, kind) SELECT 1 + i / 2, i, 'mother' FROM n""",
    """INSERT INTO relationship (contact_id, student_id, kind)
    SELECT CASE WHEN i % 2 = 0 THEN 1 + i / 2 ELSE {half} + 1 + i / 2 END, i, 'financial' FROM n WHERE i % 4 > 0""",
)
UP_TO = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {many}) "
BARE = """SELECT COUNT(DISTINCT c.id) FROM enrolment e JOIN student s ON s.id = e.student_id
JOIN relationship r ON r.student_id = s.id JOIN contact c ON c.id = r.contact_id
WHERE e.ended_at IS NULL AND s.left_at IS NULL AND r.ended_at IS NULL AND e.is_active"""
WITHOUT = " AND NOT EXISTS (SELECT 1 FROM contact_tag t WHERE t.tag_id = ? AND t.contact_id = c.id)"
PLAIN, NAMED = "one recipient's message", "… with {{aluno}} and {{turma}}"
DRAWN = "all of them drawn, less a tag"
OF_A_CLASS, AIM, AT_ONCE = "financial guardians of a class", "≥ 20 %", "≤ 5 ms"  # Postgres plans longer than it reads


def bench(plan: Plan) -> list[Table]:
    return [_table(plan, database) for database in plan.databases]


def _table(plan: Plan, database: str) -> Table:
    many = plan.people or STUDENTS
    with crowded(plan.folder / database, database, many + 2):
        families = Families(many)
        cases = families.cases()
        things = {}
        for name, (parts, sql, values) in cases.items():
            things[name] = (MILLISECONDS, partial(timed, plan.calls, partial(families.count, parts)))
            things[_bare(name)] = (MILLISECONDS, partial(timed, plan.calls, partial(run_one, sql, values)))
        things[DRAWN] = (MILLISECONDS, partial(timed, 3, families.draw))
        for name, text in ((PLAIN, "Olá, {{nome}}!"), (NAMED, "{{nome}}: {{aluno}}, {{turma}}")):
            things[name] = (MILLISECONDS, partial(timed, plan.calls, partial(families.say, text)))
        found = alternate(plan.rounds, things)
    rows = [
        Row(found[name], {"of bare SELECT": found[_bare(name)]}, AIM if name != OF_A_CLASS else AT_ONCE)
        for name in cases
    ]
    rows += [Row(found[DRAWN]), Row(found[PLAIN]), Row(found[NAMED], {"of without": found[PLAIN]})]
    title = f"whom it reaches among {many:,} students and {families.relations:,} relationships, {database}"
    return Table("B13", title, rows)


def _bare(name: str) -> str:
    return f"bare: {name}"


def run_one(sql: str, values: tuple) -> int:
    return run(sql, *values).fetchone()[0]


class Families:
    """Students in classes of thirty, and the contacts of the crowd who answer for them."""

    def __init__(self, many: int) -> None:
        self.many = many
        with db.atomic():
            self._fill()
            _, _, self.staff = join_groups()
            number = Number.get()
            self._message = message_of(number, approved(number), utcnow())
        run("ANALYZE")
        self.relations = run_one("SELECT COUNT(*) FROM relationship", ())
        self._contact = Contact.get_by_id(1 + many // 2)

    def _fill(self) -> None:
        given = {"many": self.many, "classes": max(self.many // A_CLASS, 1), "courses": COURSES, "statuses": STATUSES,
                 "half": self.many // 2, "now": "CURRENT_TIMESTAMP"}  # fmt: skip
        for statement in FILL:
            insert, rest = statement.split("SELECT ", 1)
            whole = f"{insert} {UP_TO} SELECT {rest}".format(**given)
            run(whole.replace("%", "%%") if is_postgres() else whole)

    def cases(self) -> dict[str, tuple[tuple[Part, ...], str, tuple]]:
        """What is ticked, and the bare statement that says the same."""
        who, without = Part("relation", relation="financial"), Part("tag", self.staff.id, True)
        answers = tuple(Part("relation", relation=kind) for kind in ("mother", "father", "academic", "financial"))
        same = BARE + " AND r.kind IN ('mother', 'father', 'academic', 'financial')"
        return {
            OF_A_CLASS: (
                (Part("class", 7), who), BARE + " AND e.school_class_id = ? AND r.kind = 'financial'", (7,)),
            "a course": ((Part("course", 3),), BARE + " AND e.course_id = ?", (3,)),
            "a status": (
                (Part("status", 2),), BARE.replace(" AND e.is_active", "") + " AND e.status_id = ?", (2,)),
            "all guardians": (answers, same, ()),
            "all guardians, less a tag": ((*answers, without), same + WITHOUT, (self.staff.id,)),
        }  # fmt: skip

    def count(self, parts: tuple[Part, ...]) -> int:
        self._tick(parts)
        return count_audience(self._message, utcnow()).total

    def draw(self) -> int:
        self._tick(self.cases()["all guardians, less a tag"][0])
        run("DELETE FROM delivery")
        ScheduledMessage.update(drawn_upto=0, drawn_at=None).execute()
        return sum(draw_slices(self._message, utcnow()))

    def say(self, text: str) -> str:
        message = ScheduledMessage(id=self._message.id, content="text", text=text, opt_out_line=False)
        return render(message, self._contact, Settings.current()).text

    def _tick(self, parts: tuple[Part, ...]) -> None:
        if getattr(self, "_ticked", None) == parts:
            return
        AudiencePart.delete().execute()
        for part in parts:
            AudiencePart.create(scheduled_message=self._message, **part._asdict())
        self._ticked = parts
