"""A template goes only when it is approved and everything that it asks for is there, each in its place."""

import pytest

from tests.page import submit, words
from tests.simulator.test_cloud import code, line, send
from tests.simulator.test_phone import letters, marta, page
from workchat.simulator import school_templates
from workchat.simulator.models import Bubble
from workchat.whatsapp.compose import header_file, template_body

__all__ = ["letters", "line", "marta"]
INVITATION = template_body("aviso_reuniao", "pt_BR", {"nome": "Marta", "quando": "sexta"}, button_payloads=["sair:7"])


def test_named_parameters_fill_their_places(line):
    assert send(line, INVITATION).http == 200
    assert Bubble.get().text.startswith("Olá, Marta. A reunião de pais e mestres será em sexta")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (template_body("rematricula", "pt_BR", ["Marta", "15/12"]), 132001),
        (template_body("aviso_reuniao", "pt_BR", {"nome": "Marta"}), 132000),
        (template_body("aviso_reuniao", "pt_BR", ["Marta", "sexta"]), 100),
        (template_body("aviso_reuniao", "pt_BR", {"nome": "Marta", "dia": "sexta"}), 132012),
        (template_body("cartaz_do_evento", "pt_BR", ["Marta"]), 132012),
        (template_body("cartaz_do_evento", "pt_BR", ["Marta"], header_file("document", "1")), 132012),
        (template_body("documento_pronto", "pt_BR", header=header_file("image", "1")), 132000),
        (template_body("aviso_reuniao", "pt_BR", {"nome": "M", "quando": "s"}, button_payloads=["a", "b"]), 131009),
        (template_body("documento_pronto", "pt_BR", button_payloads=["a"]), 131009),
    ],
)
def test_what_does_not_fit_the_template_is_refused(line, body, expected):
    assert code(send(line, body)) == expected
    assert not Bubble.select().exists()


@pytest.mark.parametrize(("status", "expected"), [("PAUSED", 132015), ("DISABLED", 132016), ("REJECTED", 132001)])
def test_a_template_that_meta_stopped_does_not_go(line, status, expected, monkeypatch):
    monkeypatch.setitem(school_templates.find("aviso_reuniao", "pt_BR"), "status", status)
    assert code(send(line, INVITATION)) == expected


def test_a_pressed_quick_reply_brings_what_the_school_gave_it(client, marta, letters):
    bubble = Bubble.create(phone=marta, wa_id="wamid.T", from_school=True, body=INVITATION, text="Olá")
    assert "Sair" in words(client.get(page(marta)), ".sim-press")
    submit(client, page(marta, f"/press/{bubble.id}"), {"button": "0"}, page=page(marta))
    pressed = letters.values[-1]["messages"][0]
    assert pressed["button"] == {"payload": "sair:7", "text": "Sair"} and pressed["type"] == "button"
    assert pressed["context"]["id"] == "wamid.T"
