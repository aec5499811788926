"""What WorkChat does by itself, and how often: the timetable, and the threads that keep it."""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from workchat.accounts.clean_up import clean_up as forget_old_sessions
from workchat.backups.nightly import back_up_all_due
from workchat.chat.mark_read import mark_read_all_due
from workchat.chat.transfer import transfer_all_due
from workchat.config import Config
from workchat.contacts.run_imports import check_and_import_all_due, clean_up_imports
from workchat.db import clock, db
from workchat.embed.clean_up import clean_up as forget_used_launches
from workchat.intake.ask_again import ask_again_all_due
from workchat.intake.give_up_asking import give_up_asking_all_due
from workchat.log import DEBUG, INFO, about, tell, tell_seldom
from workchat.outbox.claim import free_lanes_of_the_dead, mend_lanes_after_the_clock_went_back
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.deliver import Deliverer
from workchat.running.duty import Turn
from workchat.running.heartbeat import WORKER, Heartbeat, forget_old_programs
from workchat.scheduled.cancel import empty_cancelled_all_due
from workchat.scheduled.deliver import ScheduledDeliverer
from workchat.scheduled.fan_out import fan_out_all_due
from workchat.scheduled.finish import finish_all_due
from workchat.scheduled.start import start_all_due
from workchat.scheduled.upload import upload_all_due
from workchat.students.run_syncs import apply_all_due, clean_up_syncs
from workchat.totvs.nightly import start_nightly_all_due
from workchat.totvs.read_rm import read_all_due
from workchat.totvs.try_connection import try_all_due
from workchat.whatsapp.connect import api_of
from workchat.whatsapp.fetch_media import fetch_media_all_due
from workchat.whatsapp.keep import clean_up as forget_old_updates
from workchat.whatsapp.sync_templates import sync_templates_all_due

IDLE_PAUSE = 0.25  # seconds between two looks at an empty lane: an idle claim costs 0.3 ms
SENDERS = 32  # threads: so many scheduled messages can be under way at once; one of them looks, the others sleep
SWITCH = 0.0005  # seconds: a busy thread hands the interpreter on ten times as often, or each statement waits 5 ms
AHEAD = 0.2  # seconds before a scheduled message may leave, it is made ready
MINUTE, HOUR = 60, 3600
PATIENCE = 25.0  # seconds: one call to WhatsApp lasts 20 at most
AGAIN = timedelta(minutes=1)  # after a failure, when its next time would be later
KEPT = 15  # seconds: what is done so seldom is done once per due time over all workers, and the database keeps when


@dataclass(frozen=True)
class Task:
    """Something done every so many seconds. It takes `now` and does everything that is due."""

    name: str
    every: float
    run: Callable[[datetime], object]


def timetable() -> tuple[Task, ...]:
    """What needs only the database."""
    return (
        Task("take the lanes of killed workers", 1, free_lanes_of_the_dead),
        Task("mend lanes after the clock went back", 5, mend_lanes_after_the_clock_went_back),
        Task("begin scheduled messages whose time has come", 1, start_all_due),
        Task("draw the recipients of scheduled messages", 1, fan_out_all_due),
        Task("end scheduled messages that are over", 2, finish_all_due),
        Task("mark who does not get a cancelled message", 2, empty_cancelled_all_due),
        Task("transfer tickets that nobody answered", 15, transfer_all_due),
        Task("repeat unanswered questions", 5, ask_again_all_due),
        Task("call a person when a question did not arrive", 5, give_up_asking_all_due),
        Task("show messages without proof as uncertain", MINUTE, give_up_on_proof_all_due),
        Task("check spreadsheets and let contacts in", 1, check_and_import_all_due),
        Task("delete old sessions and links", HOUR, forget_old_sessions),
        Task("delete old kept updates", HOUR, forget_old_updates),
        Task("delete spreadsheets and what their lines said", HOUR, clean_up_imports),
        Task("delete what syncs of students read and told", HOUR, clean_up_syncs),
        Task("forget passes of the portal that ran out", HOUR, forget_used_launches),
        Task("forget programs that are gone", HOUR, forget_old_programs),
    )


def network_timetable(config: Config) -> tuple[Task, ...]:
    """Slow calls, in a thread of their own so that they never delay a transfer."""
    api = api_of(config)
    return (
        Task("tell WhatsApp what agents read", 3, lambda now: mark_read_all_due(now, api)),
        Task("fetch media", 2, lambda now: fetch_media_all_due(now, api, config.instance)),
        Task("upload the files of scheduled messages", 3, lambda now: upload_all_due(now, api)),
        Task("synchronise templates", 6 * HOUR, lambda now: sync_templates_all_due(now, api)),
    )


