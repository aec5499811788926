"""The pretended Cloud API answers as Meta does: what it takes, what it refuses and in which words."""

import json
from dataclasses import replace

import pytest

from tests.cast import NOW
from workchat.simulator.cloud import Answered, Asked, answer
from workchat.simulator.connect import ensure_simulator
from workchat.simulator.models import Bubble, Faults, Phone
from workchat.simulator.take_file import Upload
from workchat.whatsapp.compose import address, read_body, template_body, text_body
from workchat.whatsapp.models import Number

MARTA, RENATO, DUDA = "5511990000001", "555199000004", "5511990000005"
PATH = "100000000000001/messages"
HERE = "http://127.0.0.1:8000/simulator/graph/v25.0"


@pytest.fixture
def line(school, config) -> Number:
    """A school that only has the simulator; everybody wrote just now."""
    number = ensure_simulator(config, NOW)
    Phone.update(last_wrote_at=NOW).execute()
    return number


def call(line: Number, method: str, path: str, body: object = None, token: str | None = None, **query) -> Answered:
    """`body` may be bytes, what becomes JSON, or an Upload."""
    upload = body if isinstance(body, Upload) else None
    raw = body if isinstance(body, bytes) else json.dumps(None if upload else body).encode()
    given = f"Bearer {line.token if token is None else token}"
    return answer(Asked(method, "v25.0", path, query, given, raw, HERE, upload), NOW)


def send(line: Number, body: dict, to: str = MARTA) -> Answered:
    whole = {"messaging_product": "whatsapp", "to": f"+{to}", **body}
    return call(line, "POST", PATH, whole)


def code(answered: Answered) -> int:
    return answered.content["error"]["code"]


def template(name: str = "reuniao_de_responsaveis", language: str = "pt_BR", *texts: str) -> dict:
    return template_body(name, language, texts)


def test_outside_the_window_only_templates_go(line):
    Phone.update(last_wrote_at=None).execute()
    assert code(send(line, text_body("oi"))) == 131047
    assert send(line, template("documento_pronto")).http == 200
    assert Bubble.get().text.startswith("O documento que você pediu")


def test_a_phone_without_whatsapp_and_the_schools_own_are_refused(line):
    assert code(send(line, text_body("oi"), to="5511911112222")) == 131026
    assert code(send(line, text_body("oi"), to=line.display_phone)) == 131021


@pytest.mark.parametrize(
    ("dialled", "canonical"), [("5551999000004", RENATO), (RENATO, RENATO), ("551190000001", MARTA)]
)
def test_the_answer_has_the_phone_as_whatsapp_knows_it(line, dialled, canonical):
    contact = send(line, text_body("oi"), to=dialled).content["contacts"][0]
    assert contact == {"input": f"+{dialled}", "wa_id": canonical}


def test_who_hides_the_phone_is_reached_by_id_and_stays_hidden(line):
    duda = Phone.get(Phone.wa_id == DUDA)
    answered = call(line, "POST", PATH, address(text_body("oi"), recipient=duda.bsuid))
    assert answered.content["contacts"] == [{"input": duda.bsuid, "user_id": duda.bsuid}]
    assert DUDA not in json.dumps(answered.entries)


@pytest.mark.parametrize("token", ["", "errado"])
def test_a_wrong_token_is_refused_as_meta_does(line, token):
    answered = call(line, "POST", PATH, text_body("oi"), token=token)
    assert (answered.http, code(answered)) == (401, 190)
    assert line.token not in json.dumps(answered.content)


def test_other_numbers_and_broken_json_are_refused(line):
    assert code(call(line, "POST", "999/messages", text_body("oi"))) == 100
    assert code(call(line, "POST", PATH, b"{")) == 100
    assert code(call(line, "POST", PATH, [1])) == 100
    assert code(call(line, "DELETE", PATH)) == 100


def test_a_chosen_failure_happens_so_many_times_and_no_more(line):
    Faults.update(fail_code=130429, fail_count=2).execute()
    answers = [send(line, text_body("oi")) for _ in range(3)]
    assert [found.http for found in answers] == [400, 400, 200]  # Meta throttles with 400
    assert code(answers[0]) == 130429


def test_some_refusals_come_later_as_a_status(line):
    Faults.update(fail_code=131049, fail_count=1).execute()
    answered = send(line, {**text_body("oi"), "biz_opaque_callback_data": "7.1"})
    status = answered.entries[0]["changes"][0]["value"]["statuses"][0]
    assert answered.http == 200 and (status["status"], status["errors"][0]["code"]) == ("failed", 131049)
    assert status["biz_opaque_callback_data"] == "7.1" and not Bubble.select().exists()


def test_a_reaction_is_only_sent(line):
    wamid = send(line, text_body("oi")).content["messages"][0]["id"]
    answered = send(line, {"type": "reaction", "reaction": {"message_id": wamid, "emoji": "👍"}})
    assert [entry["changes"][0]["value"]["statuses"][0]["status"] for entry in answered.entries] == ["sent"]


def test_reading_marks_what_the_person_wrote_before(line):
    marta = Phone.get(Phone.wa_id == MARTA)
    for number in range(3):
        Bubble.create(phone=marta, wa_id=f"wamid.{number}", from_school=False, body={"type": "text"}, text="oi")
    assert call(line, "POST", PATH, read_body("wamid.1")).content == {"success": True}
    assert [bubble.status for bubble in Bubble.select().order_by(Bubble.id)] == ["read", "read", "sent"]
    assert code(call(line, "POST", PATH, read_body("wamid.nunca"))) == 131009


def test_the_number_the_templates_and_the_webhooks_are_where_meta_has_them(line):
    info = call(line, "GET", line.phone_number_id, fields="verified_name,whatsapp_business_manager_messaging_limit")
    assert info.content["whatsapp_business_manager_messaging_limit"] == "TIER_2K"
    templates = call(line, "GET", f"{line.account_id}/message_templates").content["data"]
    assert {found["language"] for found in templates} == {"pt_BR"}
    assert {found["category"] for found in templates} == {"UTILITY", "MARKETING"}
    assert sum(found["status"] == "APPROVED" for found in templates) == 8 and len(templates) == 9
    assert call(line, "POST", f"{line.account_id}/subscribed_apps", {}).content == {"success": True}


def test_in_production_the_simulator_is_out_of_sight(line, config):
    assert ensure_simulator(replace(config, url="https://chat.escola.example"), NOW) is None
    assert not Number.get_by_id(line.id).active
