"""The same pass at the same instant, a person who is new in two tabs at once; and passes that can be forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from tests.at_once import busy_desk  # noqa: F401 (a fixture)
from tests.cast import make_cast
from tests.embed.passes import refusals, signed, with_secret
from workchat.accounts.models import User
from workchat.db import db, open_database, utcnow
from workchat.embed.clean_up import clean_up
from workchat.embed.launch import Posted, launch
from workchat.embed.models import UsedLaunch
from workchat.embed.rules import CHECKS
from workchat.migrate import migrate
from workchat.settings.models import Settings

TABS = 6


@pytest.fixture
def committed_sqlite(config, tmp_path):
    """A school of its own whose rows are committed, so that other threads see them."""
    before = db.obj
    opened = open_database(str(tmp_path / "workchat.db"))
    migrate()
    with opened.connection_context():
        make_cast()
        yield
    opened.close_all()
    db.initialize(before)


@pytest.fixture(params=["sqlite", "postgres"])
def committed(request):
    """Both databases."""
    request.getfixturevalue("committed_sqlite" if request.param == "sqlite" else "busy_desk")


def together(config, *passes: str) -> list:
    """Every pass in a thread of its own, all at the same instant."""
    start = Barrier(len(passes))

    def arrive(ticket: str):
        with db.connection_context():
            start.wait()
            return launch(Posted(ticket, "10.0.0.9"), config, utcnow())

    with ThreadPoolExecutor(len(passes)) as portal:
        return list(portal.map(arrive, passes))


def test_one_pass_in_many_tabs_at_the_same_instant_opens_one(committed, config):
    ticket = signed()
    came = together(with_secret(config), *[ticket] * TABS)
    assert sum(row.user is not None for row in came) == 1
    assert [check for _, check in refusals()] == [CHECKS["reused"]] * (TABS - 1)
    assert UsedLaunch.select().count() == 1


def test_a_new_person_in_many_tabs_at_the_same_instant_is_one_person(committed, config):
    Settings.update(portal_creates_people=True).execute()
    new = {"sub": "0042", "name": "Dora Alves", "email": "dora@escola.example"}
    came = together(with_secret(config), *(signed(**new) for _ in range(TABS)))
    assert all(row.user for row in came), refusals()
    assert User.select().where(User.portal_subject == "0042").count() == 1


def test_two_who_administer_and_lose_it_at_the_same_instant_do_not_both(committed, config):
    User.update(role="administrator").execute()
    people = list(User.select().where(User.active))
    came = together(with_secret(config), *(signed(sub=user.email) for user in people))
    assert [row.user for row in came] == people
    assert User.select().where(User.role == "administrator", User.active).count() == 1


def test_passes_are_kept_until_their_age_refuses_them(cast, config):
    now = utcnow()
    assert launch(Posted(signed(), "10.0.0.9"), with_secret(config), now).user == cast.bia
    assert clean_up(now + timedelta(minutes=2)) == 0
    assert clean_up(now + timedelta(minutes=10)) == 1
    assert not UsedLaunch.select().exists()
