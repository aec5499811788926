"""How long things may get: what does not fit a screen is not read, it is skimmed."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_architecture import SCRIPTS, refuse
from workchat.config import ROOT

TESTS = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
STATIC = sorted(path for folder in ("js", "css") for path in (ROOT / "static" / folder).glob("*"))
FILE, FUNCTION, VIEW, TEMPLATE = 200, 20, 12, 120  # lines
VERBS = {"route", "get", "post"}


def length(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions(path: Path) -> Iterator[tuple[ast.FunctionDef, int]]:
    """Each function with its lines; docstrings do not count, and a function inside another counts once, as itself."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            inner = [
                n for n in ast.walk(node) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n is not node
            ]
            outermost = [n for n in inner if not any(n in ast.walk(other) and n is not other for other in inner)]
            yield node, lines(node) - sum(lines(n) + docstring(n) + len(n.decorator_list) for n in outermost)


def lines(node: ast.FunctionDef) -> int:
    return node.end_lineno - node.lineno + 1 - docstring(node)


def docstring(node: ast.FunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    return node.body[0].end_lineno - node.body[0].lineno + 1


def is_view(node: ast.FunctionDef) -> bool:
    return any(
        isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr in VERBS
        for mark in node.decorator_list
    )


@pytest.mark.parametrize(
    ("paths", "most"), [([*SCRIPTS, *TESTS, *STATIC], FILE), (TEMPLATES, TEMPLATE)], ids=["files", "templates"]
)
def test_files_stay_short(paths: list[Path], most: int):
    long = [f"{path.relative_to(ROOT)}: {length(path)} lines" for path in paths if length(path) > most]
    refuse(long, f"At most {most} lines: a longer file holds two things; give the second one a name and a file.")


def test_functions_fit_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {count} lines"
        for path in SCRIPTS
        for node, count in functions(path)
        if count > FUNCTION
    ]
    refuse(long, f"At most {FUNCTION} lines a function: a longer one does two things; name the second.")


def test_views_only_parse_authorise_call_and_answer():
    long = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}: {count} lines"
        for path in SCRIPTS
        if "views" in path.as_posix()
        for node, count in functions(path)
        if is_view(node) and count > VIEW
    ]
    refuse(
        long,
        f"At most {VIEW} lines a view: it parses, authorises, calls one thing and answers; move the rest to a verb.",
    )
