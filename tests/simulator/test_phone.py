"""The administrator writes to the school as an invented family, in the browser."""

from dataclasses import replace

import pytest

from tests.cast import NOW
from tests.page import select, sign_in, submit, words
from workchat.simulator.connect import ensure_simulator
from workchat.simulator.models import Bubble, Faults, Phone
from workchat.whatsapp.compose import buttons_body


class Letterbox:
    """In the postman's place: keeps what would be posted."""

    def __init__(self) -> None:
        self.entries: list[dict] = []

    def post(self, _url, _secret, entries, _delay=0.0, **_faults) -> None:
        self.entries += entries

    @property
    def values(self) -> list[dict]:
        return [entry["changes"][0]["value"] for entry in self.entries]


@pytest.fixture
def letters(app) -> Letterbox:
    app.extensions["postman"] = Letterbox()
    return app.extensions["postman"]


@pytest.fixture
def marta(client, cast, config, letters) -> Phone:
    cast.number.delete_instance()
    ensure_simulator(config, NOW)
    sign_in(client, cast.ana)
    return Phone.select().order_by(Phone.id).first()


def page(phone: Phone, rest: str = "") -> str:
    return f"/simulator/{phone.id}{rest}"


def school_says(phone: Phone) -> Bubble:
    body = buttons_body("Aceita?", [("t1.yes", "Aceito"), ("t1.no", "Não aceito")])
    return Bubble.create(
        phone=phone, wa_id="wamid.E", from_school=True, body=body, text="Aceita?", unread=True, key="9.1"
    )


def test_what_is_written_goes_to_the_school_and_stays_on_the_phone(client, marta, letters):
    answer = submit(client, page(marta, "/write"), {"text": "bom dia"}, page=page(marta))
    assert answer.status_code == 303
    assert "bom dia" in words(client.get(page(marta)), ".phone-screen")
    assert letters.values[0]["messages"][0]["text"] == {"body": "bom dia"}
    assert letters.values[0]["contacts"][0]["wa_id"] == marta.wa_id


def test_a_burst_is_one_message_a_line(client, marta, letters):
    submit(client, page(marta, "/write"), {"text": "oi\r\n\r\nbom dia", "burst": "y"}, page=page(marta))
    assert [value["messages"][0]["text"]["body"] for value in letters.values] == ["oi", "bom dia"]


@pytest.mark.parametrize("text", ["  ", "a" * 4097])
def test_nothing_or_too_much_is_not_sent(client, marta, letters, text):
    answer = submit(client, page(marta, "/write"), {"text": text}, page=page(marta), follow_redirects=True)
    assert select(answer, ".notice-error") and not letters.entries


def test_a_button_answers_what_it_belongs_to(client, marta, letters):
    bubble = school_says(marta)
    submit(client, page(marta, f"/press/{bubble.id}"), {"button": "1"}, page=page(marta))
    pressed = letters.values[-1]["messages"][0]
    assert pressed["interactive"]["button_reply"] == {"id": "t1.no", "title": "Não aceito"}
    assert pressed["context"]["id"] == "wamid.E"


def test_looking_takes_the_dot_away_and_gives_blue_ticks(client, marta, letters):
    school_says(marta)
    other = Phone.get(Phone.id != marta.id)
    assert select(client.get(page(other)), f"#person-{marta.id} .sim-dot")
    assert not select(client.get(page(marta)), f"#person-{marta.id} .sim-dot")
    status = letters.values[0]["statuses"][0]
    assert (status["status"], status["biz_opaque_callback_data"]) == ("read", "9.1")


def test_without_read_receipts_nobody_is_told(client, marta, letters):
    Faults.update(read_receipts=False).execute()
    school_says(marta)
    client.get(page(marta))
    assert not letters.entries


@pytest.mark.parametrize("kind", ["image", "document", "audio", "sticker", "location", "contact"])
def test_files_places_and_contacts_can_be_sent(client, marta, letters, kind):
    submit(client, page(marta, "/send"), {"kind": kind}, page=page(marta))
    sent = letters.values[0]["messages"][0]
    assert sent[sent["type"]] and select(client.get(page(marta)), ".bubble-file")


def test_a_new_phone_is_told_and_a_taken_one_refused(client, marta, letters):
    submit(client, page(marta, "/phone"), {"phone": "(11) 99000-0002"}, page=page(marta))
    assert not letters.entries
    submit(client, page(marta, "/phone"), {"phone": "(11) 99000-0077"}, page=page(marta))
    system = letters.values[0]["messages"][0]
    assert (system["from"], system["system"]["wa_id"]) == ("5511990000001", "5511990000077")


def test_the_page_polls_and_gets_nothing_when_nothing_is_new(client, marta, letters):
    url = select(client.get(page(marta)), "#sim-live")[0]["hx-get"]
    assert client.get(url).status_code == 204
    school_says(marta)
    assert "Aceita?" in client.get(url).text


def test_faults_are_asked_for_and_mistyped_ones_said(client, marta):
    asked = {"fail_code": "130429", "fail_count": "3", "delay": "2", "duplicate": "y"}
    assert submit(client, page(marta, "/faults"), asked, page=page(marta)).status_code == 303
    faults = Faults.current()
    assert (faults.fail_code, faults.fail_count, faults.delay_ms) == (130429, 3, 2000)
    assert faults.duplicate and not faults.read_receipts
    answer = submit(client, page(marta, "/faults"), {**asked, "delay": "2s"}, page=page(marta))
    assert answer.status_code == 422 and select(answer, "#delay")[0]["value"] == "2s"


def test_agents_have_no_simulator(client, cast, config, letters):
    cast.number.delete_instance()
    ensure_simulator(config, NOW)
    sign_in(client, cast.bia)
    assert client.get("/simulator").status_code == 403


def test_beside_a_real_number_it_is_out_of_use(client, cast, letters):
    sign_in(client, cast.ana)
    assert "fora de uso" in words(client.get("/simulator"))


def test_on_the_internet_it_does_not_exist(client, marta, app, config):
    app.config["SCHOOL"] = replace(config, url="https://chat.escola.example")
    assert client.get("/simulator").status_code == 404
    assert client.get("/simulator/graph/v25.0/1").status_code == 404
