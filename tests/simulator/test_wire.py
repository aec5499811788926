"""A whole school over real HTTP: families write through signed webhooks, the desk answers, ticks come back."""

import pytest

from tests.live import live_school, living
from workchat.chat.models import Media, Message, Ticket
from workchat.outbox.models import Delivery
from workchat.settings.models import Settings
from workchat.simulator import write
from workchat.simulator.models import SimulatedMedia
from workchat.simulator.samples import samples
from workchat.whatsapp.answers import Refused
from workchat.whatsapp.compose import address, header_file, template_body
from workchat.whatsapp.connect import api_of

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


def test_a_file_of_the_school_reaches_the_phone_by_its_own_client(live_school):
    api = api_of(live_school.config)(live_school.number)
    here, content = live_school.number.phone_number_id, samples()["document"].content
    media_id = api.upload_media(here, "application/pdf", "Circular nº 3.pdf", content)
    kept = SimulatedMedia.get(SimulatedMedia.media_id == media_id)
    assert (bytes(kept.content), kept.filename) == (content, "Circular nº 3.pdf")
    header = header_file("document", media_id, kept.filename)
    body = template_body("boleto_do_mes", "pt_BR", ["Marta", "10/12"], header)
    api.send(here, address(body, to=f"+{live_school.phone('Marta').wa_id}"))
    assert live_school.bubbles("Marta")[0].body["template"]["components"][0]["parameters"] == [header]
    with pytest.raises(Refused) as refused:
        api.upload_media(here, "image/png", "cartaz.png", content)
    assert refused.value.code == 131053 and api.messaging_limit(here) == 2000


def test_a_worker_in_a_process_of_its_own_serves_the_same_school(tmp_path):
    with living(tmp_path, with_worker=False) as school:
        Settings.update(welcome_text="Olá!").execute()
        school.start("worker")
        school.writes("Marta", "oi")
        assert school.until(lambda: school.texts("Marta") == ["Olá!"], 20)
