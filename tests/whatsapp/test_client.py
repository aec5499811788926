"""The school's calls against a real little server: what Meta answers, and the ways in which the line can break."""

import json
import logging
import socket
import struct
import threading
import time

import pytest

from tests.whatsapp.little_meta import OI, TOKEN, api, error, meta
from workchat.whatsapp.client import CloudApi, NotSent, Refused, Uncertain, new_pool

__all__ = ["api", "meta"]
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{"


def test_a_message_is_accepted_with_its_id_and_metas_form_of_the_number(meta, api):
    meta.will(
        body={"contacts": [{"input": "+5551999990000", "wa_id": "555199990000"}], "messages": [{"id": "wamid.S"}]}
    )
    sent = api.send("555000111", OI)
    assert (sent.id, sent.wa_id, sent.held) == ("wamid.S", "555199990000", False)
    method, path, headers, body = meta.asked[0]
    assert (method, path) == ("POST", "/v25.0/555000111/messages")
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert json.loads(body) == OI


def test_a_template_held_by_meta_says_so(meta, api):
    meta.will(body={"messages": [{"id": "wamid.S", "message_status": "held_for_quality_assessment"}]})
    assert api.send("1", OI).held


def test_a_send_to_a_user_id_has_no_phone_in_the_answer(meta, api):
    meta.will(body={"contacts": [{"input": "BR.1", "user_id": "BR.1"}], "messages": [{"id": "wamid.S"}]})
    assert api.send("1", OI).wa_id is None


@pytest.mark.parametrize("extra", [{"details": "espere"}, "espere"], ids=["object", "string"])
def test_metas_error_is_a_refusal_with_its_code(meta, api, extra):
    meta.will(400, error(130429, "(#130429) Rate limit hit", error_data=extra))
    with pytest.raises(Refused) as refused:
        api.send("1", OI)
    found = refused.value
    assert (found.code, found.http, found.details, found.text) == (130429, 400, "espere", "(#130429) Rate limit hit")


def test_a_500_that_meta_wrote_is_a_refusal_but_a_page_of_html_leaves_doubt(meta, api):
    meta.will(500, error(131000))
    with pytest.raises(Refused):
        api.send("1", OI)
    meta.will(502, b"<html>Bad gateway</html>")
    with pytest.raises(Uncertain):
        api.send("1", OI)


def test_a_404_that_is_not_metas_is_a_refusal_without_code(meta, api):
    meta.will(404, b"<html>nada</html>")
    with pytest.raises(Refused) as refused:
        api.send("1", OI)
    assert (refused.value.code, refused.value.http) == (None, 404)


@pytest.mark.parametrize("body", [b"", b"ok", b"[]", {"messages": []}, {"success": True}])
def test_an_acceptance_without_a_message_id_leaves_doubt(meta, api, body):
    meta.will(200, body)
    with pytest.raises(Uncertain):
        api.send("1", OI)


def test_a_line_cut_after_meta_read_the_message_leaves_doubt(meta, api):
    def cut(connection):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()

    meta.will_do(cut)
    with pytest.raises(Uncertain):
        api.send("1", OI)
    assert len(meta.asked) == 1


def test_an_answer_cut_in_the_middle_leaves_doubt(meta, api):
    meta.will_do(lambda connection: connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"mess'))
    with pytest.raises(Uncertain):
        api.send("1", OI)


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nX-A: ", HEADERS])
def test_a_dripping_answer_ends_at_the_deadline(meta, api, start):
    over = threading.Event()

    def drip(connection):
        connection.sendall(start)
        try:
            while not over.wait(0.05):
                connection.sendall(b" " if start else b"H")
        except OSError:
            pass

    meta.will_do(drip)
    began = time.monotonic()
    with pytest.raises(Uncertain):
        api.send("1", OI, deadline_seconds=0.4)
    over.set()
    assert 0.3 < time.monotonic() - began < 8


def test_a_closed_port_means_that_nothing_left():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NotSent) as failure:
        CloudApi(f"http://127.0.0.1:{port}", TOKEN, pool=new_pool()).send("1", OI)
    assert "recusada" in failure.value.reason


def test_an_unknown_address_means_that_nothing_left():
    with pytest.raises(NotSent) as failure:
        CloudApi("http://nao-existe.invalid", TOKEN, pool=new_pool()).send("1", OI)
    assert "endereço" in failure.value.reason


def test_a_server_that_speaks_no_tls_means_that_nothing_left(meta):
    with pytest.raises(NotSent) as failure:
        CloudApi(meta.base.replace("http:", "https:"), TOKEN, pool=new_pool()).send("1", OI)
    assert "segura" in failure.value.reason
    assert meta.asked == []


def test_no_time_left_means_that_nothing_is_written(meta, api):
    with pytest.raises(NotSent):
        api.send("1", OI, deadline_seconds=0.0000001)
    assert meta.asked == []


def test_a_redirect_is_not_followed(meta, api):
    meta.will(302, b"", Location=meta.base + "/outro")
    with pytest.raises(Refused) as refused:
        api.send("1", OI)
    assert refused.value.http == 302
    assert len(meta.asked) == 1


def test_calls_share_one_connection_also_after_errors(meta, api):
    for _ in range(3):
        meta.will()
        api.send("1", OI)
    meta.will(400, error(131026))
    with pytest.raises(Refused):
        api.send("1", OI)
    meta.will(200, {"success": True})
    api.mark_read("1", "wamid.A")
    assert len(meta.asked) == 5
    assert len(meta.connections) == 1


def test_a_connection_that_meta_closed_meanwhile_is_opened_again(meta, api):
    meta.will(Connection="close")
    meta.will()
    assert api.send("1", OI).id == api.send("1", OI).id == "wamid.S"
    assert len(meta.connections) == 2


def test_the_token_is_in_no_text(meta, api, caplog):
    caplog.set_level(logging.DEBUG)
    meta.will(401, error(190, f"Malformed access token {TOKEN}", error_data={"details": TOKEN}))
    with pytest.raises(Refused) as refused:
        api.send("1", OI)
    shown = repr(api) + str(api) + repr(refused.value) + str(vars(refused.value)) + caplog.text
    assert TOKEN not in shown
    with pytest.raises(ValueError) as invalid:
        CloudApi(meta.base, TOKEN + "\n")
    assert TOKEN not in str(invalid.value)


def test_templates_come_from_every_page(meta, api):
    meta.will(200, {"data": [{"name": "a"}], "paging": {"cursors": {"after": "X="}, "next": "https://example.com"}})
    meta.will(200, {"data": [{"name": "b"}], "paging": {"cursors": {"after": "Y"}}})
    assert [template["name"] for template in api.templates("9")] == ["a", "b"]
    assert "after=X%3D" in meta.asked[1][1]


def test_the_number_is_asked_and_the_account_subscribed(meta, api):
    meta.will(200, {"display_phone_number": "+55 11 3333-0000", "verified_name": "Escola"})
    assert api.number_info("555")["verified_name"] == "Escola"
    meta.will(200, {"success": True})
    api.subscribe("9")
    assert meta.asked[1][:2] == ("POST", "/v25.0/9/subscribed_apps")
