"""Situação on the screen: clean and comfortable in trouble as in peace, and it follows what happens by itself."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.browser.axe import look
from tests.browser.fits import problems
from workchat.backups.models import Backup
from workchat.db import clock
from workchat.running.models import Program
from workchat.whatsapp.models import KeptUpdate, Number

LONG_NAME = "i-0f3c9a8d7e6b5a4f3-sa-east-1.compute.internal"
HOUR = timedelta(hours=1)


def in_trouble() -> None:
    """Nothing leaves, the number is stopped, a program vanished, a copy failed, an update is kept."""
    now = clock()
    for token, host, age in (("a", LONG_NAME, HOUR), ("b", "servidor-2", -HOUR)):
        Program.create(token=token, kind="web", host=host, pid=1, version=f"0.{token}", started_at=now - 2 * HOUR,
                       seen_at=now - age)  # fmt: skip
    Number.update(stopped_at=now, stopped_why="O WhatsApp não aceita mais o token deste número.").execute()
    Backup.create(began_at=now, error="Não há espaço no disco das cópias.")
    KeptUpdate.create(sealed_body=b"", error="", digest="a")


def test_in_trouble_it_is_clean_and_fits(ana, aurora):
    aurora.rests()
    in_trouble()
    ana.goto("/status")
    expect(ana.locator(".findings li")).to_have_count(5)
    assert not look(ana) + problems(ana)


def test_the_open_page_says_what_happens_and_keeps_the_focus(ana, aurora):
    aurora.rests()
    in_trouble()
    ana.goto("/status")
    ana.locator("#mend-kept").focus()
    Number.update(stopped_at=None, stopped_why="").execute()
    expect(ana.locator(".findings")).not_to_contain_text("está parado desde", timeout=30_000)
    expect(ana.locator("#mend-kept")).to_be_focused()


def test_what_mends_stands_on_one_line_and_apart_from_the_words_before_it(ana, aurora):
    aurora.rests()
    in_trouble()
    ana.set_viewport_size({"width": 900, "height": 600})
    ana.goto("/settings/integrations/kept")
    again, erase = (ana.get_by_role("button", name=name).first.bounding_box() for name in ("Tentar de novo", "Apagar"))
    assert again["height"] == erase["height"]
    ana.goto("/settings/integrations")
    words, form = (ana.locator(f".callout.danger {part}").last.bounding_box() for part in ("p", "form"))
    assert form["y"] - words["y"] - words["height"] >= 8
