"""The invented school's students: as if TOTVS had told them, in every state, and with the families that write."""

from datetime import timedelta

import pytest

from tests.cast import NOW, PASSWORD_HASH
from tests.page import sign_in, words
from workchat import create_app
from workchat.accounts.models import User
from workchat.chat.models import Ticket
from workchat.contacts.models import Contact
from workchat.contacts.rules import phone_key
from workchat.db import db
from workchat.demo.fill import fill
from workchat.demo.rm.aurora import aurora, known_only_there
from workchat.demo.rm.server import FakeRm
from workchat.intake.models import Intake
from workchat.simulator.models import Phone
from workchat.students.models import DONE, RELATION_WORDS, Enrolment, Relationship, Student, StudentSync
from workchat.students.run_syncs import apply_all_due
from workchat.students.start_sync import start_rm_sync
from workchat.totvs.models import RmConnection
from workchat.totvs.nightly import start_nightly_all_due
from workchat.totvs.read_rm import read_all_due
from workchat.totvs.whole import is_whole


@pytest.fixture(scope="module")
def aurora_school(database, config):
    """Filled once for all these tests, and rolled back."""
    with db.connection_context(), db.atomic() as everything:
        fill(NOW, config)
        yield
        everything.rollback()


def test_it_is_connected_to_the_invented_totvs_and_read_it_last_night(aurora_school):
    row = RmConnection.current()
    assert is_whole(row) and row.active and row.is_invented and row.nightly_at == "03:30"
    first, night = StudentSync.select().order_by(StudentSync.id)
    assert (first.state, night.state) == (DONE, DONE)
    assert first.started_by.name == "Ana Prado" and night.started_by is None
    assert timedelta(0) <= NOW - night.finished_at < timedelta(hours=24)
    start_nightly_all_due(NOW)
    assert StudentSync.select().count() == 2, "the night that was is not read again"


def test_the_syncs_say_what_came_and_what_was_refused(aurora_school):
    right = aurora(NOW.year).expected_with("11")
    first, night = StudentSync.select().order_by(StudentSync.id)
    assert (first.added, first.refused) == (right.students, right.refused)
    assert first.contacts_added >= len(known_only_there())
    assert (night.added, night.changed, night.gone, night.refused) == (1, 1, 1, right.refused)
    assert right.refused == 3


def test_every_relation_and_every_state_of_a_student_is_there(aurora_school):
    assert {row.kind for row in Relationship.select()} == set(RELATION_WORDS)
    assert Student.select().where(Student.left_at.is_null(False)).count() == 1
    assert {row.is_active for row in Enrolment.select()} == {True, False}
    assert Enrolment.select().where(Enrolment.ended_at.is_null(False)).exists()
    assert Enrolment.select().where(Enrolment.school_class.is_null()).count() == 1
    siblings = [row.contact_id for row in Relationship.select(Relationship.contact, Relationship.student).distinct()]
    assert len(siblings) > len(set(siblings))


def test_nobody_is_met_twice_and_everybody_has_a_phone_in_the_simulator(aurora_school):
    names = [row.name for row in Contact.select(Contact.name)]
    assert names.count("Marta Souza") == 1
    phones = {phone_key(row.wa_id) for row in Phone.select()}
    assert {row.phone_key for row in Contact.select().where(Contact.phone_key.is_null(False))} <= phones


def test_who_asks_for_a_place_is_in_no_class_yet(aurora_school):
    unknown = Intake.select(Intake.ticket).where(Intake.step.in_(("data", "authorisation", "approval")))
    asked = [row.contact_id for row in Ticket.select().where(Ticket.state == "intake", Ticket.id.in_(unknown))]
    assert len(asked) > 4
    assert not Relationship.select().where(Relationship.contact.in_(asked)).exists()


def test_the_chat_shows_whose_mother_writes(aurora_school, config):
    ana = User.get(User.role == "administrator")
    User.update(password_hash=PASSWORD_HASH).where(User.id == ana).execute()
    browser = create_app(config).test_client()
    sign_in(browser, ana)
    known = Relationship.select(Relationship.contact)
    ticket = Ticket.select().where(Ticket.state == "attending", Ticket.contact.in_(known)).first()
    child = Relationship.get(Relationship.contact == ticket.contact).student
    assert child.name in words(browser.get(f"/chat/{ticket.id}"))
    assert browser.get("/students").status_code == 200


def test_synchronising_again_finds_nothing_new(aurora_school, config):
    with FakeRm(aurora(NOW.year)) as rm:
        RmConnection.update(rest_url=rm.rest_url, soap_url=rm.soap_url).execute()
        row = start_rm_sync(None, NOW)
        read_all_due(NOW, config)
        apply_all_due(NOW)
    row = StudentSync.get_by_id(row.id)
    assert (row.state, row.error) == (DONE, "")
    assert (row.added, row.changed, row.gone, row.contacts_added, row.contacts_changed) == (0, 0, 0, 0, 0)
