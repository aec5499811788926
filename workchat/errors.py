"""What people see when something goes wrong: one plain sentence, what to do next, and never a trace."""

import secrets

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from workchat.db import AWAY
from workchat.headers import in_a_portal
from workchat.log import ERROR, asked, tell, tell_error
from workchat.vault import CannotUnseal

SENTENCES = {
    400: ("Não entendemos o pedido", "Volte à página anterior e tente de novo."),
    401: ("Entre de novo", "Sua sessão terminou."),
    403: ("Você não pode abrir esta página", "Se precisa dela, fale com quem administra o WorkChat na escola."),
    404: ("Página não encontrada", "O endereço pode ter mudado. Use o menu para continuar."),
    405: ("Este endereço não aceita esse pedido", "Use o menu para continuar."),
    413: ("Arquivo grande demais", "Envie um arquivo menor."),
    429: ("Muitas tentativas", "Espere um minuto e tente de novo."),
}
FAILED = ("Algo deu errado no WorkChat", "Tente de novo. Se continuar, informe a referência a quem cuida do servidor.")
SEALED = (
    "Isto não pode mais ser aberto",
    "Foi guardado com uma chave que este WorkChat não tem mais. Fale com quem cuida do servidor.",
)
NO_DATABASE = ("O banco de dados não respondeu", "Espere um minuto e tente de novo.")
DISK_FULL = ("O disco do servidor está cheio", "Isto não foi gravado. Avise quem cuida do servidor.")
EXPIRED = ("Esta página ficou aberta por muito tempo", "Abra a página de novo e repita o que ia fazer.")


def init_app(app: Flask) -> None:
    answers = {HTTPException: _refused, CSRFError: _expired, CannotUnseal: _sealed, Exception: _failed}
    for kind, answer in {**answers, **dict.fromkeys(AWAY, _away)}.items():
        app.register_error_handler(kind, answer)


def _refused(error: HTTPException):
    if error.code is None or error.code < 400:
        return error
    title, advice = SENTENCES.get(error.code, SENTENCES[400] if error.code < 500 else FAILED)
    return _page(title, advice), error.code


def _expired(_error: CSRFError):
    if in_a_portal() and not request.cookies:  # the page is fresh: the browser keeps nothing inside a portal
        return render_template("embed/blocked.html"), 400
    title, advice = EXPIRED
    return _page(title, advice), 400


def _sealed(error: CannotUnseal):
    tell_error("key missing", error)
    return _page(*SEALED), 503


def _away(error: Exception):
    """The database cannot be asked, so no page can be made of it; one that is open stays as it is."""
    reference = _reference("database away", error)
    title, text = DISK_FULL if "is full" in str(error) else NO_DATABASE
    template = "_away.html" if "HX-Request" in request.headers else "away.html"
    told = {"title": title, "text": text, "reference": reference, "posted": request.method == "POST"}
    page = current_app.jinja_env.get_template(template).render(told)
    return page, 503, {"Retry-After": "10", "HX-Reswap": "none"}


def _failed(error: Exception):
    title, advice = FAILED
    return _page(title, f"{advice} Referência: {_reference('failed', error)}."), 500


def _reference(event: str, error: Exception) -> str:
    """What the person tells who looks after the server, who finds everything about this request in the log by it."""
    tell_error(event, error)
    return asked() or secrets.token_hex(4)


def _page(title: str, text: str) -> str:
    """A page that needs nothing that may be broken: should it fail too, the sentence goes out alone."""
    try:
        return render_template("error.html", error_title=title, error_text=text)
    except Exception:
        tell("error page failed", ERROR)
        return f"{title}. {text}"
