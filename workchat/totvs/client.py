"""The school's questions to TOTVS RM, over REST or SOAP: one sentence, all its rows. Nothing is ever written there.

None is retried here, but after a 401: the token may have ended in the middle (TOTVS: it lives five minutes).
"""

import base64
import json
import time
from collections.abc import Callable, Iterator

from workchat.totvs import answers
from workchat.totvs.answers import Row
from workchat.totvs.connection import Answer, Line, exchange, knock
from workchat.totvs.envelope import SOAP_HEADERS, SOAP_PATH, TOKEN_PATHS, rest_path, soap_body
from workchat.totvs.problems import ADDRESS, LOGIN, ROUTE, RmProblem
from workchat.totvs.rules import NOT_AN_ADDRESS, Place, read_place

ASKED_EARLIER = 20.0  # seconds before a token ends, a new one is asked for


def _place(url: str) -> Place:
    place = read_place(url)
    if place is None:
        raise RmProblem(ADDRESS, NOT_AN_ADDRESS, passing=False)
    return place


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class RestRm:
    """RM's REST: a token first, or name and password with each request where RM has no tokens."""

    def __init__(self, url: str, user: str, password: str, line: Line) -> None:
        """:raises RmProblem: address."""
        self.place = _place(url)
        self._user, self._password, self._line = user, password, line
        self._ticket, self._ends, self._slash = "", 0.0, ""

    def __repr__(self) -> str:
        return f"RestRm({self.place!r})"

    def knock(self) -> None:
        """Only see whether somebody is there, with a valid certificate."""
        knock(self._line, self.place)

    def log_in(self) -> bool:
        """Ask for a token. False: this RM has none, so that only a reading tells whether the password is right.

        :raises RmProblem: login, or what may happen to any call.
        """
        asked = {"grant_type": "password", "username": self._user, "password": self._password}
        body, headers = json.dumps(asked).encode(), {"Content-Type": "application/json"}
        for path in TOKEN_PATHS:
            answer = exchange(self._line, "POST", self.place, path, headers, body)
            if given := answers.token(answer.http, answer.body):
                self._ticket, self._ends = f"Bearer {given[0]}", time.monotonic() + given[1] - ASKED_EARLIER
                return True
        self._use_basic()
        return False

    def read(self, code: str, coligada: int, values: dict[str, object]) -> list[Row]:
        """All rows of a sentence.

        :raises RmProblem: whatever went wrong.
        """
        for renew in self._ways_in():
            renew()
            try:
                return self._read(code, coligada, values)
            except RmProblem as problem:
                if problem.kind != LOGIN:
                    raise
        raise RmProblem(LOGIN)

    def _ways_in(self) -> Iterator[Callable[[], object]]:
        """What to do before each try, while RM does not know us: its token may have ended, or mean nothing to it."""
        fresh = time.monotonic() >= self._ends
        yield self.log_in if fresh else lambda: None
        if not fresh and not self._is_basic:
            yield self.log_in
        if not self._is_basic:
            yield self._use_basic

    @property
    def _is_basic(self) -> bool:
        return self._ticket.startswith("Basic")

    def _use_basic(self) -> None:
        self._ticket, self._ends = _basic(self._user, self._password), float("inf")

    def _read(self, code: str, coligada: int, values: dict[str, object]) -> list[Row]:
        try:
            answer = self._get(rest_path(code, coligada, values, self._slash))
            return answers.rest_rows(answer.http, answer.body)
        except RmProblem as problem:
            if problem.kind != ROUTE or self._slash:
                raise
        answer = self._get(rest_path(code, coligada, values, "/"))
        rows = answers.rest_rows(answer.http, answer.body)
        self._slash = "/"
        return rows

    def _get(self, path: str) -> Answer:
        headers = {"Authorization": self._ticket, "Accept": "application/json"}
        return exchange(self._line, "GET", self.place, path, headers, None)


class SoapRm:
    """RM's SOAP service for sentences: name and password with each request."""

    def __init__(self, url: str, user: str, password: str, line: Line) -> None:
        """:raises RmProblem: address."""
        self.place = _place(url)
        self._ticket, self._line = _basic(user, password), line

    def __repr__(self) -> str:
        return f"SoapRm({self.place!r})"

    def knock(self) -> None:
        """Only see whether somebody is there, with a valid certificate."""
        knock(self._line, self.place)

    def log_in(self) -> bool:
        """SOAP has no log-in of its own: the first reading tells."""
        return False

    def read(self, code: str, coligada: int, values: dict[str, object]) -> list[Row]:
        """All rows of a sentence.

        :raises RmProblem: whatever went wrong.
        """
        headers = {**SOAP_HEADERS, "Authorization": self._ticket}
        answer = exchange(self._line, "POST", self.place, SOAP_PATH, headers, soap_body(code, coligada, values))
        return answers.soap_rows(answer.http, answer.body)
