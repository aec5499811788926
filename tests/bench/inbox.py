"""B4: the inbox of a school with years of tickets, beside the same rows by plain SQL in a bare template."""

from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, template_rendered
from jinja2 import Environment
from werkzeug.test import EnvironBuilder

from tests.bench.databases import plain, server
from tests.bench.measure import MILLISECONDS, Measured, Row, Sample, Table, alternate, timed
from tests.bench.plan import Plan
from tests.bench.school import OPEN_SHARE, school, signed_in
from workchat import create_app
from workchat.chat.lists import PAGE
from workchat.db import db, open_database

FEW, TICKETS = 2000, 200_000
TAB, SEARCH = "a settings tab", "search by name"
PAGES = {
    "Aguardando": "/chat?queue=waiting",
    "Todos": "/chat?queue=all",
    "Encerrados": "/chat?queue=closed",
    SEARCH: "/chat?q=conceicao+magalhaes",
    TAB: "/settings/general",
}
ROWS = """SELECT t.id, t.protocol, t.last_text, t.last_message_at, t.unread, c.name, u.name, d.name
FROM ticket t JOIN contact c ON c.id = t.contact_id LEFT JOIN "user" u ON u.id = t.agent_id
LEFT JOIN department d ON d.id = t.department_id WHERE t.state = 'waiting' 
ORDER BY t.last_message_at DESC, t.id DESC LIMIT {}"""
BARE = Environment(autoescape=True).from_string(
    """<!doctype html><html lang="pt-BR"><head><title>Chat</title></head><body><ul>{% for row in rows %}
<li><a href="/chat/{{ row[0] }}"><b>{{ row[5] }}</b> <time>{{ row[3] }}</time> <span>{{ row[4] }}</span>
<p>{{ row[2] }}</p><small>{{ row[1] }} {{ row[6] or "" }} {{ row[7] or "" }}</small></a></li>{% endfor %}
</ul></body></html>"""
)


def bench(plan: Plan) -> list[Table]:
    return [_table(plan, database) for database in plan.databases]


def _table(plan: Plan, database: str) -> Table:
    tickets, before, things = plan.tickets or TICKETS, db.obj, {}
    few = min(FEW, tickets)
    with ExitStack() as stack:
        for size in sorted({few, tickets}):
            url = stack.enter_context(server(database))
            things |= _things(stack, plan.folder / f"{database}-{size}", url, size, plan)
        found = alternate(plan.rounds, things)
        db.initialize(before)
    return _told(few, tickets, found, database)


def _things(stack: ExitStack, folder: Path, url: str, tickets: int, plan: Plan) -> dict:
    """What to measure in one school: pages through the whole program without the network, and the limits."""
    with school(folder, tickets, seed=plan.seed, url=url) as config:
        desk = Desk(create_app(config), signed_in("Ana"), url or str(folder / "workchat.db"))
    stack.callback(desk.close)
    raw = stack.enter_context(closing(plain(url or str(folder / "workchat.db"))))
    things = {f"{name}, {tickets:,}": partial(desk.ask, path, plan.calls) for name, path in PAGES.items()}
    things |= {f"render of {name}, {tickets:,}": partial(desk.render, path, plan.calls) for name, path in PAGES.items()}
    things[f"plain SQL and bare list, {tickets:,}"] = partial(timed, plan.calls, partial(bare_page, raw))
    return {name: (MILLISECONDS, measure) for name, measure in things.items()}


def bare_page(raw: Any) -> str:
    return BARE.render(rows=raw.execute(ROWS.format(PAGE)).fetchall())


class Desk:
    """One school's pages, asked for as a server would, by somebody who is signed in."""

    def __init__(self, app: Flask, cookie: str, file: str) -> None:
        self._app, self._cookie = app, cookie
        self._opened = open_database(file, "NORMAL")

    def close(self) -> None:
        self._opened.close_all()

    def ask(self, path: str, calls: int) -> Sample:
        db.initialize(self._opened)
        asked = EnvironBuilder(path=path, headers={"Cookie": self._cookie}).get_environ()
        return timed(calls, lambda: self._answer(dict(asked)))

    def _answer(self, environ: dict) -> bytes:
        statuses = []
        page = b"".join(self._app(environ, lambda status, _headers, _error=None: statuses.append(status)))
        if statuses not in (["200 OK"], ["204 NO CONTENT"]):
            raise AssertionError(f"{environ['PATH_INFO']} answered {statuses}")
        return page

    def render(self, path: str, calls: int) -> Sample:
        """Only the page's own template, with the values that the program gave it."""
        db.initialize(self._opened)
        given = []
        with template_rendered.connected_to(
            lambda _app, template, context: given.append((template, context)), self._app
        ):
            self._answer(EnvironBuilder(path=path, headers={"Cookie": self._cookie}).get_environ())
        template, context = given[0]
        with db.connection_context(), self._app.test_request_context(path):
            return timed(calls, lambda: template.render(context))


def _told(few: int, tickets: int, found: dict[str, Measured], database: str) -> Table:
    """Every page of the bigger school, and the same page of the smaller one beside it."""
    title = f"one page of {PAGE} in a school with {tickets:,} tickets, one in {OPEN_SHARE} open, no network, {database}"
    table = Table("B4", title)
    bare = found[f"plain SQL and bare list, {tickets:,}"]
    table.rows.append(Row(bare))
    for name in PAGES:
        limits = {} if name == TAB else {"of SQL + bare list": bare}
        limits |= {"of its own render": found[f"render of {name}, {tickets:,}"]}
        limits |= {f"of {few:,} tickets": found[f"{name}, {few:,}"]}
        aim = "" if name == TAB else "≤ 10 ms" if name == SEARCH else f"≥ 55 % of SQL + bare; ≥ 77 % of {few:,}"
        table.rows.append(Row(found[f"{name}, {tickets:,}"], limits, aim))
    return table
