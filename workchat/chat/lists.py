"""The inbox: which tickets each person sees in each queue, in pages of fifty, and how many there are."""

import re
from datetime import datetime
from typing import NamedTuple

from workchat.accounts.models import User
from workchat.accounts.rules import may
from workchat.contacts.words import LAST, name_words
from workchat.db import BIGGEST, moment, run

PAGE = 50
CLOSED_SHOWN = 99  # counting every closed ticket of some years for each look at the page would cost too much
MOST_DIGITS = 15  # of a phone (ITU E.164)

# Agents: their departments', their own, and those that belong to nobody. The same words as chat.rules.can_see.
ALL = "TRUE"
OWN = """(agent_id = ? OR (agent_id IS NULL AND department_id IS NULL)
OR department_id IN (SELECT department_id FROM membership WHERE user_id = ?))"""

# `state <> 'closed'` is written out in each: it is the condition of the partial index ticket_open.
QUEUES = {
    "intake": "state <> 'closed' AND state = 'intake'",
    "approval": "state <> 'closed' AND id IN (SELECT ticket_id FROM intake WHERE step = 'approval')",
    "waiting": "state <> 'closed' AND state <> 'intake' AND agent_id IS NULL",
    "mine": "state <> 'closed' AND agent_id = ?",
    "all": "state <> 'closed'",
    "closed": "state = 'closed'",
}
NAMES = {
    "intake": "Recepção",
    "waiting": "Aguardando",
    "mine": "Meus",
    "all": "Todos",
    "closed": "Encerrados",
    "approval": "Aprovar contato",
}
SEARCHES = {
    "protocol": "protocol LIKE ?",
    "word": "contact_id IN (SELECT contact_id FROM contact_word WHERE word >= ? AND word < ?)",
    "nobody": "1 = 0",
}

# Who waits longest comes first under Aguardando; everywhere else, the newest message.
NEWEST, OLDEST = ("last_message_at", "<", "DESC"), ("COALESCE(waiting_since, last_message_at)", ">", "ASC")
LIST = """SELECT t.id, t.protocol, t.state, t.waiting_since, t.last_message_at, t.last_text, t.unread,
c.name, u.name, d.name, found.place
FROM (SELECT id, {key} AS place FROM ticket WHERE {chosen} AND {seen} AND {after}
ORDER BY {key} {way}, id {way} LIMIT ?) AS found
JOIN ticket t ON t.id = found.id JOIN contact c ON c.id = t.contact_id
LEFT JOIN "user" u ON u.id = t.agent_id LEFT JOIN department d ON d.id = t.department_id
ORDER BY found.place {way}, t.id {way}"""
AFTER = "({key} {beyond} ? OR ({key} = ? AND id {beyond} ?))"
COUNT_SOME = "(SELECT COUNT(*) FROM (SELECT 1 FROM ticket WHERE {chosen} AND {seen} LIMIT ?) AS few)"
COUNT = """SELECT COUNT(*), SUM(CASE WHEN state = 'intake' THEN 1 ELSE 0 END),
SUM(CASE WHEN state <> 'intake' AND agent_id IS NULL THEN 1 ELSE 0 END), SUM(CASE WHEN agent_id = ? THEN 1 ELSE 0 END),
{some} FROM ticket WHERE state <> 'closed' AND {seen}"""


class Row(NamedTuple):
    """One line of the inbox, fifty for each look at it: a tuple is made and compared in no time.

    The times stay as the database gives them until they are shown: most looks find nothing new.
    """

    id: int
    protocol: str
    state: str
    waits_from: datetime | str | None
    last_at: datetime | str
    last_text: str
    unread: int
    name: str
    agent: str | None
    department: str | None
    place: datetime | str  # by which the list is ordered, as the database gives it

    @property
    def waiting_since(self) -> datetime | None:
        return moment(self.waits_from)

    @property
    def last_message_at(self) -> datetime:
        return moment(self.last_at)

    @property
    def key(self) -> str:
        """Where the page after this line begins."""
        return f"{moment(self.place).isoformat()}_{self.id}"


def tickets(by: User, queue: str, search: str = "", after: str = "") -> tuple[list[Row], str]:
    """(rows of one page, key of the next page or ""). A search looks into every ticket that the person may see."""
    chosen, values = _search(search) if search.strip() else _queue(queue, by)
    order = OLDEST if queue == "waiting" and not search.strip() else NEWEST
    key, beyond, way = order
    seen, who = _seen(by)
    begins = _read_key(after)
    from_here = AFTER.format(key=key, beyond=beyond) if begins else ALL
    place = (begins[0], begins[0], begins[1]) if begins else ()
    statement = LIST.format(key=key, chosen=chosen, seen=seen, after=from_here, way=way)
    rows = [Row(*found) for found in run(statement, *values, *who, *place, PAGE + 1)]
    return rows[:PAGE], rows[PAGE - 1].key if len(rows) > PAGE else ""


def counts(by: User) -> dict[str, int]:
    """How many tickets the person sees in each queue; of the closed ones at most CLOSED_SHOWN + 1."""
    seen, who = _seen(by)
    some = ", ".join(COUNT_SOME.format(chosen=QUEUES[queue], seen=seen) for queue in ("closed", "approval"))
    values = (by.id, *who, CLOSED_SHOWN + 1, *who, CLOSED_SHOWN + 1, *who)
    everything, intake, waiting, mine, closed, approval = run(COUNT.format(some=some, seen=seen), *values).fetchone()
    few = {"intake": intake or 0, "waiting": waiting or 0, "mine": mine or 0}
    return {**few, "all": everything, "closed": closed, "approval": approval}


def _queue(queue: str, by: User) -> tuple[str, tuple]:
    return QUEUES[queue], (by.id,) if queue == "mine" else ()


def _search(typed: str) -> tuple[str, tuple]:
    """A protocol (20261123-0001), a phone in any writing, or the beginnings of a name's words without accents."""
    typed = typed.strip()[:100]
    digits = re.sub(r"\D", "", typed)
    if re.fullmatch(r"20\d{6}-?\d{0,6}", typed):
        return SEARCHES["protocol"], (f"{typed[:8]}-{typed[8:].lstrip('-')}%",)
    if len(digits) >= 4 and re.fullmatch(r"[\d\s()+.-]+", typed):
        return SEARCHES["word"], (digits[:MOST_DIGITS], digits[:MOST_DIGITS] + LAST)
    words = name_words(typed.replace("\x00", ""))
    if not words:  # signs alone: nobody is called so
        return SEARCHES["nobody"], ()
    values = [value for word in words for value in (word, word + LAST)]
    return " AND ".join([SEARCHES["word"]] * len(words)), tuple(values)


def _seen(by: User) -> tuple[str, tuple]:
    return (ALL, ()) if may(by.role, "chat.see_all") else (OWN, (by.id, by.id))


def _read_key(key: str) -> tuple[datetime, int] | None:
    at, _, ticket_id = key.partition("_")
    try:
        return datetime.fromisoformat(at).replace(tzinfo=None), min(max(int(ticket_id), 0), BIGGEST)
    except ValueError:
        return None
