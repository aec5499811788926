"""The days on which the school itself sends nothing: one a line, or a range, with what they are."""

import re
from datetime import date, timedelta

MOST_LINES, LONGEST_RANGE, LONGEST_NAME = 200, 366, 60
EXAMPLE, RANGE = "24/12/2026 Recesso", "24/12/2026 a 31/01/2027 Férias"
_LINE = re.compile(
    r"(?P<first>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})(?:\s*(?:a|à|até|-|–)\s*(?P<last>[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}))?"
    r"(?P<name>\D.*)?"
)
Days = tuple[date, date, str]  # first, last, name


def read_days(typed: str) -> tuple[str, str]:
    """(stored, problem): lines "24/12/2026 Recesso" or "24/12/2026 a 31/01/2027 Férias" become ISO dates, in order.

    With a problem, which names the lines, nothing is stored.
    """
    lines = [(at, line.strip()) for at, line in enumerate(typed.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_LINES:
        return "", f"São {len(lines)} linhas: o limite é {MOST_LINES}. Junte dias seguidos: 24/12/2026 a 31/01/2027."
    read = [(at, _read(line)) for at, line in lines]
    problems = [f"Linha {at}: {problem}" for at, problem in read if isinstance(problem, str)]
    if problems:
        more = f" Mais {len(problems) - 3} linhas com problema." if len(problems) > 3 else ""
        return "", " ".join(problems[:3]) + more
    return "\n".join(_stored(days) for days in sorted({days for _, days in read})), ""


def days_of(stored: str) -> dict[date, str]:
    """Day -> what it is, ranges unfolded."""
    found = {}
    for first, last, name in _parts(stored):
        found |= {first + timedelta(days): name for days in range((last - first).days + 1)}
    return found


def typed_days(stored: str) -> str:
    """As a person types them, one a line."""
    return "\n".join(
        f"{first:%d/%m/%Y}{f' a {last:%d/%m/%Y}' if last != first else ''} {name}".rstrip()
        for first, last, name in _parts(stored)
    )


def _read(line: str) -> Days | str:
    found = _LINE.fullmatch(line)
    if not found:
        return f"comece pela data com o ano. Exemplo: {EXAMPLE}."
    first, last = _date(found["first"]), _date(found["last"] or found["first"])
    if not first or not last:
        return "esta data não existe."
    if last < first:
        return "o fim vem antes do começo."
    if (last - first).days >= LONGEST_RANGE:
        return f"são mais de {LONGEST_RANGE} dias seguidos."
    name = " ".join((found["name"] or "").split()).lstrip("-–:, ")
    if re.search("[0-9]/[0-9]", name):
        return f"para dias seguidos escreva assim: {RANGE}."
    if len(name) > LONGEST_NAME or not name.isprintable():
        return f"use um nome simples, com até {LONGEST_NAME} letras."
    return first, last, name


def _date(typed: str) -> date | None:
    day, month, year = map(int, typed.split("/"))
    try:
        return date(year, month, day) if 2000 <= year <= 2999 else None
    except ValueError:
        return None


def _stored(days: Days) -> str:
    first, last, name = days
    return f"{first}{f'..{last}' if last != first else ''} {name}".rstrip()


def _parts(stored: str) -> list[Days]:
    rows = (line.partition(" ") for line in stored.splitlines())
    ends = [((span.partition("..")[0], span.rpartition("..")[2]), name) for span, _, name in rows]
    return [(date.fromisoformat(first), date.fromisoformat(last), name) for (first, last), name in ends]
