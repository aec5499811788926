"""The demonstration's TOTVS answers while its pages are served, and only then; a school of its own never meets it."""

import subprocess
import sys
from dataclasses import replace

import pytest
import urllib3

from tests.processes import environment
from workchat.config import ROOT
from workchat.demo.rm.serve import invented_totvs
from workchat.totvs.models import RmConnection

TYPED = "https://escola.rm.cloudtotvs.com.br:8051"
WITHOUT_ONE = """
import sys
from workchat.cli import invented_totvs
from workchat.config import from_environment
from workchat.opening import open_school
config = from_environment()
open_school(config)
with invented_totvs(config):
    print(*sorted(name for name in sys.modules if name.startswith("workchat.demo")))
"""


@pytest.fixture
def connection(school) -> RmConnection:
    row = RmConnection.current()
    row.is_invented, row.period, row.rest_url = True, "2026", "http://127.0.0.1:1"
    row.save()
    return row


def answers(address: str) -> int:
    return urllib3.request("GET", f"{address}/api/framework/v1/coligadas", retries=False, timeout=5).status


def test_it_answers_while_the_pages_are_served_at_the_address_of_the_connection(connection, config):
    with invented_totvs(config):
        row = RmConnection.current()
        assert row.rest_url == row.soap_url != "http://127.0.0.1:1"
        assert row.rest_url.startswith("http://127.0.0.1:")
        assert answers(row.rest_url) == 401
    with pytest.raises(urllib3.exceptions.HTTPError):
        answers(row.rest_url)


def test_a_connection_that_somebody_typed_is_left_alone(connection, config):
    RmConnection.update(is_invented=False, rest_url=TYPED).execute()
    with invented_totvs(config):
        assert RmConnection.current().rest_url == TYPED


def test_behind_a_public_address_nothing_invented_runs(connection, config):
    with invented_totvs(replace(config, url="https://workchat.aurora.example")):
        assert RmConnection.current().rest_url == "http://127.0.0.1:1"


def test_a_school_of_its_own_does_not_even_load_it(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ONE], env=environment(tmp_path), cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.split() == ["workchat.demo", "workchat.demo.rm", "workchat.demo.rm.serve"], done.stderr
