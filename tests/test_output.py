"""What strangers and colleagues write is shown as it was written: never an element, an attribute or a link."""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests import meta
from tests.everything import School, fill_school
from tests.page import select, sign_in, words
from workchat.accounts.models import AuditEntry, Department, User
from workchat.chat.models import Media, Message, Ticket
from workchat.contacts.models import Contact, ContactImport, Group, ImportRow, Tag
from workchat.contacts.rules import clean_name
from workchat.db import utcnow
from workchat.intake.models import Consent
from workchat.outbox.models import Delivery
from workchat.scheduled.models import Attachment, ScheduledMessage
from workchat.settings.models import ClosingReason, Settings
from workchat.simulator.models import Bubble, Phone
from workchat.students.models import Course, EnrolmentStatus, SchoolClass, Student, StudentSync, SyncLine
from workchat.totvs.models import RmConnection
from workchat.whatsapp.models import KeptUpdate, Number, Template
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in

HARMLESS = "Marta Souza"
HOSTILE = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "' autofocus onfocus='alert(1)",
    "<svg/onload=alert(1)>", "</textarea></title></style><script>alert(1)</script>", "javascript:alert(1)",
    "[x](javascript:alert(1))",
    "{{7*7}}{% raw %}${7*7}", "<a href=javascript:alert(1)>x</a>", "*<b>*_<i>_~<u>~```<pre>```", "<!--",
    "&lt;script&gt;", "https://x.example/\"onmouseover=alert(1)//", "https://x.example/'><script>alert(1)</script>",
    "JaVaScRiPt:alert(1) data:text/html,<script>alert(1)</script> vbscript:x", "\u202ecod.exe\u202c<b hx-get=/logout>",
)  # fmt: skip
TOGETHER = [" ".join(HOSTILE[start::4]) for start in range(4)]
ADDRESSES = ("href", "src", "action", "hx-get", "hx-post")
# Each is written everywhere at once: a contact and a profile, a text, a file, a reason, a department, an error.
TEXTS = (
    (Contact, ("name", "username")), (Message, ("text",)), (Media, ("filename", "error", "mime")),
    (ClosingReason, ("text",)), (Template, ("body",)), (Number, ("stopped_why", "name", "display_phone")),
    (Delivery, ("error", "advice")), (KeptUpdate, ("error",)), (Consent, ("raw_answer",)), (Phone, ("name",)),
    (ScheduledMessage, ("title", "text", "paused_why", "urgent_reason")), (Attachment, ("filename", "error")),
    (Bubble, ("text",)), (AuditEntry, ("subject", "field", "before", "after")), (Ticket, ("last_text", "closing_note")),
    (StudentSync, ("filename", "error")), (SyncLine, ("subject", "words")),
    (Student, ("name",)), (SchoolClass, ("name", "period")), (RmConnection, ("user", "period", "rest_url", "soap_url")),
    (ContactImport, ("filename", "error", "groups", "tags")), (ImportRow, ("reason", "name")),
    (Settings, ("school_name", "welcome_text", "closing_text", "transfer_text", "request_text", "refusal_text")),
)  # fmt: skip
UNIQUE = ((ClosingReason, "name"), (Department, "name"), (User, "name"), (Template, "name"), (Group, "name"),
          (Tag, "name"), (Student, "ra"), (SchoolClass, "code"), (Course, "name"),
          (EnrolmentStatus, "name"))  # fmt: skip


@pytest.fixture
def filled(app: Flask, cast) -> School:
    return fill_school(app, cast)


@pytest.fixture
def ana(client, cast, filled) -> FlaskClient:
    sign_in(client, cast.ana)
    return client


def write_everywhere(text: str) -> None:
    for model, columns in TEXTS:
        model.update(dict.fromkeys(columns, text)).execute()
    for model, column in UNIQUE:
        for row in model.select():
            model.update({column: f"{text} {row.id}"}).where(model.id == row.id).execute()


def shape(page: str) -> list[tuple]:
    """The elements of a page with the names of their attributes: what only our templates may decide."""
    soup = BeautifulSoup(page, "html.parser")
    for shown in soup.select(".bubble-text, .diff-new, .diff-old"):
        check_formatted(shown)
        shown.clear()
    for more in soup.select(".sync-told + .sync-told"):  # each change has a line; a name with "; " in it has two
        assert not more.find()
        more.decompose()
    return [(tag.name, *sorted(tag.attrs)) for tag in soup.select("*")]


def check_formatted(shown) -> None:
    """Inside a message WhatsApp's own formatting may stand, and links that lead to the web."""
    for tag in shown.select("*"):
        assert tag.name in {"strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "br", "a"}, tag
        if tag.name == "a":
            check_link(tag)
        else:
            assert set(tag.attrs) <= {"start"}, tag


def check_link(link) -> None:
    assert urlsplit(link["href"]).scheme in ("http", "https")
    assert set(link.attrs) == {"href", "rel", "target"}
    assert (link["target"], set(link["rel"])) == ("_blank", {"noopener", "noreferrer", "nofollow"})


def schemes(page: str) -> set[str]:
    tags = BeautifulSoup(page, "html.parser").select("[href], [src], [action], [hx-get], [hx-post]")
    return {urlsplit(tag[name]).scheme for tag in tags for name in ADDRESSES if tag.get(name)}


def pages(app: Flask, ana: FlaskClient, filled: School) -> dict[str, str]:
    urls = [
        url for _, url in filled.addresses(app) if "graph" not in url and "/media/" not in url and "/news" not in url
    ]
    answers = {url: ana.get(url) for url in [*urls, *filled.chosen]}
    return {url: answer.text for url, answer in answers.items() if answer.mimetype == "text/html"}


@pytest.mark.parametrize("text", TOGETHER)
def test_no_page_gets_an_element_or_an_address_that_somebody_wrote(app, ana, filled, text):
    write_everywhere(HARMLESS)
    expected = {url: shape(page) for url, page in pages(app, ana, filled).items()}
    write_everywhere(text)
    for url, page in pages(app, ana, filled).items():
        assert shape(page) == expected[url], url
        assert schemes(page) <= {"", "http", "https"}, url


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_family_sends_reaches_the_page_as_text(client, cast, text):
    """From the webhook on: the name of the profile, the message, the name and the words of a file."""
    sign_in(client, cast.ana)
    file = meta.message("document", {"id": "7", "mime_type": text, "filename": text, "caption": text})
    sent = meta.posted(meta.text(text), file, contacts=[meta.contact(name=text)], number=cast.number.phone_number_id)
    take_in(read_each(meta.raw(sent)), {cast.number.phone_number_id: cast.number}, utcnow())
    page = client.get(f"/chat/{Ticket.get().id}")
    assert not select(page, "#messages script, #messages img, [onerror], [onload], [onfocus], [onmouseover], b, u, i")
    for shown in select(page, ".bubble-text"):
        check_formatted(shown)
    assert words(page, ".who h1") == clean_name(text)
    assert len(select(page, ".bubble")) == 2
