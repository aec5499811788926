"""The list of scheduled messages, by what needs somebody's attention."""

from dataclasses import dataclass, field
from datetime import datetime

from workchat.db import run
from workchat.scheduled.audience_words import audience_words
from workchat.scheduled.models import CANCELLED, DONE, DRAFT, PAUSED, SCHEDULED, SENDING, ScheduledMessage
from workchat.scheduled.progress import Progress, progress_of

PAGE = 50
MOST = 200  # of each other kind: nobody has so many drafts
TROUBLE = """SELECT scheduled_message_id, status, COUNT(*) FROM delivery
WHERE scheduled_message_id IN ({0}) AND status IN ('failed', 'unknown') GROUP BY scheduled_message_id, status"""
ORDERS = {PAUSED: "ORDER BY id DESC", SENDING: "ORDER BY started_at", SCHEDULED: "ORDER BY due_at, id",
          DRAFT: "ORDER BY id DESC"}  # fmt: skip
OVER = "WHERE state IN (?, ?) AND id < ? ORDER BY id DESC LIMIT ?"


@dataclass
class Row:
    """One message of the list. `progress` only while it is being sent or paused; `failed` and `unknown` when over."""

    message: ScheduledMessage
    audience: str = ""
    progress: Progress | None = None
    failed: int = 0
    unknown: int = 0


@dataclass
class MessageList:
    """Each kind in its order; `following`: the id from which older ones go on, None = no more."""

    paused: list[Row] = field(default_factory=list)
    sending: list[Row] = field(default_factory=list)
    scheduled: list[Row] = field(default_factory=list)
    drafts: list[Row] = field(default_factory=list)
    over: list[Row] = field(default_factory=list)
    following: int | None = None

    @property
    def rows(self) -> list[Row]:
        return [*self.paused, *self.sending, *self.scheduled, *self.drafts, *self.over]


def message_list(now: datetime, before: int) -> MessageList:
    """What the page shows; of those that are over, the ones with an id under `before`."""
    found = [[Row(m) for m in ScheduledMessage.fetch_all(f"WHERE state = ? {order} LIMIT ?", state, MOST)]
             for state, order in ORDERS.items()]  # fmt: skip
    over = [Row(m) for m in ScheduledMessage.fetch_all(OVER, DONE, CANCELLED, before, PAGE + 1)]
    shown = MessageList(*found, over[:PAGE], over[PAGE - 1].message.id if len(over) > PAGE else None)
    words = audience_words([row.message for row in shown.rows])
    for row in shown.rows:
        row.audience = words[row.message.id]
    for row in (*shown.paused, *shown.sending):
        row.progress = progress_of(row.message, now)
    _count_trouble(shown.over)
    return shown


def _count_trouble(rows: list[Row]) -> None:
    """How many failed or are uncertain: few rows of an index, however many people got it."""
    by_id = {row.message.id: row for row in rows}
    statement = TROUBLE.format(", ".join("?" * len(by_id)))
    for message_id, status, count in run(statement, *by_id).fetchall() if by_id else ():
        setattr(by_id[message_id], status, count)
