"""What the administrator sees of the portal: what the environment says, in words, and who came or was refused."""

from dataclasses import dataclass

from peewee import JOIN

from workchat.accounts.models import AuditEntry, User
from workchat.accounts.rules import ROLE_NAMES
from workchat.config import Config
from workchat.embed.keys import HS256, Key, KeysUnreadable, is_on, read_keys
from workchat.embed.refuse import AREA
from workchat.embed.rules import read_roles

SHOWN = 30  # lines of history on the page
MISSING = "Falta informar"


@dataclass(frozen=True)
class About:
    """Whether anybody can come, why not, and (label, words) of what was configured. Never a secret."""

    is_on: bool
    problem: str
    facts: list[tuple[str, str]]


def about_portal(config: Config) -> About:
    """The portal as the environment describes it."""
    try:
        keys, roles, problem = read_keys(config), read_roles(config.embed_roles), ""
    except (KeysUnreadable, ValueError) as unreadable:
        keys, roles, problem = (), {}, str(unreadable)
    facts = [
        ("Portais que podem mostrar o WorkChat", ", ".join(config.embed_origins) or "Nenhum"),
        ("Quem emite o passe (iss)", config.embed_issuer or MISSING),
        ("Para quem é o passe (aud)", config.embed_audience or config.url),
        ("Como o passe é assinado", "; ".join(map(_in_words, keys)) or MISSING),
        ("Onde o passe diz o papel", f"no dado “{config.embed_role_claim}”"),
        ("Papéis", "; ".join(f"“{value}” é {ROLE_NAMES[role]}" for value, role in roles.items()) or MISSING),
    ]
    return About(is_on(config) and not problem, problem, facts)


def newest(subject: str = "") -> list[AuditEntry]:
    """The newest lines of the portal's history, each with its person; those of one reference, when one is given."""
    lines = AuditEntry.select(AuditEntry, User).join(User, JOIN.LEFT_OUTER).where(AuditEntry.area == AREA)
    if subject:
        lines = lines.where(AuditEntry.subject == subject)
    return list(lines.order_by(AuditEntry.id.desc()).limit(SHOWN))


def _in_words(key: Key) -> str:
    if key.algorithm == HS256:
        return "com um segredo que só o portal e o WorkChat conhecem (HS256)"
    return f"com uma chave pública{f' de nome “{key.id}”' if key.id else ''} ({key.algorithm})"
