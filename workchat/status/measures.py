"""Which figures a monitoring system gets: stable names, seconds and bytes, ids in place of names and phones."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from workchat.status.exposition import Measure, Sample
from workchat.status.known import Known

STATES = ("queued", "sending", "unknown", "failed")
OPEN = ("intake", "waiting", "attending")
EPOCH = datetime(1970, 1, 1)


def measures(known: Known) -> Iterator[Measure]:
    """All gauges. No personal data: nobody's name, phone or text, nor the name of a host or a number."""
    yield from _sending(known)
    yield from _numbers(known)
    yield from _desk(known)
    yield from _server(known)
    yield from _programs(known)


def _sending(known: Known) -> Iterator[Measure]:
    yield _one("sender_alive", "Whether a worker looks for messages (1) or none does (0).", known.sends)
    yield _age(known, "sender_last_look_age_seconds", "Since a sender last looked for messages.", known.looked_at)
    counts: list[Sample] = [
        ({"state": state, "lane": load.kind, "number": load.number_id}, getattr(load, state))
        for load in known.loads
        for state in STATES
    ]
    yield Measure("messages", "Messages by state, lane and number; unknown and failed ones since ever.", tuple(counts))
    waited = (known.now - known.oldest_reply_at).total_seconds() if known.oldest_reply_at else 0
    yield _one("oldest_waiting_reply_age_seconds", "Age of the oldest reply that has not left; 0 = none.", waited)


def _numbers(known: Known) -> Iterator[Measure]:
    def of_each(name: str, text: str, value) -> Measure:
        samples = [({"number": number.id}, value(number)) for number in known.numbers]
        return Measure(name, text, tuple((labels, float(v)) for labels, v in samples if v is not None))

    yield of_each("number_active", "Whether a number is in use.", lambda number: number.active)
    stopped = "Whether WhatsApp refused a number that is in use: nothing leaves by it until a person acts."
    yield of_each("number_stopped", stopped, lambda number: number.active and number.stopped_at is not None)
    heard = "Since WhatsApp last reached the webhook about a number (noted once a minute)."
    yield of_each("webhook_last_age_seconds", heard, lambda number: _seconds(known, number.heard_at))
    silent = "Whether messages left by a number and WhatsApp has confirmed none for ten minutes."
    yield of_each("number_silent", silent, lambda number: number.silent_since is not None)


def _desk(known: Known) -> Iterator[Measure]:
    tickets = tuple(({"state": state}, known.tickets.get(state, 0)) for state in OPEN)
    yield Measure("tickets_open", "Open tickets by state.", tickets)
    waited = _seconds(known, known.waiting_since) or 0
    told = "Since the oldest message of an open ticket that no person has answered; 0 = none."
    yield _one("oldest_waiting_ticket_age_seconds", told, waited)
    yield _one("kept_updates", "Updates of WhatsApp that could not be read, at most 1000.", known.kept)


def _server(known: Known) -> Iterator[Measure]:
    machine, copies = known.machine, known.copies
    labels = {"version": machine.version, "database": machine.database}
    yield Measure("info", "The version that answers and its kind of database.", ((labels, 1),))
    yield _one("database_size_bytes", "Size of the database.", machine.database_size)
    for name, text in (("free", "Free room"), ("size", "Size")):
        samples = tuple(({"of": disk.what}, getattr(disk, name)) for disk in machine.disks)
        yield Measure(f"disk_{name}_bytes", f"{text} of the disk under the records and their copies.", samples)
    yield _one("clock_ahead_seconds", "How far the host's clock is ahead of the database's.", machine.ahead)
    yield _age(known, "backup_last_age_seconds", "Since the newest good copy of the records.", copies.good_at)
    if copies.size is not None:
        yield _one("backup_last_size_bytes", "Size of the newest good copy.", copies.size)
    yield _one("backup_failing", "Whether the newest copy failed.", copies.failed_at is not None)


def _programs(known: Known) -> Iterator[Measure]:
    alive = Counter((program.kind, program.version) for program in known.programs if program.alive)
    samples = tuple(({"kind": kind, "version": version}, count) for (kind, version), count in sorted(alive.items()))
    yield Measure("programs", "Programs that showed a sign of life within 30 seconds.", samples)
    turns = tuple(({"duty": name}, kept) for name, kept in sorted(known.turns.items()))
    yield Measure("duty_held", "Whether some worker keeps a timetable.", turns)
    jobs = tuple(({"job": name}, (at - EPOCH).total_seconds()) for name, at in sorted(known.jobs.items()))
    yield Measure("job_next_run_timestamp_seconds", "When a job of the timetable is due next.", jobs)


def _one(name: str, text: str, value: float) -> Measure:
    return Measure(name, text, (({}, value),))


def _age(known: Known, name: str, text: str, at: datetime | None) -> Measure:
    """Left out when it never happened."""
    return Measure(name, text, ((({}, _seconds(known, at)),) if at else ()))


def _seconds(known: Known, at: datetime | None) -> float | None:
    return max(0.0, (known.now - at).total_seconds()) if at else None
