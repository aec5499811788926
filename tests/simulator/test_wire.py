"""A whole school over real HTTP: families write through signed webhooks, the desk answers, ticks come back."""

from tests.live import live_school, living
from workchat.chat.models import Media, Message, Ticket
from workchat.outbox.models import Delivery
from workchat.settings.models import Settings
from workchat.simulator import write

__all__ = ["live_school"]


def test_a_family_is_greeted_and_its_ticks_come_back(live_school):
    Settings.update(welcome_text="Olá! Como podemos ajudar?").execute()
    live_school.writes("Marta", "bom dia, preciso do boleto")
    assert live_school.until(lambda: live_school.texts("Marta") == ["Olá! Como podemos ajudar?"])
    assert live_school.until(lambda: Delivery.get().status == "delivered")
    live_school.looks("Marta")
    assert live_school.until(lambda: Delivery.get().status == "read")
    assert Ticket.get().contact.name == "Marta Souza"


def test_every_invented_person_can_write_and_be_answered(live_school):
    Settings.update(welcome_text="Olá!").execute()
    for name in ("Marta", "João", "Luciana", "Renato", "Duda"):
        live_school.writes(name, "oi, tudo bem?")
    names = ("Marta", "João", "Luciana", "Renato", "Duda")
    assert live_school.until(lambda: all(live_school.texts(name) == ["Olá!"] for name in names))


def test_a_file_that_a_family_sends_is_fetched_whole(live_school):
    live_school.writes("Renato", write.media("document", caption="segue o comprovante"))
    assert live_school.until(lambda: Media.get().state == "stored")
    stored = live_school.config.instance / "media" / Media.get().stored_as
    assert stored.read_bytes().startswith(b"%PDF-1.4")
    assert Message.get(Message.direction == "in").text == "segue o comprovante"


def test_a_worker_in_a_process_of_its_own_serves_the_same_school(tmp_path):
    with living(tmp_path, with_worker=False) as school:
        Settings.update(welcome_text="Olá!").execute()
        school.start("worker")
        school.writes("Marta", "oi")
        assert school.until(lambda: school.texts("Marta") == ["Olá!"], 20)
