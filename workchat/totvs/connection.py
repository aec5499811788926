"""One HTTP call to the school's RM, ended by its deadline however slowly the other side drips. Belongs to client.py.

No redirects, no proxies of the environment, no connection kept: each request holds an RM licence until it ends.
"""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from workchat.totvs.problems import DROPPED, MOVED, ROUTE, SLOW, TOO_BIG, UNREADABLE, RmProblem
from workchat.totvs.reach import Resolver, look_up, reach
from workchat.totvs.rules import Place

TOTAL_SECONDS, PAUSE, CHUNK, BODY_LIMIT = 120.0, 0.5, 64 * 1024, 64 * 1024 * 1024


def nothing() -> None:
    """What is done while waiting, when nothing is."""


@dataclass(frozen=True)
class Line:
    """How RM is called: `meanwhile` runs twice in a second of waiting, and may end the call by raising."""

    private_hosts: Collection[str] = ()
    meanwhile: Callable[[], None] = nothing
    resolve: Resolver = look_up
    seconds: float = TOTAL_SECONDS
    limit: int = BODY_LIMIT  # bytes of an answer, as they come


@dataclass(frozen=True)
class Answer:
    http: int
    body: bytes = field(repr=False)

    @property
    def ok(self) -> bool:
        return 200 <= self.http < 300


class _TimedBytes(io.RawIOBase):
    """The bytes of an answer, each read given only what is left of the call's time. They are counted here: behind it
    http.client believes what the other side says of its sizes, and takes a piece of -1 bytes for all that comes."""

    def __init__(self, sock: socket.socket, deadline: float, line: Line) -> None:
        self._sock, self._deadline, self._meanwhile, self._left = sock, deadline, line.meanwhile, line.limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        while (left := self._deadline - time.monotonic()) > 0:
            self._sock.settimeout(min(left, PAUSE))
            try:
                size = self._sock.recv_into(buffer)
            except TimeoutError:
                self._meanwhile()
            else:
                return self._counted(size)
        raise RmProblem(SLOW)

    def _counted(self, size: int) -> int:
        self._left -= size
        if self._left < 0:
            raise RmProblem(TOO_BIG)
        return size


def knock(line: Line, place: Place) -> None:
    """Only connect, and hang up.

    :raises RmProblem: as reach.
    """
    reach(place, line.private_hosts, time.monotonic() + line.seconds, line.resolve).close()


def exchange(line: Line, method: str, place: Place, path: str, headers: dict[str, str], body: bytes | None) -> Answer:
    """Ask and take the whole answer, whatever its status; a redirect is refused. `path` begins behind the place's.

    :raises RmProblem: address, certificate, private, slow, dropped, too_big, unreadable, or route when it leads away.
    """
    deadline, problem = time.monotonic() + line.seconds, DROPPED
    sock = reach(place, line.private_hosts, deadline, line.resolve)
    try:
        answer = _spoken(line, sock, deadline, method, place, path, headers, body)
    except TimeoutError:
        problem = SLOW
    except (OSError, ssl.SSLError, http.client.IncompleteRead, http.client.RemoteDisconnected):
        problem = DROPPED
    except (http.client.HTTPException, ValueError):
        problem = UNREADABLE
    else:
        if 300 <= answer.http < 400:
            raise RmProblem(ROUTE, MOVED)
        return answer
    finally:
        sock.close()
    raise RmProblem(problem)


def _spoken(line, sock, deadline, method, place, path, headers, body) -> Answer:
    asking = http.client.HTTPConnection(place.host, place.port)
    asking.default_port = 443 if place.secure else 80  # the Host header names any other
    asking.sock = sock
    sock.settimeout(max(0.001, deadline - time.monotonic()))  # of the whole sending, however slowly it is taken
    asking.request(method, place.path + path, body, {**headers, "Connection": "close", "Accept-Encoding": "identity"})
    answer = http.client.HTTPResponse(sock, method=method)
    answer.fp.close()
    answer.fp = io.BufferedReader(_TimedBytes(sock, deadline, line), CHUNK)
    answer.begin()
    return Answer(answer.status, _whole(answer, line.meanwhile))


def _whole(answer: http.client.HTTPResponse, meanwhile: Callable[[], None]) -> bytes:
    parts, looked = [], time.monotonic()
    while piece := answer.read(CHUNK):
        parts.append(piece)
        if time.monotonic() - looked > PAUSE:  # somebody who drips never lets it wait
            meanwhile()
            looked = time.monotonic()
    if answer.length:  # the other side hung up before the end; http.client only notices when it reads in one go
        raise http.client.IncompleteRead(b"", answer.length)
    return b"".join(parts)
