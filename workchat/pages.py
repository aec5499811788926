"""What every page knows: the school's name, its wall clock, and how to write a date in Portuguese."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Flask, g

from workchat.asked import asked_at
from workchat.contacts.rules import format_phone
from workchat.settings.models import Settings
from workchat.text.durations import spoken
from workchat.text.markup import to_html, to_plain
from workchat.whatsapp.models import Number


def school() -> Settings:
    """The settings row, read once a request."""
    if "school" not in g:
        g.school = Settings.current()
    return g.school


def on_the_wall(moment: datetime) -> datetime:
    """A stored time as the school's clock shows it."""
    return moment.replace(tzinfo=UTC).astimezone(ZoneInfo(school().timezone))


def today() -> date:
    """The day on the school's wall clock, looked up once a request: a list compares each of its times with it."""
    if "today" not in g:
        g.today = on_the_wall(asked_at()).date()
    return g.today


def local(moment: datetime | None, pattern: str = "%d/%m/%Y %H:%M") -> str:
    """A stored time on the school's wall clock, in words."""
    return on_the_wall(moment).strftime(pattern) if moment else ""


def short_time(moment: datetime) -> str:
    """14:05 for today, 21/11 for another day."""
    then = on_the_wall(moment)
    return f"{then.hour:02}:{then.minute:02}" if then.date() == today() else f"{then.day:02}/{then.month:02}"


def since(moment: datetime | None) -> str:
    """How long ago, in whole minutes: 2 h 40 min, 12 min, agora."""
    if moment is None:
        return ""
    minutes = max(0, int((asked_at() - moment).total_seconds() // 60))
    return spoken(timedelta(minutes=minutes)) if minutes else "agora"


def file_size(size: int | None) -> str:
    """609 bytes, 1,5 KB, 12 MB: as a phone says it."""
    if not size or size < 1000:
        return f"{size or 0} bytes"
    amount, unit = (size / 1000, "KB") if size < 1_000_000 else (size / 1_000_000, "MB")
    return f"{amount:.0f} {unit}" if amount >= 10 else f"{amount:.1f} {unit}".replace(".", ",")


def numbers() -> list[Number]:
    """The active numbers, read once a request."""
    if "numbers" not in g:
        g.numbers = Number.fetch_all("WHERE active ORDER BY id")
    return g.numbers


def simulator_on() -> bool:
    return any(number.is_simulator for number in numbers())


def init_app(app: Flask) -> None:
    app.add_template_filter(local, "local")
    app.add_template_filter(short_time, "short_time")
    app.add_template_filter(since, "since")
    app.add_template_filter(file_size, "file_size")
    app.add_template_filter(format_phone, "phone")
    app.add_template_filter(to_html, "whatsapp")
    app.add_template_filter(to_plain, "unmarked")

    @app.context_processor
    def everywhere() -> dict:
        return {
            "school_name": school().school_name,
            "simulator_on": g.get("user") is not None and simulator_on(),
        }
