"""Two hosts with wrong clocks serve the pages of one school: what they store and show is right by Postgres' clock."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from peewee import DateTimeField

from tests.cast import PASSWORD, PASSWORD_HASH
from tests.live import LiveSchool, fresh_postgres, living
from tests.processes import Browser, free_port, refuses, until
from workchat.accounts.models import User
from workchat.chat.models import Ticket
from workchat.db import Record, clock
from workchat.simulator import write

HOURS = 9  # more than a session may be silent, less than a day
# What the machine says the time is: to us, to Flask's cookies and to the server.
WRONG = """
import sys, time
from datetime import timedelta
import workchat.db
records = sys.modules["workchat.db"]
right, seconds = records.utcnow, time.time
records.utcnow = lambda: right() + timedelta(hours={hours})
time.time = lambda: seconds() + 3600 * {hours}
"""


@pytest.fixture
def school(tmp_path, postgres_url) -> Iterator[LiveSchool]:
    with fresh_postgres(postgres_url) as url, living(tmp_path, url, with_worker=False) as school:
        yield school


def host(school: LiveSchool, hours: int) -> int:
    """A host whose clock is so many hours wrong: the port of its pages."""
    port = free_port()
    school.start("web", port, WRONG.format(hours=hours))
    until(lambda: not refuses(port))
    return port


def test_what_two_hosts_with_wrong_clocks_store_and_show_is_right(school: LiveSchool):
    ana = User.create(name="Ana Prado", email="ana@escola.example", role="administrator", password_hash=PASSWORD_HASH)
    first, second = host(school, HOURS), host(school, -HOURS)
    ahead = Browser(first)
    behind = ahead.at(second)
    enter(ahead, ana)
    # The form comes from the host that is ahead; the proxy leads what it sends to the other one, 18 hours earlier.
    assert send(behind, "/settings/closing-reasons/new", {"csrf_token": ahead.token("/account"), "name": "Fim"}) == 303
    marta = write.write(school.number, school.phone("Marta"), write.text("Bom dia"), clock())
    school.postman.post(f"http://127.0.0.1:{first}", school.number.app_secret, marta)
    assert school.postman.idle(60)
    ticket = Ticket.get()
    assert "espera há agora" in text(behind, "/chat") and "espera há agora" in text(ahead, "/chat")
    fields = {"csrf_token": ahead.token(f"/chat/{ticket.id}"), "text": "Bom dia, Marta!", "seen": ticket.version}
    assert send(behind, f"/chat/{ticket.id}/reply", fields) == 303
    assert wrong_times() == []
    ahead.close()
    behind.close()


def enter(browser: Browser, person: User) -> None:
    fields = {"csrf_token": browser.token("/login"), "email": person.email, "password": PASSWORD}
    assert send(browser, "/login", fields) == 303


def send(browser: Browser, path: str, fields: dict) -> int:
    browser.ask("POST", path, fields)
    return browser.answer()[0]


def text(browser: Browser, path: str) -> str:
    status, page = browser.get(path)
    assert status == 200, f"{path} answered {status}"
    return " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())


def wrong_times() -> list[str]:
    """Every stored time, in any table, that one of the two hosts would have written."""
    found, now = [], clock()
    for model in Record.__subclasses__():
        for field in (f for f in model._meta.sorted_fields if isinstance(f, DateTimeField)):
            found += [
                f"{model.__name__}.{field.name} {moment}"
                for (moment,) in model.select(field).where(field.is_null(False)).tuples()
                if abs(abs(moment - now) - timedelta(hours=HOURS)) < timedelta(minutes=30)
            ]
    return found
