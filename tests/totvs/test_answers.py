"""What RM's answers mean, and that nothing of a fault's text stays: it can hold SQL and people."""

import json
import traceback
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as some

from workchat.totvs import answers
from workchat.totvs.problems import RmProblem
from workchat.totvs.sentences import students_sentence

CANARY = "SELECT CPF FROM PPESSOA WHERE NOME = 'CANARIO DA SILVA'"
PARAMETERS = f"Quantidade de parâmetros passados para o SQL não corresponde ao esperado. {CANARY}"
MISSING = f"1|S|X não existe ou não pôde ser executada por restrição de filtro por perfil/usuário {CANARY}"


def envelope(inside: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> bytes:
    soap = 'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    return f"{head}<s:Envelope {soap}><s:Body>{inside}</s:Body></s:Envelope>".encode()


def result(text: str) -> bytes:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    tag = "RealizarConsultaSQLResult"
    return envelope(
        f'<RealizarConsultaSQLResponse xmlns="http://www.totvs.com/"><{tag}>{escaped}</{tag}></RealizarConsultaSQLResponse>'
    )


def fault(words: str) -> bytes:
    return envelope(f"<s:Fault><faultcode>s:Client</faultcode><faultstring>{words}</faultstring></s:Fault>")


def problem(read, http: int, body: bytes) -> RmProblem:
    with pytest.raises(RmProblem) as found:
        read(http, body)
    told = "".join(traceback.format_exception(found.value)) + found.value.words + repr(vars(found.value))
    assert "CANARIO" not in told and "SELECT" not in told
    assert found.value.__context__ is None
    return found.value


def said(code: str, message: str) -> bytes:
    return json.dumps({"code": code, "message": message, "detailedMessage": CANARY}).encode()


@pytest.mark.parametrize(("http", "body", "kind"), [
    (404, said("FE011", "Não foi possível encontrar a consulta SQL: 0|G|DIAG.DIC.01."), "sentence"),
    (404, b"<html>404</html>", "route"), (404, b"", "route"), (405, b"", "route"), (400, b"{}", "route"),
    (401, b"", "login"), (403, b"", "permission"), (403, said("X", "Acesso negado"), "permission"),
    (500, said("FE006", PARAMETERS), "parameters"), (400, said("FE006", PARAMETERS), "parameters"),
    (500, said("LS001", "Não foi possível obter licença"), "licence"), (500, said("0001", CANARY), "sentence"),
    (500, said("9", "Tempo limite de execução expirado"), "slow"), (500, b"<html>Server Error</html>", "busy"),
    (503, b"<html></html>", "busy"), (429, b"", "busy"), (502, b"", "busy"), (504, b"", "busy"),
    (200, b"", "empty"), (200, b"  ", "empty"), (200, b"null", "unreadable"), (200, b"{}", "unreadable"),
    (200, b"<html>login</html>", "unreadable"), (200, b"[1]", "unreadable"), (200, b'[{"RA": "1"', "unreadable"),
    (200, b'[{"RA": {"x": 1}}]', "unreadable"), (200, b'[{"NOME": "\xe7"}]', "unreadable"),
    (200, b"[" * 100_000, "unreadable"), (200, CANARY.encode(), "unreadable"),
])  # fmt: skip
def test_a_rest_answer_that_is_no_rows_has_its_kind(http, body, kind):
    assert problem(answers.rest_rows, http, body).kind == kind


def test_rest_rows_keep_numbers_and_lose_what_says_nothing():
    body = (
        '\ufeff[{"ra": 2026001, " Nome ": "  Zoë & Cia ", "CPF": "", "X": null, "N": NaN, "I": 1e999, "ATIVO": true}]'
    )
    assert answers.rest_rows(200, body.encode().removeprefix(b"\xef\xbb\xbf")) == [
        {"RA": 2026001, "NOME": "Zoë & Cia", "CPF": None, "X": None, "N": None, "I": None, "ATIVO": "S"}
    ]
    assert answers.rest_rows(200, body.encode())[0]["RA"] == 2026001  # with the mark that .NET likes to put first
    assert answers.rest_rows(200, b" [] ") == []


def test_what_no_database_takes_in_a_text_is_left_out_of_rest_as_of_soap():
    body = b'[{"RA": "20\\u000026\\u0001", "NOME": "Ana\\ud800 Souza", "CODTURMA": "\\u0000", "X": "\xed\xa0\x80"}]'
    assert answers.rest_rows(200, body) == [{"RA": "2026", "NOME": "Ana Souza", "CODTURMA": None, "X": None}]


@pytest.mark.parametrize(("read", "body"), [
    (answers.rest_rows, b"[" + b"{}," * 1_500_001 + b"{}]"), (answers.rest_rows, b"[{" + b'"a":1,' * 3_000_001 + b"}]"),
    (answers.soap_rows, b"<a>" + b"<a/>" * 3_000_001 + b"</a>"),
    (answers.soap_rows, result("<NewDataSet>" + "<a/>" * 3_000_001 + "</NewDataSet>")),
], ids=["rows", "columns", "around", "within"])  # fmt: skip
def test_a_small_answer_that_would_fill_the_memory_is_not_opened(read, body):
    """Eight megabytes of empty rows were half a gigabyte."""
    assert problem(read, 200, body).kind == "too_big"


@pytest.mark.parametrize(("http", "body", "kind"), [
    (200, fault(MISSING), "sentence"), (500, fault(MISSING), "sentence"), (200, fault(PARAMETERS), "parameters"),
    (200, fault("Não há licença disponível"), "licence"), (200, fault("Usuário ou senha inválidos"), "login"),
    (200, fault(CANARY), "sentence"), (200, fault("Execution Timeout Expired"), "slow"), (500, fault(""), "sentence"),
    (200, result(""), "empty"), (200, result("  \n"), "empty"), (200, result("<Outro/>"), "unreadable"),
    (200, result("<NewDataSet>CANARIO</NewDataSet>"), "unreadable"), (200, result(CANARY), "unreadable"),
    (200, result("<NewDataSet><R>"), "unreadable"), (200, envelope(""), "unreadable"), (200, b"", "empty"),
    (200, b"<html><body>login</body></html>", "unreadable"), (200, b"<html><br></html>", "unreadable"),
    (500, b"<html><body>Server Error</body></html>", "busy"), (503, b"<html><br>", "busy"), (401, b"", "login"),
    (403, b"", "permission"), (404, b"<html></html>", "route"), (404, b"<html><br>", "route"), (202, b"", "empty"),
    (200, envelope("", '<!DOCTYPE a [<!ENTITY b "c">]>'), "unreadable"),
    (200, envelope("", '<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd">'), "unreadable"),
    (200, result('<!DOCTYPE a [<!ENTITY b "c">]><NewDataSet><R><RA>&b;</RA></R></NewDataSet>'), "unreadable"),
    (200, result('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><NewDataSet />'), "unreadable"),
])  # fmt: skip
def test_a_soap_answer_that_is_no_rows_has_its_kind(http, body, kind):
    assert problem(answers.soap_rows, http, body).kind == kind


def test_an_empty_data_set_is_no_rows():
    for text in ("<NewDataSet />", "<NewDataSet></NewDataSet>", "<NewDataSet>\r\n</NewDataSet>"):
        assert answers.soap_rows(200, result(text)) == []


def test_soap_rows_come_out_of_two_layers_of_xml():
    text = (
        '<?xml version="1.0" encoding="utf-16"?><NewDataSet>&#xD;\n<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"/>'
        "<Resultado><RA>2026001</RA>&#xD;\n<Nome>Zoë &amp; Cia&#xD;\n</Nome><CPF></CPF></Resultado>"
        "<Resultado><RA>2026002</RA><NOME>A&#x1F;na &lt;b&gt; &#31;&#xE3;</NOME></Resultado></NewDataSet>"
    )
    assert answers.soap_rows(200, result(text)) == [
        {"RA": "2026001", "NOME": "Zoë & Cia", "CPF": None},
        {"RA": "2026002", "NOME": "Ana <b> ã"},
    ]


@pytest.mark.parametrize(("http", "body", "kind"), [
    (400, b'{"error":"invalid_grant"}', "login"), (401, b"", "login"), (403, b"", "login"), (503, b"", "busy"),
    (200, b"<html>", "unreadable"), (200, b"{}", "unreadable"), (200, b'{"access_token": 5}', "unreadable"),
    (200, b'{"access_token": "a\\r\\nX-Evil: 1"}', "unreadable"), (500, b"", "busy"),
])  # fmt: skip
def test_an_answer_without_a_token_has_its_kind(http, body, kind):
    assert problem(answers.token, http, body).kind == kind


def test_a_token_lives_as_long_as_rm_says():
    assert answers.token(200, b'{"access_token": "abc", "expires_in": 300}') == ("abc", 300.0)
    assert answers.token(201, b'{"access_token": "abc"}') == ("abc", 0.0)
    assert answers.token(404, b"") is None
    for odd in (b"1" + b"0" * 400, b"-1e999", b"1e999", b"NaN", b"true", b'"300"'):
        assert answers.token(200, b'{"access_token": "abc", "expires_in": %b}' % odd) == ("abc", 0.0)


def test_only_the_columns_that_are_used_are_kept():
    asked = students_sentence("X")
    rows = [{"RA": "1", "EMAIL": "a@b.example"}, {"RA": "2", "NOME": "Ana"}]
    assert answers.kept(rows, asked.columns, asked.needs) == [{"RA": "1"}, {"RA": "2", "NOME": "Ana"}]
    assert answers.kept([], asked.columns, asked.needs) == []


@given(some.sampled_from([200, 204, 301, 400, 401, 403, 404, 500, 503]), some.binary() | some.text().map(result))
def test_whatever_comes_is_rows_or_a_problem_and_never_a_crash(http, body):
    for read in (answers.rest_rows, answers.soap_rows, answers.token):
        with suppress(RmProblem):
            assert isinstance(read(http, body), list | tuple | None)
