"""The page for who installs WorkChat names everything that can be set."""

import re

from tests.status.known_school import NOW, known
from workchat.config import MEBIBYTE, ROOT
from workchat.serve import FORWARDED, WAITRESS
from workchat.status.measures import measures

PAGE = (ROOT / "docs" / "self-hosting.md").read_text()
SETTING = r"\b(?:WORKCHAT_[A-Z_]+|EMBED_[A-Z_]+|DATABASE_URL)\b"
INSIDE = {"WORKCHAT_INSTANCE", "WORKCHAT_HOST", "WORKCHAT_PORT"}  # the image decides them


def settings() -> set[str]:
    """Everything that config.py reads of the environment."""
    return set(re.findall(SETTING, (ROOT / "workchat" / "config.py").read_text()))


def test_every_setting_of_the_environment_is_explained():
    named = settings()
    table = PAGE.split("## Environment")[1].split("\n## ")[0]
    assert {name for name in named if f"`{name}`" not in table} == set()
    assert set(re.findall(r"`((?:WORKCHAT|EMBED)_[A-Z_]+)`", table)) <= named


def test_every_figure_of_metrics_is_explained_with_its_labels():
    rows = re.findall(r"^\| (`workchat_.+?) \| (.*?) \|", PAGE, re.MULTILINE)
    told = {
        name: set(re.findall(r"`(\w+)`", labels)) for names, labels in rows for name in re.findall(r"`(\w+)`", names)
    }
    given = {f"workchat_{one.name}": one.samples for one in measures(known(tickets={"waiting": 1}, jobs={"copy": NOW}))}
    assert {name: set(samples[0][0]) for name, samples in given.items()} == told


def test_every_setting_reaches_the_container_as_it_was_typed_or_not_at_all():
    """A name alone is passed on when it is set. An empty text in its place would hide the default."""
    listed = re.findall(rf"^ +- ({SETTING})(=.*)?$", (ROOT / "compose.yaml").read_text(), re.MULTILINE)
    assert {name for name, _ in listed} == settings() - INSIDE
    assert [given for _, given in listed if given] == ["=${WORKCHAT_TRUSTED_PROXY:-*}"]


def test_what_the_container_needs_for_postgres_is_in_it_and_secrets_are_not():
    assert "postgresql-client" in (ROOT / "Dockerfile").read_text()
    for kept_out in (".dockerignore", ".gitignore"):
        assert ".env" in (ROOT / kept_out).read_text().splitlines()


def test_nginx_lets_every_body_through_that_workchat_takes():
    assert "client_max_body_size 32m;" in PAGE


def test_nginx_tells_what_workchat_believes_and_changes_nothing_of_the_answer():
    block = PAGE.split("```nginx")[1].split("```")[0]
    told = {name.lower() for name in re.findall(r"proxy_set_header (X-[A-Za-z-]+)", block)}
    assert told == FORWARDED
    assert not re.search(r"add_header|proxy_hide_header|proxy_cookie", block)


def test_whatsapps_largest_delivery_passes_the_server_too():
    assert WAITRESS["max_request_body_size"] == 32 * MEBIBYTE  # as nginx lets through
