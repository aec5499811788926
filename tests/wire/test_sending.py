"""While WhatsApp is called, which may last, nothing of the database is held."""

from concurrent.futures import ThreadPoolExecutor

from tests.live import living
from workchat.accounts.models import User
from workchat.chat.models import Ticket
from workchat.chat.reply import reply
from workchat.db import db, utcnow
from workchat.outbox.deliver import Deliverer
from workchat.outbox.models import Delivery
from workchat.whatsapp.answers import Sent


class Watching:
    """A WhatsApp that looks at what the sender holds while it answers."""

    def __init__(self) -> None:
        self.connected: list[bool] = []

    def send(self, *_words) -> Sent:
        self.connected.append(not db.is_closed())
        return Sent("wamid.x", None, False)


def test_no_connection_is_held_while_whatsapp_is_called(tmp_path):
    with living(tmp_path, with_worker=False) as school:
        school.writes("Marta", "oi")
        bia = User.create(name="Bia Rocha", email="bia@escola.example")
        reply(Ticket.get().id, bia, "Bom dia!", utcnow())
        whatsapp = Watching()
        with ThreadPoolExecutor(1) as worker:
            assert worker.submit(Deliverer(lambda _number: whatsapp).deliver_next).result()
        assert whatsapp.connected == [False]
        assert Delivery.get().status == "sent"
