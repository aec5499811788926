"""The invented school's address book and its scheduled messages: every state is to be seen, and all of it is true."""

from collections import Counter
from datetime import timedelta

import pytest

from tests.cast import NOW, PASSWORD_HASH
from tests.page import sign_in, words
from workchat import create_app
from workchat.accounts.models import User
from workchat.chat.models import Message, Ticket
from workchat.contacts.labels import GROUPS, TAGS, find_by_name, labels
from workchat.contacts.models import Contact, ContactImport, ContactWord, ImportRow
from workchat.db import db
from workchat.demo.fill import fill
from workchat.outbox.models import Delivery
from workchat.scheduled.claim import claim_scheduled
from workchat.scheduled.models import DONE, DRAFT, PAUSED, SCHEDULED, SENDING, STATE_WORDS, ScheduledMessage
from workchat.scheduled.progress import progress_of
from workchat.settings.models import Settings
from workchat.simulator.connect import ensure_simulator
from workchat.simulator.models import Phone


@pytest.fixture(scope="module")
def school_day(database, config):
    """A school that was filled once for all these tests, and rolled back. Somebody had opened WorkChat before."""
    with db.connection_context(), db.atomic() as everything:
        ensure_simulator(config, NOW)
        fill(NOW, config)
        yield
        everything.rollback()


def the(state: str) -> ScheduledMessage:
    return ScheduledMessage.get(ScheduledMessage.state == state)


def statuses(message: ScheduledMessage) -> Counter:
    return Counter(row.status for row in Delivery.select().where(Delivery.scheduled_message == message))


def test_every_guardian_is_in_a_group_and_found_by_name(school_day):
    sizes = {label.name: label.contacts for label in labels(GROUPS)}
    assert {"6º A", "9º B", "Professores"} <= sizes.keys()
    assert min(sizes.values()) >= 1
    assert sum(sizes.values()) > 90
    assert {label.name for label in labels(TAGS)} == {"conselho", "integral", "transporte"}
    nobody = set(Contact.select(Contact.id).tuples()) - set(ContactWord.select(ContactWord.contact_id).tuples())
    assert nobody == set()


def test_the_spreadsheet_came_in_but_for_two_lines_that_say_why(school_day):
    done = ContactImport.get()
    assert (done.state, done.added, done.refused) == ("done", 60, 2)
    refused = ImportRow.select().where(ImportRow.action == "refuse").order_by(ImportRow.line)
    assert [row.reason for row in refused] == ["telefone com 7 dígitos", "o nome está vazio"]


def test_some_contacts_ask_for_something_to_be_done(school_day):
    people = list(Contact.select())
    assert any(person.saved_at is None for person in people)
    assert any(person.approved_at is None for person in people)
    assert any(person.wa_id is None and person.bsuid is None for person in people)
    assert sum(person.opted_out_at is not None for person in people) >= 3
    cpfs = Counter(person.cpf_fingerprint for person in people if person.cpf_fingerprint)
    assert [count for count in cpfs.values() if count > 1] == [2]  # one person, to be joined


def test_there_is_a_scheduled_message_in_every_state(school_day):
    assert {row.state for row in ScheduledMessage.select()} == set(STATE_WORDS)


def test_the_one_of_last_week_shows_every_end(school_day):
    message, counts = the(DONE), statuses(the(DONE))
    assert set(counts) == {"delivered", "read", "failed", "unknown", "skipped"}
    assert timedelta(days=6) < NOW - message.finished_at < timedelta(days=11)
    sent = Delivery.select().where(Delivery.scheduled_message == message, Delivery.started_at.is_null(False))
    begun = sorted(row.started_at for row in sent)
    assert all(after - before >= timedelta(seconds=30) for before, after in zip(begun, begun[1:], strict=False))


def test_the_monthly_one_goes_next_week(school_day):
    message = the(SCHEDULED)
    assert message.repeat == "monthly"
    assert timedelta(days=6) < message.due_at - NOW < timedelta(days=13)
    council = next(label.contacts for label in labels(TAGS) if label.name == "conselho")
    assert council - 3 <= message.expected <= council  # less those who want silence


def test_the_paused_one_says_why_and_lost_nobody(school_day):
    message, counts = the(PAUSED), statuses(the(PAUSED))
    assert message.paused_kind == "stopped"
    assert "bloquearam ou denunciaram" in message.paused_why
    assert counts["queued"] and not counts["sending"] and not counts["cancelled"]


def test_the_draft_is_not_for_anybody_yet(school_day):
    assert not statuses(the(DRAFT))


def test_the_one_that_is_being_sent_goes_on_by_itself_to_invented_phones_only(school_day):
    message = the(SENDING)
    shown = progress_of(message, NOW)
    assert 10 < shown.done < shown.total
    waiting = Delivery.select().where(Delivery.scheduled_message == message, Delivery.status == "queued")
    assert all(Phone.dialled(row.contact.wa_id) for row in waiting)
    with db.atomic() as looked:
        taken = claim_scheduled(NOW + timedelta(minutes=1), Settings.current()).claim
        assert taken and taken.delivery.scheduled_message_id == message.id
        looked.rollback()


def test_families_answered_what_was_sent_to_many(school_day):
    silent = Message.get(Message.direction == "in", Message.text == "Sair").contact
    assert silent.opted_out_at is not None
    thanks = Message.get(Message.direction == "in", Message.text == "Obrigado!")
    assert thanks.ticket_id is None
    asked = Message.get(Message.direction == "in", Message.text.contains("van do transporte"))
    assert Ticket.get_by_id(asked.ticket_id).state != "closed"


def test_every_scheduled_message_and_every_group_opens(school_day, config):
    ana = User.get(User.role == "administrator")
    User.update(password_hash=PASSWORD_HASH).where(User.id == ana).execute()
    browser = create_app(config).test_client()
    sign_in(browser, ana)
    for message in ScheduledMessage.select():
        answer = browser.get(f"/scheduled/{message.id}")
        assert answer.status_code == 200
        assert message.title in words(answer)
    group = find_by_name(GROUPS, "9º B")
    assert "9º B" in words(browser.get(f"/contacts/groups/{group.id}"))
