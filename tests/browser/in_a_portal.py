"""A school whose portal shows WorkChat: the real server behind a TLS proxy, the portal on an origin of its own, and a
Chromium that keeps no third-party cookies."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, expect

from tests import meta
from tests.browser.chromium import FLAGS, find
from tests.browser.portal import Portal, serving
from tests.browser.tls import Proxy, proxy
from tests.browser.visit import Visits
from tests.cast import APP_SECRET, PASSWORD, number, person
from tests.processes import free_port, running
from workchat.accounts.models import Department, Session, User
from workchat.config import from_environment
from workchat.db import db
from workchat.opening import open_school
from workchat.settings.models import ClosingReason, Settings
from workchat.simulator.client import post_webhook
from workchat.vault import vault

CHAT, PORTAL, EVIL, OTHER = "chat.test", "portal.test", "evil.test", "other.test"
ISSUER = "https://portal.test"
BLOCKING = {"profile": {"cookie_controls_mode": 1, "block_third_party_cookies": True}}
SANDBOXED = "can escape its sandboxing"  # Chromium warns of every such frame; of another origin it cannot


@dataclass
class FramedSchool:
    """The school, its portal, and the hosts at which browsers find them. The tests' own thread reads its records."""

    proxy: Proxy
    portal: Portal
    port: int  # of WorkChat itself
    staff: SimpleNamespace

    @property
    def chat(self) -> str:
        return self.proxy.origin(CHAT)

    def around(self, host: str = PORTAL, **asked: str) -> str:
        """The address of the page with the frame, on the portal's host or on another."""
        return f"{self.proxy.origin(host)}/?" + "&".join(f"{name}={value}" for name, value in asked.items())

    def marta_writes(self, text: str) -> None:
        posted = meta.raw(meta.posted(meta.text(text, at=int(time.time())), number="1000"))
        assert post_webhook(f"http://127.0.0.1:{self.port}/whatsapp/webhook", APP_SECRET, posted) == 200


@contextmanager
def framed_school(folder: Path) -> Iterator[FramedSchool]:
    """Everything, running. The records are open in this thread too, and what was open before is open again after it."""
    before, keys, port = db.obj, dict(vault.__dict__), free_port()
    private, public = key_pair(folder)
    with proxy(folder) as front:
        chat = front.origin(CHAT)
        portal = Portal(chat, private, ISSUER)
        given = {
            "WORKCHAT_URL": chat, "WORKCHAT_TRUSTED_PROXY": "127.0.0.1", "EMBED_ORIGINS": front.origin(PORTAL),
            "EMBED_ISSUER": ISSUER, "EMBED_PUBLIC_KEY": str(public),
        }  # fmt: skip
        instance = folder / "instance"
        open_school(replace(from_environment({"WORKCHAT_INSTANCE": str(instance), **given})))
        with db.connection_context(), serving(portal) as portals:
            school = FramedSchool(front, portal, port, fill())
            front.behind |= {CHAT: port, PORTAL: portals, EVIL: portals, OTHER: portals}
            with running("web", "--port", port, instance=instance, **given) as server:
                server.says("WorkChat em")
                yield school
    db.obj.close_all()
    db.initialize(before)
    vault.__dict__.clear()
    vault.__dict__.update(keys)


def fill() -> SimpleNamespace:
    """Ana administers, Bia answers in the Secretaria; a number of WhatsApp."""
    Settings.update(school_name="Escola Aurora").execute()
    secretaria = Department.create(name="Secretaria")
    ClosingReason.create(name="Boleto enviado", text="Boleto enviado, {{primeiro_nome}}!", position=1)
    number()
    return SimpleNamespace(ana=person("Ana Prado", "administrator"), bia=person("Bia Rocha", "agent", secretaria))


def key_pair(folder: Path) -> tuple[str, Path]:
    """What the portal signs with, and the file by which WorkChat checks it."""
    key, file = ec.generate_private_key(ec.SECP256R1()), folder / "portal.pem"
    file.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode(), file


@contextmanager
def strict_chromium(browser: Browser, folder: Path) -> Iterator[BrowserContext]:
    """The Chromium of the other journeys, with a profile that blocks third-party cookies."""
    (folder / "Default").mkdir(parents=True)
    (folder / "Default" / "Preferences").write_text(json.dumps(BLOCKING))
    kind = browser.browser_type
    context = kind.launch_persistent_context(
        folder, executable_path=find(kind), args=[*FLAGS, "--host-resolver-rules=MAP *.test 127.0.0.1"],
        ignore_https_errors=True, locale="pt-BR", reduced_motion="reduce", viewport={"width": 1280, "height": 800},
    )  # fmt: skip
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture(scope="module")
def framed(tmp_path_factory) -> Iterator[FramedSchool]:
    with framed_school(tmp_path_factory.mktemp("framed")) as school:
        yield school


@pytest.fixture(scope="module")
def strict(browser, tmp_path_factory) -> Iterator[BrowserContext]:
    with strict_chromium(browser, tmp_path_factory.mktemp("profile")) as context:
        yield context


@pytest.fixture
def framed_visits(browser, strict, framed) -> Iterator[Visits]:
    """As everywhere: no console error, no refused script or style, no failed request may have been seen."""
    strict.clear_cookies()
    framed.proxy.forgetful.clear()
    visits = Visits(browser, framed)
    yield visits
    for page in strict.pages[1:]:
        page.close()
    wrong = [line for line in visits.wrong if SANDBOXED not in line]
    assert not wrong, "\n".join(wrong)


@pytest.fixture
def tab(strict, framed_visits) -> Page:
    """A tab in which the portal opens. 422: what is typed wrong; 401: a session that ended."""
    page = strict.new_page()
    framed_visits.watch(page, (401, 422))
    return page


def inside(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def sign_in(page: Page, who: User) -> FrameLocator:
    """Enter with the password, in the frame."""
    frame = inside(page)
    frame.get_by_label("E-mail").fill(who.email)
    frame.get_by_label("Senha").fill(PASSWORD)
    frame.get_by_role("button", name="Entrar").click()
    expect(frame.locator(".rail")).to_be_visible()
    return frame


def expire() -> None:
    """The session of everybody ends, as after hours without a click."""
    Session.update(seen_at=Session.select().first().created_at.replace(year=2020)).execute()


def in_settings(frame: FrameLocator, tab: str) -> None:
    frame.get_by_role("link", name="Configurações").click()
    expect(frame.locator("#tab-general[aria-current=page]")).to_be_visible()
    if tab != "general":  # it is open: asked for again, its answer would take away what is typed meanwhile
        frame.locator(f"#tab-{tab}").click()
        expect(frame.locator(f"#tab-{tab}[aria-current=page]")).to_be_visible()


def refused(frame: FrameLocator, field: str = "", **typed: str) -> None:
    """It says so above the form and beside the field, and what was typed is there still: id -> value."""
    expect(frame.locator(".error-summary")).to_be_visible()
    if field:
        expect(frame.locator(f".has-error #{field}-error")).to_be_visible()
        expect(frame.locator(f".error-summary a[href='#{field}']")).to_have_count(1)
    for name, value in typed.items():
        expect(frame.locator(f"#{name}")).to_have_value(value)
