"""What the desk does when WhatsApp refuses, how fast it sends, and which tick may follow which."""

import re
from datetime import datetime, timedelta

import pytest

from workchat.outbox import rules
from workchat.outbox.rules import forward, reaction

NOON = datetime(2026, 11, 20, 12, 0)

KINDS = {
    "stop_number": [
        *(0, 190, 3, 10, 200, 250, 299, 131005, 131031, 368, 130497, 131037, 131042, 131044, 131045, 133010),
        *(133000, 133005, 133006, 133008, 133009, 133015, 133016),
    ],
    "retry": [1, 2, 131057, 131000, 131016, 133004, 135000],
    "pause_account": [4, 80007],
    "pause_number": [130429],
    "wait_contact": [131056],
    "stop_campaign": [131048, 131064, 132015],
    "not_before_24h": [131049],
    "opt_out": [131050],
    "needs_template": [131047],
    "other_form": [131026],
    "permanent": [
        *(130472, 131021, 131030, 100, 33, 131008, 131009, 131051, 131055, 131052, 131053, 131062, 131063),
        *(132000, 132005, 132008, 132012, 132018, 132001, 132007, 132016, 132068, 132069, 131060, 137000),
    ],
}
CODES = [(kind, code) for kind, codes in KINDS.items() for code in codes]
WITH_DELAY = ("retry", "wait_contact", "pause_number", "pause_account", "not_before_24h")


@pytest.mark.parametrize(("kind", "code"), CODES)
def test_every_code_of_meta_has_its_reaction_and_words_for_the_secretary(kind, code):
    found = reaction(code, 400, 1)
    assert found.kind == kind
    assert (found.delay_seconds is not None) == (kind in WITH_DELAY)
    for shown in (found.words, found.advice):
        assert shown.endswith(".")
        assert not re.search(r"\d{5}|HTTP|error|template|rate|null", shown)


@pytest.mark.parametrize("code", [1, 4, 130429, 131000, 131056, 131057, 135000])
def test_no_failure_repeats_for_ever(code):
    last = reaction(code, 400, 12)
    assert (last.kind, last.delay_seconds) == ("permanent", None)
    assert "várias vezes" in last.advice


def test_the_vaguer_the_failure_the_fewer_tries_it_gets():
    assert [reaction(1, 400, tried).kind for tried in (1, 2, 3)] == ["retry", "retry", "permanent"]
    assert [reaction(135000, 400, tried).kind for tried in (1, 2)] == ["retry", "permanent"]
    assert [reaction(131000, 500, tried).kind for tried in (5, 6)] == ["retry", "permanent"]


def test_a_contact_with_too_many_messages_waits_four_times_longer_each_time():
    assert [reaction(131056, 400, tried).delay_seconds for tried in (1, 2, 3, 4)] == [1, 4, 16, 64]


def test_a_number_that_sends_too_fast_pauses_from_one_second_to_a_minute():
    delays = [reaction(130429, 400, tried).delay_seconds for tried in range(1, 10)]
    assert delays == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_the_account_pauses_for_minutes_and_marketing_for_a_day():
    assert reaction(4, 400, 1).delay_seconds >= 60
    assert reaction(80007, 400, 1).delay_seconds >= 60
    assert reaction(131057, 500, 1).delay_seconds >= 60
    assert reaction(131049, 400, 9).delay_seconds == 24 * 3600


def test_the_other_form_of_a_number_is_tried_whichever_try_this_was():
    for attempts in (1, 2):
        assert reaction(131026, 400, attempts).kind == "other_form"
        assert reaction(131026, 400, attempts).delay_seconds is None
    assert "não tem WhatsApp" in reaction(131026, 400, 2).words


@pytest.mark.parametrize(("code", "http"), [(999999, 400), (-1, 400), (None, 404), (None, 302)])
def test_a_reason_that_nobody_knows_is_permanent_and_said_in_general_words(code, http):
    found = reaction(code, http, 1)
    assert (found.kind, found.delay_seconds) == ("permanent", None)
    assert "não conhece" in found.words


def test_a_busy_answer_without_a_code_is_tried_again():
    assert reaction(None, 429, 1).kind == "retry"


def test_without_internet_the_queue_waits_and_never_gives_up():
    assert [reaction(None, None, tried).delay_seconds for tried in (1, 3, 10, 5000)] == [1, 4, 60, 60]
    assert {reaction(None, None, tried).kind for tried in (1, 5000)} == {"pause_number"}


ALLOWED = {
    "queued": "sending unknown sent delivered read played failed cancelled skipped",
    "sending": "unknown sent delivered read played failed skipped",
    "unknown": "sent delivered read played failed",
    "sent": "delivered read played failed",
    "delivered": "read played",
    "read": "",
    "failed": "delivered read played",
    "cancelled": "",
    "skipped": "",
}


@pytest.mark.parametrize("old", ALLOWED)
def test_a_delivery_only_moves_forward(old):
    every = [*rules.STATUS_WORDS, "played"]
    assert {new for new in every if forward(old, new)} == set(ALLOWED[old].split())


def test_a_status_that_meta_invents_moves_nothing():
    assert not forward("sent", "dreamt")
    assert not forward("dreamt", "read")


@pytest.mark.parametrize("first", ["failed", "delivered", "read", "sent"])
@pytest.mark.parametrize("then", ["failed", "delivered", "read", "sent"])
def test_two_ticks_end_the_same_in_whatever_order_they_come(first, then):
    def after(*ticks):
        status = "sending"
        for tick in ticks:
            status = tick if forward(status, tick) else status
        return status

    assert after(first, then) == after(then, first)


def test_every_status_has_a_word_for_people():
    assert set(rules.STATUS_WORDS) == set(ALLOWED)
    assert rules.STATUS_WORDS["unknown"] == "Incerta"


@pytest.mark.parametrize(("age", "stale"), [(0, False), (30, False), (31, True), (600, True), (-1, True)])
def test_a_claim_older_than_half_its_lease_is_not_called(age, stale):
    assert rules.claim_is_stale(NOON, NOON + timedelta(seconds=age)) is stale


def test_a_call_begun_in_time_ends_before_the_lease():
    assert rules.LEASE / 2 + rules.DEADLINE < rules.LEASE


def test_the_wait_between_tries_grows_and_stops_growing():
    assert [rules.backoff(tried) for tried in (0, 1, 2, 3, 7, 8, 1000)] == [5, 5, 10, 20, 320, 320, 320]
