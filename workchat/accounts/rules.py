"""Who may do what: the whole permission table, and how long a sign-in lasts."""

import re
from datetime import datetime, timedelta

ADMINISTRATOR, SUPERVISOR, AGENT = "administrator", "supervisor", "agent"
ROLE_NAMES = {ADMINISTRATOR: "Administrador", SUPERVISOR: "Supervisor", AGENT: "Atendente"}

EVERYBODY = frozenset({ADMINISTRATOR, SUPERVISOR, AGENT})
PERMISSIONS = {
    "chat.use": EVERYBODY,
    "chat.see_all": frozenset({ADMINISTRATOR, SUPERVISOR}),
    "account.use": EVERYBODY,  # one's own password and sign-out
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


def password_problem(password: str, name: str = "", email: str = "") -> str | None:
    """Why a password is refused, in words for the person, or None. No composition rules (OWASP ASVS 6.2)."""
    if len(password) < SHORTEST_PASSWORD:
        return f"Use pelo menos {SHORTEST_PASSWORD} caracteres. Uma frase curta funciona bem."
    if len(password) > LONGEST_PASSWORD:
        return f"Use no máximo {LONGEST_PASSWORD} caracteres."
    if len(set(password)) < 4 or re.fullmatch(r"(.{1,4})\1+", password):
        return "Esta senha repete sempre os mesmos caracteres. Escolha outra."
    if email and password.lower() in (email, email.split("@")[0], name.lower()):
        return "A senha não pode ser o seu nome ou o seu e-mail."
    return None
