"""The classes of the invented school, and how old one is in them."""

from workchat.demo.rm.pupils import Class

_LOWER, _UPPER, _HIGH = (1, "Fundamental I"), (2, "Fundamental II"), (3, "Ensino Médio & Técnico")


def _class(course: tuple[int, str], prefix: str, year: int, letter: str, age: int) -> Class:
    return Class(f"{prefix}-{year}{letter}", f"{year}º {letter}", *course, age)


CLASSES = (
    *(_class(_LOWER, "EF1", year, letter, 5 + year) for year in range(1, 6) for letter in "AB"),
    *(_class(_UPPER, "EF2", year, letter, 5 + year) for year in range(6, 10) for letter in "AB"),
    *(_class(_HIGH, "EM", year, letter, 14 + year) for year in range(1, 4) for letter in "AB"),
)
YOUNG = tuple(each for each in CLASSES if each.age < 11)
OLD = tuple(each for each in CLASSES if each.age >= 14)
