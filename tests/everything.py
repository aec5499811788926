"""A school in which every page has something on it, every form and button of every page, and what is in each form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from tests import meta
from tests.announcements import announcements
from tests.cast import NOW, Cast, contact, person, ticket
from tests.everything_contacts import fill_labels, searched
from tests.everything_imports import fill_imports
from tests.everything_people import fill_people, joining
from tests.everything_portal import fill_portal
from tests.everything_students import fill_students
from tests.everything_totvs import fill_totvs
from workchat.accounts.invite import renew_access
from workchat.accounts.models import Department, Session
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, Media, Message, Ticket
from workchat.db import utcnow
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery, Lane
from workchat.settings.models import ClosingReason
from workchat.simulator.connect import _create as make_simulator
from workchat.simulator.models import Bubble, Phone, SimulatedMedia
from workchat.whatsapp.compose import buttons_body, media_body, text_body
from workchat.whatsapp.keep import keep
from workchat.whatsapp.models import KeptUpdate, Template
from workchat.whatsapp.payload import read_each

CPF = "52998224725"
NOT_TRIED = {"accounts.sign_out", "whatsapp.try_number"}  # the end of the walk; and a call to Meta, without a field
UNREADABLE = meta.raw(meta.posted(meta.text("Oi"), number="999"))  # of a number that nobody connected


class Letterbox:
    """In the postman's place: nothing leaves the test."""

    def post(self, *_letter: object, **_faults: object) -> None:
        return


@dataclass
class School:
    """What exists, by the name that the addresses give it. The tickets are of every kind there is."""

    ids: dict[str, list[object]] = field(default_factory=dict)
    chosen: list[str] = field(default_factory=list)  # addresses of pages on which something was chosen

    def addresses(self, app: Flask, method: str = "GET") -> Iterator[tuple[str, str]]:
        """(endpoint, address) of every page, for each thing that it can be about."""
        for rule in app.url_map.iter_rules():
            if method in rule.methods and rule.endpoint != "static":
                for value in self.ids.get(next(iter(rule.arguments), ""), [""]) if rule.arguments else [""]:
                    yield rule.endpoint, re.sub(r"<[^>]*>", str(value), str(rule))


def fill_school(app: Flask, cast: Cast) -> School:
    """Make everything once: five kinds of ticket, a kept update, a stopped number, a simulator, a fresh link."""
    app.extensions["postman"] = Letterbox()
    now = utcnow()
    cast.settings.restriction, cast.settings.privacy_url = "manual", "https://escola.example/termo"
    cast.settings.save()
    cast.number.stopped_at, cast.number.stopped_why = now, "O token venceu."
    cast.number.save()
    old = person("Nina Alves", "agent")
    old.active = False
    old.save()
    closed = Department.create(name="Biblioteca", active=False)
    reason = ClosingReason.create(name="Boleto", text="Até logo, {{nome}}!", position=1)
    ClosingReason.create(name="Matrícula", text="Até logo!", position=2)
    keep(replace(read_each(UNREADABLE)[0]), "Este número não está conectado ao WorkChat.", now)
    session = Session.create(token_hash="x", user=cast.ana, address="10.0.0.9", created_at=now, seen_at=now)  # noqa: S106
    simulator, phone = make_simulator(now), Phone.select().order_by(Phone.id).first()
    asked = buttons_body("Aceita?", [("t1.yes", "Aceito"), ("t1.no", "Não aceito")])
    bubble = Bubble.create(phone=phone, wa_id="wamid.E", from_school=True, body=asked, text="Aceita?", key="9.1")
    picture = SimulatedMedia.create(media_id="751", mime="image/png", filename="cartaz.png", content=b"a")
    Bubble.create(phone=phone, wa_id="wamid.F", from_school=True, body=media_body("image", "751"), text="O cartaz")
    tickets = _tickets(cast, now)
    return School({
        "ticket_id": [row.id for row in tickets],
        "user_id": [cast.bia.id, old.id],
        "department_id": [cast.secretaria.id, closed.id],
        "reason_id": [reason.id],
        "number_id": [cast.number.id, simulator.id],
        "update_id": [KeptUpdate.get().id],
        "session_id": [session.id],
        "phone_id": [phone.id],
        "bubble_id": [bubble.id],
        "file_id": [picture.id],
        "media_id": [Media.get().id],
        "delivery_id": [Delivery.get().id],
        "tab": ["general", "people"],
        "token": [renew_access(cast.bia, cast.ana, now)],
        **announcements(cast, now),
        **fill_labels(),
        **fill_imports(cast),
        **fill_people(cast),
        **fill_portal(cast),
        **fill_totvs(cast, fill_students(cast)),
    }, [f"/chat/{Ticket.get(Ticket.state == ATTENDING).id}?template={Template.get().id}",
        *searched(), *joining()])  # fmt: skip


