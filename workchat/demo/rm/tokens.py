"""Who may ask the invented RM: the user's name and password, or a token that soon runs out."""

import base64
import json
import secrets
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from workchat.demo.rm.answers import Answer, Asked, as_json, error
from workchat.demo.rm.faults import Faults

REFUSED = "Usuário ou senha inválidos."


@dataclass
class Tokens:
    user: str
    password: str
    faults: Faults
    _ends: dict[str, float] = field(default_factory=dict)  # token → when it runs out
    _refresh: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """Every token runs out now, also those for renewal."""
        self._ends.clear()
        self._refresh.clear()

    def give(self, asked: Asked) -> Answer:
        """POST /api/connect/token, as JSON or as a form (TDN 539528505)."""
        said = _said(asked.body)
        known = said.get("refresh_token") in self._refresh
        if said.get("grant_type", "password") != "refresh_token":
            known = self._is_user(said.get("username", ""), said.get("password", ""))
        return self._fresh() if known else error(401, "invalid_grant", REFUSED)

    def let_in(self, asked: Asked) -> bool:
        """Basic, or a token that has not run out."""
        scheme, _, given = asked.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return not self.faults.bearer_off and self._ends.get(given, 0) > time.monotonic()
        return scheme.lower() == "basic" and self._is_user(*_pair(given))

    def _is_user(self, user: str, password: str) -> bool:
        return (user, password) == (self.user, self.password) and not self.faults.wrong_password

    def _fresh(self) -> Answer:
        token, renewal = secrets.token_urlsafe(48), secrets.token_urlsafe(24)
        self._ends[token] = time.monotonic() + self.faults.expires_in
        self._refresh.add(renewal)
        return as_json(200, {"access_token": token, "expires_in": self.faults.expires_in,
                             "refresh_token": renewal, "token_type": "Bearer"})  # fmt: skip


def _said(body: bytes) -> dict[str, str]:
    text = body.decode("utf-8", "replace")
    try:
        said = json.loads(text)
    except ValueError:
        return {name: values[0] for name, values in parse_qs(text).items()}
    return said if isinstance(said, dict) else {}


def _pair(given: str) -> tuple[str, str]:
    try:
        user, _, password = base64.b64decode(given).decode().partition(":")
    except ValueError:
        return "", ""
    return user, password
