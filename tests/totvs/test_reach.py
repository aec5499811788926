"""An administrator types RM's address; it must not become a door into the server's own network. On real sockets."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from threading import Thread

import pytest

from tests.rm import rm
from workchat.demo.rm.certificate import self_signed
from workchat.demo.rm.school import invented_school
from workchat.demo.rm.server import FakeRm
from workchat.totvs.client import RestRm, SoapRm
from workchat.totvs.connection import Line
from workchat.totvs.problems import NOT_SECURE, RmProblem

__all__ = ["rm"]
HERE, PARAMETERS = "127.0.0.1", {"CODCOLIGADA": 1, "CODFILIAL": 1, "CODTIPOCURSO": 1, "CODPERLET": "2026"}


def names(*addresses: str):
    """A resolver that says these."""

    def resolve(_host: str, port: int) -> list[tuple]:
        families = {True: socket.AF_INET6, False: socket.AF_INET}
        return [(families[":" in ip], socket.SOCK_STREAM, 6, "", (ip, port)) for ip in addresses]

    return resolve


def problem_of(url: str, line: Line, make=RestRm) -> RmProblem:
    with pytest.raises(RmProblem) as found:
        make(url, "workchat", "segredo", line).read("WORKCHAT.ALUNOS", 1, PARAMETERS)
    return found.value


@pytest.mark.parametrize("host", [
    "127.0.0.1", "localhost", "localhost.", "127.1", "0x7f000001", "2130706433", "0177.0.0.1", "0.0.0.0", "[::1]",
    "[::ffff:127.0.0.1]", "[::]", "10.0.0.7", "192.168.0.1", "172.16.3.4", "100.64.0.1", "169.254.169.254",
    "[fd00:ec2::254]", "[fe80::1]", "[64:ff9b::7f00:1]", "[64:ff9b:1::a00:1]", "[2002:7f00:1::]", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "[2001:db8::1]", "[ff02::1]", "[fec0::1]",
    "[::7f00:1]", "[2001:0:1:1:1:1:80ff:fffe]",
])  # fmt: skip
def test_no_address_leads_inside(rm, host):
    assert problem_of(f"https://{host}:{rm.port}", Line()).kind in ("private", "address")
    assert rm.calls == []


@pytest.mark.parametrize("inside", [HERE, "::ffff:127.0.0.1", "64:ff9b::7f00:1", "169.254.169.254"])
def test_one_address_inside_among_public_ones_spoils_the_name(rm, inside):
    problem = problem_of("https://rm.escola.example", Line(resolve=names("8.8.8.8", inside)))
    assert (problem.kind, problem.passing) == ("private", False)
    assert "WORKCHAT_PRIVATE_HOSTS" in problem.words


def test_a_listed_host_may_not_be_where_clouds_keep_their_secrets(rm):
    line = Line(("rm.escola.example",), resolve=names("169.254.169.254"))
    assert problem_of("https://rm.escola.example", line).kind == "private"


def test_without_tls_only_listed_hosts_are_called(rm):
    problem = problem_of(f"http://{HERE}:{rm.port}", Line())
    assert "https://" in problem.words
    assert rm.calls == []


def test_a_name_that_changes_its_answer_after_the_check_gains_nothing(rm):
    said = iter([HERE, "10.99.99.99"])

    def turning(host: str, port: int) -> list[tuple]:
        return names(next(said))(host, port)

    line = Line(("rm.escola.example",), resolve=turning)
    reading = SoapRm(f"http://rm.escola.example:{rm.port}", rm.user, rm.password, line)
    assert len(reading.read("WORKCHAT.ALUNOS", 1, PARAMETERS)) == len(rm.school.students)
    assert next(said) == "10.99.99.99"  # nobody asked a second time


def test_a_redirect_is_not_followed_and_the_password_goes_nowhere(rm):
    with FakeRm(invented_school(students=40)) as elsewhere:
        rm.faults.redirect_to = f"{elsewhere.rest_url}/api/connect/token"
        for make in (RestRm, SoapRm):
            problem = problem_of(rm.rest_url, Line((HERE,)), make)
            assert (problem.kind, problem.passing) == ("route", False)
            assert "encaminha" in problem.words
        assert elsewhere.calls == []


@pytest.mark.parametrize("make", [RestRm, SoapRm])
def test_who_drips_is_left_at_the_deadline(rm, make):
    rm.faults.token_off, rm.faults.drip = True, 0.1
    began = time.monotonic()
    problem = problem_of(rm.rest_url, Line((HERE,), seconds=0.5), make)
    assert (problem.kind, problem.passing) == ("slow", True)
    assert time.monotonic() - began < 10  # REST: two tries of a token, then the reading


def test_who_never_answers_is_left_at_the_deadline(rm):
    rm.faults.slow = 30
    assert problem_of(rm.rest_url, Line((HERE,), seconds=0.4), SoapRm).kind == "slow"


def test_who_takes_the_connection_and_says_nothing_in_tls_is_left(silent):
    began = time.monotonic()
    assert problem_of(f"https://{HERE}:{silent}", Line((HERE,), seconds=0.5)).kind == "address"
    assert time.monotonic() - began < 10


def test_a_body_over_the_limit_is_not_taken_in(rm):
    rm.faults.huge = True
    assert problem_of(rm.rest_url, Line((HERE,), limit=100_000), SoapRm).kind == "too_big"


@pytest.mark.parametrize("size", [b"-1", b"fffffffffffffff"])
def test_a_body_that_lies_about_its_size_is_not_taken_in_either(size):
    """To Python's reader a piece of -1 bytes is all that ever comes."""
    sent = []

    def lie(door: socket.socket) -> None:
        with door.accept()[0] as asked, suppress(OSError):
            asked.recv(65536)
            asked.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + size + b"\r\n")
            while sum(sent) < 50_000_000:
                sent.append(asked.send(b"x" * 100_000))

    with socket.create_server((HERE, 0)) as door:
        liar = Thread(target=lie, args=(door,))
        liar.start()
        line = Line((HERE,), limit=100_000)
        assert problem_of(f"http://{HERE}:{door.getsockname()[1]}", line, SoapRm).kind == "too_big"
        liar.join()
    assert sum(sent) < 50_000_000


