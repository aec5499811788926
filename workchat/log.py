"""What the person who looks after the server reads: one JSON line an event, in English, and nobody's name in it.

A line has only what our own code wrote into it: numbers, ids and words of the program. What other libraries say may
hold an address, a CPF or a token, so of theirs only the place is told, and of an exception its kind and place.
"""

import json
import logging
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import lru_cache
from typing import TextIO

DEBUG, INFO, WARNING, ERROR = logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR
FOREIGN = "library"  # the event of a line that is not ours
SELDOM = 60.0  # seconds: what fails twenty times a minute is told once, with how often

_log = logging.getLogger("workchat")
_about: ContextVar[dict | None] = ContextVar("about", default=None)
_told: dict[tuple, tuple[float, int]] = {}
_turn = threading.RLock()  # reentrant: what is collected while a line is written may have a line to write itself
OUTS: list[TextIO] = []  # where lines go: standard error, once `one_line_an_event` was called


def is_told(level: int) -> bool:
    """Whether lines of this level are written at all."""
    return _log.isEnabledFor(level)


def tell(event: str, level: int = INFO, **fields: str | float | bool | None) -> None:
    """Write one line. `fields`: numbers, ids and words of the program; never what somebody typed or sent."""
    if _log.isEnabledFor(level):
        _write({**_head(time.time(), level, event, _log.name), **(_about.get() or {}), **fields})


def tell_error(event: str, error: BaseException, **fields: str | float | bool | None) -> None:
    """An exception's kind and place only: its text may hold a name, a CPF or a token."""
    tell(event, ERROR, **fields, kind=type(error).__name__, at=place(error))


def tell_seldom(event: str, error: BaseException, **fields: str | float | bool | None) -> None:
    """The same, for what is tried again and again: once a minute, with how often it failed in between."""
    known = (event, type(error), *fields.values())
    last, hushed = _told.get(known, (-SELDOM, 0))
    if time.monotonic() - last < SELDOM:
        _told[known] = (last, hushed + 1)
        return
    _told[known] = (time.monotonic(), 0)
    tell_error(event, error, **fields, **({"repeated": hushed} if hushed else {}))


@contextmanager
def about(**ids: str | int | None) -> Iterator[None]:
    """Everything told meanwhile, in this thread, bears these ids: request, ticket, delivery, number, task."""
    before = _about.set({**(_about.get() or {}), **{name: value for name, value in ids.items() if value is not None}})
    try:
        yield
    finally:
        _about.reset(before)


def also(**ids: str | int) -> None:
    """What became known about the thing in hand: the lines from here to its end bear it too."""
    if (known := _about.get()) is not None:
        known.update(ids)


def count(what: str) -> None:
    """One more of something that belongs to the thing in hand; its later lines say how many."""
    if (known := _about.get()) is not None:
        known[what] = known.get(what, 0) + 1


def asked() -> str:
    """The id of the request in hand; empty outside one."""
    return (_about.get() or {}).get("request", "")


class OfLibraries(logging.Handler):
    """Lines that are not ours go the same way. Ours go around Python's logging: its records took half of their time."""

    def emit(self, record: logging.LogRecord) -> None:
        _write({**_head(record.created, record.levelno, FOREIGN, record.name), **_foreign(record)})


def _head(at: float, level: int, event: str, logger: str) -> dict[str, str]:
    written = f"{_second(int(at))}.{int(at % 1 * 1000):03}Z"
    return {"time": written, "level": _level(level), "event": event, "logger": logger}


@lru_cache(maxsize=1)
def _second(at: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))


@lru_cache
def _level(level: int) -> str:
    return logging.getLevelName(level).lower()


def _write(told: dict) -> None:
    """At once and whole: who looks for the last line before a crash finds it. A lost standard error stops nobody."""
    line = _json(told) + "\n"
    with _turn:
        for out in OUTS:
            with suppress(OSError, ValueError):
                out.write(line)


def _foreign(record: logging.LogRecord) -> dict[str, str]:
    """Where a library spoke, and of which error: its words may be the address of a request."""
    error = record.exc_info[1] if record.exc_info else None
    said = {**(_about.get() or {}), "at": _of(record.pathname, record.lineno)}
    return {**said, "kind": type(error).__name__, "at": place(error)} if error else said


def _kind(value: object) -> str:
    return type(value).__name__


_json = json.JSONEncoder(default=_kind).encode  # made once: json.dumps makes one a line


def place(error: BaseException | None) -> str:
    """The file and line that raised an error."""
    trace, found = error.__traceback__ if error else None, "?"
    while trace:
        found = _of(trace.tb_frame.f_code.co_filename, trace.tb_lineno)
        trace = trace.tb_next
    return found


def _of(path: str, line: int) -> str:
    """outbox/deliver.py:88: many features have a rules.py."""
    return f"{'/'.join(path.replace(chr(92), '/').split('/')[-2:])}:{line}"


def one_line_an_event(level: str = "info") -> None:
    """Send every event of this process to standard error, also what nobody caught. `level`: info, debug or warning."""
    OUTS[:] = [sys.stderr] if sys.stderr else []
    logging.basicConfig(level=WARNING, handlers=[OfLibraries()], force=True)
    logging.raiseExceptions = False  # a record that cannot be told: Python would write a trace with the arguments
    logging.captureWarnings(True)
    _log.setLevel({"debug": DEBUG, "warning": WARNING}.get(level, INFO))
    logging.getLogger("waitress.queue").setLevel(ERROR)  # it warns of every short burst
    sys.excepthook, sys.unraisablehook = _uncaught, lambda hook: _uncaught(hook.exc_type, hook.exc_value, None)
    threading.excepthook = lambda hook: _uncaught(hook.exc_type, hook.exc_value, None)


def _uncaught(_kind: type, error: BaseException | None, _trace: object) -> None:
    """Python's own trace ends with the error's text."""
    if isinstance(error, KeyboardInterrupt):
        return
    tell_error("not caught", error or RuntimeError())
