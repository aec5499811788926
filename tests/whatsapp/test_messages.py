"""Every kind of message that a family may send becomes one message of the school's, whatever is missing from it."""

from datetime import datetime

import pytest

from tests import meta
from workchat.whatsapp.payload import IncomingMessage, NumberChanged, Unreadable, read


def read_one(*messages, **around):
    (found,) = read(meta.raw(meta.posted(*messages, **around)))
    return found


def test_a_text_of_marta():
    found = read_one(meta.text("Olá 👋 bom dia", id="wamid.A"))
    assert isinstance(found, IncomingMessage)
    assert (found.kind, found.text, found.id, found.raw_type) == ("text", "Olá 👋 bom dia", "wamid.A", "text")
    assert (found.wa_id, found.bsuid, found.profile_name) == (meta.MARTA, meta.MARTA_ID, meta.MARTA_NAME)
    assert (found.phone_number_id, found.account_id) == (meta.NUMBER, meta.ACCOUNT)
    assert found.at == datetime(2026, 9, 21, 14, 13, 20)


def test_files_of_every_kind():
    photo = read_one(meta.image(caption="o boletim"))
    assert (photo.kind, photo.text, photo.media.id, photo.media.caption) == ("image", "o boletim", "MID1", "o boletim")
    paper = read_one(meta.document(filename="../rg.pdf"))
    assert (paper.kind, paper.media.filename, paper.media.mime) == ("document", "../rg.pdf", "application/pdf")
    voice = read_one(meta.audio())
    assert (voice.kind, voice.media.voice, voice.media.mime) == ("audio", True, "audio/ogg; codecs=opus")
    for kind in ("video", "sticker"):
        assert (
            read_one(meta.message(kind, {"id": "M", "mime_type": "x/y", "url": "https://l"})).media.url == "https://l"
        )


def test_a_file_that_meta_could_not_take_is_unsupported_with_its_reason():
    found = read_one(meta.message("video", {"mime_type": "video/mp4"}, errors=[{"code": 131052}]))
    assert (found.kind, found.raw_type, found.media) == ("unsupported", "video", None)
    assert found.details["error_code"] == 131052


@pytest.mark.parametrize(
    ("message", "button_id", "text"),
    [
        (meta.button_reply("lgpd_ok", "Aceito"), "lgpd_ok", "Aceito"),
        (meta.list_reply("dep_2", "Secretaria"), "dep_2", "Secretaria"),
        (meta.quick_reply("SAIR", "Sair"), "SAIR", "Sair"),
    ],
)
def test_a_pressed_button_tells_its_id_and_title(message, button_id, text):
    found = read_one(message)
    assert (found.kind, found.button_id, found.text) == ("button", button_id, text)


def test_what_is_quoted_forwarded_or_came_from_an_advertisement():
    assert read_one(meta.button_reply("a", "A", quoted="wamid.Q")).quoted_id == "wamid.Q"
    forwarded = read_one(meta.text("veja", context={"frequently_forwarded": True}))
    assert (forwarded.quoted_id, forwarded.details) == (None, {"forwarded": True})
    assert read_one(meta.text("oi", referral={"source_id": "9"})).details == {"referral": {"source_id": "9"}}


@pytest.mark.parametrize(
    ("written", "answers"), [('{"cpf":"1"}', {"cpf": "1"}), ("[1]", None), ("{", None), ('"x"', None)]
)
def test_an_answered_form_may_hold_anything(written, answers):
    found = read_one(meta.flow_reply(written))
    assert (found.kind, found.details["answers"], found.details["response_json"]) == ("form", answers, written)


def test_a_place_and_a_card():
    place = read_one(meta.location())
    assert place.kind == "location"
    assert (place.details["latitude"], place.details["name"], place.details["url"]) == (-23.5, "Escola", None)
    card = read_one(meta.shared_contacts())
    assert (card.kind, card.details["asked"]) == ("contacts", True)
    assert card.details["contacts"][0]["phones"][0]["wa_id"] == "5511988880000"


@pytest.mark.parametrize(("emoji", "shown"), [("👍", "👍"), ("", ""), (None, "")])
def test_a_reaction_and_its_removal(emoji, shown):
    found = read_one(meta.reaction("wamid.X", emoji))
    assert (found.kind, found.details) == ("reaction", {"target": "wamid.X", "emoji": shown})


def test_an_edit_and_a_deletion_name_the_message_that_they_touch():
    edited = read_one(meta.edit("wamid.O", "novo"))
    assert (edited.kind, edited.text, edited.details["target"]) == ("edit", "novo", "wamid.O")
    assert read_one(meta.revoke("wamid.O")).details == {"target": "wamid.O"}
    assert isinstance(read_one(meta.message("revoke", {})), Unreadable)


