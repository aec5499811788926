"""The promise, counted where messages arrive: doubled 0, lost 0, and uncertain only with a reason."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from tests.torture import plan
from tests.torture.campaign import Campaign
from tests.torture.inbound import count_inbound
from tests.torture.provider import Call
from tests.torture.school import INTERVAL
from workchat.outbox.models import Delivery

TICKS = ("sent", "delivered", "read")
ENDS = (*TICKS, "failed", "cancelled", "skipped", "unknown")
BY_KILL, BY_SILENCE = "a kill caught it in the act", "WhatsApp never told"


@dataclass
class Counted:
    """`offences`: kind → what happened, each a sentence. `unknown`: reason → how many."""

    messages: int = 0
    arrived: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    unknown: Counter[str] = field(default_factory=Counter)
    caught: dict[tuple[int, str], list[int]] = field(default_factory=lambda: defaultdict(list))  # killed process, lane
    least_gap: float = float("inf")
    offences: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def bad(self, kind: str, words: str) -> None:
        self.offences[kind].append(words)


def count(campaign: Campaign) -> Counted:
    counted = Counted()
    calls: dict[int, list[Call]] = defaultdict(list)
    for call in sorted(campaign.provider.calls, key=lambda call: call.began):
        calls[call.delivery].append(call)
    rows = {row.id: row for row in Delivery.select().order_by(Delivery.id)}
    for row in rows.values():
        _count_one(counted, campaign, row, calls[row.id])
    for (who, lane), caught in counted.caught.items():
        if len(caught) > 1:
            counted.bad("one kill, several messages of a lane", f"process {who}, {lane}: {caught}")
    _count_order(counted, campaign, rows, calls)
    _count_gaps(counted, campaign)
    for kind, words in count_inbound(campaign, rows):
        counted.bad(kind, words)
    for kind, words in _seen(campaign):
        counted.bad(kind, words)
    return counted


def _seen(campaign: Campaign) -> Iterator[tuple[str, str]]:
    """What was an offence when it happened."""
    yield from (("an agent could not work", words) for words in campaign.work.broken)
    yield from (("an answer was let go", words) for words in campaign.watch.let_go)
    yield from (("status went back", words) for words in campaign.watch.backwards)


def reached(calls: list[Call]) -> list[Call]:
    """Those that arrived and stayed so: one that WhatsApp reported as failed afterwards did not."""
    return [call for call in calls if call.accepted and call.fault != plan.FAILS_LATER]


def _count_one(counted: Counted, campaign: Campaign, row: Delivery, calls: list[Call]) -> None:
    arrived, name = reached(calls), f"delivery {row.id} ({row.status}, {row.attempts} tries, {_told(calls)})"
    counted.messages += 1
    counted.arrived += bool(arrived)
    counted.statuses[row.status] += 1
    if _doubled(calls):
        counted.bad("doubled", name)
    if row.status not in ENDS:
        counted.bad("has no end", name)
    elif arrived and row.status not in TICKS:
        counted.bad("arrived, but shown otherwise", name)
    elif not arrived and row.status in TICKS:
        counted.bad("lost: shown as sent", name)
    elif not arrived and not row.error:
        counted.bad("lost: without words", name)
    if arrived and row.status in TICKS and _behind(campaign, row, arrived[-1]):
        counted.bad("ticks lost", f"{name}: {sorted(campaign.postman.told.get(arrived[-1].key, ()))}")
    if row.status == "unknown":
        counted.unknown[_why_unknown(counted, campaign, row, calls)] += 1


def _told(calls: list[Call]) -> str:
    return "; ".join(f"{call.key} {call.fault}" for call in calls) or "never called"


def _doubled(calls: list[Call]) -> bool:
    """Twice on the phone, unless WhatsApp itself said meanwhile that the first one failed."""
    taken = [call for call in calls if call.accepted]
    return any(call.fault != plan.FAILS_LATER for call in taken[:-1])


def _behind(campaign: Campaign, row: Delivery, call: Call) -> bool:
    told = campaign.postman.told.get(call.key, set())
    return any(TICKS.index(tick) > TICKS.index(row.status) for tick in told & set(TICKS))


def _why_unknown(counted: Counted, campaign: Campaign, row: Delivery, calls: list[Call]) -> str:
    last = next((call for call in calls if call.key == row.key), None)
    if last and last.fault in plan.NOBODY_KNOWS:
        return f"{BY_SILENCE}: {last.fault}"
    who = campaign.watch.caught(row.id)
    if who is not None:
        # A worker has one thread for all replies, and on each number sends one scheduled message at a time.
        counted.caught[who, f"lane {row.lane_id}" if row.scheduled_message_id else "replies"].append(row.id)
        return BY_KILL
    counted.bad("unknown without a reason", f"delivery {row.id} ({row.attempts} tries, {_told(calls)})")
    return "no reason"


def _count_order(counted: Counted, campaign: Campaign, rows: dict[int, Delivery], calls: dict) -> None:
    """The replies of a contact reach it in the order in which they were written."""
    lanes: dict[tuple, list[Delivery]] = defaultdict(list)
    for row in rows.values():
        if row.scheduled_message_id is None and reached(calls[row.id]):
            lanes[row.contact_id, row.lane_id].append(row)
    for mine in lanes.values():
        latest = None
        for row in mine:
            if _sent_again(campaign, row, calls[row.id]):
                continue  # it went back into the queue after others had left
            began = reached(calls[row.id])[0].began
            if latest and began < latest[0]:
                counted.bad("out of order", f"{latest[1]} before {row.id} ({_told(calls[row.id])})")
            latest = max(latest or (0.0, 0), (began, row.id))


def _sent_again(campaign: Campaign, row: Delivery, calls: list[Call]) -> bool:
    frozen = campaign.watch.frozen.intersection(campaign.watch.takes.get(row.id, ()))
    return bool(frozen) or any(call.fault == plan.FAILS_LATER for call in calls)


def _count_gaps(counted: Counted, campaign: Campaign) -> None:
    """From the end of one scheduled send to the start of the next, on each number: never under the interval."""
    numbers: dict[str, list[Call]] = defaultdict(list)
    for call in sorted(campaign.provider.calls, key=lambda call: call.began):
        if call.bulk:
            numbers[call.number].append(call)
    for calls in numbers.values():
        for one, following in pairwise(calls):
            gap = following.began - _end(campaign, one)
            counted.least_gap = min(counted.least_gap, gap)
            if gap < INTERVAL and not _restarted_with_another_clock(campaign, one, following):
                counted.bad("gap under the interval", f"{gap:.3f} s from {_told([one])} to {_told([following])}")


def _restarted_with_another_clock(campaign: Campaign, one: Call, following: Call) -> bool:
    """Nobody lived who knew how long ago it was, and the time of day had changed (docs/faults.md)."""
    callers = {campaign.watch.called[call.key][0] for call in (one, following)}
    changed = any(one.began <= at <= following.began for at in campaign.clocks.changed)
    return len(callers) > 1 and changed


def _end(campaign: Campaign, call: Call) -> float:
    """When the caller had its answer, at the earliest; when it was killed, if that came first."""
    who, began = campaign.watch.called[call.key]
    return min(call.ended or began, campaign.watch.dead.get(who, float("inf")))
