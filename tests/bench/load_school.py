"""The school under load: many agents, open conversations, a campaign to everybody, a spreadsheet to import."""

import http.client
import re
from dataclasses import dataclass

from tests.bench.crowd import add_people, approved, message_of, open_at_any_hour, to_everybody
from tests.bench.imports import HEADINGS, line_of
from tests.bench.school import deliver_what_was_said, marks, next_id_after, signed_in
from tests.cast import person
from workchat.accounts.models import Department, User
from workchat.contacts.choose_columns import choose_columns
from workchat.contacts.confirm_import import confirm_import
from workchat.contacts.import_steps import CHECKED, UPLOADED, import_of
from workchat.contacts.models import ContactImport
from workchat.db import db, run, utcnow
from workchat.whatsapp.models import Number

FIRST_OF_CROWD = 1_000_001  # id of its first contact
INTERVAL = 0.1  # seconds between two of the campaign: twenty times as often as the form allows
SAID = """WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < CAST(? AS INTEGER))
INSERT INTO message (ticket_id, number_id, contact_id, direction, kind, text, wa_id, at, source, created_at)
SELECT t.id, 1, t.contact_id, 'out', 'text', 'Claro, já envio.', 'wamid.TICK' || i, t.last_message_at, 'agent',
t.last_message_at FROM n JOIN ticket t ON t.id = 1 + (i * 20 - 1) % (SELECT MAX(id) FROM ticket)"""


@dataclass(frozen=True)
class Size:
    agents: int
    posts: float  # a second
    burst: int  # updates in one POST
    tickets: int
    people: int  # of the campaign
    lines: int  # of the spreadsheet


def prepare(size: Size, ticks: int) -> list[str]:
    """Fill the school; returns the agents' cookies."""
    departments = list(Department.select())
    with db.atomic():
        people = [person(f"Atendente{n} Lima", "agent", departments[n % 2]) for n in range(size.agents)]
        add_people(size.people, utcnow(), FIRST_OF_CROWD)
        next_id_after("contact")
        run(marks(SAID), ticks)
        deliver_what_was_said("wamid.TICK", "sent")
    open_at_any_hour(INTERVAL)
    run("ANALYZE")
    return [signed_in(one.name) for one in people]


def begin_campaign() -> int:
    """Due now: the worker draws its recipients and sends."""
    with db.atomic():
        number = Number.get()
        return to_everybody(message_of(number, approved(number), utcnow())).id


def spreadsheet(lines: int) -> bytes:
    return "\n".join([HEADINGS, *(line_of(n) for n in range(1, lines + 1))]).encode("cp1252")


def upload(port: int, cookie: str, content: bytes) -> int:
    """A person sends the spreadsheet by the page; returns the id of the import."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    line.request("GET", "/contacts/import", headers={"Cookie": cookie})
    page = line.getresponse()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())[1]
    cookies = "; ".join([cookie, *(one.split(";")[0] for one in page.headers.get_all("Set-Cookie") or [])])
    mark = "lines-of-the-spreadsheet"
    part = '--{}\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n'
    body = part.format(mark, "csrf_token", "").encode() + token.encode() + b"\r\n"
    body += part.format(mark, "file", '; filename="pais.csv"').encode() + content + f"\r\n--{mark}--\r\n".encode()
    kind = f"multipart/form-data; boundary={mark}"
    line.request("POST", "/contacts/import", body, {"Cookie": cookies, "Content-Type": kind})
    answer = line.getresponse()
    answer.read()
    line.close()
    if answer.status != 303:
        raise AssertionError(f"the spreadsheet was answered by {answer.status}")
    return int(answer.headers["Location"].rstrip("/").split("/")[-1])


def push_import(import_id: int) -> str:
    """What the person does next with the spreadsheet, if it is her turn; returns the step it is at."""
    row, ana, now = import_of(import_id), User.get(User.name ** "Ana%"), utcnow()
    if row.state == UPLOADED:
        choose_columns(row, True, row.mapping["columns"], "Todos", "", ana, now)
    elif row.state == CHECKED:
        confirm_import(row, ana, now)
    return import_of(import_id).state


def imported(import_id: int) -> tuple[int, int]:
    """(lines of the import, how many of its people are in the address book)"""
    row = ContactImport.get_by_id(import_id)
    found = run("SELECT COUNT(*) FROM contact WHERE phone_key >= '551196' AND phone_key < '551197'").fetchone()[0]
    return row.total, found
