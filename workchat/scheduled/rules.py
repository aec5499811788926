"""What may be typed about a scheduled message, and how its date, its price and its risks are said."""

import re
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from workchat.outbox.forecast_words import WEEKDAYS, at_hour, day_word
from workchat.scheduled.file_kind import clean_filename as clean_filename
from workchat.scheduled.file_kind import read_file as read_file
from workchat.scheduled.occurrence import next_occurrence as next_occurrence
from workchat.scheduled.risks import FALLBACKS
from workchat.scheduled.risks import Facts as Facts
from workchat.scheduled.risks import risks as risks
from workchat.settings.typed import spoken_price
from workchat.text.numbers import dotted
from workchat.text.rules import LIMIT, clean, longest_length, utf16_length
from workchat.whatsapp.compose import CAPTION_LIMIT, TEMPLATE_TEXT_LIMIT

OPT_OUT_LINE = "Para não receber mais, responda SAIR."
LONGEST_TITLE, LONGEST_REASON = 80, 300
FURTHEST = 2  # years
SOON = timedelta(minutes=10)

REPEATS = {"once": "Uma vez só", "weekly": "Toda semana", "monthly": "Todo mês"}
CATEGORIES = {"MARKETING": "marketing", "UTILITY": "utilidade", "AUTHENTICATION": "autenticação"}
SERVICE = "serviço"
FILE_HEADERS = {"IMAGE": ("image/jpeg", "image/png"), "DOCUMENT": ("application/pdf",)}  # of templates

BAD_DATE = "Não entendemos a data. Escreva assim: 05/12/2026."
BAD_TIME = "Não entendemos a hora. Escreva assim: 14:30."
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})|(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_TIME = re.compile(r"(\d{1,2})\s*(?:(?::|h)\s*(\d{2})(?::\d{2})?\s*(?:min|m|h)?|h(?:oras?)?)", re.ASCII | re.IGNORECASE)


def room(has_file: bool, line: bool) -> int:
    """UTF-16 units left for what is typed: under a file WhatsApp takes less, and the way out counts too."""
    return (CAPTION_LIMIT if has_file else LIMIT) - (utf16_length(f"\n\n{OPT_OUT_LINE}") if line else 0)


def length_problem(text: str, has_file: bool, line: bool) -> str:
    """By how much a text is over what WhatsApp takes, with the longest names that are likely; empty when it fits."""
    over = longest_length(text) - room(has_file, line)
    if over <= 0:
        return ""
    count = "1 caractere" if over == 1 else f"{over} caracteres"
    what = "Com um arquivo, o texto pode ter" if has_file else "O texto pode ter"
    counting = ", contando a linha do SAIR" if line else ""
    limit = dotted(CAPTION_LIMIT if has_file else LIMIT)
    return f"{what} até {limit} caracteres{counting}. Corte {count}."


def likely_value(gap: str, first: bool) -> str:
    """What probably stands in a gap, with a fallback: WhatsApp refuses an empty one."""
    known = {"nome": "{{nome|família}}", "primeiro_nome": "{{primeiro_nome|família}}", "escola": "{{escola}}"}
    known |= {name: f"{{{{{name}|{fallback}}}}}" for name, fallback in FALLBACKS.items()}
    known |= {"name": known["nome"], "first_name": known["primeiro_nome"], "school": known["escola"]}
    return known.get(gap.lower(), known["primeiro_nome"] if first and gap.isdigit() else "")


def gap_problem(typed: str) -> str:
    """Why a template's gap may not be filled like this (Meta: parameters); empty when it may."""
    text = clean(typed).strip()
    if not text:
        return "Preencha este campo: o WhatsApp recusa um modelo com campo vazio."
    if re.search(r"[\n\t]| {5}", text):
        return "Use uma linha só, sem tabulação e sem muitos espaços seguidos: o WhatsApp recusa."
    over = longest_length(text) - TEMPLATE_TEXT_LIMIT
    return f"O campo passa do limite em {over} {'caractere' if over == 1 else 'caracteres'}." if over > 0 else ""


def read_when(day: str, hour: str, zone: ZoneInfo, now: datetime) -> tuple[datetime | None, str, str]:
    """(naive UTC, "", "") of a date and a time on the school's wall clock, or (None, date's problem, time's problem).

    As the browser's own fields send them, or typed: "05/12/2026" and "14:30", or both in the date.
    """
    day, hour = " ".join(day.split()), " ".join(hour.split())
    if not hour:
        day, hour = _split(day)
    on, at = _read_date(day), _read_time(hour)
    if on is None or at is None:
        wrong_day = "Escolha a data do envio." if not day else BAD_DATE
        wrong_hour = "Escolha a hora do envio." if not hour else BAD_TIME
        return None, wrong_day if on is None else "", wrong_hour if at is None else ""
    if on.year > now.year + FURTHEST:
        return None, f"Escolha uma data até {now.year + FURTHEST}.", ""
    moment = datetime.combine(on, at, zone).astimezone(UTC).replace(tzinfo=None) if on.year > 2000 else now
    if on.year <= 2000 or moment < now:
        return None, "Esta data e hora já passaram. Escolha uma que ainda vem.", ""
    return moment, "", ""


def _split(day: str) -> tuple[str, str]:
    """A date with its time behind it, as people write it: 05/12/2026 às 14h30, 2026-12-05T14:30."""
    head, _, tail = day.replace("T", " ").partition(" ")
    return head, re.sub(r"^(?:às|as|,)\s*", "", tail.strip())


def _read_date(typed: str) -> date | None:
    match = _DATE.fullmatch(typed)
    if not match:
        return None
    d, m, y = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    try:
        return date(int(y) + (2000 if len(y) == 2 else 0), int(m), int(d))
    except ValueError:
        return None


def _read_time(typed: str) -> time | None:
    match = _TIME.fullmatch(typed)
    if not match or int(match[1]) > 23 or int(match[2] or 0) > 59:
        return None
    return time(int(match[1]), int(match[2] or 0))


def on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """A stored time as the school's clock shows it."""
    return moment.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)


