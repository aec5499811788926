"""What may be typed under Configurações: the wait, the request for data, the privacy link (the pace: pace_rules.py)."""

import re
import unicodedata
from urllib.parse import quote, urlsplit, urlunsplit

from workchat.settings.pace_rules import read_interval as read_interval
from workchat.settings.typed import read_whole_number

SHORTEST_WAIT, LONGEST_WAIT = 1, 7 * 24 * 60  # minutes
LONGEST_LINK = 500  # the terms' question and its link share the 1,024 of a message with buttons

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")


def read_wait(typed: str) -> tuple[int | None, str]:
    """(minutes, "") or (None, why not). Empty is (None, ""): whether it is required depends on the transfer."""
    if not typed.strip():
        return None, ""
    number, problem = read_whole_number(typed, "minutos", "10")
    if problem:
        return None, problem
    if number < SHORTEST_WAIT:
        return None, "O tempo de espera mínimo é 1 minuto."
    if number > LONGEST_WAIT:
        return None, f"O tempo de espera máximo é {LONGEST_WAIT} minutos (7 dias)."
    return number, ""


def request_text_problem(text: str) -> str:
    """The contact answers what the message asks: without the CPF or the birth date in it, nobody would send them."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    missing = []
    if not re.search(r"\bcpf\b", plain):
        missing.append("o CPF")
    if not re.search(r"nascimento|nasceu|nasci\b|aniversario", plain):
        missing.append("a data de nascimento")
    return f"A mensagem precisa pedir {' e '.join(missing)}: é isso que o contato vai responder." if missing else ""


def privacy_link_problem(typed: str) -> str:
    """Why a link cannot be sent to families as the privacy terms; empty when it can, or when there is none."""
    link = typed.strip()
    if not link:
        return ""
    if any(c.isspace() or unicodedata.category(c) in ("Cc", "Cf") or c in '\\<>"' for c in link):
        return "O link não pode ter espaços nem caracteres especiais."
    if not link.lower().startswith("https://"):
        return "O link precisa começar com https://."
    try:
        parts = urlsplit(link)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "Este link não abre. Copie o endereço da barra do navegador."
    if "@" in parts.netloc:
        return "Tire o usuário e a senha do link: todas as famílias vão recebê-lo."
    if not _is_host(host):
        return "Falta o endereço do site no link. Exemplo: https://www.escola.com.br/privacidade."
    if len(browser_link(link)) > LONGEST_LINK:
        return f"O link é longo demais. Use um com até {LONGEST_LINK} caracteres."
    return ""


def browser_link(typed: str) -> str:
    """A good link in plain ASCII, as every browser and WhatsApp open it (accents of the host as xn--)."""
    parts = urlsplit(typed.strip())
    if not parts.hostname:
        return ""
    port = f":{parts.port}" if parts.port else ""
    path, query, fragment = (quote(part, safe="/:;=&?~#+!$,'()*@%[]") for part in parts[2:])
    return urlunsplit(("https", _ascii_host(parts.hostname) + port, path, query, fragment))


def readable_link(stored: str) -> str:
    """The stored link as a person typed it: accents back in the host and in the path."""
    parts = urlsplit(stored)
    host = ".".join(_readable_label(label) for label in (parts.hostname or "").split("."))
    port = f":{parts.port}" if parts.port else ""
    tail = re.sub(r"(?:%[89A-Fa-f][0-9A-Fa-f])+", _readable_bytes, urlunsplit(("", "", *parts[2:])))
    return f"https://{host}{port}{tail}" if host else stored


def _ascii_host(host: str) -> str:
    return host.encode("idna").decode()


def _is_host(host: str) -> bool:
    try:
        labels = _ascii_host(host).lower().split(".")
    except UnicodeError:
        return False
    return len(labels) > 1 and all(_LABEL.fullmatch(label) for label in labels) and not labels[-1].isdigit()


def _readable_label(label: str) -> str:
    try:
        return label.encode().decode("idna")
    except UnicodeError:
        return label


def _readable_bytes(match: re.Match) -> str:
    try:
        return bytes.fromhex(match[0].replace("%", "")).decode()
    except UnicodeError:
        return match[0]
