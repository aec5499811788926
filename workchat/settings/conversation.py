"""The whole automatic conversation that the settings would produce, made by the rules that the desk itself follows.

Pure: nothing is stored or sent. A sample mother answers whatever the intake asks, and the intake's own rules go on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from workchat.chat.rules import TransferSetting, closing_text, fit_bubbles, transfer_stopped
from workchat.intake import rules as intake
from workchat.text.rules import PLACES, fill, sample_values

MOTHER = "Marta Souza"
NEW = intake.Known(approved=False, accepted_version=None)
MORNING = datetime(2026, 3, 5, 13, 0)
TICKET = 1
UNSAVED = 1  # a version that the sample mother has not accepted
MOST_QUESTIONS = 5  # a sample that the rules do not understand must not ask for ever
WELCOME = "Gerais · Boas-vindas"
SOURCES = {
    "terms": "Termos de privacidade · Link",
    "data": "Contatos · Requisição dos dados",
    "authorisation": "Contatos · Autorização",
}
SAID = "Nasci em 05/03/1988, meu CPF é 529.982.247-25 e autorizo."


class Texts(Protocol):
    """What is needed of the settings row."""

    school_name: str
    welcome_text: str
    closing_text: str
    transfer_text: str
    save_contacts: bool
    terms_always: bool


@dataclass(frozen=True)
class Step:
    """One thing on the phone: `side` is "in" (the family), "out" (WorkChat) or "note" (what happens meanwhile).

    `source` names the setting that a bubble comes from; `buttons` are those under it.
    """

    side: str
    text: str
    source: str = ""
    buttons: tuple[str, ...] = ()


def conversation(settings: Texts, policy: intake.Policy, transfer: TransferSetting, reasons: int) -> list[Step]:
    """From the first "oi" to the goodbye. `reasons`: how many closing reasons have a message of their own."""
    policy = replace(policy, terms_version=policy.terms_version or UNSAVED)
    return [
        Step("in", "Oi, bom dia!"),
        *_intake(settings, policy),
        Step("note", "O contato entra na lista de contatos." if settings.save_contacts else
             "O contato só entra na lista quando um atendente aperta Salvar."),
        Step("note", "O ticket entra na fila Aguardando."),
        *_transfer(settings, transfer),
        Step("note", "Um atendente responde pelo Chat e encerra o ticket."),
        *_closing(settings, reasons),
        *_refusal(settings, policy),
    ]  # fmt: skip


def filled(text: str, place: str, school: str, **known: str) -> str:
    """A message as the sample mother would read it, with what can be known when it is sent."""
    values = sample_values(school or "Escola Exemplo", nome=MOTHER, primeiro_nome=MOTHER.split()[0], **known)
    return fill(text, {name: value for name, value in values.items() if name in PLACES[place]})


def _intake(settings: Texts, policy: intake.Policy) -> Iterator[Step]:
    """Welcome, terms and data, in as many bubbles as the desk would send."""
    state = intake.start(policy, NEW)
    question = intake.first_question(state, policy)
    welcome = filled(settings.welcome_text, "welcome", settings.school_name)
    if question is None:
        yield from _said(welcome, WELCOME)
        return
    asked = filled(question.text, "request", settings.school_name)
    buttons = tuple(title for _choice, title in question.choices)
    *first, last = fit_bubbles(welcome, asked, bool(buttons)) or [""]
    for text in first:
        yield Step("out", text, WELCOME)
    together = welcome.strip() and not first
    yield Step("out", last, f"{WELCOME} + {_source(question)}" if together else _source(question), buttons)
    if question.name == "terms" and not settings.terms_always:
        yield Step("note", "Só é perguntado de novo quando o termo mudar.")
    yield from _answers(settings, policy, state, question)


def _answers(
    settings: Texts, policy: intake.Policy, state: intake.State, question: intake.Question | None
) -> Iterator[Step]:
    now = MORNING
    for _turn in range(MOST_QUESTIONS):
        said = _sample_answer(state, question, now + timedelta(minutes=2))
        yield Step("note", f"O contato aperta {said.text}.") if question.choices else Step("in", said.text)
        turn = intake.hear(replace(state, asked_at=now), said, policy, NEW, TICKET, said.at.date(), said.at)
        yield from _said(filled(turn.say, "request", settings.school_name), "Recepção")
        if turn.complete:
            yield Step("note", APPROVAL[turn.complete])
        state, question, now = turn.state, turn.ask, said.at
        if question is None:
            return
        buttons = tuple(title for _choice, title in question.choices)
        yield Step("out", filled(question.text, "request", settings.school_name), _source(question), buttons)


APPROVAL = {
    "approve": "O contato é aprovado automaticamente.",
    "wait": "O ticket espera em Aprovar contato até um atendente aprovar o acesso.",
}


def _sample_answer(state: intake.State, question: intake.Question, at: datetime) -> intake.Said:
    if not question.choices:
        return intake.Said(text=SAID, kind="text", button_id=None, at=at)
    choice, title = question.choices[0]
    return intake.Said(text=title, kind="button", button_id=intake.button_id(TICKET, state.question, choice), at=at)


def _transfer(settings: Texts, transfer: TransferSetting) -> Iterator[Step]:
    if transfer.target is None:
        yield Step("note", "Se ninguém responder, o ticket continua na fila.")
        return
    if stopped := transfer_stopped(transfer):
        yield Step("note", stopped)
        return
    wait = f"{transfer.wait_minutes} minuto{'s' if transfer.wait_minutes > 1 else ''}"
    to = "para o departamento" if transfer.target == "department" else "para"
    yield Step("note", f"Depois de {wait} sem resposta, o ticket vai {to} {transfer.target_name}.")
    place = f"transfer_{transfer.target}"
    known = {"atendente" if transfer.target == "agent" else "departamento": transfer.target_name}
    if transfer.target == "agent":
        known["atendente"] = transfer.target_name.split()[0]
    text = filled(settings.transfer_text, place, settings.school_name, **known)
    yield from _said(text, "Transferência Automática · Mensagem")


def _closing(settings: Texts, reasons: int) -> Iterator[Step]:
    text, source = closing_text(settings.closing_text, "")
    if source == "none":
        yield Step("note", "Nenhuma mensagem de encerramento é enviada.")
    yield from _said(filled(text, "closing", settings.school_name), "Gerais · Encerramento")
    if reasons:
        yield Step("note", f"{replacing(reasons)}.")


def replacing(reasons: int) -> str:
    """ "3 motivos substituem esta mensagem": the precedence of the closing reasons, in words."""
    return "1 motivo substitui esta mensagem" if reasons == 1 else f"{reasons} motivos substituem esta mensagem"


def _refusal(settings: Texts, policy: intake.Policy) -> Iterator[Step]:
    state = intake.start(policy, NEW)
    question = intake.first_question(state, policy)
    if question is None or question.name != "terms":
        return
    choice, title = question.choices[-1]
    at = MORNING + timedelta(minutes=2)
    said = intake.Said(text=title, kind="button", button_id=intake.button_id(TICKET, state.question, choice), at=at)
    turn = intake.hear(replace(state, asked_at=MORNING), said, policy, NEW, TICKET, at.date(), at)
    if turn.refuse:
        yield Step("note", f"Se o contato aperta {title}, o ticket é encerrado e ele recebe:")
        text = filled(policy.refusal_text, "refusal", settings.school_name)
        yield from _said(text, "Termos de privacidade · Quando não aceita")


def _said(text: str, source: str) -> Iterator[Step]:
    if text.strip():
        yield Step("out", text, source)


def _source(question: intake.Question) -> str:
    return SOURCES[question.name]
