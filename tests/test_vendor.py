"""The files of other people that the pages load are the ones that we looked at, and nothing came in beside them."""

import hashlib
import json
import re
from pathlib import Path

STATIC = Path(__file__).resolve().parent.parent / "static"
LOCK = json.loads((STATIC / "vendor.lock.json").read_text(encoding="utf-8"))


def test_each_vendored_file_is_the_one_that_was_recorded():
    recorded = {entry["file"]: entry["sha256"] for entry in LOCK}
    found = {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in recorded}
    assert found == recorded


def test_every_vendored_file_is_recorded():
    on_disk = {path.relative_to(STATIC).as_posix() for path in (STATIC / "vendor").iterdir()}
    assert on_disk == {entry["file"] for entry in LOCK}


def test_each_vendored_file_says_its_version_and_licence():
    for entry in LOCK:
        assert entry["version"] in entry["file"]
        assert entry["licence"] and entry["package"]


def test_every_icon_that_a_template_asks_for_is_in_the_sprite():
    """A missing icon shows as nothing at all, so nobody would report it."""
    sprite = next((STATIC / "vendor").glob("icons-lucide-*.svg")).read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    templates = (STATIC.parent / "templates").rglob("*.html")
    pages = "".join(page.read_text(encoding="utf-8") for page in templates)
    asked = set(re.findall(r"icon\('([a-z0-9-]+)'", pages))
    assert asked <= drawn
