"""The school has its own number: what was tried in the simulator goes, what belongs to the school stays."""

import pytest

from tests.cast import NOW, contact, ticket
from tests.page import sign_in, submit
from tests.students.syncing import aurora, sync
from tests.whatsapp.test_numbers import PAGE, TYPED, simulator
from workchat.chat.models import Message, Ticket
from workchat.contacts.models import Contact
from workchat.outbox.enqueue import Outgoing, enqueue
from workchat.outbox.models import Delivery, Lane
from workchat.scheduled.models import ScheduledMessage
from workchat.simulator.models import Phone
from workchat.students.models import Student
from workchat.totvs.models import RmConnection
from workchat.whatsapp.compose import text_body
from workchat.whatsapp.models import Number

__all__ = ["simulator"]


def test_the_data_of_the_simulator_goes_only_with_the_word(client, cast, simulator):
    tried = ticket(cast, contact("Família inventada", "5511990000001"))
    enqueue(tried, Outgoing(text_body("Olá"), "Olá", "agent", author=cast.bia), NOW)
    campaign = ScheduledMessage.create(title="Teste", number=simulator, text="Oi", created_at=NOW)
    listed = contact("Da lista da escola", "5511977770000")
    message = Message.create(number=simulator, contact=listed, direction="out", kind="text", text="Oi", at=NOW)
    Delivery.create(number=simulator, lane=Lane.get(Lane.number == simulator), contact=listed, message=message,
                    scheduled_message=campaign, body=text_body("Oi"), due_at=NOW)  # fmt: skip
    sign_in(client, cast.ana)
    submit(client, f"{PAGE}/new", TYPED)
    cast.number = Number.get(~Number.is_simulator)
    real = ticket(cast, contact())
    assert submit(client, f"{PAGE}/simulator", {"word": "sim"}).status_code == 422
    assert Ticket.select().count() == 2
    assert submit(client, f"{PAGE}/simulator", {"word": "Apagar"}).status_code == 303
    assert [row.id for row in Ticket.select()] == [real.id]
    assert [row.name for row in Contact.select().order_by(Contact.name)] == ["Da lista da escola", "Marta Souza"]
    assert not ScheduledMessage.select().exists()
    assert not Number.select().where(Number.is_simulator).exists() and not Phone.select().exists()
    assert all(message.ticket_id == real.id for message in Message.select())


@pytest.mark.parametrize("invented", [True, False])
def test_the_invented_students_go_too_and_a_schools_own_stay(client, cast, simulator, invented):
    sync(*aurora())
    RmConnection.current()
    RmConnection.update(is_invented=invented).execute()
    sign_in(client, cast.ana)
    submit(client, f"{PAGE}/new", TYPED)
    assert submit(client, f"{PAGE}/simulator", {"word": "Apagar"}).status_code == 303
    assert Student.select().count() == (0 if invented else 3)
    assert RmConnection.select().count() == (0 if invented else 1)


def test_there_is_nothing_to_erase_while_the_simulator_is_all_there_is(client, cast, simulator):
    sign_in(client, cast.ana)
    assert client.get(f"{PAGE}/simulator").status_code == 404
