"""Everything that goes wrong, drawn from the seed: the same seed draws the same faults."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

CLAIM, RESULT, OTHER, WEBHOOK = "the claim", "the result", "another task", "a webhook"
AFTER_CLAIM, BEFORE_CALL, AFTER_CALL = "after the claim", "before the call", "after the call"
AFTER_RESULT, AFTER_WEBHOOK = "after the commit of the result", "after the commit of a webhook, before the answer"
RANDOM = "at a random moment"

KILL, FREEZE, FULL, DOUBT = "kill", "freeze", "disk full", "commit done, answer lost"
FULL_SECONDS = 0.3


def before(what: str) -> str:
    return f"before the commit of {what}"


WORKER_POINTS = (before(CLAIM), AFTER_CLAIM, BEFORE_CALL, AFTER_CALL, before(RESULT), AFTER_RESULT, before(OTHER))
WEB_POINTS = (before(WEBHOOK), AFTER_WEBHOOK)


@dataclass(frozen=True)
class Life:
    """What happens to one process: at the nth time that it reaches `point` it does `act`; killed after `seconds`."""

    point: str
    act: str
    nth: int
    seconds: float


def lives(seed: int, slot: str, is_web: bool, postgres: bool) -> Iterator[Life]:
    """One process after another in the same place, for ever."""
    draw = Random(f"{seed}/{slot}")
    points = WEB_POINTS if is_web else WORKER_POINTS
    while True:
        point = draw.choice((*points, RANDOM))
        act = draw.choices((KILL, FULL, DOUBT, FREEZE), (84, 8, 5 * postgres, 3 * (not is_web)))[0]
        if act == FREEZE:
            point = AFTER_CLAIM  # later, between its check and its call, nobody can help (docs/faults.md)
        if act == DOUBT:
            point = draw.choice([before(WEBHOOK)] if is_web else [before(CLAIM), before(RESULT), before(OTHER)])
        if act == FULL and (point == RANDOM or not is_web):  # most of all when there is an answer to write down
            point = draw.choice((points[0], before(WEBHOOK if is_web else RESULT)))
        seconds = draw.uniform(0.1, 1.0) if point == RANDOM else 3.0 if act == KILL else draw.uniform(1.0, 2.0)
        yield Life(point, act, draw.randint(1, 4 if is_web else 12), seconds)


# What the provider does with a call, and how often in a thousand. `accepted`: the message reached the phone.
FINE, SLOW, STATUS_FIRST, STEAL = "answered", "answered slowly", "status before the answer", "lease stolen meanwhile"
SILENT, SILENT_ACCEPTED = "silence, not accepted", "silence, accepted"
RESET, RESET_ACCEPTED = "reset before accepting", "reset after accepting"
BARE_500, BARE_500_ACCEPTED = "500 without accepting", "500 after accepting"
CODE_131000, HTTP_429 = "131000", "429"
CODE_130429, CODE_131056, CODE_131026 = "130429", "131056", "131026"
FAILS_LATER = "accepted, failed later"
CALLS = {
    FINE: 720, SLOW: 60, STATUS_FIRST: 40, STEAL: 15, SILENT: 5, SILENT_ACCEPTED: 8, RESET: 12, RESET_ACCEPTED: 20,
    BARE_500: 12, BARE_500_ACCEPTED: 20, CODE_131000: 15, HTTP_429: 15, CODE_130429: 8, CODE_131056: 20,
    CODE_131026: 12, FAILS_LATER: 18,
}  # fmt: skip
ACCEPTS = {FINE, SLOW, STATUS_FIRST, STEAL, SILENT_ACCEPTED, RESET_ACCEPTED, BARE_500_ACCEPTED, FAILS_LATER}
NOBODY_KNOWS = {SILENT, RESET, BARE_500}  # not accepted, and no status will ever say so


def fault_of(seed: int, key: str) -> str:
    """What happens to the call with this key of ours (delivery and attempt)."""
    return Random(f"{seed}/{key}").choices(list(CALLS), list(CALLS.values()))[0]


def statuses(seed: int, key: str) -> list[tuple[float, str]]:
    """(delay in seconds, tick) for an accepted message: out of order and twice now and then."""
    draw = Random(f"{seed}/{key}/statuses")
    told = [(draw.uniform(0, 0.1) + place * draw.uniform(0, 0.1), tick)
            for place, tick in enumerate(("sent", "delivered", "read"))]  # fmt: skip
    if draw.random() < 0.15:
        told += [(delay + draw.uniform(0, 1.0), tick) for delay, tick in told]
    return told


@dataclass(frozen=True)
class Trouble:
    """Something that happens to the whole school, `pause` seconds after the one before."""

    pause: float
    kind: str


FORWARD, BACK, FAST, IMMEDIATE = "clock an hour forward", "clock an hour back", "restart fast", "restart immediate"
READ_ONLY = "Postgres takes no writes"


def troubles(seed: int, postgres: bool) -> Iterator[Trouble]:
    draw = Random(f"{seed}/troubles")
    kinds = (FORWARD, BACK, FAST, IMMEDIATE, READ_ONLY) if postgres else (FORWARD, BACK)
    while True:
        yield Trouble(draw.uniform(4, 10), draw.choice(kinds))
