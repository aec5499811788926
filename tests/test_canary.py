"""One day at the school with a family and secrets that nobody else has: they appear only where they must."""

import re
from dataclasses import dataclass, field

import pytest
from werkzeug.test import TestResponse

from tests import meta
from tests.cast import TOKEN, Cast
from tests.page import sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.chat.models import Message, Ticket
from workchat.contacts.models import Contact
from workchat.db import run, timestamp, utcnow
from workchat.whatsapp.models import KeptUpdate, Number

CPF, DOTTED, PHONE = "39053344705", "390.533.447-05", "5521976543210"
GRAPH_TOKEN, SECRET, PASSWORD = "EAAcanarioDoToken", "canariodaChaveSecreta", "canário da senha comprida"
WORDS = "a Luísa tem alergia a canário"
SECRETS = (GRAPH_TOKEN, SECRET, PASSWORD, TOKEN)
CANARIES = (*SECRETS, CPF, DOTTED, PHONE, PHONE[2:], WORDS)
TABLES = "contact", "message", "ticket", "kept_update", "number", "delivery", "intake", "consent", "audit_entry", "user"


@dataclass
class Recorded:
    """A browser whose every answer is kept."""

    client: object
    answers: list[TestResponse] = field(default_factory=list)

    def get(self, url: str, **more) -> TestResponse:
        return self.kept(self.client.get(url, **more))

    def post(self, url: str, **more) -> TestResponse:
        return self.kept(self.client.post(url, **more))

    def kept(self, answer: TestResponse) -> TestResponse:
        self.answers.append(answer)
        return answer

    @property
    def around(self) -> str:
        """What browsers, proxies and histories keep of the answers: addresses, headers, cookies. Not the pages."""
        return "\n".join(f"{answer.request.url}\n{answer.headers}" for answer in self.answers)


@pytest.fixture
def browser(client) -> Recorded:
    return Recorded(client)


def connect(browser: Recorded) -> None:
    page, fields = "/settings/integrations/new", {"name": "Canário", "account_id": "200000", "graph_version": "v25.0"}
    fields |= {"token": GRAPH_TOKEN, "app_secret": SECRET}
    refused = submit(browser, page, fields | {"phone_number_id": "11 3333-0000"})
    assert refused.status_code == 422
    assert submit(browser, page, fields | {"phone_number_id": "300000"}).status_code == 303


def post(browser: Recorded, body: bytes, secret: str = SECRET) -> TestResponse:
    return browser.post("/whatsapp/webhook", data=body, headers={"X-Hub-Signature-256": meta.sign(secret, body)})


def from_family(body: str, number: str = "300000") -> bytes:
    who = {"contacts": [meta.contact(PHONE, "BR.77", "Canária Lima")], "number": number}
    return meta.raw(meta.posted(meta.text(body, sender=PHONE, user_id="BR.77", at=timestamp(utcnow())), **who))


def live_a_day(browser: Recorded, cast: Cast) -> Ticket:
    """Entering with mistakes, connecting, a family that writes, an update that nobody can read, the CPF looked at."""
    submit(browser, "/login", {"email": cast.ana.email, "password": PASSWORD})
    sign_in(browser, cast.ana)
    submit(browser, "/account", {"current": PASSWORD, "password": PASSWORD, "again": "outra"})
    connect(browser)
    cast.settings.restriction = "automatic"
    cast.settings.save()
    assert post(browser, from_family(f"{WORDS}, o CPF é {DOTTED} ou {CPF}")).status_code == 200
    assert post(browser, from_family(WORDS, "999")).status_code == 200  # of an unknown number: kept
    assert post(browser, b"{" + from_family(WORDS)).status_code == 400
    assert post(browser, from_family(WORDS), "errado").status_code == 401
    contact = Contact.get(Contact.wa_id == PHONE)
    contact.keep_cpf(CPF)
    contact.save()
    return Ticket.get(Ticket.contact == contact)


PAGES = ("/people", "/departments", "/settings/general", "/settings/integrations", "/settings/integrations/kept",
         "/settings/integrations/history", "/settings/people/history", "/account", "/nada")  # fmt: skip


@pytest.fixture
def day(browser: Recorded, cast: Cast, written, capfd) -> tuple[Recorded, Ticket]:
    return browser, live_a_day(browser, cast)


def test_no_log_says_who_wrote_what_or_a_secret(day, cast, written, capfd):
    browser, talk = day
    submit(browser, f"/chat/{talk.id}/contact/cpf", {}, f"/chat/{talk.id}")
    out = capfd.readouterr()
    said = written.text + out.out + out.err
    assert {line["event"] for line in written.lines} >= {"request", "webhook", "sign-in refused"}
    assert [line["kept"] for line in written.lines if line["event"] == "webhook" and "kept" in line] == [1]
    assert not [canary for canary in (*CANARIES, "Canária Lima") if canary in said]


def test_no_address_header_or_cookie_has_any_of_it(day, cast):
    browser, talk = day
    submit(browser, f"/chat/{talk.id}/contact/cpf", {}, f"/chat/{talk.id}")
    submit(browser, f"/chat/{talk.id}/reply", {"text": f"Anotei: {CPF}"}, f"/chat/{talk.id}")
    around = browser.around
    assert not [canary for canary in (*CANARIES, "Canária") if canary in around]


def test_no_page_shows_a_secret_once_it_was_typed(day, cast):
    browser, talk = day
    number = Number.get(Number.phone_number_id == "300000")
    for url in (*PAGES, f"/settings/integrations/{number.id}", f"/chat/{talk.id}"):
        browser.get(url)
    shown = "\n".join(answer.text for answer in browser.answers)
    assert not [secret for secret in SECRETS if secret in shown]


def test_only_the_chat_shows_the_family(day, cast):
    browser, talk = day
    for url in PAGES:
        page = browser.get(url).text
        assert not [canary for canary in CANARIES if canary in page], url
    talk_page = browser.get(f"/chat/{talk.id}")
    assert WORDS in words(talk_page, "#messages")


def test_the_cpf_is_whole_only_for_who_asks_and_the_asking_is_written_down(day, cast):
    browser, talk = day
    page = browser.get(f"/chat/{talk.id}")
    assert CPF not in page.text
    assert DOTTED not in page.text
    assert "***.533.447-**" in words(page, "#cpf")
    shown = submit(browser, f"/chat/{talk.id}/contact/cpf", {}, f"/chat/{talk.id}")
    assert DOTTED in words(shown, "#cpf")
    assert shown.headers["Cache-Control"] == "no-store"
    looks = AuditEntry.select().where(AuditEntry.field == "CPF")
    assert [(look.user, CPF in f"{look.before}{look.after}{look.subject}") for look in looks] == [(cast.ana, False)]


def test_a_stolen_database_has_neither_cpf_nor_secret_in_clear(day, cast):
    browser, talk = day
    submit(browser, f"/chat/{talk.id}/reply", {"text": f"Anotei: {CPF} e {DOTTED}"}, f"/chat/{talk.id}")
    stored = "\n".join(repr(row) for table in TABLES for row in run(f'SELECT * FROM "{table}"').fetchall())  # noqa: S608
    stored = re.sub(r"memory at 0x\w+", "", stored)
    assert not [canary for canary in (*SECRETS, CPF, DOTTED) if canary in stored]
    assert KeptUpdate.select().count() == 1
    assert Message.select().count() >= 2
