"""A table that is read by its columns: sizes of a school, kinds of requests, processes."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.bench.measure import number


@dataclass
class Grid:
    code: str
    title: str
    headings: Sequence[str]  # of the columns after the first
    lines: list[tuple] = field(default_factory=list)  # name, then a cell for each heading
    notes: list[str] = field(default_factory=list)

    def text(self) -> str:
        lines = [("", *self.headings), *(tuple(_cell(cell) for cell in line) for line in self.lines)]
        widths = [max(len(line[n]) for line in lines) for n in range(len(lines[0]))]
        shown = ("  ".join(_placed(cell, n, widths[n]) for n, cell in enumerate(line)).rstrip() for line in lines)
        return "\n".join([f"{self.code}  {self.title}", *shown, *self.notes])

    def as_json(self) -> dict:
        return vars(self)


def _cell(cell: object) -> str:
    if isinstance(cell, int):
        return f"{cell:,}"
    return number(cell) if isinstance(cell, float) or cell is None else str(cell)


def _placed(cell: str, column: int, width: int) -> str:
    return cell.rjust(width) if column else cell.ljust(width)