def when_words(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """hoje às 14:30 · amanhã (terça) às 8:00 · sábado, 05/12, às 9:00."""
    day = day_word(on_the_wall(moment, zone).date(), on_the_wall(now, zone).date())
    return f"{day} {at_hour(moment, zone)}"


def repeat_words(repeat: str, due_at: datetime | None, repeat_day: int | None, zone: ZoneInfo, now: datetime) -> str:
    """toda semana, na segunda · todo mês, no dia 31 (ou no último) · "" for once."""
    then = on_the_wall(due_at or now, zone)
    if repeat == "weekly":
        article = "no" if then.weekday() > 4 else "na"
        return f"toda semana, {article} {WEEKDAYS[then.weekday()]}"
    if repeat == "monthly":
        day = repeat_day or then.day
        return f"todo mês, no dia {day}" + (" (ou no último dia do mês)" if day > 28 else "")
    return ""


def people(count: int) -> str:
    """1 contato, 320 contatos, 12.000 contatos."""
    return f"{dotted(count)} {'contato' if count == 1 else 'contatos'}"


def students(count: int) -> str:
    """1 aluno, 28 alunos."""
    return f"{dotted(count)} {'aluno' if count == 1 else 'alunos'}"


def money(ten_thousandths: int) -> str:
    """Ten-thousandths of a real as R$ 21,76, rounded to the cent."""
    amount = (Decimal(ten_thousandths) / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return "R$ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def cost_words(count: int, price: int | None, category: str) -> str:
    """Roughly what it costs; "" when the school did not say the price of that category (`price` as Settings has it)."""
    if price is None:
        return ""
    return f"Cerca de {money(count * price)}: {people(count)} × {spoken_price(price)} ({category})"


def progress_title(done: int, total: int, title: str) -> str:
    return f"{dotted(done)} de {dotted(total)} · {title}"


def changes_soon(state: str, due_at: datetime | None, now: datetime) -> bool:
    """Whether a page should keep asking: something is being sent, or is about to begin."""
    return state == "sending" or (state == "scheduled" and due_at is not None and due_at - now < SOON)
