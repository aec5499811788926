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
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

DEBUG, INFO, WARNING, ERROR = logging.DEBUG, logging.INFO, logging.WARNING, logging.ERROR
FOREIGN = "library"  # the event of a line that is not ours
SELDOM = 60.0  # seconds: what fails twenty times a minute is told once, with how often

_log = logging.getLogger("workchat")
_about: ContextVar[dict | None] = ContextVar("about", default=None)
_told: dict[tuple, tuple[float, int]] = {}


def tell(event: str, level: int = INFO, **fields: str | float | bool | None) -> None:
    """Write one line. `fields`: numbers, ids and words of the program; never what somebody typed or sent."""
    if _log.isEnabledFor(level):
        known = {**(_about.get() or {}), **fields}
        _log.handle(_log.makeRecord(_log.name, level, "", 0, event, (), None, extra={"told": known}))


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


class OneLine(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        head = {"time": f"{at:%Y-%m-%dT%H:%M:%S}.{int(record.msecs):03}Z", "level": record.levelname.lower()}
        told = getattr(record, "told", None)
        event = {"event": FOREIGN if told is None else record.msg, "logger": record.name}
        return json.dumps({**head, **event, **(_foreign(record) if told is None else told)}, default=_kind)


def _foreign(record: logging.LogRecord) -> dict[str, str]:
    """Where a library spoke, and of which error: its words may be the address of a request."""
    error = record.exc_info[1] if record.exc_info else None
    said = {**(_about.get() or {}), "at": _of(record.pathname, record.lineno)}
    return {**said, "kind": type(error).__name__, "at": place(error)} if error else said


def _kind(value: object) -> str:
    return type(value).__name__


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
    out = logging.StreamHandler()
    out.setFormatter(OneLine())
    logging.basicConfig(level=WARNING, handlers=[out], force=True)
    logging.raiseExceptions = False  # standard error is gone: Python would write a trace with the arguments
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
