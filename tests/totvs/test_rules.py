"""What may be typed about RM, which addresses may be called, and when the night's reading is due."""

from datetime import date, datetime, timedelta
from ipaddress import ip_address
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workchat.totvs.rules import (
    NOT_AN_ADDRESS,
    NOT_HTTPS,
    address_problem,
    is_listed,
    may_be_called,
    next_try,
    night_due,
    night_missed,
    period_problem,
    read_hour,
    read_place,
    sentence_problem,
)

SAO_PAULO = ZoneInfo("America/Sao_Paulo")  # three hours behind UTC
NEVER = (
    "0.0.0.0", "169.254.169.254", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.0.8",
    "192.88.99.1", "::", "fe80::1", "fe80::1%eth0", "ff02::1", "fec0::1", "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::", "::ffff:224.0.0.1",
)  # fmt: skip
INSIDE = (
    "127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "::1", "fd00::1", "::ffff:127.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:1:1:1:1:80ff:fffe", "::7f00:1", "192.0.2.1",
    "198.18.0.1", "2001:db8::1", "100::1",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "200.147.35.149", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8")


@pytest.mark.parametrize("address", NEVER)
def test_some_addresses_are_nobody_s_rm(address):
    assert not may_be_called(ip_address(address), listed=False)
    assert not may_be_called(ip_address(address), listed=True)


@pytest.mark.parametrize("address", INSIDE)
def test_the_inside_is_for_listed_hosts(address):
    assert not may_be_called(ip_address(address), listed=False)
    assert may_be_called(ip_address(address), listed=True)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_for_everybody(address):
    assert may_be_called(ip_address(address), listed=False)


@given(some.ip_addresses(v=4))
def test_however_an_ipv4_address_is_wrapped_it_stays_what_it_is(inner):
    number = f"{int(inner) >> 16:x}:{int(inner) & 0xFFFF:x}"
    for wrapped in (f"::ffff:{number}", f"64:ff9b::{number}", f"2002:{number}::", f"64:ff9b:1::{number}"):
        if not may_be_called(inner, listed=False):
            assert not may_be_called(ip_address(wrapped), listed=False)
        if not may_be_called(inner, listed=True):
            assert not may_be_called(ip_address(wrapped), listed=True)


def test_an_address_is_taken_apart():
    assert read_place("https://Escola.rm.cloudtotvs.com.br:8051/") == (True, "escola.rm.cloudtotvs.com.br", 8051, "")
    assert read_place("https://rm.escola.example./rm/") == (True, "rm.escola.example", 443, "/rm")
    assert read_place("http://[fd00::7]:1951") == (False, "fd00::7", 1951, "")


@pytest.mark.parametrize("typed", [
    "", "rm.escola.example", "ftp://rm.escola.example", "https://", "https://user:senha@rm.example", "https://@rm.example",
    "https://rm.example?x=1", "https://rm.example/#a", "https://rm.example:0", "https://rm.example:99999",
    "https://rm.example:8051x", "https://rm example", "https://rm.example/a b", "https://rm.example/\r\nX: y",
    "https://escóla.example", "https://-rm.example", "https://rm..example", "https://[::1", "file:///etc/passwd",
    "https://[fe80::1%25eth0]", "https://" + "a" * 300, "javascript:alert(1)", "https:rm.example", "https://rm.example/ç",
    "https://rm.example\\@evil.example", "https://rm.example/?", "https://rm.example/#",
])  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    assert address_problem(typed, ()) == NOT_AN_ADDRESS


def test_http_is_for_the_hosts_that_who_installed_it_lists():
    assert address_problem("http://rm.local:8051", ()) == NOT_HTTPS
    assert address_problem("http://RM.local:8051", ("rm.LOCAL",)) == ""
    assert address_problem("https://rm.local:8051", ()) == ""
    assert is_listed("fd00::7", ("[fd00::7]",))
    assert not is_listed("evil.rm.local", ("rm.local",))


def test_the_code_of_a_sentence_is_as_rm_takes_it():
    assert sentence_problem("WORKCHAT.ALUNOS") == ""
    assert "16" in sentence_problem("WORKCHAT.ALUNOS.X")
    for typed in ("", "A B", "A/B", "Á", "A;B", "<A>", "A\n"):
        assert "Use só" in sentence_problem(typed)


def test_a_period_never_becomes_another_parameter():
    for typed in ("2026", "2026/1", "2026.2", "1º SEM"):
        assert period_problem(typed) == ""
    for typed in ("", "2026;CODFILIAL=2", "a=b", "x" * 21, "2026\n"):
        assert "período letivo" in period_problem(typed)


def test_an_hour_is_read_as_people_write_it():
    typed = {"2:00": "02:00", "02:30": "02:30", "23h": "23:00", "3h15": "03:15", "7": "07:00", " ": ""}
    assert {each: read_hour(each) for each in typed} == typed
    assert [read_hour(each) for each in ("24:00", "2:60", "duas", "2:5", "-1")] == [None] * 5


def test_tries_come_later_and_later_and_then_no_more():
    assert [next_try(n) for n in range(1, 6)] == [
        timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5), None,
    ]  # fmt: skip


