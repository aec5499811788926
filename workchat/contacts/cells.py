"""Reading one cell of a spreadsheet: a phone, a CPF, a birth date, a name, names of groups; or why it is none."""

import re
from datetime import date, timedelta

from phonenumbers import PhoneMetadata

from workchat.contacts.rules import NAMELESS, clean_name, e164, find_cpfs, is_cpf

Cell = str | int | float  # of an XLSX file numbers stay numbers; its dates are written 1988-03-05

OLDEST = 120  # years
LONGEST_GROUP = 60  # characters of the name of a group or tag
FIRST_DAY = date(1899, 12, 30)  # Excel counts days from here
LATEST_SERIAL = 73_050  # the end of 2099

LOST_DIGITS = "“{}” perdeu os últimos números: formate a coluna como texto"
NO_PHONE = "sem telefone"
NO_CPF = "CPF não confere"
NOT_A_DATE = "data de nascimento não foi entendida: escreva como 05/03/1988"

_BRAZIL = PhoneMetadata.metadata_for_region("BR")
_VALID = re.compile(f"{_BRAZIL.mobile.national_number_pattern}|{_BRAZIL.fixed_line.national_number_pattern}")
# How nearly every phone of a Brazilian spreadsheet is written; the library (20 times slower) reads the others.
_USUAL = re.compile(r"(?:\+?55 ?)?(?:\(([1-9]{2})\)|([1-9]{2})) ?(9?[2-9][0-9]{3})[- ]?([0-9]{4})")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9À-ÖØ-öø-ÿ ,.'’()/ºª-]{1,120}")  # clean_name would change nothing
_SCIENTIFIC = re.compile(r"([0-9])(?:[.,]([0-9]+))?[eE]\+?([0-9]{1,2})")
_MASKED_CPF = re.compile(r"\*{3}\.[0-9]{3}\.[0-9]{3}-\*{2}")  # as rules.mask_cpf
_ELEVEN = re.compile(r"(?:\d\D*){11}")
_WITH_ZERO = re.compile(r"([0-9]{6,14})[.,]0{1,2}")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.\-]([0-9]{1,2})[/.\-]([0-9]{4}|[0-9]{2})(?:[ T].*)?")
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.\-]([0-9]{1,2})[/.\-]([0-9]{1,2})(?:[ T].*)?")
_TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{4})")
_SEVERAL = re.compile(r"[/;,|\n]| ou | e ")


class BadCell(Exception):
    """The cell cannot be what its column should hold. The text says why, to stand after "linha 17:"."""


