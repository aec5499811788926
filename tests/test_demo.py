"""The invented school: whoever looks at it sees every state of the desk, and nobody's real data."""

import re
from datetime import timedelta

import pytest

from tests.cast import NOW, PASSWORD_HASH
from tests.page import select, sign_in, words
from workchat import create_app
from workchat.accounts.models import Department, User
from workchat.chat.lists import QUEUES, counts
from workchat.chat.models import Media, Message, Ticket
from workchat.chat.transfer import transfer_all_due
from workchat.contacts.models import Contact
from workchat.contacts.rules import find_cpfs, is_cpf
from workchat.db import db
from workchat.demo.fill import CannotFill, fill
from workchat.demo.people import STAFF
from workchat.intake.models import Consent, Intake
from workchat.outbox.models import Delivery
from workchat.outbox.rules import STATUS_WORDS
from workchat.settings.models import ClosingReason, Settings
from workchat.settings.rules import privacy_link_problem, request_text_problem
from workchat.text.rules import problems
from workchat.whatsapp.keep import kept


@pytest.fixture(scope="module")
def said(database, config):
    """What is printed for a school that was filled once for all these tests, and rolled back."""
    with db.connection_context(), db.atomic() as everything:
        yield fill(NOW, config)
        everything.rollback()


@pytest.fixture
def client(said, config):
    """Ana's browser."""
    ana = User.get(User.role == "administrator")
    User.update(password_hash=PASSWORD_HASH).where(User.id == ana).execute()
    browser = create_app(config).test_client()
    sign_in(browser, ana)
    return browser


def test_the_school_has_its_people_and_departments(said):
    roles = {person.name: person.role for person in User.select()}
    assert roles == {name: role for name, role, _ in STAFF}
    assert [row.name for row in Department.select().order_by(Department.name)] == [
        "Coordenação",
        "Financeiro",
        "Secretaria",
    ]
    assert 110 <= Contact.select().count() <= 130
    assert 70 <= Ticket.select().count() <= 90


def test_nobody_has_a_password_and_the_administrator_gets_a_link_that_works(said, config):
    path = re.search(r"http://127\.0\.0\.1:8000(/access/\S+)", said)[1]
    answer = create_app(config).test_client().get(path)
    assert answer.status_code == 200
    assert select(answer, "input[type=password]")
    assert "Ana Prado" in said


def test_the_settings_could_have_been_typed_on_the_four_tabs(said):
    row = Settings.current()
    for place, text in (("welcome", row.welcome_text), ("closing", row.closing_text), ("request", row.request_text),
                        ("refusal", row.refusal_text), ("transfer_department", row.transfer_text)):  # fmt: skip
        assert text
        assert problems(text, place) == []
    assert all(problems(reason.text, "closing") == [] for reason in ClosingReason.select())
    assert not request_text_problem(row.request_text)
    assert not privacy_link_problem(row.privacy_url)
    assert (row.school_name, row.restriction, row.transfer_wait_minutes) == ("Colégio Aurora", "automatic", 15)


def test_every_queue_has_somebody_in_it(said):
    seen = counts(User.get(User.name == "Bia Rocha"))
    assert set(seen) == set(QUEUES)
    assert all(seen.values()), seen
    assert counts(User.get(User.name == "Ana Prado"))["mine"] == 1
    steps = {row.step for row in Intake.select().join(Ticket).where(Ticket.state == "intake")}
    assert steps == {"terms", "data", "authorisation", "approval"}


def test_families_wait_for_a_minute_for_hours_and_since_yesterday(said):
    waits = [NOW - row.waiting_since for row in Ticket.select().where(Ticket.state == "waiting")]
    assert min(waits) < timedelta(minutes=2)
    assert max(waits) > timedelta(hours=24)
    assert len({int(wait / timedelta(minutes=5)) for wait in waits}) > 8


def test_closed_tickets_say_why(said):
    closed = Ticket.select().where(Ticket.state == "closed")
    assert {row.closing_reason.name for row in closed if row.closing_reason} == {
        reason.name for reason in ClosingReason.select()
    }
    assert {row.closing_note for row in closed} == {"", "Termo recusado"}
    assert {row.answer for row in Consent.select()} == {"accepted", "refused"}


def test_every_tick_is_to_be_seen(said):
    sent = list(Delivery.select())
    assert {row.status for row in sent} == set(STATUS_WORDS) - {"cancelled"}  # only a real number cancels
    troubled = [row for row in sent if row.status in ("failed", "unknown", "skipped")]
    assert all(row.error for row in troubled)
    assert all(row.advice for row in troubled if row.status != "skipped")


def test_every_kind_of_message_is_to_be_seen(said):
    kinds = {row.kind for row in Message.select()}
    assert kinds >= {"text", "button", "interactive", "template", "document", "image", "audio", "sticker", "location",
                     "reaction", "note", "event"}  # fmt: skip
    assert {row.state for row in Media.select()} == {"waiting", "failed"}
    assert max(len(row.text) for row in Message.select().where(Message.kind == "note")) > 800
    assert max(len(row.name) for row in Contact.select()) > 80
    assert kept().count() == 1


def test_no_cpf_is_readable_and_all_are_valid(said):
    read = [row.text for row in Message.select()] + [row.last_text for row in Ticket.select()]
    read += [row.raw_answer for row in Consent.select()]
    assert [text for text in read if find_cpfs(text)] == []
    assert any("***." in text for text in read)
    assert all(is_cpf(row.cpf) for row in Contact.select() if row.sealed_cpf)


def test_nothing_happens_by_itself_at_the_moment_of_opening(said):
    assert transfer_all_due(NOW) == 0


def test_every_conversation_opens(client, said):
    assert client.get("/chat").status_code == 200
    for ticket in Ticket.select():
        answer = client.get(f"/chat/{ticket.id}")
        assert answer.status_code == 200
        assert ticket.contact.name in words(answer)


def test_a_school_that_has_people_is_left_alone(said, config):
    before = Message.select().count()
    with pytest.raises(CannotFill, match="já tem uma escola"):
        fill(NOW, config)
    assert Message.select().count() == before
