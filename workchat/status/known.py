"""What was found out about WorkChat at one moment: the shapes in which it is judged, shown and measured."""

from dataclasses import dataclass
from datetime import datetime

SQLITE, POSTGRES = "sqlite", "postgres"


@dataclass(frozen=True)
class Load:
    """The messages of one lane. `oldest_at`: when the oldest queued one was written; replies only.

    `uncertain_at`: the page on which the newest uncertain message is read.
    """

    number_id: int
    kind: str  # reply | bulk
    queued: int = 0
    sending: int = 0
    unknown: int = 0
    failed: int = 0
    unknown_lately: int = 0  # within LATELY
    failed_lately: int = 0
    oldest_at: datetime | None = None
    uncertain_at: str = ""


@dataclass(frozen=True)
class Line:
    """One WhatsApp number. `silent_since`: it sent something then, and WhatsApp has said nothing since."""

    id: int
    name: str
    active: bool
    is_simulator: bool
    stopped_at: datetime | None
    stopped_why: str
    heard_at: datetime | None
    silent_since: datetime | None = None


@dataclass(frozen=True)
class Running:
    """A program that said hello and not goodbye. `replaced`: a younger one of its kind does its work."""

    kind: str  # web | worker | all
    host: str
    version: str
    started_at: datetime
    seen_at: datetime
    alive: bool
    replaced: bool


@dataclass(frozen=True)
class Disk:
    """The disk under a folder: `what` is "records" (the instance folder) or "copies". Bytes."""

    what: str
    free: int
    size: int


@dataclass(frozen=True)
class Copies:
    """Copies of the records: the newest good one, and the one that failed after it."""

    good_at: datetime | None = None
    size: int | None = None  # bytes
    failed_at: datetime | None = None
    error: str = ""


@dataclass(frozen=True)
class Machine:
    """What the host that answers says. `ahead`: seconds that its clock is ahead of the database's."""

    host: str
    version: str
    database: str  # SQLITE | POSTGRES
    database_size: int  # bytes
    disks: tuple[Disk, ...]
    ahead: float


@dataclass(frozen=True)
class Known:
    """Times are naive UTC by the database's clock."""

    now: datetime
    sends: bool
    sends_since: datetime | None
    looked_at: datetime | None
    loads: tuple[Load, ...]
    numbers: tuple[Line, ...]
    tickets: dict[str, int]  # state -> how many are open
    waiting_since: datetime | None
    programs: tuple[Running, ...]
    kept: int
    turns: dict[str, bool]  # who keeps a timetable: name -> somebody does
    jobs: dict[str, datetime]  # name -> not before
    copies: Copies
    machine: Machine

    def replies(self) -> list[Load]:
        """The lanes of answers that could leave: of numbers in use."""
        used = {number.id for number in self.numbers if number.active}
        return [load for load in self.loads if load.kind == "reply" and load.number_id in used]

    @property
    def waiting_replies(self) -> int:
        return sum(load.queued for load in self.replies())

    @property
    def oldest_reply_at(self) -> datetime | None:
        return min((load.oldest_at for load in self.replies() if load.oldest_at), default=None)

    @property
    def heard_at(self) -> datetime | None:
        """When WhatsApp last reached us, by whatever number."""
        return max((number.heard_at for number in self.numbers if number.heard_at), default=None)

    def total(self, column: str, *kinds: str) -> int:
        """The messages of one state over the lanes of these kinds; without kinds, over all."""
        return sum(getattr(load, column) for load in self.loads if not kinds or load.kind in kinds)
