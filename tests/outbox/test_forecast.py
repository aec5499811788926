"""When a scheduled message would reach its people: what the forecast says is what the sender does."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from workchat.outbox.calendar import Calendar, is_open, next_open
from workchat.outbox.forecast import Forecast, forecast
from workchat.outbox.pace import DAY, Limit, Pace, counted, gap

SAO_PAULO, NEW_YORK = ZoneInfo("America/Sao_Paulo"), ZoneInfo("America/New_York")
WEEK = ((time(8), time(20)),) * 5 + ((time(9), time(13)), None)
USUAL = Calendar(SAO_PAULO, WEEK)
MONDAY_2PM = datetime(2026, 11, 23, 17)  # 14:00 in São Paulo


@dataclass
class Sender:
    """Sends one by one, as the worker does, asking the rules before each; `draw` None takes the mean."""

    now: datetime
    pace: Pace
    calendar: Calendar
    limit: Limit
    begun: list[datetime]
    ready_at: datetime
    since_pause: int
    draws: deque = field(default_factory=deque)

    def send(self, urgent: bool) -> datetime:
        at = max(self.now, self.ready_at)
        while (free := self._allowed(at, urgent)) > at:
            at = free
        if self.limit.ramps and self.limit.first_at is None:
            self.limit = replace(self.limit, first_at=at)
        self.begun.append(at)
        self.since_pause = counted(self.pace, self.since_pause)
        draw = self.draws.popleft() if self.draws else 0.5
        self.ready_at = at + gap(self.pace, self.since_pause, draw)
        return at

    def _allowed(self, at: datetime, urgent: bool) -> datetime:
        opens = at if urgent else next_open(self.calendar, at)
        return self.limit.release_at(self.begun, opens)


def in_turn(people: int, others: list[int]) -> Iterator[bool]:
    """Whose message is next, until ours is through: True = ours."""
    left = [people, *others]
    while left[0]:
        for at in range(len(left)):
            if left[at]:
                left[at] -= 1
                yield at == 0
                if not left[0]:
                    return


def on_the_wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


minutes = st.integers(0, 24 * 60 - 1).map(lambda minute: time(minute // 60, minute % 60))
some = st.sets(minutes, min_size=2, max_size=2).map(sorted).map(tuple)
hours = st.none() | some | st.just((time(0), time(23, 59)))
calendars = st.builds(
    Calendar,
    zone=st.sampled_from([SAO_PAULO, NEW_YORK]),  # the clocks of New York change, and those of Brazil do not any more
    hours=st.tuples(some, *[hours] * 6),
    closed_days=st.frozensets(st.dates(date(2026, 3, 1), date(2026, 4, 1)), max_size=5),
    skips_holidays=st.booleans(),
)
paces = st.builds(
    Pace, st.integers(2, 3600), st.integers(0, 200), st.integers(0, 9), st.integers(0, 3600)
)  # interval, variation, pause every, pause
limits = st.builds(Limit, st.integers(1, 60), st.booleans(), st.just(None))
moments = st.datetimes(datetime(2026, 3, 1), datetime(2026, 11, 30)).map(lambda when: when.replace(microsecond=0))


@st.composite
def senders(draw) -> Sender:
    now = draw(moments)
    begun = sorted(now - timedelta(seconds=ago) for ago in draw(st.lists(st.integers(1, 80_000), max_size=9)))
    ready = now + timedelta(seconds=draw(st.integers(-3600, 3600)))
    limit = replace(draw(limits), first_at=begun[0] - timedelta(hours=draw(st.integers(0, 80))) if begun else None)
    return Sender(now, draw(paces), draw(calendars), limit, begun, ready, draw(st.integers(0, 20)))


def foretold(sender: Sender, people: int, **given: object) -> Forecast | None:
    return forecast(
        people, sender.now, sender.pace, sender.calendar, sender.limit, begun=list(sender.begun),
        ready_at=sender.ready_at, since_pause=sender.since_pause, **given,
    )  # fmt: skip


@settings(max_examples=200)
@given(senders(), st.integers(1, 80), st.lists(st.integers(0, 40), max_size=3), st.integers(0, 20), st.booleans())
def test_the_forecast_is_what_the_sender_does(sender, people, others, ahead, urgent):
    ahead = 0 if urgent else ahead
    expected = foretold(sender, people, others=others, ahead=ahead, urgent=urgent)
    for _ in range(ahead):
        sender.send(urgent=True)
    sent = [(ours, sender.send(urgent)) for ours in in_turn(people, others)]
    ours = [at for is_ours, at in sent if is_ours]
    assert (expected.begins, expected.ends, expected.people) == (ours[0], ours[-1], people)
    days = Counter(on_the_wall(at, sender.calendar.zone).date() for at in ours)
    assert {day.date: day.people for day in expected.days} == days
    assert [at for day in expected.days for at in (day.first, day.last)] == sorted(
        at for day in expected.days for at in (day.first, day.last)
    )


@settings(max_examples=200)
@given(senders(), st.lists(st.floats(0, 1)), st.dictionaries(st.integers(0, 59), st.integers(0, 100_000)))
def test_no_schedule_ever_sends_in_quiet_hours_over_the_limit_or_too_soon(sender, draws, offs):
    sender.draws, already = deque(draws), len(sender.begun)
    last = sender.ready_at - timedelta(seconds=sender.pace.interval)
    for sent in range(60):
        if sent in offs:  # the worker was off, or a person paused
            sender.now = sender.ready_at + timedelta(seconds=offs[sent])
        at = sender.send(urgent=False)
        assert at - last >= timedelta(seconds=sender.pace.interval)
        assert is_open(sender.calendar, at)
        span = sender.calendar.hours[on_the_wall(at, sender.calendar.zone).weekday()]
        assert span[0] <= on_the_wall(at, sender.calendar.zone).time() < span[1]
        last = at
    for position in range(already, len(sender.begun)):
        at = sender.begun[position]
        recent = [other for other in sender.begun[: position + 1] if at - DAY < other]
        assert len(recent) <= max(sender.limit.at(at), 1)


@given(senders(), st.integers(2, 40), st.integers(0, 100_000))
def test_after_a_pause_it_never_catches_up_faster(sender, people, paused):
    at_once = foretold(sender, people)
    sender.now += timedelta(seconds=paused)
    later = foretold(sender, people)
    assert later.ends >= at_once.ends
    assert later.ends - later.begins >= timedelta(seconds=(people - 1) * sender.pace.interval)


def test_a_school_of_320_ends_in_the_afternoon():
    told = forecast(320, MONDAY_2PM, Pace(30), USUAL, Limit(2000))
    assert told.begins == MONDAY_2PM and told.ends - told.begins == 319 * timedelta(seconds=30)


def test_what_does_not_fit_today_goes_tomorrow():
    told = forecast(320, MONDAY_2PM, Pace(30), USUAL, Limit(200))
    assert [(day.date.day, day.people) for day in told.days] == [(23, 200), (24, 120)]
    assert told.days[1].first == MONDAY_2PM + timedelta(hours=24)


def test_a_new_number_reaches_more_people_each_day():
    calendar = Calendar(SAO_PAULO, ((time(8), time(20)),) * 7)
    told = forecast(500, datetime(2026, 11, 23, 11), Pace(30), calendar, Limit(250, ramps=True))
    assert [day.people for day in told.days] == [30, 50, 80, 120, 160, 60]


def test_what_never_opens_has_no_end():
    closed = Calendar(SAO_PAULO, (None,) * 7)
    assert forecast(1, MONDAY_2PM, Pace(30), closed, Limit(250)) is None
    assert forecast(1, MONDAY_2PM, Pace(30), closed, Limit(250), urgent=True).ends == MONDAY_2PM
    assert forecast(2000, MONDAY_2PM, Pace(30), USUAL, Limit(1)) is None


def test_a_hundred_thousand_people_are_foretold_while_one_types():
    fastest = min(_seconds(Limit(250)), _seconds(Limit(250)), _seconds(Limit(250)))
    assert fastest < 0.1


def _seconds(limit: Limit) -> float:
    began = perf_counter()
    assert forecast(100_000, MONDAY_2PM, Pace(30, 20, 20, 60), USUAL, limit).people == 100_000
    return perf_counter() - began