def text_of(cell: Cell) -> str:
    """The cell as text, single spaces, without the apostrophe that shields it from being taken for a formula."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    text = " ".join(cell.split()) if isinstance(cell, str) else str(cell)
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@0123456789") else text


def read_phone(cell: Cell) -> str:
    """The digits with the country's code, and the ninth digit added: "5511987654321".

    :raises BadCell: when it is empty or no phone of anybody.
    """
    text = _digits_kept(cell)
    usual = _USUAL.fullmatch(text)
    if usual:
        area, ninth = usual[1] or usual[2], "9" if len(usual[3]) == 4 and usual[3] > "6" else ""
        if _VALID.fullmatch(found := f"55{area}{ninth}{usual[3]}{usual[4]}", 2):
            return found
    found = e164(text) if text else None
    if not found:
        raise BadCell(_why_no_phone(text))
    return found[1:]


def read_cpf(cell: Cell) -> str:
    """The eleven digits, "" when the cell is empty. Zeros that the spreadsheet dropped at the left come back.

    Masked as the export writes it, it says nothing: whoever has a CPF here keeps it.

    :raises BadCell: when the check digits are wrong.
    """
    text = _digits_kept(cell)
    if not any(c.isalnum() for c in text) or _MASKED_CPF.fullmatch(text):
        return ""
    digits = re.sub(r"[ .\-/]", "", text)
    if digits.isdecimal() and len(digits) > 11:
        raise BadCell(f"CPF com {len(digits)} dígitos")
    if not is_cpf(digits.zfill(11)):
        raise BadCell(NO_CPF)
    return digits.zfill(11)


def read_birth_date(cell: Cell, today: date) -> date | None:
    """A real day of the past 120 years, None when the cell is empty. Two-digit years: the latest past one.

    :raises BadCell: when it is no date, or nobody's birth date.
    """
    if not isinstance(cell, str) and 1 < cell < LATEST_SERIAL:
        return _lived(FIRST_DAY + timedelta(days=int(cell)), today)
    text = text_of(cell)
    if not any(c.isalnum() for c in text):
        return None
    if not isinstance(cell, str) and len(text) == 7:
        text = f"0{text}"  # 05031988 as a number
    if year_first := _YEAR_FIRST.fullmatch(text):
        year, month, day = year_first.groups()
    elif day_first := _DAY_FIRST.fullmatch(text) or _TOGETHER.fullmatch(text):
        day, month, year = day_first.groups()
    else:
        raise BadCell(NOT_A_DATE)
    return _lived(_real(int(day), int(month), year, today), today)


def read_name(cell: Cell) -> str:
    """A name that is safe to show, "" when there is none.

    :raises BadCell: when a CPF stands in it, which must never be stored in clear.
    """
    text = text_of(cell)
    if not text:
        return ""
    _refuse_cpf(text, "o nome")
    name = _clean(text)
    return "" if name == NAMELESS else name


def read_names(cell: Cell, what: str) -> list[str]:
    """The names of groups or tags in one cell, divided by ; , | or a new line. `what`: "grupo" or "tag".

    :raises BadCell: when one is too long to be a name, or holds a CPF.
    """
    parts = re.split(r"[;,|\n]", cell) if isinstance(cell, str) else [cell]
    names = [name for part in parts if (name := _clean(text_of(part))) != NAMELESS]
    for name in names:
        _refuse_cpf(name, f"o nome do {what}" if what == "grupo" else f"o nome da {what}")
        if len(name) > LONGEST_GROUP:
            raise BadCell(f"{what} com mais de {LONGEST_GROUP} letras")
    return list(dict.fromkeys(names))


def _clean(text: str) -> str:
    return text if _PLAIN_NAME.fullmatch(text) else clean_name(text)


def _refuse_cpf(text: str, where: str) -> None:
    if _ELEVEN.search(text) and find_cpfs(text):
        raise BadCell(f"{where} tem um CPF dentro: confira as colunas")


def _digits_kept(cell: Cell) -> str:
    """The text of a cell with a long number, also of one that Excel wrote as 5,511987654321E+12.

    :raises BadCell: when Excel cut digits off.
    """
    text = text_of(cell)
    if whole := _WITH_ZERO.fullmatch(text):
        return whole[1]
    short = _SCIENTIFIC.fullmatch(text)
    if not short:
        return text
    first, rest, exponent = short[1], short[2] or "", int(short[3])
    if len(rest) < exponent:
        raise BadCell(LOST_DIGITS.format(text))
    return first + rest[:exponent]


def _why_no_phone(text: str) -> str:
    digits = sum(c.isdecimal() for c in text)
    if not any(c.isalnum() for c in text):
        return NO_PHONE
    if not digits:
        return "telefone sem números"
    if digits > 13 and _SEVERAL.search(text):
        return "mais de um telefone na mesma célula: deixe um só"
    if digits in (8, 9):
        return "telefone sem DDD"
    if digits not in (10, 11, 12, 13):
        return f"telefone com {digits} dígito{'s' if digits > 1 else ''}"
    return "telefone não existe: confira o DDD e o número"


def _real(day: int, month: int, year: str, today: date) -> date:
    years = [int(year)] if len(year) == 4 else [2000 + int(year), 1900 + int(year)]
    found = [made for number in years if (made := _made(number, month, day))]
    if not found:
        raise BadCell(f"data de nascimento {day:02}/{month:02}/{year} não existe")
    return next((made for made in found if made <= today), found[0])


def _made(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _lived(found: date, today: date) -> date:
    if found > today:
        raise BadCell(f"data de nascimento {found:%d/%m/%Y} ainda não chegou")
    if today.year - found.year > OLDEST:
        raise BadCell(f"data de nascimento {found:%d/%m/}{found.year}: há mais de {OLDEST} anos")
    return found
