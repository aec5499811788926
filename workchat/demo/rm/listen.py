"""The invented RM's wire: real HTTP/1.1, with TLS when it is asked for, and every way in which a connection dies."""

import socket
import ssl
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import TYPE_CHECKING

from workchat.demo.rm.answers import Answer, Asked
from workchat.demo.rm.certificate import self_signed

if TYPE_CHECKING:
    from workchat.demo.rm.server import FakeRm

HERE = "127.0.0.1"  # nobody else reaches it
PIECE = b" " * 65536
PIECES = 50  # of a body that comes drop by drop
ENDLESS = 1 << 40


class Door(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def __init__(self, port: int, rm: "FakeRm") -> None:
        super().__init__((HERE, port), Visit)
        self.rm = rm
        self._stopping = Event()
        self._open: set[socket.socket] = set()

    def wait(self, seconds: float) -> None:
        """Sleeps, but not longer than the server runs."""
        self._stopping.wait(seconds) if seconds else None

    def close(self, thread: Thread) -> None:
        self._stopping.set()
        if thread.is_alive():
            self.shutdown()
            thread.join()
        self.server_close()
        for connection in [*self._open]:
            _cut(connection)

    def finish_request(self, request: socket.socket, client_address: object) -> None:
        with self._secured(request) as visitor:  # TLS takes the connection over: it is the one to close
            self._open.add(visitor)
            try:
                super().finish_request(visitor, client_address)
            finally:
                self._open.discard(visitor)

    def handle_error(self, *_request: object) -> None:
        """Who hangs up in the middle is no news here."""

    def _secured(self, request: socket.socket) -> socket.socket:
        if not self.rm.faults.tls:
            return request
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        with self_signed() as path:
            context.load_cert_chain(path)
        request.settimeout(10)
        return context.wrap_socket(request, server_side=True)


class Visit(BaseHTTPRequestHandler):
    """One connection, with as many requests as it brings."""

    server: Door
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "Microsoft-HTTPAPI/2.0", ""
    disable_nagle_algorithm = True
    timeout = 30

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, *_words: object) -> None:
        """Nothing: rows and names would stand in the log."""

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        asked = Asked(self.command, self.path, headers, self.rfile.read(length))
        faults = self.server.rm.faults
        if faults.befalls("drop_next"):
            self._hang_up()
            return
        answer = self.server.rm.answer(asked)
        with suppress(OSError):  # the other side was tired of waiting
            self._write(answer)

    def _write(self, answer: Answer) -> None:
        faults = self.server.rm.faults
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(ENDLESS if faults.huge else len(answer.body)))
        self.end_headers()
        if faults.befalls("cut_next"):
            self.wfile.write(answer.body[: len(answer.body) // 2])
            self._hang_up()
        elif faults.huge:
            self._never_end(answer.body[:1])
        else:
            self._pour(answer.body)

    def _pour(self, body: bytes) -> None:
        pause = self.server.rm.faults.drip
        step = max(1, -(-len(body) // PIECES)) if pause else len(body) or 1
        for start in range(0, len(body), step):
            self.wfile.write(body[start : start + step])
            self.server.wait(pause)

    def _never_end(self, begin: bytes) -> None:
        self.wfile.write(begin)
        while not self.server._stopping.is_set():
            self.wfile.write(PIECE)

    def _hang_up(self) -> None:
        self.close_connection = True
        _cut(self.connection)


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
