"""Every limit of a message is checked as Meta checks it: just too much is refused, just enough is taken."""

import pytest

from tests.simulator.test_cloud import code, line, send, template
from workchat.simulator.models import Bubble
from workchat.whatsapp.compose import buttons_body, text_body

__all__ = ["line"]


def interactive(**parts) -> dict:
    good = {"type": "button", "body": {"text": "Aceita?"}, "action": {"buttons": [reply("a", "Sim")]}}
    return {"type": "interactive", "interactive": {**good, **parts}}


def reply(button_id: str, title: str) -> dict:
    return {"type": "reply", "reply": {"id": button_id, "title": title}}


def listed(rows: int, **row) -> dict:
    found = [{"id": str(n), "title": f"Linha {n}", **row} for n in range(rows)]
    return interactive(type="list", action={"button": "Ver", "sections": [{"title": "Setor", "rows": found}]})


@pytest.mark.parametrize(
    ("body", "http", "expected"),
    [
        ({"messaging_product": "outro", **text_body("oi")}, 400, 100),
        ({"to": "", **text_body("oi")}, 400, 100),
        ({"type": "text"}, 400, 131008),
        ({"type": "text", "text": {"body": ""}}, 400, 131008),
        ({"type": "text", "text": {"body": "a" * 4097}}, 400, 100),
        ({"type": "text", "text": {"body": "😀" * 2049}}, 400, 100),
        ({"type": "text", "text": "oi"}, 400, 100),
        ({"type": "poema", "poema": {}}, 400, 100),
        ({**text_body("oi"), "biz_opaque_callback_data": "k" * 513}, 400, 131009),
        ({**text_body("oi"), "context": {"message_id": "wamid.nunca"}}, 400, 131009),
        ({**text_body("oi"), "recipient_type": "group"}, 400, 100),
        (interactive(body={"text": "a" * 1025}), 400, 131009),
        (interactive(footer={"text": "a" * 61}), 400, 131009),
        (interactive(action={"buttons": [reply(str(n), f"B{n}") for n in range(4)]}), 400, 131009),
        (interactive(action={"buttons": []}), 400, 131008),
        (interactive(action={"buttons": [reply("a", "a" * 21)]}), 400, 131009),
        (interactive(action={"buttons": [reply("a" * 257, "Sim")]}), 400, 131009),
        (interactive(action={"buttons": [reply("a", "Sim"), reply("b", "Sim")]}), 400, 131009),
        (interactive(type="quiz"), 400, 100),
        (listed(11), 400, 131009),
        (listed(1, title="a" * 25), 400, 131009),
        (listed(1, description="a" * 73), 400, 131009),
        (listed(1, id="a" * 201), 400, 131009),
        (template("nao_existe"), 404, 132001),
        (template(language="en_US"), 404, 132001),
        (template("reuniao_de_responsaveis", "pt_BR", "Marta"), 400, 132000),
        (template("documento_pronto", "pt_BR", "a mais"), 400, 132000),
        (template("reuniao_de_responsaveis", "pt_BR", "uma\nlinha", "b"), 400, 132018),
        ({"type": "image", "image": {}}, 400, 131009),
        ({"type": "image", "image": {"id": "1", "link": "https://x.example/a.png"}}, 400, 131009),
        ({"type": "image", "image": {"id": "123"}}, 400, 131053),
        ({"type": "audio", "audio": {"link": "https://x.example/a.ogg", "caption": "oi"}}, 400, 100),
        ({"type": "document", "document": {"link": "https://x.example/a", "caption": "a" * 1025}}, 400, 131009),
        ({"type": "reaction", "reaction": {"message_id": "wamid.nunca", "emoji": "👍"}}, 400, 131009),
    ],
)
def test_what_meta_would_not_take_is_refused_with_its_code(line, body, http, expected):
    answered = send(line, body)
    assert (answered.http, code(answered)) == (http, expected)
    assert answered.content["error"]["type"] == "OAuthException" and not answered.entries
    assert not Bubble.select().exists()


@pytest.mark.parametrize(
    "body",
    [
        text_body("a" * 4096),
        buttons_body("a" * 1024, [("a" * 256, "a" * 20), ("b", "Não"), ("c", "Talvez")]),
        listed(10, title="a" * 24, description="a" * 72),
        template("reuniao_de_responsaveis", "pt_BR", "Marta", "10/12"),
        {"type": "document", "document": {"link": "https://x.example/a.pdf", "caption": "a" * 1024}},
    ],
)
def test_what_just_fits_is_taken_and_two_ticks_follow(line, body):
    answered = send(line, {**body, "biz_opaque_callback_data": "7.1"})
    assert answered.http == 200
    wamid = answered.content["messages"][0]["id"]
    ticks = [entry["changes"][0]["value"]["statuses"][0] for entry in answered.entries]
    assert [(tick["id"], tick["status"]) for tick in ticks] == [(wamid, "sent"), (wamid, "delivered")]
    assert all(
        tick["biz_opaque_callback_data"] == "7.1" and tick["pricing"]["pricing_model"] == "PMP" for tick in ticks
    )