def test_a_changed_number_keeps_the_person():
    found = read_one(meta.changed_number("5511888880000"), contacts=[])
    assert isinstance(found, NumberChanged)
    assert (found.old_wa_id, found.old_bsuid) == (meta.MARTA, meta.MARTA_ID)
    assert (found.new_wa_id, found.new_bsuid) == ("5511888880000", "BR.456")
    other = read_one(meta.message("system", {"type": "user_changed_user_id", "user_id": "BR.9"}), contacts=[])
    assert (other.old_wa_id, other.new_wa_id, other.new_bsuid) == (meta.MARTA, None, "BR.9")
    old_form = {"type": "customer_changed_number", "new_wa_id": "5511", "customer": "5522"}
    assert read_one(meta.message("system", old_form, sender=None, user_id=None)).old_wa_id == "5522"


def test_other_system_messages_are_only_told():
    part = {"type": "customer_identity_changed", "wa_id": meta.MARTA, "body": "mudou", "identity": {"hash": "x"}}
    found = read_one(meta.message("system", part))
    assert (found.kind, found.text) == ("system_other", "mudou")


@pytest.mark.parametrize(
    "message",
    [
        meta.unsupported(),
        meta.message("order", {"catalog_id": "1"}),
        meta.message("interactive"),
        meta.message("interactive", {"type": "new_reply", "new_reply": {"id": "1"}}),
        meta.message("text"),
        meta.message("text", "solto"),
        meta.message("text", {"body": None}),
        meta.message("image", []),
        meta.message("hologram", {"a": 1}),
        {key: value for key, value in meta.text("oi").items() if key != "type"},
    ],
)
def test_a_message_that_workchat_does_not_know_is_still_a_message(message):
    assert read_one(message, errors=[{"code": 131000}]).kind == "unsupported"


def test_a_message_of_a_group_says_so():
    found = read_one(meta.text("oi", group_id="G1"))
    assert (found.kind, found.text, found.details) == ("group", "oi", {"group_id": "G1", "kind": "text"})


@pytest.mark.parametrize("time_given", ["", "ontem", None, True, [], "9" * 400, -5, "٣", 1e300])
def test_a_message_without_a_readable_time_has_none(time_given):
    assert read_one({**meta.text("oi"), "timestamp": time_given}).at is None


def test_a_time_may_be_a_number_or_milliseconds():
    for given_time in (meta.AT, str(meta.AT), meta.AT * 1000):
        assert read_one({**meta.text("oi"), "timestamp": given_time}).at == datetime(2026, 9, 21, 14, 13, 20)


def test_odd_characters_do_not_reach_the_database():
    body = meta.raw(meta.posted(meta.text("a"))).replace(b'"a"', b'"\\u0000oi \\ud83d"')
    assert read(body)[0].text == "oi \ufffd"


def test_a_person_known_only_by_user_id():
    found = read_one(meta.text("oi", sender=None), contacts=[meta.contact(None, username="@marta")])
    assert (found.wa_id, found.bsuid, found.username) == (None, meta.MARTA_ID, "@marta")


def test_each_message_finds_its_own_sender_among_several():
    ana, ana_id = "5511911110000", "BR.2"
    posted = meta.posted(
        meta.text("sou Ana", sender=ana, user_id=None),
        meta.text("sou Marta", sender=None),
        meta.text("sou ninguém", sender=None, user_id=None),
        meta.text("sou Bia", sender="5511922220000", user_id=None),
        contacts=[meta.contact(), meta.contact(ana, ana_id, "Ana")],
    )
    found = read(meta.raw(posted))
    assert [getattr(one, "profile_name", "?") for one in found] == ["Ana", meta.MARTA_NAME, "?", None]
    assert (found[0].bsuid, found[1].wa_id, found[3].bsuid) == (ana_id, meta.MARTA, None)


def test_without_contacts_the_sender_is_who_wrote():
    found = read_one(meta.text("oi"), contacts=[])
    assert (found.wa_id, found.bsuid, found.profile_name) == (meta.MARTA, meta.MARTA_ID, None)


def test_a_lone_contact_of_somebody_else_lends_no_identity():
    found = read_one(meta.text("oi", user_id=None), contacts=[meta.contact("5511900000000", "BR.7", "Outra")])
    assert (found.wa_id, found.bsuid, found.profile_name) == (meta.MARTA, None, None)
