"""The postman of the pretended WhatsApp: signed, patient, and as disorderly as asked."""

import json
import threading

from workchat.simulator.post import Postman
from workchat.simulator.wire import body, signature
from workchat.whatsapp.payload import signature_ok

HERE, SECRET = "http://127.0.0.1:1", "segredo"


class School:
    """Answers the webhooks with the statuses it was given, then 200, and remembers the bodies."""

    def __init__(self, *answers: int) -> None:
        self.answers, self.bodies, self.gate = list(answers), [], threading.Event()

    def __call__(self, _url: str, _secret: str, raw: bytes) -> int:
        self.bodies.append(json.loads(raw)["entry"])
        return self.answers.pop(0) if self.answers else 200


def test_the_bytes_are_signed_and_have_no_accents():
    raw = body([{"id": "ação"}])
    assert b"\\u00e7" in raw and raw.isascii()
    assert signature_ok(SECRET, raw, signature(SECRET, raw))


def test_what_was_not_taken_is_brought_again():
    school = School(500)
    postman = Postman(school)
    postman.post(HERE, SECRET, [{"id": "1"}])
    assert postman.idle()
    assert school.bodies == [[{"id": "1"}], [{"id": "1"}]]


def test_duplicates_and_disorder_come_when_asked_for():
    school = School()
    postman = Postman(school)
    postman.post(HERE, SECRET, [{"id": "1"}, {"id": "2"}], duplicate=True, reorder=True)
    assert postman.idle()
    assert school.bodies == [[{"id": "2"}, {"id": "1"}]] * 2
