"""The REST side of the invented RM (TDN 539528505, and what one school's RM was seen to answer)."""

import re

from workchat.demo.rm.answers import LOGIN_PAGE, NOT_FOUND_PAGE, Answer, Asked, as_json, error, page
from workchat.demo.rm.sentences import WRONG_PARAMETERS, Missing, Sentences, WrongParameters

SENTENCE = re.compile(r"/api/framework/v1/consultaSQLServer/RealizaConsulta/([^/]+)/([^/]+)/([^/]+)", re.I)
# The words of a licence error are not documented.
NO_LICENCE = error(500, "LS001", "Não foi possível obter licença: número máximo de licenças em uso.")
NOT_FOUND = page(404, NOT_FOUND_PAGE)
UNAUTHORISED = error(401, "401", "Usuário não autorizado.")


def coligadas() -> Answer:
    return as_json(200, {"items": [{"codColigada": 1, "nome": "Colégio Aurora"}], "hasNext": False})


def run_sentence(sentences: Sentences, asked: Asked) -> Answer:
    """A bare array of rows, nulls and all."""
    code, coligada, system = SENTENCE.fullmatch(asked.route).groups()
    faults = sentences.faults
    if faults.nothing:
        return Answer(200, b"")
    if faults.html_200:
        return page(200, LOGIN_PAGE)
    try:
        rows = sentences.rows(code, coligada, system, asked.query.get("parameters", ""))
    except Missing as why:
        words = f"Não foi possível encontrar a consulta SQL utilizando a seguinte chave: {why}."
        return error(404, "FE011", words)
    except WrongParameters:
        return error(500, "FE006", WRONG_PARAMETERS)
    return as_json(200, {"items": rows, "hasNext": False} if faults.not_rows else rows)
