"""Somebody types an e-mail and a password. Guessing is made slow, and nothing tells whether an e-mail exists."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.security import check_password_hash

from workchat.accounts.models import Failure, User
from workchat.accounts.rules import ADDRESS_LIMIT, FAILURE_WINDOW, normal_email, wait_after_failures
from workchat.db import db, is_postgres, run
from workchat.vault import vault

ACCOUNT, ADDRESS = "account", "address"
# Checked when there is no such person: an unknown e-mail must cost the same time as a wrong password.
NOBODY = "scrypt:32768:8:1$nobody$" + "0" * 128


@dataclass(frozen=True)
class Attempt:
    user: User | None
    wait: timedelta = timedelta(0)  # more than zero: the password was not even looked at


def sign_in(email: str, password: str, address: str, now: datetime) -> Attempt:
    """The person of a right e-mail and password; nobody; or how long to wait after too many failures."""
    account, place = subjects(normal_email(email), address)
    with db.atomic():
        _one_at_a_time(account)
        wait = max(_account_wait(account, now), _address_wait(place, now))
        if wait:
            return Attempt(None, wait)
        # Counted before the password is looked at, so that many tries at once do not slip through together.
        tries = [Failure.create(kind=kind, subject=subject, at=now) for kind, subject in (account, place)]
    user = User.get_or_none(User.email == normal_email(email))
    known = user is not None and user.active and user.password_hash
    if not check_password_hash(user.password_hash if known else NOBODY, password) or not known:
        return Attempt(None)
    Failure.delete().where(Failure.kind == ACCOUNT, Failure.subject == account[1]).execute()
    tries[1].delete_instance()
    return Attempt(user)


def subjects(email: str, address: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """What is counted: the account and the address, as keyed hashes."""
    return (ACCOUNT, vault.fingerprint(f"sign-in {email}")), (ADDRESS, vault.fingerprint(f"sign-in from {address}"))


def _one_at_a_time(account: tuple[str, str]) -> None:
    if is_postgres():  # SQLite's writers already wait for each other
        run("SELECT pg_advisory_xact_lock(hashtext(?))", account[1])


def _recent(subject: tuple[str, str], now: datetime):
    kind, value = subject
    recent = (Failure.kind == kind, Failure.subject == value, Failure.at > now - FAILURE_WINDOW)
    return Failure.select(Failure.at).where(*recent).order_by(Failure.at)


def _account_wait(account: tuple[str, str], now: datetime) -> timedelta:
    failures = [row.at for row in _recent(account, now)]
    if not failures:
        return timedelta(0)
    return max(failures[-1] + wait_after_failures(len(failures)) - now, timedelta(0))


def _address_wait(place: tuple[str, str], now: datetime) -> timedelta:
    failures = [row.at for row in _recent(place, now)]
    if len(failures) < ADDRESS_LIMIT:
        return timedelta(0)
    return failures[-ADDRESS_LIMIT] + FAILURE_WINDOW - now
