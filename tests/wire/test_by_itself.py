"""What the worker does by itself against the simulator: files, templates, blue ticks, and faults of the other side."""

from datetime import timedelta
from pathlib import Path

from tests.live import LiveSchool, live_school, living  # noqa: F401 (live_school is a fixture)
from workchat.accounts.models import Department, Membership, User
from workchat.chat.mark_read import opened
from workchat.chat.models import Media, Message, Ticket
from workchat.chat.reply import reply, reply_with_template
from workchat.chat.take import take
from workchat.contacts.models import Contact
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.settings.models import Settings
from workchat.simulator import write
from workchat.simulator.models import Bubble, Faults
from workchat.simulator.samples import samples
from workchat.simulator.school_templates import TEMPLATES
from workchat.whatsapp.models import Number, Template


def bia() -> User:
    return User.get_or_create(name="Bia Rocha", defaults={"email": "bia@escola.example"})[0]


def test_a_photo_that_a_mother_sends_is_on_the_schools_disk_at_once(live_school: LiveSchool):  # noqa: F811
    live_school.writes("Marta", write.media("image", "o comprovante"))
    assert live_school.until(lambda: Media.select().where(Media.state == "stored").exists())
    media = Media.get()
    assert media.message.text == "o comprovante"
    stored = Path(live_school.config.instance) / "media" / media.stored_as
    assert stored.read_bytes() == samples()["image"].content and media.size == len(stored.read_bytes())


def test_approved_templates_are_known_and_reach_who_wrote_long_ago(live_school: LiveSchool):  # noqa: F811
    assert live_school.until(lambda: Template.select().count() == len(TEMPLATES))
    live_school.writes("Marta", "oi")
    template = Template.get(Template.variables == 0)
    reply_with_template(Ticket.get().id, bia(), template, [], utcnow())
    assert live_school.until(lambda: len(live_school.texts("Marta")) == 1)
    assert live_school.texts("Marta") == [template.body]


def test_the_blue_ticks_come_when_the_assigned_agent_opens_the_ticket(live_school: LiveSchool):  # noqa: F811
    live_school.writes("Marta", "oi")
    opened(Ticket.get(), bia())
    assert Ticket.get().unread == 1
    take(Ticket.get().id, bia(), utcnow())
    opened(Ticket.get(), bia())
    assert live_school.until(lambda: Bubble.get(~Bubble.from_school).status == "read")
    assert Ticket.get().unread == 0


def test_a_reply_shows_sent_delivered_and_read(live_school: LiveSchool):  # noqa: F811
    live_school.writes("Marta", "oi")
    delivery = reply(Ticket.get().id, bia(), "Bom dia!", utcnow())
    assert live_school.until(lambda: Delivery.get_by_id(delivery.id).status == "delivered")
    live_school.looks("Marta")
    assert live_school.until(lambda: Delivery.get_by_id(delivery.id).status == "read")


def test_duplicated_and_reordered_webhooks_change_nothing(live_school: LiveSchool):  # noqa: F811
    Faults.update(duplicate=True, reorder=True).execute()
    live_school.writes("Marta", "oi", "bom dia")
    delivery = reply(Ticket.get().id, bia(), "Bom dia!", utcnow())
    assert live_school.until(lambda: Delivery.get_by_id(delivery.id).status == "delivered")
    assert live_school.postman.idle(60)
    assert Message.select().where(Message.direction == "in").count() == 2
    assert live_school.texts("Marta") == ["Bom dia!"]


def test_a_spam_restriction_stops_the_number_until_a_person_acts(live_school: LiveSchool):  # noqa: F811
    live_school.writes("Marta", "oi")
    Faults.update(fail_code=368, fail_count=1).execute()
    reply(Ticket.get().id, bia(), "Bom dia!", utcnow())
    assert live_school.until(lambda: Number.get().stopped_at is not None)
    assert live_school.texts("Marta") == []
    Number.update(stopped_at=None).execute()
    assert live_school.until(lambda: live_school.texts("Marta") == ["Bom dia!"])


def test_a_ticket_that_fell_due_while_the_server_was_off_moves_right_after_the_start(tmp_path):
    with living(tmp_path, with_worker=False) as school:
        secretaria, now = Department.create(name="Secretaria"), utcnow()
        Membership.create(user=bia(), department=secretaria)
        Settings.update(
            transfer_to="department",
            transfer_department=secretaria,
            transfer_wait_minutes=10,
            transfer_text="Já vamos!",
        ).execute()
        for name, minutes in (("Marta", 20), ("João", 59)):
            at = now - timedelta(minutes=minutes)
            school.post(write.write(school.number, school.phone(name), write.text("oi"), at))
        Ticket.update(waiting_since=now - timedelta(hours=3)).where(Ticket.contact == contact_of("João")).execute()
        school.start("worker")
        assert school.until(lambda: Ticket.select().where(Ticket.department == secretaria).count() == 2)
        assert school.until(lambda: school.texts("Marta") == ["Já vamos!"])
        assert school.texts("João") == [], "families are not woken by a restart"


def contact_of(name: str) -> Contact:
    return Contact.get(Contact.name.startswith(name))
