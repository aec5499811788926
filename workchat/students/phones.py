"""Which phone a row gives: RM and spreadsheets keep several, in any writing, and some that are nobody's."""

import re

from workchat.contacts.cells import BadCell, Cell, read_phone, text_of

MOBILE = re.compile(r"55[1-9]{2}9[0-9]{8}|(?!55)[0-9]+")  # who has a number of another country gave a mobile
_BETWEEN = re.compile(r"[/;,|\n]| ou | e | {2,}")

NO_PHONE = "sem telefone"
ALL_THE_SAME = "telefone com todos os números iguais: parece só preenchimento"


def phone_of(cells: list[Cell], area_code: str = "") -> tuple[str, str]:
    """(the first mobile among these cells, else the first phone that exists; "" and why there is none).

    A cell may hold two numbers. One without the area code gets the school's, when it has one.
    """
    found, why = [], ""
    for cell in cells:
        for piece in _pieces(cell):
            try:
                found.append(_phone(piece, area_code))
            except BadCell as error:
                why = why or str(error)
    mobile = next((phone for phone in found if MOBILE.fullmatch(phone)), "")
    return mobile or next(iter(found), ""), "" if found else why or NO_PHONE


def _pieces(cell: Cell) -> list[Cell]:
    """The numbers in one cell: the whole cell when it is one, else its parts."""
    if not isinstance(cell, str):
        return [cell]
    parts = [part for part in _BETWEEN.split(cell) if any(c.isdecimal() for c in part)]
    return parts if len(parts) > 1 and all(sum(c.isdecimal() for c in part) >= 8 for part in parts) else [cell]


def _phone(piece: Cell, area_code: str) -> str:
    try:
        return _somebodys(read_phone(piece))
    except BadCell:
        digits = "".join(c for c in text_of(piece) if c.isdecimal())
        if not area_code or len(digits) not in (8, 9):
            raise
        return _somebodys(read_phone(f"({area_code}) {digits}"))


def _somebodys(phone: str) -> str:
    """99999-9999 is typed where a field must be filled. It is somebody's all the same, who would get what is said of
    every child."""
    if len(set(phone[-8:])) == 1:
        raise BadCell(ALL_THE_SAME)
    return phone
