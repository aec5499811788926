"""Asks the invented TOTVS as any program would, without WorkChat's own client."""

import re
from html import unescape

import urllib3

from workchat.demo.rm.server import FakeRm

SENTENCE = "/api/framework/v1/consultaSQLServer/RealizaConsulta/{}/{}/{}"
PARAMETERS = "CODCOLIGADA=1;CODFILIAL=1;CODTIPOCURSO=1;CODPERLET=2026"
SOAP, ACTION = "/wsConsultaSQL/IwsConsultaSQL", "http://www.totvs.com/IwsConsultaSQL/RealizarConsultaSQL"
CONTEXT = {"CODCOLIGADA": "1", "CODFILIAL": "1", "CODTIPOCURSO": "1", "CODSISTEMA": "S"}
ENVELOPE = (
    '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:tot="http://www.totvs.com/">'
    "<soap:Body><tot:RealizarConsultaSQL><tot:codSentenca>{}</tot:codSentenca><tot:codColigada>1</tot:codColigada>"
    "<tot:codSistema>S</tot:codSistema><tot:parameters>{}</tot:parameters></tot:RealizarConsultaSQL></soap:Body>"
    "</soap:Envelope>"
)
http = urllib3.PoolManager(retries=False, timeout=10)
Response = urllib3.BaseHTTPResponse


def basic(rm: FakeRm) -> dict[str, str]:
    return urllib3.make_headers(basic_auth=f"{rm.user}:{rm.password}")


def token(rm: FakeRm, **said: str) -> Response:
    said = said or {"grant_type": "password", "username": rm.user, "password": rm.password}
    return http.request("POST", f"{rm.rest_url}/api/connect/token/", json=said)


def bearer(given: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {given}"}


def get(rm: FakeRm, path: str, headers: dict | None = None, **query: str) -> Response:
    headers = basic(rm) if headers is None else headers
    return http.request("GET", rm.rest_url + path, headers=headers, fields=query, redirect=False)


def students(rm: FakeRm, headers: dict | None = None, code="WORKCHAT.ALUNOS", parameters=PARAMETERS) -> Response:
    return get(rm, SENTENCE.format(code, 1, "S"), headers, parameters=parameters)


def soap(rm: FakeRm, code="WORKCHAT.RESP", parameters=PARAMETERS, headers: dict | None = None) -> Response:
    sent = {**(basic(rm) if headers is None else headers), "Content-Type": "text/xml; charset=utf-8"}
    body = ENVELOPE.format(code, parameters).encode()
    return http.request("POST", rm.soap_url + SOAP, headers={**sent, "SOAPAction": ACTION}, body=body)


def result(answer: Response) -> str:
    """The text inside the envelope."""
    return unescape(
        re.search("<RealizarConsultaSQLResult>(.*)</RealizarConsultaSQLResult>", answer.data.decode(), re.S)[1]
    )
