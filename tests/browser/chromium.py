"""The Chromium of this machine: where it is, and one started for the whole run."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserType, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip
MISSING = (
    "No Chromium: the browser journeys did not run. Install it (Debian: apt install chromium), "
    "or name the program in WORKCHAT_CHROMIUM."
)


def find(kind: BrowserType) -> str | None:
    """The program: what WORKCHAT_CHROMIUM names, one on the PATH, Playwright's own, or None."""
    named = os.environ.get("WORKCHAT_CHROMIUM")
    if named:
        return named
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    own = kind.executable_path
    return on_path or (own if Path(own).exists() else None)


def missing() -> None:
    """In CI a machine without a browser must not look like one on which the journeys pass."""
    if os.environ.get("CI") == "true":
        pytest.fail(MISSING, pytrace=False)
    pytest.skip(MISSING)


@contextmanager
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = find(playwright.chromium)
        if program is None:
            missing()
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()
