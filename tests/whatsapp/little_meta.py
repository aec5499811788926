"""A little real HTTP server in Meta's place: it answers what a test told it, and remembers what it was asked."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from workchat.whatsapp.client import CloudApi, new_pool
from workchat.whatsapp.compose import address, text_body

TOKEN = "EAAGsegredo123"
OI = address(text_body("Olá 👋"), to="+5511999990000", key="o:17")
ACCEPTED = {"contacts": [{"input": "+5511999990000", "wa_id": "5511999990000"}], "messages": [{"id": "wamid.S"}]}


class Meta:
    """What the server will answer, and what it was asked."""

    def __init__(self):
        self.answers, self.asked, self.connections = [], [], set()

    def will(self, http=200, body=ACCEPTED, **headers):
        written = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.answers.append((http, written, headers))

    def will_do(self, act):
        self.answers.append(act)


class Asked(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        meta = self.server.meta
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        meta.asked.append((self.command, self.path, dict(self.headers), body))
        meta.connections.add(self.client_address)
        answer = meta.answers.pop(0)
        if callable(answer):
            self.close_connection = True
            return answer(self.connection)
        return self.answer(*answer)

    do_GET = do_POST

    def answer(self, http, body, headers):
        self.send_response(http)
        for key, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(key.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def meta():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Asked)
    server.daemon_threads = True
    server.meta = Meta()
    server.meta.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield server.meta
    server.shutdown()
    server.server_close()


@pytest.fixture
def api(meta):
    pool = new_pool()
    yield CloudApi(meta.base, TOKEN, "v25.0", pool)
    pool.clear()


def error(code, message="no", **keys):
    return {"error": {"message": message, "type": "OAuthException", "code": code, **keys}}
