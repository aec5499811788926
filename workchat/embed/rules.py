"""Entering from the school's portal: which passes are accepted, what they may ask, and how each refusal is told.

A pass is a signed JWT (RFC 7519). Its signature was checked before anything here is asked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.accounts.rules import ADMINISTRATOR, AGENT, SUPERVISOR, is_email, normal_email, normal_name

EPOCH = datetime(1970, 1, 1)
MOST_AGE, LEEWAY = 60, 5  # seconds: how long a pass may be worth, and how far two clocks may be apart
LONGEST_PASS = 8192  # bytes
LONGEST_TEXT = 255  # characters of `sub` and `jti`: what a column holds
LANDINGS = {  # the claim `page` -> the page that opens; nothing else can be asked for
    "chat": "chat.tickets_page",
    "contacts": "contacts.contact_list",
    "scheduled": "scheduled.message_list",
    "settings": "settings.general",
}
RANK = (AGENT, SUPERVISOR, ADMINISTRATOR)
BAD_ROLES = (
    "EMBED_ROLES deve ter pares como secretaria=agent,direcao=supervisor. "
    "Os papéis são agent, supervisor e administrator."
)
CHECKS = {  # which check refused a pass, as the administrator reads it
    "off": "A entrada pelo portal não está configurada neste servidor.",
    "origin": "O pedido não veio de uma página do portal (Origin).",
    "keys": "A chave do portal não pôde ser lida neste servidor.",
    "none": "O pedido veio sem passe.",
    "size": "O passe é grande demais.",
    "format": "O passe não é um JWT que se possa ler.",
    "algorithm": "O passe foi assinado de um modo que não está configurado aqui.",
    "key": "O passe diz ter sido assinado com uma chave que não está aqui.",
    "signature": "A assinatura do passe não confere.",
    "missing": "Falta no passe um dado obrigatório, ou ele não tem a forma certa: {}.",
    "issuer": "O passe foi emitido por outro sistema (iss).",
    "audience": "O passe é para outro endereço (aud).",
    "future": "O passe é do futuro: o relógio do portal ou o deste servidor está errado.",
    "long": "O passe vale por mais de 60 segundos.",
    "expired": "O passe venceu.",
    "reused": "O passe já foi usado.",
    "role": "O papel que veio no passe não é conhecido aqui.",
    "page": "A página pedida no passe não está na lista.",
    "unknown": "A pessoa do passe não tem cadastro no WorkChat.",
    "inactive": "A pessoa do passe está fora de uso no WorkChat.",
    "details": "Faltam o nome e o e-mail no passe para criar a pessoa.",
    "linked": "O e-mail do passe é de uma pessoa que tem outro usuário no portal.",
    "unlinked": "Já há uma pessoa com o e-mail do passe: escreva na página dela o usuário no portal.",
}


class NotAccepted(Exception):
    """A pass is refused: the check that failed, in words without anything that the pass said."""

    def __init__(self, check: str, claim: str = "") -> None:
        super().__init__(check)
        self.check, self.words = check, CHECKS[check].format(claim)


@dataclass(frozen=True)
class Expected:
    """What the school's environment says of passes."""

    issuer: str
    audience: str
    role_claim: str
    roles: Mapping[str, str]  # value of the claim -> role here


@dataclass(frozen=True)
class Pass:
    """What a pass asks for."""

    id: str  # `jti`
    expires_at: datetime  # naive UTC, with the leeway: from then on the pass is refused by its age
    subject: str  # `sub`: who they are in the portal
    role: str
    page: str  # a key of LANDINGS
    name: str  # "" when the pass does not say, or says what is none
    email: str


def read_roles(text: str) -> dict[str, str]:
    """EMBED_ROLES, "secretaria=agent,direcao=supervisor", as a dict.

    :raises ValueError: with a sentence for who installs, when a pair is none or a role does not exist.
    """
    roles = {}
    for pair in text.split(","):
        value, _, role = (part.strip() for part in pair.rpartition("="))
        if not value or role not in RANK:
            raise ValueError(BAD_ROLES)
        roles[value] = role
    return roles


def read_pass(claims: Mapping[str, object], expected: Expected, now: datetime) -> Pass:
    """The pass of claims whose signature was right. RFC 7519, 4.1, says what each registered claim means.

    :raises NotAccepted: naming the first check that fails.
    """
    if claims.get("iss") != expected.issuer:
        raise NotAccepted("issuer")
    audience = claims.get("aud")
    if expected.audience not in (audience if isinstance(audience, list) else [audience]):
        raise NotAccepted("audience")
    expires = _worth_now(claims, (now - EPOCH).total_seconds())
    return Pass(
        id=_text(claims, "jti"),
        expires_at=EPOCH + timedelta(seconds=expires + LEEWAY),
        subject=_text(claims, "sub"),
        role=role_of(claims.get(expected.role_claim), expected.roles),
        page=_landing(claims.get("page", "chat")),
        name=_name(claims.get("name")),
        email=_email(claims.get("email")),
    )


def role_of(said: object, roles: Mapping[str, str]) -> str:
    """The role here of the claim's value. Of several values that are known, the one that may least."""
    values = said if isinstance(said, list) else [said]
    known = {roles[value] for value in values if isinstance(value, str) and value in roles}
    if not known:
        raise NotAccepted("role")
    return min(known, key=RANK.index)


def _worth_now(claims: Mapping[str, object], now: float) -> float:
    """When the pass ends, in seconds since 1970; it is neither from the future, nor too old, nor made to last."""
    issued, expires = _moment(claims, "iat"), _moment(claims, "exp")
    begins = _moment(claims, "nbf") if "nbf" in claims else issued
    if max(issued, begins) > now + LEEWAY:
        raise NotAccepted("future")
    if expires - issued > MOST_AGE:
        raise NotAccepted("long")
    if expires <= now - LEEWAY:
        raise NotAccepted("expired")
    return expires


def _moment(claims: Mapping[str, object], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < 2**40:  # nor NaN
        raise NotAccepted("missing", name)
    return float(value)


def _text(claims: Mapping[str, object], name: str) -> str:
    value = claims.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT or not value.isprintable():
        raise NotAccepted("missing", name)
    return value.strip()


def _landing(page: object) -> str:
    if not isinstance(page, str) or page not in LANDINGS:
        raise NotAccepted("page")
    return page


def _name(said: object) -> str:
    return normal_name(said)[:80].strip() if isinstance(said, str) else ""


def _email(said: object) -> str:
    email = normal_email(said) if isinstance(said, str) else ""
    return email if is_email(email) else ""
