"""The invented RM, running: it listens, notes what it is asked, and fails in every way that a real one does."""

from dataclasses import dataclass
from threading import Lock, Thread

from workchat.demo.rm import soap
from workchat.demo.rm.answers import Answer, Asked, page
from workchat.demo.rm.faults import Faults
from workchat.demo.rm.listen import Door
from workchat.demo.rm.rest import NO_LICENCE
from workchat.demo.rm.routes import answer, is_soap, sentence_of
from workchat.demo.rm.school import RmSchool, invented_school
from workchat.demo.rm.sentences import Sentences
from workchat.demo.rm.tokens import Tokens

USER, PASSWORD = "workchat", "so-leitura-2026"  # noqa: S105 (of a server that exists only on this machine)


@dataclass(frozen=True)
class Call:
    """One request as it came in. Neither the password nor a token is noted."""

    method: str
    route: str
    sentence: str = ""  # the code of the sentence that was asked for
    parameters: str = ""
    scheme: str = ""  # basic, bearer, or "" when nobody said who asks


class FakeRm:
    """`with FakeRm(invented_school()) as rm:` listens on a free port of this machine until the end of the block."""

    def __init__(
        self, school: RmSchool | None = None, port: int = 0, user: str = USER, password: str = PASSWORD
    ) -> None:
        self.school = school or invented_school()
        self.user, self.password = user, password
        self.faults = Faults()
        self.calls: list[Call] = []
        self.most_at_once = 0  # requests for rows that ran at the same time: each of them holds a licence
        self.sentences = Sentences(self.school, self.faults)
        self.tokens = Tokens(user, password, self.faults)
        self._reading, self._lock = 0, Lock()
        self._door = Door(port, self)
        self._thread = Thread(target=self._door.serve_forever, args=(0.05,), name="fake-rm", daemon=True)

    @property
    def port(self) -> int:
        return self._door.server_address[1]

    @property
    def rest_url(self) -> str:
        return f"http{'s' if self.faults.tls else ''}://127.0.0.1:{self.port}"

    @property
    def soap_url(self) -> str:
        return self.rest_url

    def start(self) -> "FakeRm":
        self._thread.start()
        return self

    def stop(self) -> None:
        """No longer reachable; who still waits for an answer is cut off."""
        self._door.close(self._thread)

    def __enter__(self) -> "FakeRm":
        return self.start()

    def __exit__(self, *_error: object) -> None:
        self.stop()

    def answer(self, asked: Asked) -> Answer:
        """What comes back, after the faults that stand before RM itself: a proxy, a redirect, a licence."""
        self.calls.append(self._call(asked))
        if self.faults.redirect_to:
            return Answer(302, b"", headers={"Location": self.faults.redirect_to})
        if self.faults.befalls("busy_next"):
            return page(503, "<html><body><h1>Service Unavailable</h1></body></html>", Retry_After="1")
        if not sentence_of(asked):
            return answer(self, asked)
        with self._lock:
            self._reading += 1
            self.most_at_once = max(self.most_at_once, self._reading)
            alone = self._reading == 1
        try:
            return self._with_licence(asked, alone)
        finally:
            with self._lock:
                self._reading -= 1

    def _with_licence(self, asked: Asked, alone: bool) -> Answer:
        self._door.wait(self.faults.slow)
        if self.faults.befalls("licence_next") or (self.faults.licence_when_parallel and not alone):
            return soap.fault(soap.NO_LICENCE) if is_soap(asked) else NO_LICENCE
        return answer(self, asked)

    def _call(self, asked: Asked) -> Call:
        scheme = asked.headers.get("authorization", "").partition(" ")[0].lower()
        code, parameters = sentence_of(asked) or ("", "")
        return Call(asked.method, asked.route, code, parameters, scheme)
