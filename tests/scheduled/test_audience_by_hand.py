"""The audience of random schools, against the same counted in plain Python."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.cast import contact
from tests.desk import Desk
from tests.families import answers, course, school_class, status, student
from tests.scheduled.sending import wrote_now
from tests.scheduled.test_audience import group, tag
from tests.scheduled.test_audience_of_students import found, who
from workchat.db import db
from workchat.scheduled.models import Part
from workchat.students.models import RELATION_WORDS

# A random school: (class, course, status, active, ended, left) of each student; (contact, student, kind, ended) of each
# relation; whom the message is for.
KINDS = list(RELATION_WORDS)
STUDENTS = some.lists(
    some.tuples(some.integers(0, 2), some.integers(0, 1), some.integers(0, 1), *[some.booleans()] * 3), max_size=6
)
RELATIONS = some.lists(
    some.tuples(some.integers(0, 4), some.integers(0, 5), some.sampled_from(KINDS), some.booleans()),
    max_size=12, unique_by=lambda one: one[:3],
)  # fmt: skip
WANTED = some.tuples(
    some.sets(some.integers(0, 2)), some.sets(some.integers(0, 1)), some.sets(some.integers(0, 1)),
    some.sets(some.sampled_from(KINDS)), some.sets(some.integers(0, 4)), some.sets(some.integers(0, 4)),
)  # fmt: skip


def expected(students: list[tuple], relations: list[tuple], wanted: tuple) -> set[int]:
    """The same in plain Python: the numbers of the contacts."""
    classes, courses, states, kinds, in_group, in_tag = wanted

    def meant(one: tuple) -> bool:
        in_class, in_course, in_state, active, ended, left = one
        return not ended and not left and (
            (not classes or in_class in classes) and (not courses or in_course in courses)
            and (in_state in states if states else active)
        )  # fmt: skip

    families = {
        who for who, of, kind, ended in relations
        if not ended and of < len(students) and meant(students[of]) and (not kinds or kind in kinds)
    }  # fmt: skip
    return ((families if classes or courses or states or kinds else set()) | in_group) - in_tag


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STUDENTS, RELATIONS, WANTED, some.booleans())
def test_the_audience_is_what_one_would_count_by_hand(desk: Desk, students, relations, wanted, outside):
    with db.atomic() as trial:
        rows = [contact(f"Pessoa {n}", f"5511900{n:06}") for n in range(5)]
        wrote_now(desk, rows[1:] if outside else rows)
        classes = [school_class(name) for name in "ABC"]
        courses, states = [course(name) for name in "XY"], [status(name) for name in "PQ"]
        made = [
            student(
                f"Aluno {n}", classes[k], course=courses[c], status=states[s], is_active=active,
                ended_at=desk.now if ended else None, left_at=desk.now if left else None,
            )
            for n, (k, c, s, active, ended, left) in enumerate(students)
        ]  # fmt: skip
        for person, of, kind, ended in relations:
            if of < len(made):
                answers(rows[person], made[of], kind, ended_at=desk.now if ended else None)
        some_group, some_tag = group("G", *(rows[n] for n in wanted[4])), tag("T", *(rows[n] for n in wanted[5]))
        named = zip(("class", "course", "status"), (classes, courses, states), wanted[:3], strict=True)
        parts = [Part(kind, ids[n].id) for kind, ids, chosen in named for n in chosen]
        parts += [who(kind) for kind in wanted[3]]
        parts += [Part("group", some_group.id), Part("tag", some_tag.id, True)]
        by_hand = {rows[n].name for n in expected(students, relations, wanted)}
        assert found(desk, *parts) == by_hand - ({rows[0].name} if outside else set())
        trial.rollback()
