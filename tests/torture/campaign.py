"""One campaign on one database: kills of processes that are at work, and what else can go wrong meanwhile."""

import signal
import threading
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

import psycopg

from tests.postgres import Server
from tests.torture import plan
from tests.torture.postman import Postman
from tests.torture.provider import Provider
from tests.torture.school import INTERVAL, School, ports
from tests.torture.times import LEASE, Clocks
from tests.torture.watch import Watch
from tests.torture.work import Work, open_rows, settle
from tests.torture.zygote import Process, Zygote
from workchat.db import AWAY, clock, db, run

JUMP, JUMPED, READ_ONLY = 3600.0, 2.0, 1.0  # seconds
GAVE_UP = 50  # starts: more than that are no bad luck
DRAIN = 120.0  # seconds for what is still open after the last kill
STEAL = "UPDATE lane SET lease_until = ?, token = 'stolen' WHERE id = (SELECT lane_id FROM delivery WHERE id = ?)"


class Campaign:
    """`server`: the Postgres that restarts now and then; None on SQLite."""

    def __init__(self, seed: int, rounds: int, school: School, server: Server | None = None) -> None:
        self.seed, self.rounds, self.school, self._server = seed, rounds, school, server
        folder = school.config.instance
        self._clocks_at, self.log = folder / "clocks", folder / "processes.log"
        self.clocks = Clocks(self._clocks_at)
        workers, webs = (3, 2) if school.is_postgres else (1, 1)
        self._ports = ports(webs)
        self.postman = Postman(seed, [f"http://127.0.0.1:{port}" for port in self._ports])
        self.provider = Provider(seed, self.postman, self._steal)
        self.watch = Watch()
        self.work = Work(seed, school, self.postman, self.clocks)
        self.zygote = Zygote(self.watch.hear, self.log)
        self.slots = [*(("worker", n) for n in range(workers)), *(("web", n) for n in range(webs))]
        self.troubles: Counter[str] = Counter()
        self.seconds = 0.0
        self._over = threading.Event()

    def run(self) -> None:
        """Until so many processes were killed; then everything comes to its end unharmed."""
        began = time.monotonic()
        threads = [threading.Thread(target=self._live, args=(place, *slot)) for place, slot in enumerate(self.slots, 1)]
        threads += [
            threading.Thread(target=self._trouble),
            threading.Thread(target=self.watch.look, args=(self._over,)),
        ]
        try:
            self.work.start()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.work.stop()
            self._end()
        finally:
            self._over.set()
            self.work.stop()
            self.zygote.stop()
            self.provider.close()
            self.postman.stop()
            self.seconds = time.monotonic() - began

    def _start(self, place: int, kind: str, number: int, life: plan.Life | None) -> Process:
        environment = {**self.school.environment, "WORKCHAT_PORT": str(self._ports[number] if kind == "web" else 1)}
        return self.zygote.start(kind, environment=environment, provider=self.provider.url, slot=place,
                                 clocks=str(self._clocks_at), life=life and asdict(life))  # fmt: skip

    def _live(self, place: int, kind: str, number: int) -> None:
        """One process after another in this place; each ends by a kill."""
        for life in plan.lives(self.seed, f"{kind}{number}", kind == "web", self.school.is_postgres):
            if self._over.is_set():
                return
            process = self._start(place, kind, number, life)
            self._end_of(process, life)
            if self.watch.kills >= self.rounds or self.watch.by_themselves.total() > GAVE_UP + self.rounds:
                self._over.set()

    def _end_of(self, process: Process, life: plan.Life) -> None:
        """Let it live as long as it may; wake it once, if it froze; then kill it, unless it is dead already."""
        until = time.monotonic() + life.seconds
        while time.monotonic() < until and not process.ended(0.1):
            if life.act == plan.FREEZE and self.watch.freezes(process.name):
                process.ended(LEASE + 0.5)
                process.signal(signal.SIGCONT)
                process.ended(1.0)
                break
        if not process.ended(0):
            self.watch.killed(process.name)
            process.signal(signal.SIGKILL)
            process.ended(60)
        self.zygote.catch_up()
        self.watch.buried(process.name, process.kind)

    def _trouble(self) -> None:
        for number, trouble in enumerate(plan.troubles(self.seed, self.school.is_postgres)):
            if self._over.wait(trouble.pause):
                return
            self.troubles[trouble.kind] += 1
            if trouble.kind in (plan.FORWARD, plan.BACK):
                # One host's clock: on SQLite all processes are on it; on Postgres each may be on a host of its own.
                slot = 1 + number % len(self.slots) if self.school.is_postgres else None
                self.clocks.set(slot, JUMP if trouble.kind == plan.FORWARD else -JUMP)
                self._over.wait(JUMPED)
                self.clocks.set(None, 0.0)
            elif trouble.kind == plan.READ_ONLY:
                self._read_only("on")
                self._over.wait(READ_ONLY)
                self._read_only("off")
            else:
                self._server.stop(trouble.kind.split()[1])
                self._server.start()

    def _read_only(self, whether: str) -> None:
        """As after a failover, or on a managed service's full disk; in the sessions that are open too."""
        with psycopg.connect(self._server.url, autocommit=True) as session:
            session.execute(f"ALTER SYSTEM SET default_transaction_read_only = {whether}")
            session.execute("SELECT pg_reload_conf()")

    def _steal(self, delivery: int) -> None:
        """Somebody else takes the lane while its holder calls: two believe that it is theirs."""
        try:
            with db.connection_context():
                run(STEAL, clock(), delivery)
        except AWAY:
            self.troubles["lease not stolen, database away"] += 1

    def _end(self) -> None:
        """Nothing goes wrong any more: what is open comes to its end, with the product's own sweeps."""
        self.provider.kind = True
        self.clocks.set(None, 0.0)
        time.sleep(INTERVAL)  # a clock set forward while no worker lives may shorten a pause (docs/faults.md)
        last = [self._start(0, "web", number, None) for number in range(len(self._ports))]
        last.append(self._start(0, "worker", 0, None))
        until = time.monotonic() + DRAIN
        while (open_rows() or not self.postman.idle(0.1)) and time.monotonic() < until:
            settle(self.school, self.work.now)
            time.sleep(0.3)
        self.postman.idle(10)
        for process in last:
            process.signal(signal.SIGTERM)
        for process in last:
            if not process.ended(30):
                process.signal(signal.SIGKILL)
                process.ended(30)


def log_of(path: Path, lines: int = 20) -> str:
    """The last that the processes said of themselves."""
    return "\n".join(path.read_text(errors="replace").splitlines()[-lines:]) if path.exists() else ""