def due(hour: str, last: date | None, utc: str, zone: ZoneInfo = SAO_PAULO, went_well: str = "") -> date | None:
    """`went_well`: when TOTVS was last read; half a day ago when nothing is said."""
    now = datetime.fromisoformat(utc)
    read = datetime.fromisoformat(went_well) if went_well else now - timedelta(hours=12)
    return night_due(hour, last, read, zone, now)


def test_the_night_is_the_school_s():
    assert due("02:00", date(2026, 3, 1), "2026-03-02 04:59") is None
    assert due("02:00", date(2026, 3, 1), "2026-03-02 05:00") == date(2026, 3, 2)
    assert due("02:00", date(2026, 3, 2), "2026-03-02 05:01") is None
    assert due("22:30", date(2026, 3, 1), "2026-03-03 01:30") == date(2026, 3, 2)
    assert due("02:00", None, "2026-03-02 06:00", ZoneInfo("America/Rio_Branco")) is None
    assert due("", None, "2026-03-02 05:00") is None


def test_a_missed_night_is_made_up_for_within_six_hours():
    assert due("02:00", date(2026, 3, 1), "2026-03-02 10:59") == date(2026, 3, 2)
    assert due("02:00", date(2026, 3, 1), "2026-03-02 11:00") is None
    assert due("23:00", date(2026, 3, 1), "2026-03-03 05:00") == date(2026, 3, 2)  # over midnight


def test_where_the_server_is_off_every_night_it_is_made_up_for_by_day_every_second_day():
    """The school's computer runs from 8:30 to 18:00."""
    read, mornings, last = "2026-02-27 05:00", [], date(2026, 2, 27)
    for day in range(2, 7):
        opened = f"2026-03-0{day} 11:30"
        if on := due("02:00", last, opened, went_well=read):
            assert due("02:00", on, f"2026-03-0{day} 20:59", went_well=opened) is None
            mornings, read, last = [*mornings, day], opened, on
    assert mornings == [2, 4, 6]


def test_one_missed_night_disturbs_nobody_by_day():
    assert due("02:00", date(2026, 3, 1), "2026-03-02 13:00", went_well="2026-03-01 05:00:10") is None
    assert due("02:00", date(2026, 2, 28), "2026-03-02 13:00", went_well="2026-02-28 05:00:10") == date(2026, 3, 2)
    assert due("02:00", date(2026, 2, 28), "2026-03-02 13:00", went_well="2026-03-01 14:00") is None  # by hand


def test_what_was_never_read_is_read_by_day_too_and_no_clock_of_the_future_prevents_it():
    now = datetime(2026, 3, 2, 13)
    assert night_due("02:00", date(2026, 3, 1), None, SAO_PAULO, now) == date(2026, 3, 2)
    assert night_due("02:00", date(2026, 3, 1), datetime(2030, 1, 1), SAO_PAULO, now) == date(2026, 3, 2)


def test_a_day_of_25_hours_makes_no_night_old():
    new_york = ZoneInfo("America/New_York")  # 2026-11-01: 2:00 becomes 1:00
    assert due("03:00", date(2026, 10, 31), "2026-11-01 15:00", new_york, "2026-10-31 07:00:10") is None


def test_a_night_is_missed_when_its_six_hours_went_by_without_it():
    def missed(last: date | None, utc: str) -> bool:
        return night_missed("02:00", last, SAO_PAULO, datetime.fromisoformat(utc))

    assert not missed(date(2026, 3, 1), "2026-03-02 10:59")
    assert missed(date(2026, 3, 1), "2026-03-02 11:00") and missed(None, "2026-03-02 11:00")
    assert not missed(date(2026, 3, 2), "2026-03-02 11:00")
    assert not night_missed("", None, SAO_PAULO, datetime(2026, 3, 2, 11))


def test_a_clock_that_went_back_does_not_repeat_a_night():
    assert due("02:00", date(2026, 3, 5), "2026-03-02 05:30") is None


def test_an_hour_that_a_change_of_clocks_skips_comes_all_the_same():
    new_york = ZoneInfo("America/New_York")  # 2026-03-08: 2:00 becomes 3:00
    assert due("02:30", date(2026, 3, 7), "2026-03-08 07:31", new_york) == date(2026, 3, 8)