def students_timetable(config: Config, stopping: Callable[[], bool]) -> tuple[Task, ...]:
    """TOTVS answers slowly, and thousands of students enter: in a thread of their own. `stopping`: leave it for the
    next start."""
    return (
        Task("begin the night's reading of TOTVS", 30, start_nightly_all_due),
        Task("try the connection to TOTVS", 1, lambda now: try_all_due(now, config, stopping)),
        Task("read TOTVS", 1, lambda now: read_all_due(now, config, stopping)),
        Task("let students enter", 1, lambda now: apply_all_due(now, lambda: not stopping())),
    )


def copies_timetable(config: Config, stopping: Callable[[], bool]) -> tuple[Task, ...]:
    """A copy of everything takes its time: nothing else waits for it."""
    return (Task("copy the records for the night", MINUTE, lambda now: back_up_all_due(now, config, stopping)),)


class Worker:
    """The threads of one worker process. Any number of processes may run on Postgres: all send, and one of them keeps
    each timetable. On SQLite one does it all."""

    def __init__(self, config: Config, kind: str = WORKER) -> None:
        self._stop, api = threading.Event(), api_of(config)
        self._senders = (Deliverer(api), ScheduledDeliverer(api, ahead=AHEAD))
        reply, bulk = self._senders
        turns = [Turn(name) for name in ("timetable", "network", "students", "copies")]
        of_students, of_copies = (partial(self._stopping, turn) for turn in turns[2:])
        kept = timetable(), network_timetable(config), students_timetable(config, of_students)
        kept += (copies_timetable(config, of_copies),)
        jobs = [("reply lane", self._send, (reply,)), *[("bulk lane", self._send, (bulk,))] * SENDERS]
        jobs += [(turn.name, self._keep, (turn, tasks)) for turn, tasks in zip(turns, kept, strict=True)]
        self._threads = [threading.Thread(target=run, args=what, name=name) for name, run, what in jobs]
        self.heartbeat = Heartbeat(kind, turns, self._looked)

    def start(self) -> None:
        sys.setswitchinterval(SWITCH)
        self.heartbeat.start()  # first: it takes the turns
        for thread in self._threads:
            thread.start()

    def stop(self, timeout: float = PATIENCE) -> None:
        """Finish the message in hand, then stop. `timeout` in seconds, longer than one call to WhatsApp."""
        self._stop.set()
        deadline = time.monotonic() + timeout
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        for deliverer in self._senders:
            deliverer.give_up.set()  # the database is away for too long: what was in hand will be shown as uncertain
        self.heartbeat.stop()

    def _looked(self) -> float | None:
        """How many seconds ago the slower of the senders looked for messages."""
        looks = [deliverer.looked for deliverer in self._senders]
        return None if None in looks else time.monotonic() - min(looks)

    def _stopping(self, turn: Turn) -> bool:
        """Asked by long tasks at each step: so they show that they do not hang."""
        turn.goes_on()
        return self._stop.is_set()

    def _send(self, deliverer: Deliverer) -> None:
        while not self._stop.is_set():
            if taken := self._take(deliverer):
                self._guarded("send", lambda taken=taken: deliverer.send(*taken))

    def _take(self, deliverer: Deliverer) -> tuple | None:
        """The next message, or None after a pause. Threads that share a deliverer wait in line and cost nothing."""
        with deliverer.looking:
            taken = None if self._stop.is_set() else self._guarded("take", deliverer.take)
            if taken is None:
                self._stop.wait(deliverer.wait_seconds(IDLE_PAUSE))
            return taken

    def _keep(self, turn: Turn, tasks: tuple[Task, ...]) -> None:
        """Run each task when it is due, right after a start too: what fell due while we were off is done now."""
        due = dict.fromkeys(tasks, 0.0)
        while not self._stop.is_set():
            for task in tasks:
                turn.goes_on()
                if time.monotonic() >= due[task] and turn.mine() and not self._stop.is_set():
                    self._guarded(task.name, lambda task=task: _run_if_due(task, turn))
                    due[task] = time.monotonic() + min(task.every, KEPT)
            self._stop.wait(0.5)

    def _guarded(self, name: str, act: Callable[[], object]) -> object:
        """A failure must not end the thread: say it once, without anything personal, and go on after a moment."""
        try:
            return act()
        except Exception as error:
            tell_seldom("worker failed", error, task=name)
            self._stop.wait(2)
            return None


def _run_if_due(task: Task, turn: Turn) -> None:
    with db.connection_context():
        now = clock()
        if task.every < KEPT or turn.begins(task.name, task.every, now):
            began = time.monotonic()
            with about(task=task.name):
                try:
                    done = task.run(now)
                except Exception:
                    turn.failed(task.name, now + AGAIN)
                    raise
                tell("task", INFO if done else DEBUG, done=done, ms=round((time.monotonic() - began) * 1000))
