"""What is well, and what needs somebody: one plain sentence each, what to do, and where."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.status.known import Known, Line
from workchat.status.server_rules import Finding, server_findings
from workchat.status.words import count_words, span_words

TURN_GRACE = timedelta(seconds=60)  # another worker takes over a timetable within 30 s
HEARD_WITHIN = timedelta(minutes=10)  # WhatsApp confirms a message within seconds
NOTED_EVERY = timedelta(seconds=65)  # what was heard is noted once a minute
LATELY = timedelta(days=7)  # older uncertain messages: nobody asks the family any more
SLOW, STUCK = timedelta(minutes=5), timedelta(minutes=15)  # a reply leaves in seconds
TURN = "timetable"
RESTART = "As respostas continuam saindo. Encerre o serviço no servidor e inicie de novo:"
OTHER_TURNS = {
    "network": "arquivos que as famílias enviam e modelos de mensagem", "students": "alunos e TOTVS",
    "copies": "cópias de segurança",
}  # fmt: skip

When = Callable[[datetime], str]


@dataclass(frozen=True)
class Verdict:
    """`level`: ok | warn | danger, the worst of the findings, which come most urgent first."""

    level: str
    title: str
    findings: tuple[Finding, ...]


def verdict(known: Known, when: When) -> Verdict:
    """`when` writes a time on the school's wall clock, as 14:05 or 21/11."""
    found = sorted(findings(known, when), key=lambda finding: finding.level != "danger")
    if not found:
        return Verdict("ok", "Tudo certo", ())
    level = found[0].level
    title = "Precisa de alguém agora" if level == "danger" else "Funciona, mas precisa de atenção"
    return Verdict(level, title, tuple(found))


def findings(known: Known, when: When) -> Iterator[Finding]:
    yield from sending_findings(known, when)
    for number in known.numbers:
        yield from number_findings(number, when)
    if not any(number.active for number in known.numbers):
        yield Finding(
            "no-number", "warn", "Nenhum número do WhatsApp está em uso.",
            "Conecte o da escola: sem ele, nada chega e nada sai.", "/settings/integrations", "Abrir Integrações",
        )  # fmt: skip
    yield from reply_findings(known)
    yield from message_findings(known)
    yield from server_findings(known, when)


def sending_findings(known: Known, when: When) -> Iterator[Finding]:
    """Messages do not leave, or what happens by itself does not happen."""
    start, hangs = _start(known), any(program.alive and program.kind != "web" for program in known.programs)
    if not known.sends:
        since = f"O envio está parado desde {when(known.sends_since)}." if known.sends_since else "O envio não começou."
        waiting = known.waiting_replies
        waits = f"{count_words(waiting, 'resposta espera', 'respostas esperam')}. " if waiting else ""
        todo = "Encerre o serviço no servidor e inicie de novo:" if hangs else "Inicie o serviço no servidor:"
        yield Finding("sender", "danger", since, f"{waits}{todo}", command=start)
    elif not known.turns.get(TURN):
        yield Finding(
            "timetable", "danger", "O que o WorkChat faz sozinho está parado: transferências, perguntas repetidas e "
            "mensagens agendadas.", RESTART, command=start,
        )  # fmt: skip
    elif stopped := [what for name, what in OTHER_TURNS.items() if not known.turns.get(name, True)]:
        yield Finding(
            "turns", "danger", f"Parte do que o WorkChat faz sozinho está parada: {'; '.join(stopped)}.", RESTART,
            command=start,
        )  # fmt: skip


def _start(known: Known) -> str:
    """Whoever reads this reads it on pages that run: beside them only the worker can be started, on a port of none."""
    together = any(program.alive and program.kind == "all" for program in known.programs)
    return "python3 app.py" if together else "python3 app.py worker"


def number_findings(number: Line, when: When) -> Iterator[Finding]:
    if not number.active:
        return
    place = f"/settings/integrations/{number.id}"
    if number.stopped_at:
        yield Finding(
            f"number-{number.id}", "danger", f"O número {number.name} está parado desde {when(number.stopped_at)}.",
            f"{number.stopped_why} Depois de resolver, religue o número.".strip(), place, f"Abrir {number.name}",
        )  # fmt: skip
    if number.silent_since:
        told = f"desde {when(number.heard_at)}" if number.heard_at else "até agora"
        yield Finding(
            f"silent-{number.id}", "danger", f"O WhatsApp não avisa nada sobre o número {number.name} {told}.",
            f"Saíram mensagens ({when(number.silent_since)}) e nenhuma foi confirmada. O que as famílias escrevem pode "
            "não estar chegando: confira na Meta o endereço do webhook e teste a conexão.", place,
            f"Abrir {number.name}",
        )  # fmt: skip


def reply_findings(known: Known) -> Iterator[Finding]:
    """Answers that wait too long although somebody sends."""
    oldest = known.oldest_reply_at
    stopped = any(number.stopped_at for number in known.numbers if number.active)
    if known.sends and oldest and known.now - oldest > SLOW and not stopped:
        yield Finding(
            "slow", "danger" if known.now - oldest > STUCK else "warn",
            f"A resposta mais antiga espera há {span_words(known.now - oldest)}.",
            "O normal são segundos. Teste a conexão do número; se estiver certa, o WhatsApp pode estar fora do ar.",
            "/settings/integrations", "Abrir Integrações",
        )  # fmt: skip


def message_findings(known: Known) -> Iterator[Finding]:
    """Messages of which nobody knows whether they left, and what came and could not be read."""
    if unknown := known.total("unknown_lately"):
        one, place = unknown == 1, next((load.uncertain_at for load in known.loads if load.uncertain_at), "")
        yield Finding(
            "unknown", "warn",
            f"{count_words(unknown, 'mensagem é incerta', 'mensagens são incertas')}: "
            f"o WhatsApp não confirmou se {'saiu' if one else 'saíram'}.",
            "Pergunte à família se chegou. Se não chegou, envie de novo na própria conversa.",
            place, "Ver a mensagem" if one else "Ver uma delas",
        )  # fmt: skip
    if known.kept:
        yield Finding(
            "kept", "warn",
            f"{count_words(known.kept, 'atualização', 'atualizações')} do WhatsApp não "
            f"{'pôde' if known.kept == 1 else 'puderam'} ser aproveitada{'' if known.kept == 1 else 's'}.",
            "Veja o motivo e tente de novo. Ficam guardadas por 7 dias.", "/settings/integrations/kept",
            "Ver as atualizações guardadas",
        )  # fmt: skip
