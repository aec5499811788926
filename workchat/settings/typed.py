"""Numbers, hours and prices as people type them, and as they read them again."""

import re
from decimal import Decimal

from workchat.text.numbers import dotted

_HOUR = re.compile(r"([0-9]{1,2})(?:\s*[:.hH]\s*([0-9]{2})?)?\s*(?:min)?")
_PRICE = re.compile(r"(?:R\$\s*)?([0-9]{1,6})(?:[,.]([0-9]{1,4}))?", re.IGNORECASE)
TEN_THOUSANDTHS = 10_000  # of a real: WhatsApp charges less than a cent for some messages


def read_whole_number(typed: str, unit: str, example: str) -> tuple[int, str]:
    """A whole number as people type it, spaces around forgiven. The second item says what is wrong, or is empty."""
    text = typed.strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,40}", text):
        return 0, f"Digite só um número inteiro de {unit}, sem letras e sem vírgula. Exemplo: {example}."
    return int(text), ""


def read_optional(
    typed: str, unit: str, example: str, least: int, most: int, name: str
) -> tuple[int | None, str]:  # fmt: skip
    """As read_whole_number, within bounds; empty is None. `name` begins the sentence about the bounds."""
    if not typed.strip():
        return None, ""
    number, problem = read_whole_number(typed, unit, example)
    if not problem and not least <= number <= most:
        problem = f"{name} vai de {dotted(least)} a {dotted(most)}."
    return (None, problem) if problem else (number, "")


def read_hour(typed: str) -> tuple[str, str]:
    """("08:30", "") from "8:30", "8h30", "8h" or "8"; empty stays empty."""
    if not typed.strip():
        return "", ""
    found = _HOUR.fullmatch(typed.strip())
    if not found:
        return "", "Digite a hora assim: 8:00."
    hour, minute = int(found[1]), int(found[2] or 0)
    if hour > 23 or minute > 59:
        return "", "A hora vai de 0:00 a 23:59."
    return f"{hour:02}:{minute:02}", ""


def shown_hour(stored: str) -> str:
    """ "08:00" as people say it: "8:00"."""
    return stored.removeprefix("0") if stored else ""


def read_price(typed: str) -> tuple[int | None, str]:
    """Ten-thousandths of a real from "0,35" or "R$ 0,0372"; empty is None."""
    if not typed.strip():
        return None, ""
    found = _PRICE.fullmatch(typed.strip())
    if not found:
        return None, "Digite o preço em reais, com até quatro casas. Exemplo: 0,35."
    price = int(found[1]) * TEN_THOUSANDTHS + int((found[2] or "").ljust(4, "0"))
    if price > 100 * TEN_THOUSANDTHS:
        return None, "O preço de uma mensagem vai até R$ 100,00."
    return price, ""


def shown_price(stored: int | None) -> str:
    """ "0,35" or "0,0372": as it is typed."""
    if stored is None:
        return ""
    whole, _, part = f"{Decimal(stored) / TEN_THOUSANDTHS:.4f}".partition(".")
    return f"{whole},{part.rstrip('0'):0<2}"


def spoken_price(stored: int | None) -> str:
    """ "R$ 0,35"; nothing when it is not known."""
    return f"R$ {shown_price(stored)}" if stored is not None else ""
