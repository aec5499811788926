"""The invented TOTVS answers as a school's does: what each route gives, and what goes wrong on demand."""

import pytest
from urllib3.exceptions import HTTPError

from tests.totvs.plain_http import (
    CONTEXT,
    PARAMETERS,
    SENTENCE,
    basic,
    bearer,
    get,
    http,
    result,
    soap,
    students,
    token,
)
from workchat.demo.rm.sentences import LEAKED_SQL


def test_rest_gives_a_bare_array_with_its_nulls(rm):
    rows = students(rm).json()
    assert rows == rm.school.students
    assert any(row["CODTURMA"] is None for row in rows)


def test_the_last_slash_does_not_matter(rm):
    path = SENTENCE.format("WORKCHAT.RESP", 1, "S")
    assert get(rm, f"{path}/", parameters=PARAMETERS).json() == rm.school.guardians


def test_a_token_opens_the_sentence_and_runs_out(rm):
    given = token(rm).json()
    assert given["token_type"] == "Bearer" and given["expires_in"] == 300
    assert students(rm, bearer(given["access_token"])).status == 200
    rm.faults.expires_in = 0
    assert students(rm, bearer(token(rm).json()["access_token"])).status == 401


def test_a_token_can_be_renewed_until_rm_forgets_it(rm):
    renewal = token(rm).json()["refresh_token"]
    again = token(rm, grant_type="refresh_token", refresh_token=renewal)
    assert students(rm, bearer(again.json()["access_token"])).status == 200
    rm.tokens.forget()
    assert token(rm, grant_type="refresh_token", refresh_token=renewal).status == 401


def test_a_token_may_be_asked_for_with_a_form_and_without_the_slash(rm):
    body = {"username": rm.user, "password": rm.password}
    answer = http.request("POST", f"{rm.rest_url}/api/connect/token", fields=body, encode_multipart=False)
    assert answer.status == 200


@pytest.mark.parametrize("said", [{"username": "workchat", "password": "outra"}, {"username": ""}, {"x": "y"}])
def test_a_wrong_password_gets_no_token(rm, said):
    assert token(rm, **said).status == 401


def test_nobody_reads_without_saying_who_they_are(rm):
    assert students(rm, {}).status == soap(rm, headers={}).status == 401
    rm.faults.wrong_password = True
    assert students(rm).status == soap(rm).status == token(rm).status == 401


@pytest.mark.parametrize("why", ["missing", "forbidden"])
def test_a_missing_sentence_and_a_hidden_one_look_the_same(rm, why):
    setattr(rm.faults, why, {"WORKCHAT.ALUNOS"})
    answer = students(rm)
    assert answer.status == 404
    assert answer.json()["code"] == "FE011" and "1|S|WORKCHAT.ALUNOS" in answer.json()["message"]
    told = soap(rm, "WORKCHAT.ALUNOS")
    assert told.status == 200 and "Fault" in told.data.decode()
    assert "1|S|WORKCHAT.ALUNOS não existe ou não pôde ser executada por restrição de filtro" in told.data.decode()
    assert soap(rm).status == 200 and "Fault" not in soap(rm).data.decode()


def test_another_coligada_does_not_have_the_sentence(rm):
    assert get(rm, SENTENCE.format("WORKCHAT.ALUNOS", 2, "S"), parameters=PARAMETERS).json()["code"] == "FE011"


def test_a_wrong_route_is_a_page_without_a_code(rm):
    answer = get(rm, "/api/framework/v2/anything")
    assert answer.status == 404 and answer.data.startswith(b"<!DOCTYPE html") and b"FE011" not in answer.data
    rm.faults.rest_off = True
    assert students(rm).status == token(rm).status == 404
    assert soap(rm).status == 200


def test_wrong_parameters_make_rm_tell_its_sql(rm):
    answer = students(rm, parameters="CODCOLIGADA=1")
    assert answer.status == 500 and LEAKED_SQL in answer.json()["message"]
    told = soap(rm, parameters="CODCOLIGADA=1")
    assert told.status == 200 and LEAKED_SQL in told.data.decode()


def test_another_period_has_no_rows(rm):
    other = PARAMETERS.replace("2026", "2025")
    assert students(rm, parameters=other).json() == []
    assert result(soap(rm, parameters=other)) == "<NewDataSet />"


def test_soap_gives_a_text_that_is_xml_and_leaves_empty_columns_out(rm):
    rows = result(soap(rm)).split("<Resultado>")[1:]
    assert len(rows) == len(rm.school.guardians)
    assert sum("<CPF>" not in row for row in rows) == sum(row["CPF"] is None for row in rm.school.guardians)
    assert not [row for row in rows if "None" in row or "<TELEFONE2 />" in row]
    assert "Mônica Müller &lt;Mãe&gt; &amp; Cia. " in result(soap(rm))


def test_some_stacks_write_carriage_returns_as_entities(rm):
    assert b"&#xD;" not in soap(rm).data
    rm.faults.cr_entities = True
    assert b"&lt;NewDataSet&gt;&#xD;\n" in soap(rm).data


def test_an_operation_that_rm_does_not_have_is_a_fault(rm):
    wrong = {**basic(rm), "SOAPAction": "http://www.totvs.com/IwsConsultaSQL/Outra"}
    answer = http.request("POST", f"{rm.soap_url}/wsConsultaSQL/IwsConsultaSQL", headers=wrong, body=b"<x/>")
    assert answer.status == 200 and b"Fault" in answer.data
    assert (
        b"RealizarConsultaSQL" in http.request("GET", f"{rm.soap_url}/wsConsultaSQL/MEX?wsdl", headers=basic(rm)).data
    )


def test_the_schools_own_companies_are_listed(rm):
    assert get(rm, "/api/framework/v1/coligadas").json()["items"][0]["codColigada"] == 1


def test_the_portals_api_gives_a_service_user_nobody(rm):
    assert get(rm, "/api/educational/v1/StudentContexts").json() == {"total": 0, "hasNext": False, "items": []}


def test_a_student_can_be_asked_for_by_ra_with_the_context_in_headers(rm):
    path, ra = "/RMSRestDataServer/rest/EduAlunoData", rm.school.students[0]["RA"]
    assert get(rm, path).status == 500
    headers = {**basic(rm), **CONTEXT}
    assert get(rm, f"{path.lower()}/1$_${ra}", headers).json()["data"]["RA"] == ra
    assert get(rm, f"{path}/1$_$0", headers).json() | {"messages": 0} == {"messages": 0, "length": 0, "data": None}
    assert len(get(rm, path, headers, start="2", limit="3").json()["data"]) == 3
    assert get(rm, path, headers, filter=f'["RA=:ra","{ra}"]').json()["length"] == 1


def test_what_was_asked_is_noted_without_any_secret(rm):
    given = token(rm).json()["access_token"]
    students(rm, bearer(given))
    soap(rm)
    calls = [(call.method, call.sentence, call.scheme) for call in rm.calls]
    assert calls == [("POST", "", ""), ("GET", "WORKCHAT.ALUNOS", "bearer"), ("POST", "WORKCHAT.RESP", "basic")]
    assert rm.password not in repr(rm.calls) and given not in repr(rm.calls)


def test_it_is_gone_when_it_is_stopped(rm):
    assert students(rm).status == 200
    rm.stop()
    http.clear()
    with pytest.raises(HTTPError):
        students(rm)
