"""The table of one campaign."""

from collections.abc import Iterator

from tests.torture import plan
from tests.torture.campaign import Campaign, log_of
from tests.torture.count import Counted

SHOWN = 8  # offences of one kind that are printed


def table(campaign: Campaign, counted: Counted) -> str:
    return "\n".join(f"  {name:<42} {value}" for name, value in _lines(campaign, counted))


def _lines(campaign: Campaign, counted: Counted) -> Iterator[tuple[str, object]]:
    watch, postman = campaign.watch, campaign.postman
    yield "database", "Postgres" if campaign.school.is_postgres else "SQLite"
    yield "seed", campaign.seed
    yield "kills (SIGKILL)", watch.kills
    for point, number in sorted(watch.by_point.items()):
        yield f"    {point}", number
    for name, number in sorted((watch.faults + campaign.troubles).items()):
        yield name, number
    for kind, number in watch.by_themselves.items():
        yield f"starts that gave up by themselves: {kind}", number
    for fault in plan.CALLS:
        yield f"calls {fault}", sum(call.fault == fault for call in campaign.provider.calls)
    yield "webhook posts, of these repeated", f"{postman.posts}, {postman.refused}"
    yield "webhook updates sent twice", postman.twice
    yield "messages of families", len(campaign.work.written)
    yield "messages of the school", counted.messages
    yield "arrived", counted.arrived
    for status, number in sorted(counted.statuses.items()):
        yield f"    shown as {status}", number
    for reason, number in sorted(counted.unknown.items()):
        yield f"    unknown: {reason}", number
    yield "doubled", len(counted.offences.get("doubled", ()))
    yield "lost", sum(len(words) for kind, words in counted.offences.items() if "lost" in kind)
    yield "least gap (s)", f"{counted.least_gap:.3f}"
    yield "offences", sum(map(len, counted.offences.values()))
    yield "seconds", f"{campaign.seconds:.0f}"


def offences(campaign: Campaign, counted: Counted) -> str:
    """Empty when the promise held."""
    lines = []
    for kind, words in counted.offences.items():
        lines += [f"{kind}: {len(words)}", *(f"    {one}" for one in words[:SHOWN])]
    if lines:
        lines += [f"seed {campaign.seed}; the processes last said:", log_of(campaign.log)]
    return "\n".join(lines)
