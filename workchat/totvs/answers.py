"""What RM answered, as rows or as a problem in words. Pure; of a fault only its kind is kept, never its text."""

import json
import re
from collections.abc import Iterable
from math import isfinite

from defusedxml.ElementTree import fromstring

from workchat.contacts.rules import search_form
from workchat.totvs.problems import (
    BROKE,
    BUSY,
    EMPTY,
    FAILED,
    LICENCE,
    LOGIN,
    PARAMETERS,
    PERMISSION,
    ROUTE,
    SENTENCE,
    SLOW,
    TOO_BIG,
    UNREADABLE,
    RmProblem,
    lacking,
)

Row = dict[str, str | int | float | None]

NO_SENTENCE = "FE011"  # RM: it does not exist, or a filter of the profile or user hides it
OVERLOADED = frozenset({429, 502, 503, 504})
# Words of RM's faults, without accents and capitals. The order matters: a fault on parameters repeats the whole SQL.
SIGNS = (
    (SENTENCE, ("nao existe ou nao pode ser executada", "restricao de filtro", "possivel encontrar a consulta")),
    (PARAMETERS, ("quantidade de parametros",)),
    (LOGIN, ("usuario ou senha", "senha invalida", "usuario invalido", "nao autenticado")),
    (LICENCE, ("licenca", "license")),
    (PERMISSION, ("acesso negado", "permissao", "nao autorizado")),
    (SLOW, ("tempo limite", "timeout", "deadlock")),
)  # fmt: skip
MOST_PARTS = 3_000_000  # rows and values; the largest school has half a million. 64 MiB of empty ones fill the memory
# What XML forbids, and databases refuse in a text: halves of characters, control characters.
_UNKEPT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# .NET writes control characters of old databases like this, and XML forbids them.
_FORBIDDEN = re.compile(r"&#(?:x0*(?:[0-8bcef]|1[0-9a-f])|0*(?:[0-8]|1[124-9]|2[0-9]|3[01]));", re.IGNORECASE)


def token(http: int, body: bytes) -> tuple[str, float] | None:
    """(access token, seconds that it lives) of RM's answer to a name and a password; None: RM has no such route.

    :raises RmProblem: login, busy, unreadable.
    """
    if http in (404, 405, 415):
        return None
    if http in (400, 401, 403):  # clients treat these alike: RM's own body is not documented
        raise RmProblem(LOGIN)
    found = _json(body)
    if not 200 <= http < 300:
        raise _failure(http, found)
    said = found.get("access_token") if isinstance(found, dict) else None
    if not isinstance(said, str) or not re.fullmatch(r"[\x21-\x7e]{1,16000}", said):
        raise RmProblem(UNREADABLE)
    lives = found.get("expires_in")
    is_time = isinstance(lives, int | float) and not isinstance(lives, bool) and 0 < lives < 2**31
    return said, float(lives) if is_time else 0.0


def rest_rows(http: int, body: bytes) -> list[Row]:
    """The rows of RealizaConsulta: a bare JSON array.

    :raises RmProblem: when it is anything else.
    """
    found = _json(body)
    if not 200 <= http < 300:
        raise _failure(http, found)
    if not body.strip():
        raise RmProblem(EMPTY)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise RmProblem(UNREADABLE)
    return [_row(row.items()) for row in found]


def soap_rows(http: int, body: bytes) -> list[Row]:
    """The rows of RealizarConsultaSQL: a string of XML within XML. A fault comes with 200 too; nulls are left out.

    :raises RmProblem: also for any emptiness but `<NewDataSet />`.
    """
    envelope = _xml(body)
    if envelope is None:
        unread = RmProblem(UNREADABLE) if body.strip() else RmProblem(EMPTY)
        raise unread if 200 <= http < 300 else _failure(http, None)
    fault = next((part for part in envelope.iter() if _local(part) == "Fault"), None)
    if fault is not None:
        raise _fault(" ".join(fault.itertext()))
    if not 200 <= http < 300:
        raise _failure(http, None)
    results = [part for part in envelope.iter() if _local(part) == "RealizarConsultaSQLResult"]
    if not results:
        raise RmProblem(UNREADABLE)
    return _data_set(results[0].text or "")


def kept(rows: list[Row], columns: Iterable[str], needs: Iterable[str], one_of: Iterable[str] = ()) -> list[Row]:
    """Only these columns of the rows. Nulls may be left out, so a needed column is missing when no row has it.

    :raises RmProblem: sentence, naming the columns that are missing.
    """
    present = {name for row in rows for name in row}
    missing = [name for name in needs if name not in present]
    if one_of and present.isdisjoint(one_of):
        missing.append(" ou ".join(one_of))
    if rows and missing:
        raise lacking(missing)
    wanted = set(columns)
    return [{name: value for name, value in row.items() if name in wanted} for row in rows]


def _data_set(text: str) -> list[Row]:
    if not text.strip():
        raise RmProblem(EMPTY)
    data_set = _xml(_FORBIDDEN.sub("", text))
    if data_set is None or _local(data_set) != "NewDataSet":
        raise RmProblem(UNREADABLE)
    if not len(data_set) and (data_set.text or "").strip():
        raise RmProblem(UNREADABLE)
    rows = [part for part in data_set if _local(part) != "schema"]
    return [_row((_local(column), column.text) for column in row) for row in rows]


def _row(pairs: Iterable[tuple[str, object]]) -> Row:
    return {name.strip().upper(): _value(value) for name, value in pairs}


def _value(value: object) -> str | int | float | None:
    if isinstance(value, str):
        return _UNKEPT.sub("", value).strip() or None
    if isinstance(value, bool):
        return "S" if value else "N"
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if isfinite(value) else None
    raise RmProblem(UNREADABLE)


def _failure(http: int, found: object) -> RmProblem:
    """What an answer that is not 2xx means. RM's own have `code` and `message`; a 404 without them is a wrong route."""
    if http == 401:
        return RmProblem(LOGIN)
    told = found if isinstance(found, dict) else {}
    if told.get("code") == NO_SENTENCE:
        return RmProblem(SENTENCE)
    if told.get("code"):
        return _fault(f"{told.get('message')} {told.get('detailedMessage')}")
    if http in OVERLOADED:
        return RmProblem(BUSY)
    if http == 403:
        return RmProblem(PERMISSION)
    return RmProblem(ROUTE) if http < 500 else RmProblem(BUSY, FAILED)


def _fault(text: str) -> RmProblem:
    read = search_form(text)
    return next((RmProblem(kind) for kind, signs in SIGNS if any(sign in read for sign in signs)),
                RmProblem(SENTENCE, BROKE))  # fmt: skip


def _json(body: bytes) -> object:
    """None when it is none: the error would carry the whole body along."""
    if sum(map(body.count, (b"{", b"[", b","))) > MOST_PARTS:
        raise RmProblem(TOO_BIG)
    try:
        return json.loads(body, parse_constant=lambda _name: None)
    except (ValueError, RecursionError):
        return None


def _xml(text: bytes | str):
    """The root element; None when it is no XML, or has a DTD or entities of its own."""
    opens, closes, names = ("<", "</", "=") if isinstance(text, str) else (b"<", b"</", b"=")
    if text.count(opens) - text.count(closes) + text.count(names) > MOST_PARTS:
        raise RmProblem(TOO_BIG)
    try:
        return fromstring(text, forbid_dtd=True)
    except Exception:  # expat, defusedxml and codecs each have their own
        return None


def _local(element) -> str:
    return element.tag.rpartition("}")[2]
