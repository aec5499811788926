"""What is asked about a school costs the same after years: the databases' own plans, beside thousands of ended rows."""

import re
from datetime import timedelta

import pytest

from tests.cast import NOW, contact
from workchat.chat.models import CLOSED, Ticket
from workchat.contacts.models import Contact
from workchat.db import db, is_postgres, run
from workchat.outbox.models import BULK, REPLY, Delivery, Lane
from workchat.scheduled.models import ScheduledMessage
from workchat.status import facts as asked

OF_THE_OPEN = "(ticket_list|ticket_open|ticket_clock|one_open_ticket)"
MANY = 2_000
HOUR = timedelta(hours=1)


@pytest.fixture
def long_used(cast):
    """Closed tickets, delivered replies and a delivered scheduled message; the ids of its number and lane.

    Postgres has counted all.
    """
    person = contact()
    usual = {"number": cast.number, "contact": person, "state": CLOSED, "opened_at": NOW, "last_message_at": NOW}
    insert(Ticket, ({**usual, "protocol": f"antigo {n}"} for n in range(MANY)))
    insert(Contact, ({"name": "", "phone_key": f"antigo {n}", "created_at": NOW} for n in range(MANY)))
    message = ScheduledMessage.create(title="Reunião", number=cast.number, state="done", created_by=cast.ana)
    kinds = ((REPLY, None, [person.id] * MANY), (BULK, message, [row.id for row in Contact.select().limit(MANY)]))
    for kind, scheduled, people in kinds:
        lane = Lane.get(Lane.number == cast.number, Lane.kind == kind)
        usual = {"number": cast.number, "lane": lane, "scheduled_message": scheduled, "body": {}, "status": "delivered"}
        insert(Delivery, ({**usual, **times(hours), "contact": who} for hours, who in enumerate(people)))
    if is_postgres():
        for table in ("ticket", "contact", "delivery"):
            db.execute_sql(f"ANALYZE {table}")
    return {"number": cast.number.id, "lane": lane.id}


def insert(model, rows) -> None:
    model.insert_many(list(rows)).as_rowcount().execute()


def times(hours: int) -> dict[str, object]:
    at = NOW - hours * HOUR
    return dict.fromkeys(("due_at", "started_at", "sent_at", "finished_at", "created_at"), at)


@pytest.mark.parametrize(
    ("question", "values", "index"),
    [
        (asked.QUEUED, ("lane",), "delivery_(due|in_line)"),
        (asked.SENDING, (), "delivery_unproved"),
        (asked.TROUBLED, (NOW, "lane"), "delivery_troubled"),
        (asked.UNCERTAIN, ("lane", NOW), "delivery_troubled"),
        (asked.SENT_IN_BULK, ("number", NOW - HOUR, NOW), "delivery_begun"),
        (asked.OPEN, (), OF_THE_OPEN),
        (asked.WAITING, (), OF_THE_OPEN),
    ],
)
def test_no_question_reads_what_was_delivered_or_closed(long_used, question, values, index):
    """Of the number and lane that everything left by: of one that sent nothing Postgres may use any index."""
    values = [long_used.get(value, value) for value in values]
    explain = "EXPLAIN " if is_postgres() else "EXPLAIN QUERY PLAN "
    plan = " ".join(str(row) for row in run(explain + question, *values).fetchall())
    assert re.search(rf"(?i)using (covering index |index )?{index}|bitmap index scan on {index}", plan), plan
    assert not re.search("Seq Scan on (delivery|ticket)|SCAN (delivery|ticket)(?! USING)", plan), plan
