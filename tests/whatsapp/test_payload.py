"""Everything that Meta may post about a family's message is read, and one bad update never costs the others."""

import json
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import meta
from workchat.whatsapp.payload import (
    AccountNotice,
    IncomingMessage,
    NotReadable,
    Other,
    PreferenceChanged,
    StatusUpdate,
    TemplateChanged,
    Unreadable,
    read,
    signature_ok,
)


def read_all(envelope):
    return read(meta.raw(envelope))


def read_one(*messages, **around):
    (found,) = read_all(meta.posted(*messages, **around))
    return found


def test_the_signature_of_a_known_body():
    body = b'{"object":"whatsapp_business_account","entry":[]}'
    header = "sha256=5f4e7c737437be614c129c7e9be516fdee5473fd4f813d0b995fe4a0e43c4345"
    assert signature_ok("segredo-de-teste", body, header)
    assert meta.sign("segredo-de-teste", body) == header
    assert not signature_ok("outro-segredo", body, header)
    assert not signature_ok("segredo-de-teste", body + b" ", header)
    for wrong in (None, "", "sha256=", header[:-1], header[7:], header.upper(), "sha256=ção", "sha256=\ud83d"):
        assert not signature_ok("segredo-de-teste", body, wrong)
    assert not signature_ok("", body, meta.sign("", body))


def test_statuses_with_and_without_everything():
    price = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "utility"}
    full = meta.status("wamid.S", "delivered", user_id="BR.1", key="o:17", pricing=price)
    bare = meta.status("wamid.S", "played", wa_id=None)
    first, second = read_all(meta.ticked(full, bare, contacts=[meta.contact()]))
    assert isinstance(first, StatusUpdate)
    assert (first.id, first.status, first.key, first.recipient_wa_id) == ("wamid.S", "delivered", "o:17", meta.MARTA)
    assert (first.pricing_category, first.pricing_type, first.recipient_bsuid) == ("utility", "regular", "BR.1")
    assert (second.status, second.recipient_wa_id, second.key) == ("played", None, None)


@pytest.mark.parametrize("contacts", [None, [{"wa_id": meta.MARTA}]])
@pytest.mark.parametrize("details", ["Message undeliverable"])
def test_a_failure_tells_its_code_with_and_without_contacts(contacts, details):
    (found,) = read_all(meta.ticked(meta.failed("wamid.F", 131026, details), contacts=contacts))
    assert (found.status, found.error_code, found.error_text) == ("failed", 131026, details)
    plain = meta.status("wamid.F", "failed", errors=[{"code": "131049", "error_data": "limite"}])
    assert read_all(meta.ticked(plain))[0].error_text == "limite"


def test_one_body_may_bring_messages_and_statuses_of_several_numbers():
    found = read_all(
        meta.envelope(
            meta.entry(
                meta.change("1", contacts=[meta.contact()], messages=[meta.text("a"), meta.text("b")]),
                meta.change("2", messages=[meta.text("c")], statuses=[meta.status("wamid.S", "sent")]),
            ),
            meta.entry(meta.change("3", statuses=[meta.failed("wamid.F")]), account="outra"),
        )
    )
    assert [one.phone_number_id for one in found] == ["1", "1", "2", "2", "3"]
    assert [getattr(one, "text", one.id) for one in found] == ["a", "b", "c", "wamid.S", "wamid.F"]
    assert found[4].account_id == "outra"


def test_a_bad_update_is_kept_to_be_read_again_and_costs_nobody():
    broken = meta.text("sem remetente", sender=None, user_id=None)
    found = read_all(meta.posted(meta.text("antes"), broken, 7, meta.text("depois")))
    assert [type(one) for one in found] == [IncomingMessage, Unreadable, Unreadable, IncomingMessage]
    kept = found[1]
    assert kept.phone_number_id == meta.NUMBER
    assert "remetente" in kept.error
    assert meta.MARTA not in json.dumps(kept.raw)
    assert read(json.dumps(kept.raw).encode()) == [kept]
    kept.raw["entry"][0]["changes"][0]["value"]["messages"][0]["from"] = meta.MARTA
    assert read(json.dumps(kept.raw).encode())[0].text == "sem remetente"


@pytest.mark.parametrize("missing", ["id", "from"])
def test_a_message_that_lacks_what_it_needs_is_unreadable(missing):
    message = meta.text("oi", user_id=None)
    del message[missing]
    assert isinstance(read_one(message, contacts=[]), Unreadable)
    assert isinstance(read_one(meta.text("oi"), number=None), Unreadable)


