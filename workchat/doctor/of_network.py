"""The doctor looks from outside: the port, the certificate, the webhook as WhatsApp reaches it, and the hour."""

from collections.abc import Iterator

from workchat.config import Config
from workchat.db import utcnow
from workchat.doctor import client, rules
from workchat.doctor.client import NotReached
from workchat.doctor.rules import Finding, fine, look, wrong
from workchat.whatsapp.models import Number

OTHERS = "Escolha outra porta em WORKCHAT_PORT, ou pare o outro programa."
HAIRPIN = (
    "Confira o endereço, o proxy e o roteador; se de um celular fora da rede ele abre, só esta máquina não o alcança."
)


def of_port(config: Config, runs: bool) -> Iterator[Finding]:
    """`runs`: a program of WorkChat with pages signed lately, on this machine or another."""
    taken = client.listens("127.0.0.1" if config.host in ("0.0.0.0", "::", "") else config.host, config.port)  # noqa: S104
    if runs:
        yield fine(f"Páginas: abertas{f' na porta {config.port}' if taken else ' em outra máquina'}.")
    elif taken:
        yield look(f"Porta {config.port}: está em uso por outro programa, e o WorkChat está fechado.", OTHERS)
    else:
        yield look("Páginas: fechadas.", "Abra o WorkChat: python3 app.py")


def of_clock() -> Iterator[Finding]:
    try:
        theirs = client.time_elsewhere()
    except NotReached:
        yield look("Internet: graph.facebook.com não respondeu.", "Sem ele nada sai. Confira a internet do servidor.")
        return
    ahead = (utcnow() - theirs).total_seconds()
    yield rules.of_clock("da internet", ahead if abs(ahead) > rules.CLOCK_OFF else 0.0)


def of_certificate(config: Config) -> Iterator[Finding]:
    if not config.production:
        return
    try:
        yield rules.of_certificate(client.days_left(config.url))
    except NotReached as why:
        yield wrong(f"Certificado https: {why}.", HAIRPIN)


def of_webhook(config: Config) -> Iterator[Finding]:
    """One question a verify token, as Meta asks it when the address is saved there."""
    numbers = Number.select().where(Number.active, ~Number.is_simulator)
    for number in numbers if config.production else ():
        try:
            status, ours = client.shake_hands(config.url, number.verify_token)
        except NotReached as why:
            yield wrong(f"Webhook do número {number.name}: {why}.", HAIRPIN)
            continue
        name = f"Webhook do número {number.name}"
        if status == 200 and ours:
            yield fine(f"{name}: o endereço público chega a este WorkChat.")
        else:
            todo = f"Confira se {config.url} leva a este WorkChat e se o proxy está ligado a ele."
            yield wrong(f"{name}: quem respondeu não foi este WorkChat (resposta {status}).", todo)
