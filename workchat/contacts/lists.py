"""The list of contacts: who is found, fifty a page, forward and back, quick among a hundred thousand.

A condition that few pass leads: those few are tested and ordered. When each lets many pass, the list is walked in its
order until a page is full; should that take too long, those whom all conditions share are gathered and ordered.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import NamedTuple

from workchat.contacts.list_rows import Row, rows_of
from workchat.contacts.sieves import Sieve, sieves, tests_of, values_of
from workchat.contacts.wanted import Wanted
from workchat.db import run

PAGE = 50
FEW = 2000  # so many are tested and ordered in a few milliseconds
WALK, FAR = 2000, 5000  # steps: at first, and when the first ones promise that these fill a page
NAMES_ARE_QUICK = 4  # so many times as many steps, where names are compared before anything is looked up
COUNTED = 1000  # a look at the page counts no more than these

FORWARD = {"name": ("(search_name, id) >", "search_name, id"), "newest": ("id <", "id DESC"), "oldest": ("id >", "id")}
BACK = {
    "name": ("(search_name, id) <", "search_name DESC, id DESC"),
    "newest": ("id >", "id"),
    "oldest": ("id <", "id DESC"),
}
EVERYBODY = "SELECT id FROM contact WHERE erased_at IS NULL"
COUNT = "SELECT COUNT(*) FROM ({ids} LIMIT ?) AS counted"
GATHER = "SELECT c.search_name, c.id FROM contact c WHERE c.erased_at IS NULL AND c.id IN ({ids}){tests}"
# Few: one by one by the key. Of a join Postgres believes that reading everybody is cheaper (10 ms of 100,000).
FEW_OF = """WITH few(id) AS (SELECT DISTINCT * FROM ({ids}) AS led)
SELECT (SELECT c.search_name FROM contact c WHERE c.id = few.id AND c.erased_at IS NULL{tests}), id FROM few"""
# Without an order of its own: both databases hand on the inner one, and stop as soon as the page is full.
WALKED = """SELECT c.id FROM (SELECT id, search_name FROM contact WHERE erased_at IS NULL{beyond}
ORDER BY {order} LIMIT ?) AS c WHERE TRUE{tests} LIMIT ?"""
STEPS = "SELECT 1 FROM contact WHERE erased_at IS NULL{beyond}"
# Ordered by what no index knows: a planner that trusts its guesses would walk the whole list after all.
SHARED = GATHER.replace("c.search_name, c.id", "c.id") + "{beyond} ORDER BY {order} LIMIT ?"
PLACE = "SELECT search_name, id FROM contact WHERE id = ?"

Place = tuple[str, int]  # name in its search form, id: names do not stand in addresses, so pages are asked for by id


@dataclass(frozen=True)
class Found:
    """One page. `total`: how many are found, or with `at_least` more than so many. Keys are ids, 0 = no such page."""

    rows: list[Row]
    total: int
    at_least: bool
    before: int
    after: int


class _Part(NamedTuple):
    ids: list[int]
    earlier: bool  # whether there are any before them
    later: bool


class _Turn(NamedTuple):
    """In which order, behind whom (None: from the start), and whether backwards."""

    sort: str
    place: Place | None
    back: bool

    @property
    def order(self) -> str:
        return (BACK if self.back else FORWARD)[self.sort][1]

    @property
    def beyond(self) -> str:
        if self.place is None:
            return ""
        return f" AND {(BACK if self.back else FORWARD)[self.sort][0]} {'(?, ?)' if self.sort == 'name' else '?'}"

    @property
    def start(self) -> tuple:
        return () if self.place is None else self.place if self.sort == "name" else self.place[1:]

    def part(self, ids: list[int]) -> _Part | None:
        """Of a page and one more; going back, a page that is not full is None: it is to be the first one."""
        more, ids = len(ids) > PAGE, ids[:PAGE]
        if self.back:
            return _Part(ids[::-1], more, True) if len(ids) == PAGE else None
        return _Part(ids, self.place is not None, more)


def contacts(wanted: Wanted, after: int = 0, before: int = 0) -> Found:
    """The page behind the contact `after`, or before `before`; the first one without either. Erased ones never."""
    passed, place = sieves(wanted), _place(after or before)
    turn = _Turn(wanted.sort, place, back=bool(before and place))
    looks = [_count(sieve.ids, sieve.values, FEW + 1) for sieve in passed]
    if looks and min(looks) <= FEW:
        everybody = _ordered(_few(passed, passed[looks.index(min(looks))]), wanted.sort)
        return _found(_cut(everybody, turn), len(everybody), at_least=False)
    part = _many(passed, turn) or _many(passed, _Turn(wanted.sort, None, back=False))
    return _found(part, *_at_least(passed, part))


def all_ids(wanted: Wanted) -> list[int]:
    """Everybody who is found, in the order of the list."""
    ids, tests, values = _gathered(sieves(wanted))
    found = run(GATHER.format(ids=ids, tests=tests), *values).fetchall()
    return [row_id for _, row_id in _ordered(found, wanted.sort)]


def _gathered(passed: list[Sieve]) -> tuple[str, str, list]:
    """(SELECT of ids, tests, values of both): the strictest conditions give, the others test."""
    giving = [sieve for sieve in passed if sieve.rank == min(each.rank for each in passed)]
    ids = " INTERSECT ".join(f"SELECT * FROM ({sieve.ids}) AS s{n}" for n, sieve in enumerate(giving))  # noqa: S608
    tests, values = tests_of([sieve for sieve in passed if sieve not in giving])
    return ids or EVERYBODY, tests, values_of(giving) + values


def _few(passed: list[Sieve], lead: Sieve) -> list[Place]:
    """Of the few whom `lead` lets pass, those who pass the others too."""
    tests, values = tests_of([sieve for sieve in passed if sieve is not lead])
    found = run(FEW_OF.format(ids=lead.ids, tests=tests), *lead.values, *values).fetchall()
    return [(name, row_id) for name, row_id in found if name is not None]


def _many(passed: list[Sieve], turn: _Turn) -> _Part | None:
    """A page where every condition lets many pass."""
    ids = _walk(passed, turn)
    if ids is None:
        given, tests, values = _gathered(passed)
        shared = SHARED.format(ids=given, tests=tests, beyond=_plain(turn.beyond), order=_plain(turn.order))
        ids = [row[0] for row in run(shared, *values, *turn.start, PAGE + 1).fetchall()]
    return turn.part(ids)


def _walk(passed: list[Sieve], turn: _Turn) -> list[int] | None:
    """The ids of a page and one more; None when that takes too many steps."""
    tests, values = tests_of(passed)
    walked = WALKED.format(beyond=turn.beyond, order=turn.order, tests=tests)
    quick = NAMES_ARE_QUICK if any(sieve.part for sieve in passed) else 1
    steps, far = WALK * quick, FAR * quick
    while True:
        ids = [row[0] for row in run(walked, *turn.start, steps, *values, PAGE + 1).fetchall()]
        if len(ids) > PAGE or _count(STEPS.format(beyond=turn.beyond), turn.start, steps) < steps:
            return ids
        if steps == far or len(ids) * far < (PAGE + 1) * steps:
            return None
        steps = far


def _plain(order: str) -> str:
    return order.replace("search_name", "search_name || ''").replace("id", "c.id + 0")


def _cut(everybody: list[Place], turn: _Turn) -> _Part:
    """The page, of a whole list."""
    start, keys = 0, [_key(place, turn.sort) for place in everybody]
    if turn.place and turn.back:
        start = max(bisect_left(keys, _key(turn.place, turn.sort)) - PAGE, 0)
    elif turn.place:
        start = bisect_right(keys, _key(turn.place, turn.sort))
    ids = [row_id for _, row_id in everybody[start : start + PAGE]]
    return _Part(ids, start > 0, start + PAGE < len(everybody))


def _ordered(places: list[Place], sort: str) -> list[Place]:
    return sorted(places) if sort == "name" else sorted(places, key=lambda place: _key(place, sort))


def _key(place: Place, sort: str) -> tuple:
    """As the databases order: names byte by byte, in Postgres too (migration 0002)."""
    return tuple(place) if sort == "name" else (-place[1],) if sort == "newest" else (place[1],)


def _found(part: _Part, total: int, at_least: bool) -> Found:
    rows = rows_of(part.ids)
    before = rows[0].id if rows and part.earlier else 0
    return Found(rows, total, at_least, before, rows[-1].id if rows and part.later else 0)


def _at_least(passed: list[Sieve], part: _Part) -> tuple[int, bool]:
    """(number, whether there are more) of a list that was not read to its end."""
    if not part.earlier and not part.later:
        return len(part.ids), False
    if len(passed) > 1:
        return PAGE, True
    ids, values = (passed[0].ids, passed[0].values) if passed else (EVERYBODY, ())
    counted = _count(f"SELECT DISTINCT * FROM ({ids} LIMIT {4 * COUNTED}) AS most", values, COUNTED + 1)  # noqa: S608
    return min(counted, COUNTED), counted > COUNTED


def _count(ids: str, values: tuple, most: int) -> int:
    return run(COUNT.format(ids=ids), *values, most).fetchone()[0]


def _place(row_id: int) -> Place | None:
    found = run(PLACE, row_id).fetchone() if row_id else None
    return tuple(found) if found else None
