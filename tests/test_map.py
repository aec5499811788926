"""The map and the glossary are true: every page is on the map, every path exists, every code word is in the code."""

import re

from flask import Flask

from workchat.config import ROOT

MAP, GLOSSARY = ROOT / "docs" / "map.md", ROOT / "docs" / "glossary.md"
TICKED = re.compile(r"`([^`]+)`")


def cells() -> set[str]:
    """Everything in backticks in the map's tables."""
    rows = [line for line in MAP.read_text().splitlines() if line.startswith("| ")]
    return {word for row in rows for word in TICKED.findall(row)}


def pages(app: Flask) -> set[str]:
    """The addresses that a browser, or WhatsApp, can get: without the kind of each part, as a person reads them."""
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.endpoint != "static"]
    return {re.sub(r"<\w+:", "<", rule.rule) for rule in rules}


def test_every_page_is_on_the_map(app):
    missing = pages(app) - cells()
    assert not missing, f"docs/map.md does not say where to find {sorted(missing)}"


def test_the_map_leads_to_no_page_that_is_gone(app):
    gone = {cell for cell in cells() if cell.startswith("/")} - pages(app)
    assert not gone, f"docs/map.md names {sorted(gone)}, which nobody can open"


def test_every_path_of_the_map_exists():
    paths = {cell for cell in cells() if not cell.startswith("/")}
    wrong = sorted(path for path in paths if not (ROOT / path).is_file())
    assert len(paths) > 80
    assert not wrong, f"docs/map.md names {wrong}"


def test_every_feature_is_on_the_map():
    features = {path.parent.name for path in (ROOT / "workchat").glob("*/__init__.py")} - {"migrations"}
    seen = {cell.split("/")[1] for cell in cells() if cell.startswith("workchat/") and cell.count("/") > 1}
    assert features - seen == set()


def test_every_code_word_of_the_glossary_is_in_the_code():
    code = "\n".join(path.read_text() for path in (ROOT / "workchat").rglob("*.py"))
    rows = [line.split("|") for line in GLOSSARY.read_text().splitlines() if line.startswith("| ")]
    named = {word for row in rows for word in TICKED.findall(row[2])}
    unknown = sorted(word for word in named if not re.search(rf"(?<!\w){re.escape(word)}(?!\w)", code))
    assert len(named) > 40
    assert not unknown, f"docs/glossary.md names {unknown}, which no file of workchat/ knows"
