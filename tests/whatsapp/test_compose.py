"""What the school sends has the shape and the size that Meta takes."""

import pytest

from workchat.whatsapp.compose import (
    address,
    buttons_body,
    header_file,
    media_body,
    read_body,
    template_body,
    text_body,
    units,
)


def test_a_text_with_its_address_key_and_quotation():
    assert address(text_body("Olá"), to="+5511999990000", key="o:17", quoted="wamid.Q") == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "+5511999990000",
        "biz_opaque_callback_data": "o:17",
        "context": {"message_id": "wamid.Q"},
        "type": "text",
        "text": {"preview_url": False, "body": "Olá"},
    }


def test_a_person_without_a_phone_is_addressed_by_user_id():
    found = address(text_body("Olá"), recipient="BR.1", key="o:1")
    assert found["recipient"] == "BR.1"
    assert "to" not in found


@pytest.mark.parametrize("who", [{}, {"to": "+55", "recipient": "BR.1"}, {"to": "5511999990000"}, {"to": "+55 11"}])
def test_an_address_is_exactly_one_and_whole(who):
    with pytest.raises(ValueError):
        address(text_body("Olá"), **who)


def test_lengths_are_counted_as_whatsapp_counts_them():
    assert (units("Olá"), units("👍"), units("")) == (3, 2, 0)
    assert text_body("a" * 4096)
    assert text_body("👍" * 2048)
    for text in ("a" * 4097, "👍" * 2049, "", " \n"):
        with pytest.raises(ValueError):
            text_body(text)


def test_buttons():
    found = buttons_body("Aceita?", [("ok", "Aceito"), ("no", "Não aceito")])["interactive"]
    assert found["type"] == "button"
    assert [button["reply"]["id"] for button in found["action"]["buttons"]] == ["ok", "no"]


@pytest.mark.parametrize(
    ("text", "buttons"),
    [
        ("a" * 1025, [("1", "A")]),
        ("oi", []),
        ("oi", [(str(n), str(n)) for n in range(4)]),
        ("oi", [("1", "A"), ("1", "B")]),
        ("oi", [("1", "A"), ("2", "A")]),
        ("oi", [("1", "a" * 21)]),
        ("oi", [("1" * 257, "A")]),
        ("oi", [("1", "")]),
    ],
)
def test_buttons_that_meta_would_refuse_are_not_made(text, buttons):
    with pytest.raises(ValueError):
        buttons_body(text, buttons)


def test_a_template_with_places_names_header_and_buttons():
    assert template_body("oi", "pt_BR") == {
        "type": "template",
        "template": {"name": "oi", "language": {"code": "pt_BR"}},
    }
    header = {"type": "document", "document": {"id": "M"}}
    found = template_body("aviso", "pt_BR", {"nome": "Ana"}, header, ["SAIR"])["template"]["components"]
    assert [part["type"] for part in found] == ["header", "body", "button"]
    assert found[1]["parameters"] == [{"type": "text", "parameter_name": "nome", "text": "Ana"}]
    assert (found[2]["index"], found[2]["parameters"][0]["payload"]) == ("0", "SAIR")
    assert template_body("a", "pt_BR", ["Ana"])["template"]["components"][0]["parameters"] == [
        {"type": "text", "text": "Ana"}
    ]
    with pytest.raises(ValueError):
        template_body("a", "pt_BR", [" "])


def test_a_quick_reply_may_stand_after_other_buttons():
    (button,) = template_body("a", "pt_BR", button_payloads={2: "SAIR"})["template"]["components"]
    assert (button["index"], button["parameters"]) == ("2", [{"type": "payload", "payload": "SAIR"}])


def test_a_file_above_a_template():
    assert header_file("image", "M", "a.png") == {"type": "image", "image": {"id": "M"}}
    assert header_file("document", "M", "b.pdf") == {"type": "document", "document": {"id": "M", "filename": "b.pdf"}}
    for wrong in (("audio", "M"), ("image", "")):
        with pytest.raises(ValueError):
            header_file(*wrong)


def test_files_and_reading():
    assert media_body("document", media_id="M", filename="b.pdf", caption="Boletim") == {
        "type": "document",
        "document": {"id": "M", "filename": "b.pdf", "caption": "Boletim"},
    }
    for wrong in (("audio", "M", None, None, "c"), ("image",), ("image", "M", "https://x"), ("hologram", "M")):
        with pytest.raises(ValueError):
            media_body(*wrong)
    assert read_body("wamid.A") == {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.A"}
