"""The rest of RM's API that a school's TOTVS also has. WorkChat asks for none of it, nor may begin to by mistake."""

import json
import re

from workchat.demo.rm.answers import Answer, Asked, as_json
from workchat.demo.rm.pupils import Row
from workchat.demo.rm.school import RmSchool

DATA_SERVER = re.compile(r"/RMSRestDataServer/rest/EduAlunoData(?:/(.+))?", re.I)
STUDENT_CONTEXTS = "/api/educational/v1/studentcontexts"
CONTEXT = ("codcoligada", "codfilial", "codtipocurso", "codsistema")


def student_contexts(_asked: Asked) -> Answer:
    """It answers for who is signed in to the portal: a service user gets nothing."""
    return as_json(200, {"total": 0, "hasNext": False, "items": []})


def students_by_ra(school: RmSchool, asked: Asked) -> Answer:
    """EduAlunoData: an envelope, with the context in headers (TDN 190515801)."""
    if any(name not in asked.headers for name in CONTEXT):
        return _refused("Contexto não informado.")
    rows = {str(row["RA"]): _record(row) for row in school.students}
    key = DATA_SERVER.fullmatch(asked.route)[1]
    if key:
        found = rows.get(key.rpartition("$_$")[2])
        return _envelope(found, 1) if found else _nothing()
    return _page([*rows.values()], asked.query)


def _page(rows: list[Row], query: dict[str, str]) -> Answer:
    if "filter" in query:
        try:
            rows = _filtered(rows, *json.loads(query["filter"]))
        except (ValueError, TypeError):
            return _refused("Filtro inválido.")
    start, limit = int(query.get("start", 0)), int(query.get("limit", 0)) or len(rows)
    return _envelope(rows[start : start + limit], len(rows))


def _filtered(rows: list[Row], condition: str, *values: str) -> list[Row]:
    """`["RA=:ra AND NOME=:nome","…","…"]`"""
    names = re.findall(r"(\w+)\s*=\s*:\w+", condition)
    if not names or len(names) != len(values):
        raise ValueError
    return [row for row in rows if all(str(row.get(n)) == value for n, value in zip(names, values, strict=True))]


def _record(row: Row) -> Row:
    kept = {name: row[name] for name in ("RA", "NOME", "DTNASCIMENTO", "CPF", "TELEFONE1", "TELEFONE2")}
    return {"CODCOLIGADA": 1, **kept, "CORRACA": 2, "SEXO": "F", "CODUSUARIO": None, "RESPACADEMICO": None}


def _envelope(found: object, length: int) -> Answer:
    return as_json(200, {"messages": [], "length": length, "data": found})


def _nothing() -> Answer:
    message = {"code": "0003", "type": "info", "detail": "Registro não encontrado."}
    return as_json(200, {"messages": [message], "length": 0, "data": None})


def _refused(words: str) -> Answer:
    message = {"code": "0007", "type": "error", "detail": words}
    return as_json(500, {"messages": [message], "length": 0, "data": None})
