"""What the main process knows of the others: who was killed where, who held what, and whether a status went back."""

import sys
import threading
import time
from collections import Counter, defaultdict

from workchat.db import AWAY, db, run

EVERY = 100  # kills between two signs of life
RANK = {"sent": 1, "delivered": 2, "read": 3}
SHOWN = "SELECT id, status, attempts FROM delivery WHERE status IN ('sent', 'delivered', 'read', 'failed')"


class Watch:
    def __init__(self) -> None:
        self.kills = 0
        self.by_point: Counter[str] = Counter()  # (kind, point) of each kill
        self.faults: Counter[str] = Counter()  # other faults inside processes
        self.by_themselves: Counter[str] = Counter()  # processes that ended without a kill, as when Postgres is away
        # Processes by their names; times of the monotonic clock.
        self.dead: dict[int, float] = {}  # killed process → when, at the earliest
        self.frozen: set[int] = set()
        self.takes: dict[int, list[int]] = defaultdict(list)  # delivery → who claimed it, in this order
        self.in_hand: dict[int, set[int]] = defaultdict(set)  # process → what it claimed and is not through with
        self.let_go: list[str] = []  # answers that a living process gave up
        self.called: dict[str, tuple[int, float]] = {}  # key → who called, and when at the earliest
        self.backwards: list[str] = []
        self._fatal: dict[int, tuple[str, float]] = {}
        self._shown: dict[int, tuple[str, int]] = {}
        self._gate = threading.Lock()

    def hear(self, told: dict) -> None:
        """A line of a process."""
        with self._gate:
            who = told["who"]
            if told["what"] == "takes":
                self.takes[told["delivery"]].append(who)
                self.in_hand[who].add(told["delivery"])
            elif told["what"] == "over":
                self.in_hand[who].discard(told["delivery"])
                if told.get("let_go"):
                    self.let_go.append(f"delivery {told['delivery']}: {told['let_go']}")
            elif told["what"] == "calls":
                self.called[told["key"]] = who, told["at"]
            elif told["act"] == "kill":
                self._fatal[who] = told["point"], told["at"]
            else:
                self.faults[told["act"]] += 1
                if told["act"] == "freeze":
                    self.frozen.add(who)

    def caught(self, delivery: int) -> int | None:
        """Who was killed with it in its hands, if that is how its last claim ended."""
        who = self.takes[delivery][-1] if self.takes.get(delivery) else None
        return who if who in self.dead and delivery in self.in_hand[who] else None

    def freezes(self, who: int) -> bool:
        with self._gate:
            return who in self.frozen

    def killed(self, who: int) -> None:
        """The main process kills it now, wherever it is."""
        with self._gate:
            self._fatal.setdefault(who, ("at a random moment", time.monotonic()))

    def buried(self, who: int, kind: str) -> None:
        """It is dead, and all that it said was heard."""
        with self._gate:
            if who not in self._fatal:
                self.by_themselves[kind] += 1
                return
            self.kills += 1
            point, self.dead[who] = self._fatal[who]
            self.by_point[f"{kind}: {point}"] += 1
            if self.kills % EVERY == 0:
                print(f"  {self.kills} kills", file=sys.stderr, flush=True)

    def look(self, over: threading.Event) -> None:
        """Look at every delivery's status twice a second: ticks only move forward."""
        while not over.wait(0.5):
            try:
                with db.connection_context():
                    self._compare(run(SHOWN).fetchall())
            except AWAY:
                continue

    def _compare(self, rows: list) -> None:
        for delivery, status, attempts in rows:
            before, attempt = self._shown.get(delivery, ("", 0))
            if attempt == attempts and RANK.get(status, 0) < RANK.get(before, 0) and status != "failed":
                self.backwards.append(f"delivery {delivery}: {before} → {status}")
            self._shown[delivery] = (status, attempts)
        for delivery in self._shown.keys() - {row[0] for row in rows}:  # a late failure opens it again
            status, _ = self._shown.pop(delivery)
            if status in ("delivered", "read"):
                self.backwards.append(f"delivery {delivery}: {status} → open again")
