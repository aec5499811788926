"""One HTTP call of the school's, ended by its deadline however slowly the other side drips. No retries, no redirects.

Belongs to client.py. Only the look-up of an address (DNS) can outlast the deadline, and then nothing is written.
"""

import contextlib
import http.client
import io
import threading
import time
from collections.abc import Callable

import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NameResolutionError, NewConnectionError, SSLError

from workchat.whatsapp.answers import CloudError, NotSent, TooLarge, Uncertain, refusal

CONNECT_SECONDS, CHUNK, ERROR_LIMIT = 5.0, 64 * 1024, 256 * 1024
AS_IT_COMES = {"preload_content": False, "decode_content": False, "redirect": False, "retries": False}
WHY_NOT_SENT = (
    (NameResolutionError, "Não foi possível encontrar o endereço do WhatsApp. Confira a internet do servidor."),
    (NewConnectionError, "A conexão com o WhatsApp foi recusada. Confira a internet do servidor."),
    (ConnectTimeoutError, "O WhatsApp não atendeu a conexão a tempo. Confira a internet do servidor."),
    (SSLError, "Não foi possível abrir uma conexão segura com o WhatsApp."),
    (Exception, "Não foi possível conectar ao WhatsApp."),
)

_call = threading.local()  # of the call under way in this thread: its deadline, and whether anything was written


class _TimedBytes(io.RawIOBase):
    """The bytes of an answer, each read given only what is left of the call's time."""

    def __init__(self, sock):
        self.sock, self.raw = sock, sock.makefile("rb", buffering=0)

    def readable(self):
        return True

    def readinto(self, buffer):
        left = _call.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("deadline")
        self.sock.settimeout(left)
        return self.raw.readinto(buffer)

    def close(self):
        self.raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    def __init__(self, sock, *arguments, **named):
        super().__init__(sock, *arguments, **named)
        self.fp.close()
        self.fp = io.BufferedReader(_TimedBytes(sock), CHUNK)


class _Told:
    """A connection that notes when the request begins to be written, and writes none after the deadline."""

    response_class = _Answer

    def send(self, data):
        if self.sock is None:
            self.connect()
        if time.monotonic() >= _call.deadline:
            raise TimeoutError("deadline")
        _call.written = True
        return super().send(data)


class _Plain(_Told, HTTPConnection):
    pass


class _Secure(_Told, HTTPSConnection):
    pass


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


def new_pool() -> urllib3.PoolManager:
    """A pool that keeps connections alive and ends calls on time."""
    pool = urllib3.PoolManager(num_pools=4, maxsize=8)
    pool.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}
    return pool


def exchange(
    pool, method: str, url: str, token: str, body: bytes | None, seconds: float, limit: int, take: Callable,
    mime: str = "application/json",
):  # fmt: skip
    """Calls, gives the bytes of a 2xx to `take` piece by piece, and returns its headers. `mime`: what `body` is.

    Refused or Uncertain after any other answer; TooLarge over `limit` bytes; NotSent when nothing was written;
    Uncertain when something was and no whole answer came.
    """
    _call.deadline, _call.written = time.monotonic() + seconds, False
    headers = {"Authorization": f"Bearer {token}", "Content-Type": mime}
    response = None
    try:
        timeout = urllib3.Timeout(connect=min(CONNECT_SECONDS, seconds), total=seconds)
        response = pool.request(method, url, headers=headers, body=body, timeout=timeout, **AS_IT_COMES)
        if not 200 <= response.status < 300:
            raise _refusal(response, token)
        _pour(response, limit, take)
        return response.headers
    except (HTTPError, http.client.HTTPException) as error:  # an OSError is of `take`: a full disk is no broken line
        raise _failure(error) from error
    finally:
        _give_back(response)


def _refusal(response, token: str) -> CloudError:
    parts: list[bytes] = []
    with contextlib.suppress(TooLarge):
        _pour(response, ERROR_LIMIT, parts.append)
    body = b"".join(parts)  # Meta repeats a malformed token in its error: it must reach no log and no page
    return refusal(response.status, body.replace(token.encode(), b"...") if token else body)


def _give_back(response) -> None:
    if response is not None and response.closed:
        response.release_conn()
    elif response is not None:
        response.close()


def _pour(response, limit: int, take: Callable) -> None:
    size = 0
    for chunk in response.stream(CHUNK, decode_content=False):
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        take(chunk)


def _failure(error: Exception) -> CloudError:
    if _call.written:
        return Uncertain("O WhatsApp não respondeu a tempo ou a conexão caiu no meio da resposta.")
    return NotSent(next(words for kind, words in WHY_NOT_SENT if isinstance(error, kind)))
