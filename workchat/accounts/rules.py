"""Who may do what: the whole permission table, and how long a sign-in lasts."""

import hashlib
import re
from datetime import datetime, timedelta

ADMINISTRATOR, SUPERVISOR, AGENT = "administrator", "supervisor", "agent"
ROLE_NAMES = {ADMINISTRATOR: "Administrador", SUPERVISOR: "Supervisor", AGENT: "Atendente"}

EVERYBODY = frozenset({ADMINISTRATOR, SUPERVISOR, AGENT})
PERMISSIONS = {
    "chat.use": EVERYBODY,
    "chat.see_all": frozenset({ADMINISTRATOR, SUPERVISOR}),
    "account.use": EVERYBODY,  # one's own password and sign-out
    "contacts.use": EVERYBODY,
    "contacts.manage": frozenset({ADMINISTRATOR, SUPERVISOR}),  # import, export, join, erase, groups and tags
    "scheduled.use": frozenset({ADMINISTRATOR, SUPERVISOR}),
    "settings.edit": frozenset({ADMINISTRATOR}),
    "people.edit": frozenset({ADMINISTRATOR}),
    "updates.retry": frozenset({ADMINISTRATOR}),
    "simulator.use": frozenset({ADMINISTRATOR}),
}

IDLE = timedelta(hours=8)
ABSOLUTE = timedelta(days=7)
LINK_LIFE = timedelta(hours=1)  # the set-up link
PASSWORD_LINK_LIFE = timedelta(days=3)
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 128

FAILURE_WINDOW = timedelta(hours=1)
FREE_FAILURES = 5  # per account; then each further one doubles the wait
LONGEST_WAIT = timedelta(seconds=60)
ADDRESS_LIMIT = 100  # per hour: a whole school often shares one address

# Long enough for us, and still the first that anybody would try.
# fmt: off
COMMON_PASSWORDS = frozenset({
    "123456789012", "1234567890123", "12345678901234", "123456789123", "012345678901", "0123456789012",
    "qwertyuiop123", "qwertyuiopas", "qwertyuiopasdf", "password1234", "password12345", "passwordpassword",
    "senha1234567", "senha12345678", "senha123456789", "minhasenha123", "minhasenha1234", "administrador",
    "administrador1", "administrador123", "administradora", "escola123456", "escola1234567", "secretaria123",
    "secretaria1234", "secretaria12345", "iloveyou1234", "whatsapp1234", "workchat1234",
})
# fmt: on

# Every zone that Brazil uses, by the words that a school uses for it (no summer time since 2019).
TIME_ZONES = {
    "Horário de Brasília": {
        "America/Sao_Paulo": "Brasília, Sul, Sudeste e Goiás",
        "America/Bahia": "Bahia",
        "America/Fortaleza": "Ceará, Maranhão, Piauí, Paraíba e Rio Grande do Norte",
        "America/Maceio": "Alagoas e Sergipe",
        "America/Recife": "Pernambuco",
        "America/Araguaina": "Tocantins",
        "America/Belem": "Amapá e leste do Pará",
        "America/Santarem": "Oeste do Pará",
    },
    "Uma hora a menos que Brasília": {
        "America/Manaus": "Amazonas",
        "America/Cuiaba": "Mato Grosso",
        "America/Campo_Grande": "Mato Grosso do Sul",
        "America/Porto_Velho": "Rondônia",
        "America/Boa_Vista": "Roraima",
    },
    "Duas horas a menos que Brasília": {
        "America/Rio_Branco": "Acre",
        "America/Eirunepe": "Sudoeste do Amazonas",
    },
    "Uma hora a mais que Brasília": {"America/Noronha": "Fernando de Noronha"},
}


class Refused(Exception):
    """What a person asked for cannot be done: the field it belongs to, and why in words for them."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message


def may(role: str | None, action: str) -> bool:
    """Whether a role may do an action of the table. Nobody signed in (None) may do nothing of it."""
    return role in PERMISSIONS[action]


def session_is_alive(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    return now - seen_at < IDLE and now - created_at < ABSOLUTE


def wait_after_failures(failures: int) -> timedelta:
    """How long an account rests after its recent failures: 1, 2, 4 … 60 s after the fifth. Never for good."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(seconds=2 ** min(failures - FREE_FAILURES, 10)), LONGEST_WAIT)


def normal_email(typed: str) -> str:
    return typed.strip().lower()


def is_email(text: str) -> bool:
    """Whether a text looks like an address that mail could reach."""
    return len(text) <= 254 and text.isprintable() and bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", text))


def password_problem(password: str, name: str = "", email: str = "") -> str | None:
    """Why a password is refused, in words for the person, or None. No composition rules (OWASP ASVS 6.2)."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Use pelo menos {SHORTEST_PASSWORD} caracteres. Uma frase curta funciona bem."
    if len(password) > LONGEST_PASSWORD:
        return f"Use no máximo {LONGEST_PASSWORD} caracteres."
    if len(set(password)) < 4 or re.fullmatch(r"(.{1,4})\1+", password):
        return "Esta senha repete sempre os mesmos caracteres. Escolha outra."
    if password.lower() in COMMON_PASSWORDS:
        return "Esta senha é das primeiras que alguém tentaria. Escolha outra."
    if email and password.lower() in (email, email.split("@")[0], name.lower()):
        return "A senha não pode ser o seu nome ou o seu e-mail."
    return None


def normal_name(typed: str) -> str:
    """A name as it is shown: no invisible characters, single spaces."""
    return " ".join("".join(c if c.isprintable() else " " for c in typed).split())


def own_path(wanted: str | None) -> str | None:
    """`wanted` when it is a path of this very WorkChat, else None: a sign-in must not send anybody elsewhere.

    Browsers read a backslash as a slash and drop tabs and line ends, so "/\\x" and "/\t/x" leave the site too.
    """
    if not wanted or not re.fullmatch(r"/(?![/\\])[^\\\s\x00-\x1f\x7f]*", wanted):
        return None
    return wanted


def hash_token(token: str) -> str:
    """What is stored of a random token. It has 256 random bits, so a plain hash is enough."""
    return hashlib.sha256(token.encode()).hexdigest()


def wait_in_words(wait: timedelta) -> str:
    """12 segundos, 1 minuto, 35 minutos; rounded up, so that nobody comes back too early."""
    seconds = -(-wait // timedelta(seconds=1))
    if seconds <= 60:
        return f"{seconds} segundo{'s' if seconds > 1 else ''}"
    minutes = -(-seconds // 60)
    return f"{minutes} minutos"
