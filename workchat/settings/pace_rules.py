"""What may be typed about the pace of scheduled messages under Gerais, what it risks, and what it means in words."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from workchat.outbox.calendar import national_holidays
from workchat.outbox.forecast import Forecast, lasts
from workchat.outbox.forecast_words import at_hour, in_words, of_hour
from workchat.outbox.own_days import days_of
from workchat.outbox.pace import Pace
from workchat.settings.typed import read_optional, read_whole_number, shown_hour
from workchat.text.durations import spoken
from workchat.text.numbers import dotted

SHORTEST_INTERVAL, LONGEST_INTERVAL = 2, 3600  # seconds
RISKY_INTERVAL, CAREFUL_INTERVAL = 10, 20
MOST_VARIATION, MOST_PEOPLE = 100, 100_000
MOST_MESSAGES, LONGEST_PAUSE = 1000, 6 * 3600
CALM_FROM, CALM_UNTIL = "08:00", "20:00"

SPAM = "com 1 por segundo o WhatsApp trata o envio como spam e bloqueia o número"
CLOSE = (
    "Intervalos curtos aumentam o risco de bloqueio do número. "
    "Nenhum intervalo garante que o número não será bloqueado."
)
CAREFUL = "Abaixo de 20 segundos, comece por listas pequenas e aumente aos poucos."
EARLY_OR_LATE = (
    "Mensagens antes das 8:00 ou depois das 20:00 incomodam as famílias, e quem se incomoda bloqueia o número."
)
SUNDAY = "Mensagens no domingo incomodam as famílias, e quem se incomoda bloqueia o número."
DAYS = {"weekday": "Segunda a sexta", "saturday": "Sábado", "sunday": "Domingo"}
SHORT_DAYS = {"weekday": ("seg–sex", "segunda a sexta"), "saturday": ("sáb", "sábados"), "sunday": ("dom", "domingos")}


def read_interval(typed: str) -> tuple[int | None, str]:
    """(seconds, "") or (None, why not) for the interval between scheduled messages."""
    number, problem = read_whole_number(typed, "segundos", "30")
    if problem:
        return None, "Informe o intervalo em segundos." if not typed.strip() else problem
    if number < SHORTEST_INTERVAL:
        return None, f"O intervalo mínimo é {SHORTEST_INTERVAL} segundos: {SPAM}."
    if number > LONGEST_INTERVAL:
        return None, f"O intervalo máximo é {LONGEST_INTERVAL} segundos (1 hora)."
    return number, ""


def read_variation(typed: str) -> tuple[int, str]:
    """Per cent that chance may add to the interval; empty is none."""
    number, problem = read_optional(typed.strip().removesuffix("%"), "por cento", "20", 0, MOST_VARIATION, "A variação")
    return number or 0, problem


def read_cap(typed: str) -> tuple[int | None, str]:
    """People in 24 hours; empty is None, WhatsApp's own limit."""
    return read_optional(typed.replace(".", ""), "pessoas", "200", 1, MOST_PEOPLE, "O limite de pessoas")


def read_pause_every(typed: str) -> tuple[int | None, str]:
    """Messages between two longer pauses; empty is None."""
    return read_optional(typed, "mensagens", "20", 2, MOST_MESSAGES, "O número de mensagens entre as pausas")


def read_pause_seconds(typed: str) -> tuple[int | None, str]:
    """Seconds of the longer pause; empty is None."""
    return read_optional(typed, "segundos", "60", 1, LONGEST_PAUSE, "A pausa, em segundos,")


def hours_problem(kind: str, begin: str, end: str) -> str:
    """Why a day's hours cannot be kept; both empty = nothing is sent on such days."""
    if bool(begin) != bool(end):
        return f"{DAYS[kind]}: preencha o começo e o fim, ou deixe os dois vazios."
    return f"{DAYS[kind]}: o fim precisa vir depois do começo." if begin and begin >= end else ""


def interval_warning(interval: int) -> tuple[str, str]:
    """(words, "danger" or "warn") beside an interval that is allowed but short; ("", "") for a calm one."""
    if interval < RISKY_INTERVAL:
        return CLOSE, "danger"
    return (CAREFUL, "warn") if interval < CAREFUL_INTERVAL else ("", "")


def hours_warnings(hours: dict[str, tuple[str, str]]) -> list[str]:
    """What to say of hours that are allowed but disturb families. `hours`: kind of day -> (from, until)."""
    warnings = []
    if any(begin and (begin < CALM_FROM or end > CALM_UNTIL) for begin, end in hours.values()):
        warnings.append(EARLY_OR_LATE)
    return warnings + [SUNDAY] * bool(hours["sunday"][0])


def estimate(people: int, pace: Pace) -> str:
    """How long one message to so many people takes, by the sender's own pace: "320 contatos × 30 s ≈ 2 h 40 min"."""
    if people == 1:
        return "1 contato: sem intervalo a esperar"
    each = f"{pace.interval} s"
    if pace.variation_percent:
        each = f"{pace.interval} a {-(-pace.interval * (100 + pace.variation_percent) // 100)} s"
    pauses = ", com as pausas," if 0 < pace.pause_every < people else ""
    return f"{dotted(people)} contatos × {each}{pauses} ≈ {spoken(lasts(people, pace))}"


def if_begun_now(told: Forecast | None, now: datetime, zone: ZoneInfo) -> str:
    """When it would end, begun at this moment, in one line."""
    lines = in_words(told, now, zone)
    if told is None or len(lines) > 1:
        return " ".join(lines)
    if told.begins == now:
        return f"Se começar {at_hour(now, zone)}, termina por volta {of_hour(told.ends, zone)}."
    return f"Agendada agora, {lines[0][0].lower()}{lines[0][1:]}"


def next_holidays(today: date, count: int = 5) -> list[tuple[date, str]]:
    """The national holidays from today on."""
    found = {**national_holidays(today.year), **national_holidays(today.year + 1)}
    return [(day, name) for day, name in found.items() if day >= today][:count]


def protection_summary(settings) -> str:
    """The whole section in a line: "seg–sex 8:00–20:00, … sem domingos e feriados · até 250 pessoas em 24 h"."""
    hours = {kind: hours_of(settings, kind) for kind in DAYS}
    parts = [f"{SHORT_DAYS[kind][0]} {shown_hour(a)}–{shown_hour(b)}" for kind, (a, b) in hours.items() if a and b]
    without = [SHORT_DAYS[kind][1] for kind, (begin, _) in hours.items() if not begin]
    without += ["feriados"] * settings.skips_holidays
    if own := len(days_of(settings.extra_days)):
        without.append(f"{own} dias da escola" if own > 1 else "1 dia da escola")
    if without:
        parts.append("sem " + " e ".join([", ".join(without[:-1])] * bool(without[:-1]) + without[-1:]))
    cap = settings.daily_cap
    extras = [f"até {dotted(cap)} pessoas em 24 h" if cap else "limite de pessoas do WhatsApp"]
    extras += [f"variação de até {settings.variation_percent}%"] * bool(settings.variation_percent)
    extras += ["começo gradual"] * settings.ramps
    if settings.pause_every and settings.pause_seconds:
        extras.append(f"pausa de {settings.pause_seconds} s a cada {settings.pause_every} mensagens")
    return " · ".join([", ".join(parts), *extras])


def hours_of(settings, kind: str) -> tuple[str, str]:
    """("08:00", "20:00") of a kind of day; empty = nothing is sent."""
    return getattr(settings, f"{kind}_from"), getattr(settings, f"{kind}_until")
