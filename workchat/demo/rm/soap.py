"""The SOAP side of the invented RM: a string of escaped XML in an envelope, and faults that come with 200."""

import re
from xml.sax.saxutils import escape, unescape

from workchat.demo.rm.answers import LOGIN_PAGE, Answer, Asked, page
from workchat.demo.rm.pupils import Row
from workchat.demo.rm.sentences import WRONG_PARAMETERS, Missing, Sentences, WrongParameters

ROUTE = "/wsConsultaSQL/IwsConsultaSQL"
WSDL_ROUTE = "/wsConsultaSQL/MEX"
ACTION = "http://www.totvs.com/IwsConsultaSQL/"
MISSING = "A consulta SQL de chave {} não existe ou não pôde ser executada por restrição de filtro por perfil/usuário."
NO_LICENCE = "Não foi possível obter licença: número máximo de licenças em uso."
_BOMB = '<!DOCTYPE b [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def run_sentence(sentences: Sentences, asked: Asked) -> Answer:
    """RealizarConsultaSQL or RealizarConsultaSQLContexto; anything else is a fault too."""
    faults = sentences.faults
    operation = _operation(asked)
    if not operation:
        return fault("The message cannot be processed at the receiver, due to an ActionNotSupported mismatch.")
    if faults.html_200:
        return page(200, LOGIN_PAGE)
    try:
        rows = sentences.rows(
            *(said(asked.body, tag) for tag in ("codSentenca", "codColigada", "codSistema", "parameters"))
        )
    except Missing as why:
        return fault(MISSING.format(why))
    except WrongParameters:
        return fault(WRONG_PARAMETERS)
    return _result(operation, "" if faults.nothing else _inner(rows, faults.entities), faults.cr_entities)


def fault(words: str) -> Answer:
    """A SOAP fault; RM sends it with HTTP 200."""
    body = (
        f'<s:Fault><faultcode>s:Client</faultcode><faultstring xml:lang="pt-BR">{escape(words)}</faultstring></s:Fault>'
    )
    return _envelope(body)


def wsdl() -> Answer:
    names = ("RealizarConsultaSQL", "RealizarConsultaSQLContexto")
    inner = "".join(f'<wsdl:operation name="{name}"/>' for name in names)
    text = f'<wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/"><wsdl:portType>{inner}</wsdl:portType></wsdl:definitions>'
    return Answer(200, text.encode(), "text/xml; charset=utf-8")


def _operation(asked: Asked) -> str:
    action = asked.headers.get("soapaction", "").strip('"')
    name = action.removeprefix(ACTION)
    known = name in ("RealizarConsultaSQL", "RealizarConsultaSQLContexto") and action != name
    return name if known and f"{name}>".encode() in asked.body else ""


def said(body: bytes, tag: str) -> str:
    found = re.search(rf"<(?:\w+:)?{tag}>(.*?)</(?:\w+:)?{tag}>", body.decode("utf-8", "replace"), re.S)
    return unescape(found[1]).strip() if found else ""


def _inner(rows: list[Row], entities: bool) -> str:
    """The DataSet as a text. A column without a value is not there at all."""
    if entities:
        return f"{_BOMB}<NewDataSet><Resultado><RA>1</RA><NOME>&b;</NOME></Resultado></NewDataSet>"
    if not rows:
        return "<NewDataSet />"
    return "\n".join(["<NewDataSet>", *(f"  <Resultado>{_columns(row)}</Resultado>" for row in rows), "</NewDataSet>"])


def _columns(row: Row) -> str:
    return "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in row.items() if value is not None)


def _result(operation: str, inner: str, cr_entities: bool) -> Answer:
    text = escape(inner).replace("\n", "&#xD;\n" if cr_entities else "\n")
    result = f"<{operation}Result>{text}</{operation}Result>"
    return _envelope(f'<{operation}Response xmlns="http://www.totvs.com/">{result}</{operation}Response>')


def _envelope(body: str) -> Answer:
    text = f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>{body}</s:Body></s:Envelope>'
    return Answer(200, text.encode(), "text/xml; charset=utf-8")
