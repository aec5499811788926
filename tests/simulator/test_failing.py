"""Failures on demand: of one person, at once or later, and templates that Meta keeps back."""

import pytest

from tests.page import select, submit
from tests.simulator.test_cloud import MARTA, RENATO, code, line, send, template
from tests.simulator.test_phone import letters, marta, page
from workchat.simulator.add_phones import add_phones
from workchat.simulator.models import Bubble, Faults, Phone
from workchat.whatsapp.answers import sent
from workchat.whatsapp.compose import text_body

__all__ = ["letters", "line", "marta"]


def failed_with(answered) -> int:
    """The code of the `failed` status that follows an accepted send."""
    (entry,) = answered.entries
    status = entry["changes"][0]["value"]["statuses"][0]
    assert (answered.http, status["status"]) == (200, "failed")
    return status["errors"][0]["code"]


def test_every_message_to_one_person_fails_and_the_others_get_theirs(line):
    Phone.update(fails_with=131049).where(Phone.wa_id == MARTA).execute()
    assert [failed_with(send(line, text_body("oi"))) for _ in range(2)] == [131049, 131049]
    assert send(line, text_body("oi"), to=RENATO).http == 200
    assert [bubble.phone.wa_id for bubble in Bubble.select()] == [RENATO]


def test_what_meta_refuses_at_once_is_refused_at_once_unless_asked_otherwise(line):
    Phone.update(fails_with=130472).where(Phone.wa_id == MARTA).execute()
    assert code(send(line, text_body("oi"))) == 130472
    Faults.update(fail_later=True).execute()
    assert failed_with(send(line, text_body("oi"))) == 130472


def test_the_next_failures_may_come_later_too(line):
    Faults.update(fail_code=131048, fail_count=1, fail_later=True).execute()
    assert failed_with(send(line, text_body("oi"))) == 131048
    assert len(send(line, text_body("oi")).entries) == 2


def test_a_held_template_is_taken_and_does_not_arrive(line):
    Faults.update(held=True).execute()
    answered = send(line, template("documento_pronto"))
    assert sent(answered.content).held and not answered.entries and not Bubble.select().exists()
    assert not sent(send(line, text_body("oi")).content).held


@pytest.mark.parametrize("choice", ["131026", "0", "7"])
def test_the_administrator_says_what_one_person_gets(client, marta, choice):
    answer = submit(client, page(marta, "/failing"), {"fails_with": choice}, page=page(marta), follow_redirects=True)
    assert bool(select(answer, ".notice-error")) == (choice == "7")
    assert Phone.get_by_id(marta.id).fails_with == (131026 if choice == "131026" else None)


def test_hundreds_of_people_do_not_fill_the_page(client, marta):
    last = add_phones(300)[-1]
    assert add_phones(2)[0].name == "Família 301"
    answer = client.get(page(last))
    assert len(select(answer, ".sim-people li a")) == 101 and select(answer, f"#person-{last.id}[aria-current]")
    assert select(answer, ".sim-more")[0].text == "e mais 206 pessoas"
