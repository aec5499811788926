"""What goes wrong between a school and its TOTVS goes wrong with the invented one too, on demand."""

import time
from threading import Thread

import pytest
from urllib3.exceptions import ProtocolError, SSLError

from tests.totvs.plain_http import http, result, soap, students


@pytest.mark.parametrize("ask", [students, soap])
def test_a_licence_error_comes_once_and_the_next_request_is_fine(rm, ask):
    rm.faults.licence_next = 1
    assert "licença" in ask(rm).data.decode()
    assert "licença" not in ask(rm).data.decode()


def test_a_second_request_at_the_same_time_finds_no_licence(rm):
    rm.faults.licence_when_parallel, rm.faults.slow = True, 0.3
    answers: list[str] = []
    both = [Thread(target=lambda: answers.append(students(rm).data.decode())) for _ in range(2)]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    assert sorted("licença" in answer for answer in answers) == [False, True]
    assert rm.most_at_once == 2


def test_a_connection_dies_before_any_answer_or_in_the_middle_of_one(rm):
    rm.faults.drop_next = 1
    with pytest.raises(ProtocolError, match="without response"):
        students(rm)
    rm.faults.cut_next = 1
    with pytest.raises(ProtocolError, match="IncompleteRead"):
        students(rm)
    assert students(rm).status == 200


def test_an_answer_can_be_slow_or_come_in_drops(rm):
    rm.faults.slow = 0.2
    begun = time.monotonic()
    students(rm)
    assert time.monotonic() - begun >= 0.2
    rm.faults.slow, rm.faults.drip = 0, 0.01
    assert students(rm).json() == rm.school.students
    assert time.monotonic() - begun >= 0.6


def test_a_proxy_in_front_answers_for_rm(rm):
    rm.faults.busy_next = 1
    assert students(rm).status == 503
    rm.faults.html_500 = True
    assert (students(rm).status, soap(rm).status) == (500, 500)
    rm.faults.html_500, rm.faults.html_200 = False, True
    assert students(rm).data[:9] == soap(rm).data[:9] == b"<!DOCTYPE"
    rm.faults.redirect_to = "http://169.254.169.254/"
    assert students(rm).status == 302


def test_a_body_may_be_none_no_array_or_without_end(rm):
    rm.faults.nothing = True
    assert students(rm).data == b"" and result(soap(rm)) == ""
    rm.faults.nothing, rm.faults.not_rows = False, True
    assert isinstance(students(rm).json(), dict)
    rm.faults.huge = True
    endless = http.request("GET", f"{rm.rest_url}/x", preload_content=False)
    assert int(endless.headers["Content-Length"]) > 1 << 30
    assert len(endless.read(5_000_000)) == 5_000_000
    endless.close()


def test_a_certificate_that_nobody_signed_is_refused(rm):
    rm.faults.tls = True
    assert rm.rest_url.startswith("https://")
    with pytest.raises(SSLError, match="self-signed"):
        students(rm)


def test_soap_may_bring_entities_that_grow(rm):
    rm.faults.entities = True
    assert "<!ENTITY b" in result(soap(rm))


def test_a_sentence_may_select_more_and_dates_may_have_a_zone(rm):
    rm.faults.more_columns = rm.faults.zone_dates = True
    rows = students(rm, code="WORKCHAT.RESP").json()
    assert any(row["DTNASCIMENTO"] and row["DTNASCIMENTO"].endswith("T00:00:00-03:00") for row in rows)
    several = {row["RA"] for row in rows if row["VINCULO"] == "RESP_FINANCEIRO"}
    hers = [row for row in rows if row["RA"] == min(several)]
    assert len({row["EMAIL"] for row in hers}) == 1
    assert len({row["COD_ORIGEM"] for row in hers}) == 2  # the same mother in two registers
