"""A school with as many contacts as asked for, on either database: in a group, with tags, some want no messages."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from tests.bench.databases import server
from tests.bench.school import marks, school
from workchat.accounts.models import User
from workchat.config import Config
from workchat.contacts.models import Group, Tag
from workchat.db import BIGGEST, db, is_postgres, run, utcnow
from workchat.scheduled.models import SENDING, AudiencePart, ScheduledMessage
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number, Template

# Half have a CPF, as long as a real fingerprint; one in fifty wants no messages, one in a hundred is somebody twice.
PEOPLE = """WITH RECURSIVE n(i) AS (SELECT CAST(? AS INTEGER) UNION ALL SELECT i + 1 FROM n WHERE i < ?)
INSERT INTO contact (id, name, name_edited, search_name, wa_id, bsuid, phone_key, is_minor, saved_at, approved_at,
created_at, cpf_fingerprint, opted_out_at)
SELECT i, 'Pessoa ' || i, FALSE, 'pessoa ' || i, '55' || (11900000000 + i), 'BR.' || (1500000000000000 + i),
'55' || (11900000000 + i), FALSE, CAST(? AS {0}), CAST(? AS {0}), CAST(? AS {0}), CASE WHEN i % 2 = 0 THEN
    '00000000000000000000000000000000000000000000000000000000'
    || (10000000 + i - CASE WHEN i % 100 = 54 THEN 2 ELSE 0 END)
END, CASE WHEN i % 50 = 7 THEN CAST(? AS {0}) END FROM n"""
IN_GROUP = """INSERT INTO group_member (contact_id, group_id) SELECT id, CAST(? AS INTEGER) FROM contact
WHERE id % 10 > 0"""
TAGGED = """INSERT INTO contact_tag (contact_id, tag_id) SELECT id, CAST(? AS INTEGER) FROM contact
WHERE id % CAST(? AS INTEGER) = 5"""


@contextmanager
def crowded(folder: Path, database: str, many: int, first: int = 1) -> Iterator[Config]:
    """A school whose first contact has the id `first`, as on disk as a real one: commits wait for it."""
    with server(database) as url, school(folder, url=url, synchronous="FULL") as config:
        with db.atomic():
            add_people(many, utcnow(), first)
        run("ANALYZE")
        yield config


def add_people(many: int, now: datetime, first: int = 1) -> None:
    kind = "TIMESTAMP" if is_postgres() else "TEXT"  # SQLite keeps times as text, and would cast to a number
    _run(PEOPLE.format(kind), first, first + many - 1, now, now, now, now)


def join_groups() -> tuple[Group, Tag, Tag]:
    """Nine in ten are in the group, one in ten has the first tag, one in a hundred the tag that is left out."""
    now = utcnow()
    families = Group.create(name="Famílias", created_at=now)
    travels, staff = (Tag.create(name=name, created_at=now) for name in ("viagem", "equipe"))
    _run(IN_GROUP, families.id)
    _run(TAGGED, travels.id, 10)
    _run(TAGGED, staff.id, 100)
    return families, travels, staff


def _run(statement: str, *values: object) -> None:
    run(marks(statement), *values)


def approved(of: Number) -> Template:
    return Template.create(number=of, name="aviso", language="pt_BR", status="APPROVED", category="UTILITY",
                           body="Olá, {{1}}. Reunião na {{2}}.", variables=2)  # fmt: skip


def open_at_any_hour(interval: float) -> None:
    """Nothing but `interval`, in seconds, holds a message back. The form allows no less than two."""
    if is_postgres():
        run("ALTER TABLE settings ALTER COLUMN interval_seconds TYPE double precision")
    hours = {f"{day}_{end}": at for day in ("weekday", "saturday", "sunday")
             for end, at in (("from", "00:00"), ("until", "23:59:59"))}  # fmt: skip
    Settings.update(skips_holidays=False, **hours).execute()
    run("UPDATE settings SET interval_seconds = ?", interval)  # by its model it would be a whole number
    Number.update(messaging_limit=BIGGEST - 1).execute()  # so that it is counted


def message_of(of: Number, template: Template, now: datetime, **columns) -> ScheduledMessage:
    """A template with two variables, filled in when each one leaves; it has begun, and nobody is drawn yet."""
    return ScheduledMessage.create(
        title="Reunião", number=of, content="template", template=template, state=SENDING, due_at=now,
        parameters={"1": "{{primeiro_nome|família}}", "2": "{{escola}}"}, created_by=User.get(User.name ** "Ana%"),
        started_at=now, resumed_at=now, **columns,
    )  # fmt: skip


def to(message: ScheduledMessage, *parts: Group | Tag, without: tuple[Tag, ...] = ()) -> ScheduledMessage:
    """The audience: people in any of the parts, and in none of those left out."""
    for part in (*parts, *without):
        kind = "group" if isinstance(part, Group) else "tag"
        AudiencePart.create(scheduled_message=message, kind=kind, ref_id=part.id, excluded=part in without)
    return message


def to_everybody(message: ScheduledMessage) -> ScheduledMessage:
    AudiencePart.create(scheduled_message=message, kind="all")
    return message
