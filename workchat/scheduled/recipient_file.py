"""Who got a scheduled message, as a file that a spreadsheet opens: nothing in it is ever run as a formula."""

import csv
import io
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.recipients import every_recipient
from workchat.scheduled.rules import on_the_wall

COLUMNS = ("Nome", "Telefone", "Situação", "Quando", "Erro", "O que fazer")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # OWASP: CSV injection
BOM = "\ufeff"  # without it Excel reads the accents wrong


def lines_of(message: ScheduledMessage, zone: ZoneInfo) -> Iterator[str]:
    """The file, line by line, separated by semicolons as a Brazilian Excel expects."""
    yield BOM + _line(COLUMNS)
    for row in every_recipient(message):
        at = f"{on_the_wall(row.at, zone):%d/%m/%Y %H:%M}" if row.at else ""
        yield _line((row.name, row.phone.removeprefix("+"), row.status_words, at, row.error, row.advice))


def _line(values: tuple[str, ...]) -> str:
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerow([_safe(value) for value in values])
    return written.getvalue()


def _safe(value: str) -> str:
    """A cell that begins like a formula is a text. (A phone comes without its plus sign.)"""
    return f"'{value}" if value.startswith(FORMULA) else value
