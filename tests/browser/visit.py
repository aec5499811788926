"""A person in front of the screen: a page of the running school that notices whatever goes wrong on it."""

import secrets
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

from tests.live import LiveSchool
from workchat.accounts.models import Session, User
from workchat.accounts.rules import hash_token
from workchat.db import utcnow

# Chromium writes a line for each 4xx answer; the answers themselves are watched.
ANSWERED = "Failed to load resource: the server responded with a status of"
UNFOCUSED = "Blocked autofocusing on a"  # inside a portal the person has to click first
LEFT = "net::ERR_ABORTED"  # the person went on before the answer came


@dataclass
class Visits:
    """Opens pages, each in a browser context of its own, and keeps what was wrong on them."""

    browser: Browser
    school: LiveSchool
    contexts: list[BrowserContext] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def page(
        self, who: User | None = None, width: int = 1440, height: int = 900, expected: tuple[int, ...] = (), **options
    ) -> Page:
        """A page for somebody who is signed in already (or nobody). `expected`: the refusals that the test is about."""
        context = self.browser.new_context(
            base_url=self.school.url,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
            locale="pt-BR",
            **options,
        )
        context.set_default_timeout(30_000)
        self.contexts.append(context)
        if who:
            let_in(context, who, self.school.url)
        page = context.new_page()
        self.watch(page, expected)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()

    def watch(self, page: Page, expected: tuple[int, ...]) -> None:
        def said(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning") and not message.text.startswith((ANSWERED, UNFOCUSED)):
                self.wrong.append(f"console on {page.url}: {message.text}")

        def answered(response: Response) -> None:
            if response.status >= 400 and response.status not in expected:
                self.wrong.append(f"{response.status} for {response.request.method} {response.url}")

        def failed(request: Request) -> None:
            if request.failure != LEFT:
                self.wrong.append(f"{request.failure} for {request.method} {request.url}")

        page.on("console", said)
        page.on("response", answered)
        page.on("requestfailed", failed)
        page.on("pageerror", lambda error: self.wrong.append(f"script on {page.url}: {error}"))


def let_in(context: BrowserContext, who: User, url: str) -> None:
    """Sign somebody in without the login page, which has its own test."""
    token, now = secrets.token_urlsafe(32), utcnow()
    Session.create(token_hash=hash_token(token), user=who, address="127.0.0.1", created_at=now, seen_at=now)
    context.add_cookies([{"name": "workchat", "value": token, "url": url, "httpOnly": True, "sameSite": "Lax"}])
