"""B5: the pages that an agent has open all day, signed in, beside a bare route of the same server."""

import re
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection

from tests.bench.measure import PER_SECOND, Measured, Row, Sample, Table, alternate
from tests.bench.plan import Plan
from tests.bench.requests import request, send
from tests.bench.school import school, signed_in
from tests.bench.served import serving
from workchat.db import run

TICKETS, REQUESTS = 2000, 400
BARE, LIST_POLL = "bare route", "poll of the list, 204"
AIMS = {"settings tab": "≥ 15 %", "chat page": "≥ 12 %", "list page": "≥ 5 %"}
OPEN = "SELECT id FROM ticket WHERE state <> 'closed' AND department_id = 1 ORDER BY id DESC LIMIT 1"


def bench(plan: Plan) -> list[Table]:
    things, tickets, requests = {}, plan.tickets or TICKETS, plan.requests or REQUESTS
    with ExitStack() as stack:
        for server in plan.servers:
            instance = plan.folder / server
            with school(instance, tickets, with_messages=200, seed=plan.seed):
                ana, bia = signed_in("Ana"), signed_in("Bia")
                asked = _asked(ana, bia, run(OPEN).fetchone()[0], tickets - 1)
            port, process = stack.enter_context(serving(instance, server))
            for name, (wire, wanted) in asked.items():
                things[f"{server}, {name}"] = (PER_SECOND, partial(send, port, [wire] * requests, wanted, process))
            poll = partial(_poll_list, port, requests, bia, process)
            things[f"{server}, {LIST_POLL}"] = (PER_SECOND, poll)
        return [_told(tickets, alternate(plan.rounds, things))]


def _asked(ana: str, bia: str, open_ticket: int, closed_ticket: int) -> dict[str, tuple[bytes, str]]:
    """Each request and the status it must get. Polls know the newest version; a closed window stays the same."""
    return {
        BARE: (request("GET", "/bare"), "200"),
        "settings tab": (request("GET", "/settings/general", Cookie=ana), "200"),
        "chat page": (request("GET", f"/chat/{open_ticket}?queue=all", Cookie=bia), "200"),
        "list page": (request("GET", "/chat?queue=all", Cookie=bia), "200"),
        "poll of the chat, 204": (request("GET", f"/chat/{closed_ticket}/news?version=1&window=", Cookie=ana), "204"),
    }


def _poll_list(port: int, requests: int, cookie: str, server: int) -> Sample:
    """What the list asks for when nothing is new. Its digest holds the minute: a round may have to begin again."""
    for tries_left in (2, 1, 0):
        path = f"/chat/list?queue=all&digest={_digest(port, cookie)}"
        try:
            return send(port, [request("GET", path, Cookie=cookie)] * requests, "204", server)
        except AssertionError:
            if not tries_left:
                raise
    raise AssertionError


def _digest(port: int, cookie: str) -> str:
    asking = HTTPConnection("127.0.0.1", port, timeout=30)
    asking.request("GET", "/chat?queue=all", headers={"Cookie": cookie})
    page = asking.getresponse().read().decode()
    asking.close()
    return re.search(r'name="digest" value="([^"]+)"', page)[1]


def _told(tickets: int, found: dict[str, Measured]) -> Table:
    table = Table("B5", f"pages a second, signed in, 16 connections, {tickets:,} tickets")
    for name, measured in found.items():
        server, _, what = name.partition(", ")
        limits = {} if what == BARE else {"of bare": found[f"{server}, {BARE}"]}
        table.rows.append(Row(measured, limits, AIMS.get(what, "")))
    return table
