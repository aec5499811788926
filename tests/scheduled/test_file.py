"""The image or PDF of a scheduled message is at WhatsApp before the first recipient's turn; and the test to oneself."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.cast import NOW, contact
from tests.desk import Desk
from tests.scheduled.sending import message, people, play, state, statuses, template
from workchat.accounts.models import User
from workchat.chat.models import Message
from workchat.contacts.kept_silence import keep_silence
from workchat.contacts.models import Contact
from workchat.outbox.models import Delivery
from workchat.scheduled.models import DRAFT, SCHEDULED, Attachment, ScheduledMessage
from workchat.scheduled.record import NotNow
from workchat.scheduled.send_test import send_test
from workchat.scheduled.upload import upload_all_due
from workchat.whatsapp.answers import NotSent, Refused
from workchat.whatsapp.models import Number

PDF = {"mime": "application/pdf", "filename": "circular.pdf", "size": 3, "sha256": "0" * 64, "content": b"pdf"}


@dataclass
class Meta:
    """Takes files, or refuses them with what is lined up."""

    errors: list[Exception] = field(default_factory=list)
    taken: list[tuple] = field(default_factory=list)

    def upload_media(self, *given) -> str:
        if self.errors:
            raise self.errors.pop(0)
        self.taken.append(given)
        return f"media-{len(self.taken)}"


def with_file(desk: Desk, **columns) -> ScheduledMessage:
    file = Attachment.create(**PDF, created_at=desk.now, wanted_at=desk.now)
    return message(desk, attachment=file, **columns)


def upload(desk: Desk, meta: Meta) -> int:
    return upload_all_due(desk.now, lambda _number: meta)


def test_nothing_leaves_before_the_file_is_there_and_then_each_gets_it(desk: Desk):
    people(desk, 2)
    with_file(desk)
    assert play(desk, 40, step=10) == []
    meta = Meta()
    assert upload(desk, meta) == 1
    play(desk, 60, step=10)
    assert [body["document"]["id"] for body in desk.cloud.bodies] == ["media-1"] * 2
    assert desk.cloud.bodies[0]["document"]["caption"] == "Olá, Pessoa!"
    assert meta.taken == [("1000", "application/pdf", "circular.pdf", b"pdf")]
    assert upload(desk, meta) == 0


def test_a_template_with_a_document_carries_it_in_its_header(desk: Desk):
    people(desk, 1, wrote=False)
    with_file(desk, content="template", template=template(desk, header="DOCUMENT"), parameters={"1": "oi"})
    upload(desk, Meta())
    play(desk, 10, step=5)
    header = desk.cloud.bodies[0]["template"]["components"][0]
    assert header["parameters"][0]["document"] == {"id": "media-1", "filename": "circular.pdf"}


def test_only_what_goes_soon_is_uploaded_and_again_before_whatsapp_forgets_it(desk: Desk):
    later = with_file(desk, due_at=desk.now + timedelta(hours=2), state=SCHEDULED)
    meta = Meta()
    assert upload(desk, meta) == 0
    desk.later(hours=1)
    assert upload(desk, meta) == 1
    ScheduledMessage.update(due_at=desk.now + timedelta(days=26)).where(ScheduledMessage.id == later.id).execute()
    desk.later(days=26)
    assert upload(desk, meta) == 1


def test_without_connection_it_is_tried_again_and_a_refused_file_pauses_the_message(desk: Desk):
    people(desk, 1)
    aviso = with_file(desk)
    play(desk, 5)
    meta = Meta(errors=[NotSent("sem rede"), Refused(131053, 400, "bad")])
    assert upload(desk, meta) == 0 and state(aviso) == "sending"
    upload(desk, meta)
    assert state(aviso) == "paused" and "arquivo" in ScheduledMessage.get_by_id(aviso.id).paused_why


def test_a_refused_number_is_not_the_files_fault(desk: Desk):
    people(desk, 1)
    aviso = with_file(desk)
    play(desk, 5)
    meta = Meta(errors=[Refused(2, 503, "busy"), Refused(190, 401, "token")])
    assert upload(desk, meta) == 0 and state(aviso) == "sending"
    assert upload(desk, meta) == 0 and state(aviso) == "paused"
    assert Attachment.get().error == "" and Number.get().stopped_at


def test_another_number_needs_the_file_of_its_own(desk: Desk):
    from tests.cast import number

    aviso, meta = with_file(desk), Meta()
    upload(desk, meta)
    ScheduledMessage.update(number=number("Financeiro", "1001")).where(ScheduledMessage.id == aviso.id).execute()
    assert upload(desk, meta) == 1 and meta.taken[1][0] == "1001"


def test_who_wanted_silence_and_was_erased_keeps_it_when_a_test_goes_to_that_phone(desk: Desk):
    keep_silence(contact("Marta", "5511988887777", opted_out_at=NOW), NOW)
    Contact.delete().execute()
    send_test(message(desk, state=DRAFT), desk.cast.ana, "(11) 98888-7777", desk.now)
    assert Contact.get().opted_out_at == NOW


def test_a_test_goes_at_once_to_oneself_and_to_nobody_else(desk: Desk):
    people(desk, 3)
    aviso = message(desk, state=DRAFT, due_at=None)
    delivery = send_test(aviso, desk.cast.ana, "(11) 98888-7777", desk.now)
    assert desk.send_all() == ["Olá, Ana!"]
    assert desk.cloud.bodies[0]["to"] == "+5511988887777"
    assert User.get_by_id(desk.cast.ana.id).phone == "+5511988887777"
    assert Contact.get(Contact.wa_id == "5511988887777").saved_at is None
    assert Message.get_by_id(delivery.message_id).source == "test"
    assert statuses(aviso) == {}


def test_a_test_to_a_known_contact_uses_their_name(desk: Desk):
    (marta,) = people(desk, 1)
    send_test(message(desk, state=DRAFT), desk.cast.ana, f"+{marta.wa_id}", desk.now)
    assert desk.send_all() == ["Olá, Pessoa!"]
    assert Contact.select().count() == 1


def test_a_test_needs_a_phone_and_the_file(desk: Desk):
    aviso = with_file(desk, state=DRAFT)
    with pytest.raises(NotNow, match="DDD"):
        send_test(aviso, desk.cast.ana, "1234", desk.now)
    with pytest.raises(NotNow, match="arquivo"):
        send_test(aviso, desk.cast.ana, "11988887777", desk.now)
    Attachment.update(wanted_at=desk.now - timedelta(days=2)).execute()
    assert upload(desk, Meta()) == 0  # nobody works with it now
    with pytest.raises(NotNow, match="arquivo"):
        send_test(aviso, desk.cast.ana, "11988887777", desk.now)
    assert upload(desk, Meta()) == 1
    assert send_test(ScheduledMessage.get_by_id(aviso.id), desk.cast.ana, "11988887777", desk.now)
    assert Delivery.select().count() == 1
