"""A Postgres that takes no writes for a while, as after a failover or on a managed service's full disk: it is away."""

from collections.abc import Iterator
from datetime import timedelta

import psycopg
import pytest

from tests.cast import make_cast, ticket
from tests.desk import FakeCloud
from tests.page import select, sign_in, submit
from tests.postgres import connected, fresh_postgres
from workchat import create_app
from workchat.chat.reply import reply
from workchat.db import AWAY, clock, db, open_database
from workchat.migrate import migrate
from workchat.outbox.deliver import Deliverer
from workchat.outbox.models import Delivery

SECOND = timedelta(seconds=1)


class Primary:
    """The school's own database in a running Postgres, which a person or a failover makes read-only."""

    def __init__(self, url: str) -> None:
        self._url = url

    def takes_writes(self, whether: bool) -> None:
        """At once, in the sessions that are open too."""
        with psycopg.connect(self._url, autocommit=True) as session:
            session.execute("SET default_transaction_read_only = off")
            session.execute(f"ALTER SYSTEM SET default_transaction_read_only = {'off' if whether else 'on'}")
            session.execute("SELECT pg_reload_conf()")
        while _takes_writes() != whether:
            pass


def _takes_writes() -> bool:
    return db.execute_sql("SHOW default_transaction_read_only").fetchone()[0] == "off"


@pytest.fixture
def primary(config, postgres_url) -> Iterator[Primary]:
    before = db.obj
    with fresh_postgres(postgres_url) as url:
        opened = open_database(url)
        migrate()
        primary = Primary(url)
        with connected(opened):
            yield primary
            primary.takes_writes(True)
        opened.close_all()
    db.initialize(before)


@pytest.fixture
def answered(primary) -> Delivery:
    cast, now = make_cast(), clock() - SECOND
    return reply(ticket(cast, at=now).id, cast.bia, "Bom dia!", now)


def test_an_answer_that_came_meanwhile_is_written_down_afterwards(primary, answered):
    cloud, tries = FakeCloud(), []

    class Sender(Deliverer):
        def _finish(self, *what):
            tries.append(what)
            primary.takes_writes(len(tries) > 3)
            super()._finish(*what)

    Sender(lambda number: cloud).deliver_next()
    assert cloud.texts == ["Bom dia!"] and len(tries) == 4
    assert Delivery.get_by_id(answered.id).status == "sent"


def test_nothing_is_claimed_meanwhile_and_it_leaves_afterwards(primary, answered):
    cloud = FakeCloud()
    sender = Deliverer(lambda number: cloud)
    primary.takes_writes(False)
    with pytest.raises(AWAY):
        sender.deliver_next()
    primary.takes_writes(True)
    assert sender.deliver_next()
    assert cloud.texts == ["Bom dia!"]


def test_pages_say_so_in_words(primary, config):
    app = create_app(config)
    app.testing = False
    browser = app.test_client()
    cast = make_cast()
    sign_in(browser, cast.ana)
    primary.takes_writes(False)
    answer = submit(browser, "/settings/closing-reasons/new", {"name": "Matrícula", "text": ""})
    assert answer.status_code == 503
    assert select(answer, "h1")[0].text == "O banco de dados não respondeu"