def _tickets(cast: Cast, now) -> list:
    """Waiting with a file and a failed answer; asked for the terms; to be approved; outside the window; closed."""
    waiting = ticket(cast, at=now)
    message = Message.create(ticket=waiting, number=cast.number, contact=waiting.contact_id, direction="out",
                             kind="text", text="Bom dia!", at=now, author=cast.bia, source="agent")  # fmt: skip
    Delivery.create(number=cast.number, lane=Lane.get(), contact=waiting.contact_id, message=message, status="failed",
                    body=text_body("Bom dia!"), due_at=NOW, error="Não chegou.")  # fmt: skip
    Media.create(message=message, media_id="7", mime="image/png", filename="foto.png", error="Perdido.", state="failed")
    asked = ticket(cast, contact("João", "5511911110001"), INTAKE, at=now)
    Intake.create(ticket=asked, step="terms", question=1)
    data = contact("Rui", "5511911110002", birth_date=(NOW - timedelta(days=9000)).date(), authorised_at=NOW)
    data.keep_cpf(CPF)
    data.save()
    approval = ticket(cast, data, INTAKE, at=now)
    Intake.create(ticket=approval, step="approval")
    outside = ticket(cast, contact("Eva", "5511911110003"), ATTENDING, at=NOW - timedelta(days=900), agent=cast.ana)
    Template.create(number=cast.number, name="aviso", language="pt_BR", status="APPROVED",
                    body="Oi {{1}}, até {{2}}.", variables=2)  # fmt: skip
    closed = ticket(cast, contact("Zé", "5511911110004"), CLOSED, at=now, closed_at=now)
    return [waiting, asked, approval, outside, closed]


@dataclass
class Form:
    """A form, or an element that htmx posts by itself: where it goes and what a browser would send."""

    method: str
    action: str
    fields: MultiDict

    @property
    def typed(self) -> list[str]:
        """The fields that a person fills in."""
        return [name for name in dict.fromkeys(self.fields) if name != "csrf_token"]


def forms_of(answer: TestResponse, here: str) -> list[Form]:
    """Every form of a page, and every element of it that posts through htmx."""
    page = BeautifulSoup(answer.text, "html.parser")
    found = [Form(form.get("method", "get").upper(), form.get("action") or here, _fields(form))
             for form in page.select("form:not([method=dialog])")]  # fmt: skip
    for element in page.select("[hx-post]:not(form)"):
        whole = element.find_parent("form") or page.select_one(element.get("hx-include", "form[method=post]"))
        found.append(Form("POST", element["hx-post"], _fields(whole)))
    for element in page.select("select[hx-get]"):
        found.append(Form("GET", urlsplit(element["hx-get"]).path, _fields(element.find_parent("form"))))
    return found


def _fields(form: Tag) -> MultiDict:
    fields = MultiDict()
    for control in form.select("input[name], textarea[name], select[name], button[name]"):
        option = control.select_one("option[selected]") or control.select_one("option")
        fields.add(control["name"], option.get("value", "") if option else control.get("value", control.text))
    return fields


def every_form(app: Flask, browsers: list[FlaskClient], filled: School) -> Iterator[tuple[FlaskClient, str, Form]]:
    """(browser, endpoint, form): each once, however many tickets show it."""
    where, known = app.url_map.bind(""), set()
    for browser in browsers:
        for url in [*(url for _, url in filled.addresses(app)), *filled.chosen]:
            answer = browser.get(url)
            for form in forms_of(answer, url) if answer.mimetype == "text/html" else ():
                endpoint = where.match(form.action.split("?")[0], method=form.method)[0]
                if endpoint not in NOT_TRIED and (endpoint, *form.typed) not in known:
                    known.add((endpoint, *form.typed))
                    yield browser, endpoint, form
