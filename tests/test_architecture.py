"""The shape of the code, checked: what each kind of file may import, and how long it may get."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from workchat.config import ROOT

PACKAGE = ROOT / "workchat"
FILES = sorted(p for p in PACKAGE.rglob("*.py") if "migrations" not in p.parts)
SCRIPTS = [ROOT / "app.py", *FILES]

# Beside every rules.py, and whatever those import: the webhook's JSON, how texts are shown, a line of a spreadsheet.
ALSO_PURE = {"whatsapp/payload.py", "whatsapp/compose.py", "text/markup.py", "contacts/spreadsheet.py",
             "students/sheet_rows.py", "students/families.py"}  # fmt: skip
PURE_PACKAGES = {"phonenumbers", "markupsafe", "dateutil"}
NEVER_PURE = {"socket", "http", "urllib.request", "sqlite3", "subprocess", "threading", "time", "random", "secrets"}
WEB = {"flask", "flask_wtf", "wtforms", "werkzeug"}
HASHES = "werkzeug.security"  # scrypt, no request in it
NETWORK = {"urllib3", "requests", "httpx", "http.client", "urllib.request"}
WIRES = {"__init__.py", "worker.py", "cli.py", "commands.py", "opening.py", "serve.py"}
# Who may ask this machine what time it is: to compare it with others, or where no database is open.
HOST_CLOCK = {"db.py", "doctor/client.py", "doctor/of_network.py", "doctor/of_records.py", "status/machine.py",
              "commands.py", "log.py", "demo/rm/certificate.py"}  # fmt: skip
# The only file of a feature, besides views and forms, that knows of a request: it finds who is asking.
KNOWS_REQUESTS = {"accounts/session.py"}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name


@cache
def pure() -> set[str]:
    """Every rules.py, and the files that it is made of: those have to be as pure as it is."""
    found, unread = set(), {name_of(path) for path in FILES if path.name == "rules.py"} | ALSO_PURE
    while unread:
        name = unread.pop()
        found.add(name)
        unread |= {
            made_of for module in imports(PACKAGE / name) if (made_of := ours(module)) and is_part(made_of)
        } - found
    return found


def is_part(name: str) -> bool:
    """A file that a rule may be split into: of a feature, and not one with a fixed other meaning."""
    return "/" in name and not {"views", "forms", "models", "client", "connection"} & set(
        name.removesuffix(".py").split("/")
    )


def kind(name: str) -> str:
    """What a file is, by its place: views, forms, models, rules, client, top (of the package) or verb."""
    parts = name.removesuffix(".py").split("/")
    if len(parts) == 1:
        return "top"
    if name in pure():
        return "rules"
    for fixed in ("views", "forms", "models"):
        if fixed in parts[1:]:
            return fixed
    if parts[-1] in ("client", "connection"):
        return "client"
    return "empty" if parts[-1] == "__init__" else "verb"


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, dotted; `from workchat.chat import rules` gives workchat.chat.rules."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if (ROOT / f"{whole.replace('.', '/')}.py").exists() else node.module or ""


def ours(module: str) -> str | None:
    """The file name, inside the package, of a module of ours."""
    if module.split(".")[0] != "workchat":
        return None
    inside = "/".join(module.split(".")[1:])
    return f"{inside}.py" if (PACKAGE / f"{inside}.py").exists() else f"{inside}/__init__.py".lstrip("/")


def starts(module: str, names: set[str]) -> bool:
    return any(module == name or module.startswith(f"{name}.") for name in names)


def edges() -> Iterator[tuple[str, str, str]]:
    """(file, its kind, module it imports) over the whole package."""
    for path in FILES:
        for module in imports(path):
            yield name_of(path), kind(name_of(path)), module


def refuse(offences: list[str], why: str) -> None:
    if offences:
        pytest.fail("\n".join([why, *(f"  {offence}" for offence in sorted(set(offences)))]), pytrace=False)


def offenders(kinds: set[str], allowed) -> list[str]:
    return [f"{name} imports {module}" for name, what, module in edges() if what in kinds and not allowed(name, module)]


def test_rules_are_pure():
    def allowed(_name: str, module: str) -> bool:
        if ours(module):
            return kind(ours(module)) == "rules"
        top = module.split(".")[0]
        return top in PURE_PACKAGES or (top in sys.stdlib_module_names and not starts(module, NEVER_PURE))

    why = "Rules, and what they are made of, import the standard library and PURE_PACKAGES only: they are plain calls."
    refuse(offenders({"rules"}, allowed), why)


def test_models_import_models_and_what_they_are_made_of():
    def allowed(_name: str, module: str) -> bool:
        if ours(module):
            return kind(ours(module)) in ("models", "rules") or ours(module) in ("db.py", "vault.py")
        return not starts(module, WEB | NETWORK)

    why = "Models import models, rules, db and vault: a table that called a verb would hide what happens on a save."
    refuse(offenders({"models"}, allowed), why)


def test_forms_import_wtforms_and_rules():
    def allowed(_name: str, module: str) -> bool:
        return not ours(module) or kind(ours(module)) in ("forms", "rules", "models")

    why = "A form is the shape of what people may type: it reads rules and tables, and calls no verb."
    refuse(offenders({"forms"}, allowed), why)


def test_verbs_never_import_the_web():
    def allowed(name: str, module: str) -> bool:
        if name in KNOWS_REQUESTS:
            return kind(ours(module) or "x/verb.py") not in ("views", "forms")
        return (module == HASHES or not starts(module, WEB)) and kind(ours(module) or "x/verb.py") not in (
            "views",
            "forms",
        )

    why = "Verbs never import views, forms or Flask: the worker and the tests call them without a request."
    refuse(offenders({"verb", "client", "models", "rules"}, allowed), why)


def test_only_create_app_imports_views():
    def allowed(name: str, module: str) -> bool:
        inside = ours(module)
        if not inside or kind(inside) != "views" or name == "__init__.py":
            return True
        return kind(name) == "views" and name.split("/")[0] == inside.split("/")[0]

    everywhere = {"verb", "client", "models", "rules", "forms", "top", "views", "empty"}
    refuse(offenders(everywhere, allowed), "Only create_app imports views: it is the table of contents of the pages.")


def test_only_clients_have_a_network():
    def allowed(name: str, module: str) -> bool:
        return not starts(module, NETWORK)

    why = "Only client.py (and its connection.py) may reach a network: that is where timeouts and tokens are watched."
    refuse(offenders({"verb", "models", "rules", "forms", "top", "views", "empty"}, allowed), why)


def test_times_come_from_the_databases_clock():
    """Two hosts may differ by an hour; db.clock() and asked_at() are what both ask."""
    reads = re.compile(r"\butcnow\(|datetime\.now\(|\btime\.time\(|date\.today\(")
    bad = [name_of(path) for path in FILES if reads.search(path.read_text()) and name_of(path) not in HOST_CLOCK]
    refuse(bad, "Only HOST_CLOCK asks this machine what time it is: everything stored or compared is by db.clock().")


def test_features_do_not_wire_the_program():
    wiring = {f"workchat.{name}" for name in ("worker", "cli", "commands", "opening", "serve")}
    bad = [f"{name} imports {module}" for name, _, module in edges() if name not in WIRES and starts(module, wiring)]
    refuse(
        bad, "Only create_app, worker.py and cli.py (with commands.py, opening.py and serve.py) wire things together."
    )


@pytest.mark.parametrize("folder", ["services", "utils", "helpers", "core", "common"])
def test_no_folder_is_a_drawer(folder: str):
    assert not list(PACKAGE.rglob(folder)), f"{folder}/ says nothing about the school: name the verb instead."
