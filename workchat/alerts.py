"""What stays wrong until somebody acts, above every page of whoever is signed in: what happened and what to do."""

import hashlib
from datetime import datetime

from flask import Flask, g

from workchat.accounts.rules import may
from workchat.asked import asked_at
from workchat.pages import on_the_wall, today
from workchat.running.stopped import MOST, Stopped, stopped
from workchat.text.numbers import dotted

KEPT = "O que for escrito fica guardado e sai quando o envio voltar."
TELL = "Avise quem cuida do servidor."
ASK = "Fale com quem administra o WorkChat."
NEVER = "O envio ainda não começou."
SCHEDULED = "As mensagens agendadas também esperam."
ONLY_SCHEDULED = "As mensagens agendadas esperam."


def alerts() -> list[dict[str, str]]:
    """{subject, head, text, href, label} each, looked up once a request. `subject`: what it is about, while its text
    may come to say that more messages wait."""
    if g.get("user") is None:
        return []
    if "alerts" not in g:
        may_fix = may(g.user.role, "settings.edit")
        g.alerts = [(_of_number if row.number else _of_sender)(row, may_fix) for row in stopped(asked_at())]
    return g.alerts


def alerts_now() -> str:
    """Two short marks, `about.words`: what the alerts are about, and what they say. An open page sends them back."""
    found = alerts()
    kinds = ([alert["subject"] for alert in found], [alert["text"] for alert in found])
    return ".".join(hashlib.sha256(repr(kind).encode()).hexdigest()[:8] if found else "none" for kind in kinds)


def _of_sender(row: Stopped, may_fix: bool) -> dict[str, str]:
    return {
        "subject": f"sender {row.since}",
        "head": f"O envio está parado desde {_when(row.since)}." if row.since else NEVER,
        "text": _together(*_waits_for_sender(row), "" if may_fix else TELL, KEPT),
        "href": "/status" if may_fix else "",
        "label": "Ver o que fazer",
    }


def _of_number(row: Stopped, may_fix: bool) -> dict[str, str]:
    return {
        "subject": f"number {row.number.id} {row.since}",
        "head": f"O número {row.number.name} está parado:",
        "text": _together(row.number.stopped_why, _waits(row.waiting), "" if may_fix else ASK),
        "href": "/settings/integrations" if may_fix else "",
        "label": "Resolver",
    }


def _together(*sentences: str) -> str:
    return " ".join(sentence for sentence in sentences if sentence)


def _waits_for_sender(row: Stopped) -> tuple[str, str]:
    """How many replies wait, as Situação counts them, and whether scheduled messages do too."""
    if row.waiting <= row.replies:
        return _waits(row.replies), ""
    return _waits(row.replies), SCHEDULED if row.replies else ONLY_SCHEDULED


def _waits(count: int) -> str:
    if not count:
        return ""
    many = f"Mais de {MOST - 1}" if count >= MOST else dotted(count)
    return "1 resposta espera." if count == 1 else f"{many} respostas esperam."


def _when(moment: datetime) -> str:
    """14:05 for today, 21/11 às 14:05 for another day."""
    then = on_the_wall(moment)
    return f"{then:%H:%M}" if then.date() == today() else f"{then:%d/%m às %H:%M}"


def init_app(app: Flask) -> None:
    app.context_processor(lambda: {"alerts": alerts, "alerts_now": alerts_now})
