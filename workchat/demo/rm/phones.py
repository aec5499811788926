"""A phone as it stands in TOTVS: free text that somebody typed, and the numbers that are really meant by it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number: area code ("" when nobody typed it) and the eight digits of a landline or the nine of a mobile."""

    ddd: str
    local: str
    country: str = "55"

    @property
    def is_mobile(self) -> bool:
        return len(self.local) == 9

    def key(self, area_code: str) -> str:
        """Digits with country and area code; "" when the area code is nowhere to be had."""
        if self.country != "55":
            return f"{self.country}{self.local}"
        ddd = self.ddd or area_code
        return f"55{ddd}{self.local}" if ddd else ""


@dataclass(frozen=True)
class Field:
    """What is typed in one phone field, and the usable numbers in it, in order."""

    text: str | None
    numbers: tuple[Number, ...] = ()


NOTHING = Field(None)
UNUSABLE = (NOTHING, Field("000"), Field(""), Field("(00) 0000-0000"), Field("não tem"), Field("1234"))
DDD = "11"


def chosen(fields: tuple[Field, ...], area_code: str) -> str:
    """The phone that stands for a row: its first mobile, else its first landline; "" when there is none."""
    numbers = [number for field in fields for number in field.numbers if number.key(area_code)]
    ordered = sorted(numbers, key=lambda number: not number.is_mobile)
    return ordered[0].key(area_code) if ordered else ""


def plain(local: str) -> Field:
    return Field(f"{DDD}{local}", (Number(DDD, local),))


def dashed(local: str) -> Field:
    return Field(f"({DDD}) {local[:-4]}-{local[-4:]}", (Number(DDD, local),))


def international(local: str) -> Field:
    return Field(f"+55{DDD}{local}", (Number(DDD, local),))


def spaced(local: str) -> Field:
    return Field(f"+55 {DDD} {local[:-4]}-{local[-4:]}", (Number(DDD, local),))


def padded(local: str) -> Field:
    return Field(f" {DDD} {local}   ", (Number(DDD, local),))


def with_zero(local: str) -> Field:
    return Field(f"0{DDD} {local[:-4]}-{local[-4:]}", (Number(DDD, local),))


def old(local: str) -> Field:
    """A mobile from before the ninth digit."""
    return Field(f"({DDD}) {local[1:5]}-{local[5:]}", (Number(DDD, local),))


FORMS = (dashed, plain, international, old, spaced, padded, with_zero)


def without_ddd(local: str) -> Field:
    return Field(f"{local[:-4]}-{local[-4:]}", (Number("", local),))


def old_without_ddd(local: str) -> Field:
    return Field(f"{local[1:5]}-{local[5:]}", (Number("", local),))


def both(first: Field, sign: str, second: Field) -> Field:
    """Two numbers in one field."""
    return Field(f"{first.text}{sign}{second.text}", first.numbers + second.numbers)


def abroad(local: str = "912345678") -> Field:
    """A mother who lives in Portugal."""
    return Field(f"+351 {local[:3]} {local[3:6]} {local[6:]}", (Number("", local, "351"),))
