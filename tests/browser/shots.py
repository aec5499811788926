"""python -m tests.browser.shots FOLDER [WORD…]: a picture of every page of the demonstration, for a person to look at.

Four sizes (a phone, a small and a usual frame of the portal, a wide screen), in light and in dark.
With words, only the pages so named.
"""

import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

from playwright.sync_api import Browser, Page

from tests.browser.chromium import chromium
from tests.browser.visit import let_in
from tests.contacts.spreadsheets import checked, csv, imported, sent
from tests.everything_totvs import at_each_step
from tests.live import LiveSchool, living
from workchat.accounts.models import User
from workchat.accounts.set_up import make_link
from workchat.chat.lists import QUEUES
from workchat.chat.models import Ticket
from workchat.contacts.import_steps import CHECKING
from workchat.contacts.import_steps import step as set_step
from workchat.contacts.models import Contact
from workchat.db import utcnow
from workchat.demo.fill import fill
from workchat.scheduled.models import ScheduledMessage
from workchat.settings.models import ClosingReason
from workchat.students.models import APPLYING

SIZES = ((360, 640), (600, 500), (900, 600), (1440, 900))
OTHERS = (
    "people", "people/new", "people/3", "people/3/deactivate", "departments", "departments/1", "account", "simulator",
    "nada", "contacts", "contacts/groups", "contacts/tags", "contacts/groups/1", "contacts/tags/1", "contacts/export",
    "contacts/import",
)  # fmt: skip


def doors() -> Iterator[tuple[str, str]]:
    """Before anybody is signed in, in a school that is still to be set up."""
    yield "set-up", f"/set-up/{make_link(utcnow())}"
    yield "begin", "/"


def addresses() -> Iterator[tuple[str, str]]:
    """Name -> address of the pages of the administrator."""
    for queue in QUEUES:
        yield f"chat-{queue}", f"/chat?queue={queue}"
    yield "chat-nothing-found", "/chat?q=ninguem"
    for state in ("intake", "waiting", "attending", "closed"):
        row = Ticket.select().where(Ticket.state == state).order_by(Ticket.last_message_at.desc()).first()
        if row:
            yield f"ticket-{state}", f"/chat/{row.id}"
            attending = row.id
    for step in ("contact", "transfer", "close"):
        yield f"ticket-{step}", f"/chat/{attending}/{step}"
    for tab in ("general", "transfer", "contacts", "privacy", "closing-reasons", "integrations"):
        yield f"settings-{tab}", f"/settings/{tab}"
    yield from of_one_contact()
    yield "settings-history", "/settings/general/history"
    yield "settings-reason", f"/settings/closing-reasons/{ClosingReason.get().id}"
    for name in ("new", "kept", "1"):
        yield f"settings-number-{name}", f"/settings/integrations/{name}"
    yield "status", "/status"
    yield from announcements()
    yield from spreadsheets()
    yield from students()
    for address in OTHERS:
        yield address.replace("/", "-"), f"/{address}"


def announcements() -> Iterator[tuple[str, str]]:
    """Scheduled messages: the list, writing one, the review, and one of each state."""
    yield "scheduled-list", "/scheduled"
    yield "scheduled-compose", "/scheduled/new"
    for row in ScheduledMessage.select():
        yield f"scheduled-{row.state}{row.paused_kind and '-'}{row.paused_kind}-{row.id}", f"/scheduled/{row.id}"
        for step in {"draft": ("edit", "review"), "scheduled": ("reschedule", "cancel")}.get(row.state, ()):
            yield f"scheduled-{step}-{row.id}", f"/scheduled/{row.id}/{step}"


def spreadsheets() -> Iterator[tuple[str, str]]:
    """An import at each step: its columns, being checked, with lines that are wrong, done."""
    office, now = SimpleNamespace(ana=User.get(User.role == "administrator")), utcnow()
    names = random.Random(1).choices(("Márcia Nunes", "Otávio Reis", "Íris da Costa Albuquerque", "Zeca Lima"), k=240)
    lines = [
        f"{name};11 9{8_000_000 + 37 * row};;05/03/19{60 + row % 40};8º A;conselho" for row, name in enumerate(names)
    ]
    lines[7:7] = [
        "Nina;11 9555-000;;;;",
        "Ivo;;;;;",
        "Rui;11955550001;111.111.111-11;31/02/1990;;",
        "Lia;11 94444-5555;;2019;;",
    ]
    pages = {
        "columns": sent(office, csv(*lines), now, "Famílias 2026.csv"),
        "checking": sent(office, csv(*lines), now, "Famílias.csv"),
        "report": checked(office, csv(*lines), "Pais 2026", now=now),
        "done": imported(office, csv(*lines[:9]), now=now),
    }
    set_step(pages["checking"], ("uploaded",), state=CHECKING, position=120)
    yield from ((f"import-{name}", f"/contacts/import/{row.id}") for name, row in pages.items())


def students() -> Iterator[tuple[str, str]]:
    """The connection to TOTVS, and a sync at each step."""
    yield "settings-totvs", "/settings/integrations/totvs"
    yield "students", "/students"
    yield "students-upload", "/students/upload"
    for state, row in at_each_step(SimpleNamespace(ana=User.get(User.role == "administrator"))).items():
        yield f"students-sync-{state}", f"/students/syncs/{row.id}"
        if state == APPLYING:
            yield "students-sync-cancel", f"/students/syncs/{row.id}/cancel"


def of_one_contact() -> Iterator[tuple[str, str]]:
    saved = Contact.select().where(Contact.saved_at.is_null(False)).order_by(Contact.id)
    one, other = (row.id for row in saved.limit(2))
    for step in ("", "/edit", "/merge", f"/merge/{other}", "/erase"):
        yield f"one-contact{step.replace('/', '-')}", f"/contacts/{one}{step}"
    yield "one-contact-new", "/contacts/new"


def shoot(page: Page, folder: Path, name: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")


def visit(browser: Browser, school: LiveSchool, who: User | None, wanted: list[tuple[str, str]], folder: Path) -> None:
    context = browser.new_context(base_url=school.url, locale="pt-BR")
    if who:
        let_in(context, who, school.url)
    page = context.new_page()
    for name, address in wanted:
        page.goto(address, wait_until="networkidle")
        shoot(page, folder, name)
        if name.startswith("settings-") and re.search("general|transfer|contacts|privacy", name):
            if page.locator("#protection").count():
                page.locator("#protection > summary").click()
                shoot(page, folder, f"{name}-protection")
                page.locator("#weekday_until").fill("7")
            page.locator(".editor textarea, main textarea:visible").last.fill("{{senha}}")
            page.get_by_role("button", name="Salvar configurações").click()
            page.locator(".error-summary").wait_for()
            shoot(page, folder, f"{name}-refused")
    context.close()


def main(folder: Path, *words: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)

    def only(pages: Iterator[tuple[str, str]]) -> list[tuple[str, str]]:
        return [(name, address) for name, address in pages if not words or any(word in name for word in words)]

    with chromium() as browser, tempfile.TemporaryDirectory() as place, living(Path(place)) as school:
        visit(browser, school, None, only(doors()), folder)
        fill(utcnow(), school.config)
        visit(browser, school, None, only([("login", "/login")]), folder)
        school.rests()  # so that nothing moves between two pictures
        visit(browser, school, User.get(User.role == "administrator"), only(addresses()), folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
