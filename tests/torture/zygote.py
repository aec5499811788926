"""A process that has imported everything and starts the others by forking: a start costs 20 ms instead of 600."""

import itertools
import json
import os
import select
import signal
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from workchat.config import ROOT


class Process:
    """One forked process, as the main process sees it. `name`: a number that no other ever had, as process ids do."""

    def __init__(self, name: int, pid: int, kind: str) -> None:
        self.name, self.kind = name, kind
        try:
            self._handle = os.pidfd_open(pid)
        except ProcessLookupError:  # gone already
            self._handle = None

    def ended(self, seconds: float) -> bool:
        """Wait for its end so long at most; whether it has ended."""
        if self._handle is not None:
            poll = select.poll()
            poll.register(self._handle, select.POLLIN)
            if not poll.poll(max(seconds, 0) * 1000):
                return False
            os.close(self._handle)
            self._handle = None
        return True

    def signal(self, number: int) -> None:
        """By its handle, so that nobody else with the same number is hit."""
        if self._handle is not None:
            signal.pidfd_send_signal(self._handle, number)


class Zygote:
    """`hear`: called with every line that a process tells, in a thread of this one."""

    def __init__(self, hear: Callable[[dict], None], log: Path) -> None:
        self._hear, self._serials, self._gate = hear, itertools.count(), threading.Lock()
        self._born: dict[int, int] = {}
        self._news = threading.Condition()
        with log.open("ab") as errors:
            self._parent = subprocess.Popen([sys.executable, "-m", "tests.torture.zygote"], cwd=ROOT, stderr=errors,
                                            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # fmt: skip
        self._thread = threading.Thread(target=self._listen, name="zygote's news", daemon=True)
        self._thread.start()

    def start(self, kind: str, **order: object) -> Process:
        return Process(*self._ask({"kind": kind, **order}), kind)

    def catch_up(self) -> None:
        """Wait until all was heard that the dead said before they died."""
        self._ask({"kind": ""})

    def _ask(self, order: dict) -> tuple[int, int]:
        serial = next(self._serials)
        with self._gate:
            self._parent.stdin.write(json.dumps({"serial": serial, **order}) + "\n")
            self._parent.stdin.flush()
        with self._news:
            assert self._news.wait_for(lambda: serial in self._born, 60), "the zygote died"
            return serial, self._born.pop(serial)

    def stop(self) -> None:
        """The zygote ends, and with it whoever still lives."""
        self._parent.stdin.close()
        self._parent.wait()
        self._thread.join(5)
        self._parent.stdout.close()

    def _listen(self) -> None:
        for line in self._parent.stdout:
            told = json.loads(line)
            if "serial" in told:
                with self._news:
                    self._born[told["serial"]] = told["pid"]
                    self._news.notify_all()
            else:
                self._hear(told)


def main() -> None:
    """Fork for each line that comes in, and say the new process's id."""
    from tests.torture.child import live, ready

    tell_to = os.dup(1)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are gone at once: a lane's holder must be seen as dead
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for line in iter(sys.stdin.readline, ""):
        order = json.loads(line)
        pid = os.fork() if order["kind"] and ready(order) else -1
        if pid == 0:
            _live(live, order, tell_to)
        os.write(tell_to, (json.dumps({"serial": order["serial"], "pid": pid}) + "\n").encode())


def _live(live: Callable, order: dict, tell_to: int) -> None:
    """A forked process never comes back into the loop above."""
    try:
        live(order, tell_to)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