@pytest.fixture
def silent() -> Iterator[int]:
    with socket.create_server((HERE, 0)) as door:
        yield door.getsockname()[1]


# Certificates


@pytest.fixture
def secure_rm(rm) -> FakeRm:
    rm.faults.tls = True
    return rm


def test_a_certificate_that_nobody_vouches_for_is_refused_before_the_password_goes(secure_rm):
    problem = problem_of(secure_rm.rest_url, Line((HERE,)))
    assert (problem.kind, problem.passing) == ("certificate", False)
    assert secure_rm.calls == []


def test_the_school_s_own_authority_may_vouch(secure_rm, monkeypatch):
    with self_signed() as authority:
        monkeypatch.setenv("SSL_CERT_FILE", authority)
        reading = RestRm(secure_rm.rest_url, secure_rm.user, secure_rm.password, Line((HERE,)))
        assert reading.read("WORKCHAT.ALUNOS", 1, PARAMETERS)
        # … for the names in the certificate alone, whatever address they have.
        other = f"https://outro.example:{secure_rm.port}"
        assert problem_of(other, Line(("outro.example",), resolve=names(HERE))).kind == "certificate"
        by_name = f"https://localhost:{secure_rm.port}"
        RestRm(by_name, "u", "p", Line(("localhost",), resolve=names(HERE))).knock()


def test_an_answer_that_rm_thinks_about_is_waited_for_in_tls_too(secure_rm, monkeypatch):
    signs = []
    with self_signed() as authority:
        monkeypatch.setenv("SSL_CERT_FILE", authority)
        line = Line((HERE,), meanwhile=lambda: signs.append(1))
        secure_rm.faults.slow, secure_rm.faults.drip = 1.2, 0.01
        reading = SoapRm(secure_rm.rest_url, secure_rm.user, secure_rm.password, line)
        assert len(reading.read("WORKCHAT.ALUNOS", 1, PARAMETERS)) == len(secure_rm.school.students)
    assert len(signs) >= 2  # somebody who cancelled would have been heard


def test_https_typed_where_rm_has_none_is_told_as_that(rm):
    problem = problem_of(f"https://{HERE}:{rm.port}", Line((HERE,)))
    assert problem.words == NOT_SECURE
