"""The receiving end: a WhatsApp that speaks Meta's wire format, misbehaves as the seed says, and counts what arrives.

It lives in the process that is never killed.
"""

import contextlib
import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.torture import plan
from tests.torture.postman import Postman
from tests.torture.times import DEADLINE

AT_ONCE = struct.pack("ii", 1, 0)  # SO_LINGER: closing resets
TEMPLATE = {"id": "1", "name": "aviso", "language": "pt_BR", "status": "APPROVED", "category": "UTILITY",
            "components": [{"type": "BODY", "text": "Aviso da escola para {{1}}."}]}  # fmt: skip


@dataclass
class Call:
    """One send as it reached WhatsApp; times of the monotonic clock, in seconds."""

    key: str
    number: str  # phone number id
    to: str
    bulk: bool
    fault: str
    began: float
    text: str = ""
    ended: float | None = None  # None: it got no answer
    accepted: bool = False

    @property
    def delivery(self) -> int:
        return int(self.key.partition(".")[0])


@dataclass
class Provider:
    """`steal(delivery_id)` is called while that delivery's call is under way."""

    seed: int
    postman: Postman
    steal: object
    calls: list[Call] = field(default_factory=list)
    kind: bool = False  # True: from now on nothing goes wrong here
    _gate: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        provider = self

        class Handler(_Handler):
            wa = provider

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler, bind_and_activate=False)
        self._server.request_queue_size, self._server.daemon_threads = 256, True
        self._server.server_bind()
        self._server.server_activate()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.1,), name="provider", daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def note(self, number: str, body: dict) -> Call:
        key = body["biz_opaque_callback_data"]
        fault = plan.FINE if self.kind else plan.fault_of(self.seed, key)
        to = body.get("to") or body.get("recipient")
        call = Call(key, number, to, body["type"] == "template", fault, time.monotonic(), _text(body))
        with self._gate:
            self.calls.append(call)
        return call

    def accept(self, call: Call) -> str:
        """The message reaches the phone: its id, and the ticks that follow."""
        call.accepted, wamid = True, f"wamid.{call.key}"
        if call.fault == plan.FAILS_LATER:
            self.postman.fails(call, wamid)
        else:
            self.postman.ticks(call, wamid, plan.statuses(self.seed, call.key))
        return wamid


def _text(body: dict) -> str:
    kind = body["type"]
    return json.dumps(body[kind]) if kind != "text" else body["text"]["body"]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wa: Provider

    def handle(self) -> None:
        with contextlib.suppress(OSError):  # who called was killed
            super().handle()

    def log_message(self, *_words: object) -> None:
        """The kernel's own log of requests would hide the table."""

    def do_GET(self) -> None:
        if "message_templates" in self.path:
            return self._answer(200, {"data": [TEMPLATE]})
        return self._answer(200, {"whatsapp_business_manager_messaging_limit": "TIER_UNLIMITED"})

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        if len(raw) < int(
            self.headers["Content-Length"]
        ):  # killed in the middle of its request: WhatsApp takes no half
            self.close_connection = True
            return None
        body = json.loads(raw)
        if body.get("status") == "read":
            return self._answer(200, {"success": True})
        call = self.wa.note(self.path.split("/")[2], body)
        if call.fault in plan.ACCEPTS:
            self._accepted(call, self.wa.accept(call))
        else:
            self._refused(call)
        return None

    def _accepted(self, call: Call, wamid: str) -> None:
        if call.fault == plan.SILENT_ACCEPTED:
            return self._silence()
        if call.fault == plan.RESET_ACCEPTED:
            return self._reset()
        if call.fault == plan.BARE_500_ACCEPTED:
            return self._answer(500, b"<html>Sorry, something went wrong.</html>", call)
        if call.fault == plan.STEAL:
            self.wa.steal(call.delivery)
        if call.fault in (plan.SLOW, plan.STATUS_FIRST, plan.STEAL):
            time.sleep(0.25)
        answer = {"messaging_product": "whatsapp", "contacts": [{"input": call.to}], "messages": [{"id": wamid}]}
        return self._answer(200, answer, call)

    def _refused(self, call: Call) -> None:
        if call.fault == plan.SILENT:
            return self._silence()
        if call.fault == plan.RESET:
            return self._reset()
        if call.fault == plan.BARE_500:
            return self._answer(500, b"<html>Sorry, something went wrong.</html>", call)
        if call.fault == plan.HTTP_429:
            return self._answer(429, b"", call)
        http = 500 if call.fault == plan.CODE_131000 else 400
        return self._answer(http, {"error": {"message": "refused", "code": int(call.fault)}}, call)

    def _answer(self, status: int, body: dict | bytes, call: Call | None = None) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        head = f"HTTP/1.1 {status} -\r\nContent-Type: application/json\r\nContent-Length: {len(raw)}\r\n\r\n"
        if call:
            call.ended = time.monotonic()
        try:
            self.wfile.write(head.encode() + raw)
        except OSError:  # who asked was killed, or waits no longer
            self.close_connection = True

    def _silence(self) -> None:
        time.sleep(DEADLINE + 0.3)
        self._reset()

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)
        self.connection.close()
