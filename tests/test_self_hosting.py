"""The page for who installs WorkChat names everything that can be set."""

import re

from workchat.config import ROOT

PAGE = (ROOT / "docs" / "self-hosting.md").read_text()


def test_every_setting_of_the_environment_is_explained():
    named = set(re.findall(r"\b(?:WORKCHAT_[A-Z_]+|EMBED_[A-Z_]+|DATABASE_URL)\b", (ROOT / "workchat" / "config.py").read_text()))
    table = PAGE.split("## Environment")[1].split("\n## ")[0]
    assert {name for name in named if f"`{name}`" not in table} == set()
    assert set(re.findall(r"`((?:WORKCHAT|EMBED)_[A-Z_]+)`", table)) <= named


def test_nginx_lets_every_body_through_that_workchat_takes():
    assert "client_max_body_size 32m;" in PAGE
