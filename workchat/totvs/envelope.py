"""How a sentence is asked for: the parameters, the address of REST, the XML of SOAP. Pure."""

from urllib.parse import quote
from xml.sax.saxutils import escape  # noqa: S406 (it writes, it does not read)

from workchat.totvs.sentences import SYSTEM

SOAP_PATH = "/wsConsultaSQL/IwsConsultaSQL"
SOAP_HEADERS = {
    "Content-Type": "text/xml; charset=utf-8",
    "SOAPAction": '"http://www.totvs.com/IwsConsultaSQL/RealizarConsultaSQL"',
}
REST_PATH = "/api/framework/v1/consultaSQLServer/RealizaConsulta"
TOKEN_PATHS = ("/api/connect/token/", "/api/connect/token")  # RM's samples have both


def parameters(values: dict[str, object]) -> str:
    """NAME=value;NAME=value, as RM divides them; no value may hold ; or =."""
    return ";".join(f"{name}={value}" for name, value in values.items())


def rest_path(code: str, coligada: int, values: dict[str, object], slash: str = "") -> str:
    """`slash`: some RMs want one before the question mark."""
    asked = quote(parameters(values), safe="=;")
    return f"{REST_PATH}/{quote(code, safe='')}/{coligada}/{SYSTEM}{slash}?parameters={asked}"


def soap_body(code: str, coligada: int, values: dict[str, object]) -> bytes:
    """SOAP 1.1."""
    parts = {
        "codSentenca": code, "codColigada": coligada, "codSistema": SYSTEM, "parameters": parameters(values),
    }  # fmt: skip
    inside = "".join(f"<tot:{name}>{escape(str(value))}</tot:{name}>" for name, value in parts.items())
    return (
        '<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:tot="http://www.totvs.com/">'
        f"<soap:Body><tot:RealizarConsultaSQL>{inside}</tot:RealizarConsultaSQL></soap:Body></soap:Envelope>"
    ).encode()
