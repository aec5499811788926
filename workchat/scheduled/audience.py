"""Who a scheduled message reaches, and who is left out and why. One SQL text decides for the review and the drawing."""

from dataclasses import dataclass
from datetime import datetime

from workchat.chat.window import IN_WINDOW, window_values
from workchat.contacts.models import Contact
from workchat.db import run
from workchat.scheduled.models import AudiencePart, ScheduledMessage
from workchat.scheduled.students_meant import COLUMNS as OF_STUDENTS
from workchat.scheduled.students_meant import Piece, answers_for_them, answers_one_by_one, means_students
from workchat.settings.models import Settings

# In the order in which they are told: of two reasons, the first.
LEFT_OUT = {
    "opted_out": "pediu para não receber",
    "no_phone": "sem telefone",
    "unsaved": "não está salvo nos contatos",
    "not_approved": "não foi aprovado",
    "duplicate": "é a mesma pessoa que outro contato",
    "outside_window": "não escreve há mais de 24 horas, e esta mensagem não usa um modelo aprovado",
}
MEMBERS = {
    "group": "EXISTS (SELECT 1 FROM group_member m WHERE m.group_id = ? AND m.contact_id = {0}.id{1})",
    "tag": "EXISTS (SELECT 1 FROM contact_tag m WHERE m.tag_id = ? AND m.contact_id = {0}.id{1})",
}
# Of a slice: Postgres would otherwise read the whole group for each one.
SPAN, IN_SPAN = "c.id > ? AND c.id <= ?", " AND m.contact_id > ? AND m.contact_id <= ?"
NOBODY = "1 = 0"
TWIN = "o"  # the other contact with the same CPF

COUNT = "SELECT reason, COUNT(*) FROM ({0}) people GROUP BY reason"
EXAMPLES = "SELECT id FROM ({0}) people WHERE reason = '' ORDER BY id LIMIT ?"


@dataclass(frozen=True)
class Audience:
    """Whom a message is for, as it was when it was read; of a `between`, only the contacts of a span of ids."""

    message: ScheduledMessage
    parts: list[AudiencePart]
    approved_only: bool
    between: tuple[int, int] | None = None


@dataclass(frozen=True)
class AudienceCount:
    """How many people of an audience are reached, and how many are left out for each reason of LEFT_OUT."""

    reached: int
    left_out: dict[str, int]

    @property
    def total(self) -> int:
        return self.reached + sum(self.left_out.values())


def count_audience(message: ScheduledMessage, now: datetime) -> AudienceCount:
    """What the message would meet if it began now."""
    people = people_of(message, now)
    counted = dict(run(COUNT.format(people.sql), *people.values).fetchall())
    reached = counted.pop("", 0)
    return AudienceCount(reached, {reason: counted[reason] for reason in LEFT_OUT if reason in counted})


def example_contacts(message: ScheduledMessage, now: datetime, most: int = 3) -> list[Contact]:
    """Some of the people who would be reached, for a preview with real names."""
    people = people_of(message, now)
    ids = [row[0] for row in run(EXAMPLES.format(people.sql), *people.values, most).fetchall()]
    return list(Contact.select().where(Contact.id.in_(ids)).order_by(Contact.id))


def audience_of(message: ScheduledMessage) -> Audience:
    parts = list(AudiencePart.fetch_all("WHERE scheduled_message_id = ? ORDER BY id", message.id))
    return Audience(message, parts, Settings.current().restriction != "none")


def people_of(message: ScheduledMessage, now: datetime) -> Piece:
    """As people_in, of the whole audience as it is now."""
    return people_in(audience_of(message), now)


def people_in(audience: Audience, now: datetime) -> Piece:
    """SELECT of (id, reason) of everybody in the audience, reason '' when reached.

    Each person once: a contact has one row, and of contacts with the same CPF the first one that is reached.
    """
    between = audience.between
    member, reason = _member(audience, "c", between or ()), _reason(audience, now)
    span = Piece(SPAN, between) if between else Piece("1 = 1")
    sql = f"SELECT c.id AS id, {reason.sql} AS reason FROM contact c WHERE {span.sql} AND {member.sql}"  # noqa: S608
    return Piece(sql, (*reason.values, *span.values, *member.values))


def _reason(audience: Audience, now: datetime) -> Piece:
    tests = {reason: Piece(f"NOT ({test.sql})", test.values) for reason, test in _reachable(audience, now, "c").items()}
    tests["duplicate"] = _twin(audience, now)
    told = [(reason, tests[reason]) for reason in LEFT_OUT if reason in tests]
    cases = " ".join(f"WHEN {test.sql} THEN '{reason}'" for reason, test in told)
    return Piece(f"CASE {cases} ELSE '' END", tuple(value for _, test in told for value in test.values))


def _reachable(audience: Audience, now: datetime, alias: str) -> dict[str, Piece]:
    """What has to be true of a contact, by the reason that is told when it is not."""
    tests = {
        "opted_out": Piece(f"{alias}.opted_out_at IS NULL"),
        "no_phone": Piece(f"({alias}.wa_id IS NOT NULL OR {alias}.bsuid IS NOT NULL)"),
        "unsaved": Piece(f"{alias}.saved_at IS NOT NULL"),
    }
    if audience.approved_only:
        tests["not_approved"] = Piece(f"{alias}.approved_at IS NOT NULL")
    if audience.message.content == "text":
        in_window = IN_WINDOW.replace("contact.id", f"{alias}.id")
        tests["outside_window"] = Piece(in_window, window_values(audience.message.number_id, now))
    return tests


def _twin(audience: Audience, now: datetime) -> Piece:
    """Another contact, drawn before this one, who is the same person by CPF and is reached."""
    member, tests = _member(audience, TWIN), _reachable(audience, now, TWIN).values()
    wanted = " AND ".join([f"({member.sql})", *(test.sql for test in tests)])
    same = "o.cpf_fingerprint = c.cpf_fingerprint AND o.id < c.id"
    return Piece(
        f"c.cpf_fingerprint IS NOT NULL AND EXISTS (SELECT 1 FROM contact o WHERE {same} AND {wanted})",  # noqa: S608
        (*member.values, *(value for test in tests for value in test.values)),
    )


def _member(audience: Audience, alias: str, between: tuple[int, ...] = ()) -> Piece:
    """Whether a contact is in the audience: in one of its parts, in none of the excluded ones, and not erased."""
    joined = _joined(audience, alias, between)
    excluded = [_part(part, alias, between) for part in audience.parts if part.excluded]
    sql = f"{alias}.erased_at IS NULL AND ({' OR '.join(piece.sql for piece in joined)})"
    sql += "".join(f" AND NOT {piece.sql}" for piece in excluded)
    return Piece(sql, tuple(value for piece in (*joined, *excluded) for value in piece.values))


def _joined(audience: Audience, alias: str, between: tuple[int, ...]) -> list[Piece]:
    """Each group and tag by itself; what is said of students is one demand."""
    parts = audience.parts
    joined = [_part(part, alias, between) for part in parts if not part.excluded and part.kind not in OF_STUDENTS]
    if means_students(parts):
        # Of twins there are few, and they may stand outside the span.
        joined.append(answers_one_by_one(parts, alias) if alias == TWIN else answers_for_them(parts, alias, between))
    return joined or [Piece(NOBODY)]


def _part(part: AudiencePart, alias: str, between: tuple[int, ...]) -> Piece:
    if part.kind == "all":
        return Piece("1 = 1")
    if part.kind not in MEMBERS:
        return Piece(NOBODY)
    return Piece(MEMBERS[part.kind].format(alias, IN_SPAN if between else ""), (part.ref_id, *between))