@pytest.mark.parametrize("body", [b"", b"oi", b"[]", b"null", b'"x"', b"\xff\xfe\x00", b"[" * 100_000, b'{"entry":'])
def test_a_body_that_is_no_object_is_refused_as_a_whole(body):
    with pytest.raises(NotReadable):
        read(body)


@pytest.mark.parametrize(
    "envelope",
    [{}, {"entry": {}}, {"entry": [1]}, {"entry": [{}]}, {"entry": [{"changes": [1]}]}, {"entry": [{"changes": [{}]}]}],
)
def test_a_strange_envelope_is_kept(envelope):
    (found,) = read_all(envelope)
    assert isinstance(found, Unreadable)


def test_news_of_templates_and_accounts():
    (template,) = read_all(meta.template_status())
    assert isinstance(template, TemplateChanged)
    assert (template.name, template.event, template.template_id, template.category) == (
        "aviso",
        "APPROVED",
        "1",
        "UTILITY",
    )
    assert template.at == datetime(2026, 9, 21, 14, 13, 20)
    notice = meta.change(None, "account_update", event="ACCOUNT_RESTRICTION", restriction_info=[{"x": 1}])
    (found,) = read_all(meta.envelope(meta.entry(notice, time=meta.AT)))
    assert isinstance(found, AccountNotice)
    assert (found.event, found.details["restriction_info"]) == ("ACCOUNT_RESTRICTION", [{"x": 1}])


def test_a_person_who_stops_and_a_person_whose_id_changed():
    stop = {"wa_id": meta.MARTA, "value": "stop", "category": "marketing_messages", "timestamp": meta.AT}
    (wish,) = read_all(meta.envelope(meta.entry(meta.change(field="user_preferences", user_preferences=[stop]))))
    assert isinstance(wish, PreferenceChanged)
    assert (wish.wa_id, wish.value) == (meta.MARTA, "stop")
    ids = {"user_id": {"previous": "BR.1", "current": "BR.2"}}
    (moved,) = read_all(meta.envelope(meta.entry(meta.change(field="user_id_update", **ids))))
    assert (moved.old_bsuid, moved.new_bsuid) == ("BR.1", "BR.2")


def test_errors_without_messages_are_a_notice():
    (found,) = read_all(meta.envelope(meta.entry(meta.change(errors=[{"code": 130429, "title": "x"}]))))
    assert (type(found), found.event, found.details["errors"][0]["code"]) == (AccountNotice, "errors", 130429)


@pytest.mark.parametrize(
    "field", ["standby", "smb_message_echoes", "message_echoes", "history", "", "futuro", "messages"]
)
def test_what_workchat_does_not_act_on_is_other(field):
    (found,) = read_all(meta.envelope(meta.entry(meta.change(field=field, message_echoes=[meta.text("oi")]))))
    assert (type(found), found.field) == (Other, field)


def test_a_thousand_messages_of_a_thousand_people_find_their_senders():
    people = [(f"55119{n:08d}", f"BR.{n}") for n in range(1000)]
    messages = [meta.text("oi", sender=phone, user_id=user_id) for phone, user_id in people]
    body = meta.raw(meta.posted(*messages, contacts=[meta.contact(*who, f"Mãe {who[1]}") for who in people]))
    found = read(body)
    assert [(one.wa_id, one.bsuid, one.profile_name) for one in found] == [(p, b, f"Mãe {b}") for p, b in people]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
KEYS = ["from", "id", "timestamp", "type", "text", "image", "interactive", "reaction", "system", "context", "errors"]


@given(st.dictionaries(st.sampled_from(KEYS), JSON), st.sampled_from(["text", "image", "system", "reaction"]), JSON)
def test_no_message_however_odd_breaks_the_others(odd, kind, contacts):
    message = {"type": kind, **odd}
    value = {"metadata": {"phone_number_id": "1"}, "contacts": contacts, "messages": [message, meta.text("fim")]}
    found = read_all(meta.envelope(meta.entry({"field": "messages", "value": value})))
    assert len(found) == 2
    assert found[1].text == "fim"


@given(JSON, JSON)
def test_no_change_however_odd_raises(value, field):
    read_all({"entry": [{"changes": [{"field": field, "value": value}, {"field": "messages", "value": value}]}]})
