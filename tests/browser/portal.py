"""A tiny portal of a school, on an origin of its own: the page around WorkChat, and the side that signs who is there.

It is an example too: docs/embed.md explains each part.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
from markupsafe import escape

PAGE = """<!doctype html>
<html lang="pt-BR"><meta charset="utf-8"><title>Portal da Escola Aurora</title>
<link rel="stylesheet" href="/portal.css">
<header>Portal da Escola Aurora</header>
{form}
<iframe name="workchat" title="Atendimento" src="{source}" {more}></iframe>
<script src="/portal.js"></script>
"""
# The pass goes in a form, never in an address: addresses are kept in histories and logs.
FORM = """<form id="entry" method="post" action="{chat}/embed/launch" target="workchat">
<input type="hidden" name="ticket" value="{ticket}"></form>"""
# A page of the portal inside the frame, which posts the pass from there: the way of docs/embed.md.
SIGNING = """<!doctype html>
<html lang="pt-BR"><meta charset="utf-8"><title>Abrindo o WorkChat</title>
<form id="launch" method="post" action="{chat}/embed/launch">
<input type="hidden" name="ticket" value="{ticket}"><button>Abrir o WorkChat</button></form>
<script src="/launch.js"></script></html>"""
LAUNCH = 'document.getElementById("launch").submit();'
STYLE = """body { margin: 0; font: 16px sans-serif; display: flex; flex-direction: column; height: 100vh; }
header { flex: none; padding: 12px 16px; background: #00364d; color: #fff; }
iframe { flex: 1; width: 100%; border: 0; } iframe.obeys { flex: none; }"""
SCRIPT = """const chat = "CHAT", frame = document.querySelector("iframe");
window.told = [];
addEventListener("message", (event) => {
  if (event.origin !== chat || event.data?.type !== "workchat:page") return;
  window.told.push(event.data);
  document.title = event.data.title;
  if (frame.className === "obeys") frame.style.height = `${event.data.height}px`;
});
document.querySelector("#entry")?.submit();
"""


class Portal:
    """The school's portal. `chat`: WorkChat's origin; `key`: what it signs with; `issuer`: what it calls itself."""

    def __init__(self, chat: str, key: str, issuer: str) -> None:
        self.chat, self.key, self.issuer = chat, key, issuer

    def signed(self, who: str, role: str = "atendente", **claims: object) -> str:
        """The pass of somebody who is signed in at the portal. The server signs it; no browser sees the key."""
        now = int(time.time())
        told = {"iss": self.issuer, "aud": self.chat, "iat": now, "exp": now + 60, "jti": secrets.token_urlsafe(16)}
        return jwt.encode({**told, "sub": who, "role": role, **claims}, self.key, algorithm="ES256")

    def page(self, asked: dict[str, str]) -> str:
        """Shows WorkChat: by its address; with `who`, by posting a pass; with `signing`, by a page that posts it from
        inside the frame. `sandbox` and `obeys` are attributes."""
        ticket = self.signed(asked["who"], asked.get("role", "atendente"), page=asked["page"]) if "who" in asked else ""
        more = ['class="obeys"'] if "obeys" in asked else []
        more += [f'sandbox="{escape(asked["sandbox"])}"'] if "sandbox" in asked else []
        return PAGE.format(
            form=FORM.format(chat=self.chat, ticket=ticket) if ticket else "",
            source=escape(self._source(asked, bool(ticket))),
            more=" ".join(more),
        )

    def signing(self, asked: dict[str, str]) -> str:
        return SIGNING.format(chat=self.chat, ticket=self.signed(asked["who"], page=asked["page"]))

    def _source(self, asked: dict[str, str], posts: bool) -> str:
        if "signing" in asked:
            return f"/signing?who={asked['signing']}&page={asked['page']}"
        return "about:blank" if posts else asked.get("around", self.chat) + asked.get("path", "/")

    def answer(self, path: str, cookies: str) -> tuple[str, str]:
        """Content type and text of an address. /cookie says whether the cookie of before came back."""
        if path.startswith("/cookie"):
            return "text/html", cookies or "nothing"
        if path.startswith("/portal.css"):
            return "text/css", STYLE
        if path.startswith("/portal.js"):
            return "text/javascript", SCRIPT.replace("CHAT", self.chat)
        if path.startswith("/launch.js"):
            return "text/javascript", LAUNCH
        asked = {name: values[0] for name, values in parse_qs(urlsplit(path).query).items()}
        return "text/html", self.signing(asked) if path.startswith("/signing") else self.page(asked)


@contextmanager
def serving(portal: Portal) -> Iterator[int]:
    """The port of this machine on which the portal answers."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # noqa: N802
            kind, text = portal.answer(self.path, self.headers.get("Cookie", ""))
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            # What a portal with a policy of its own has to allow.
            allowed = f"default-src 'self'; frame-src https:; form-action {portal.chat}"
            self.send_header("Content-Security-Policy", allowed)
            self.send_header("Referrer-Policy", "strict-origin")  # or no Origin says which page posted the pass
            if self.path.startswith("/cookie"):  # as an ordinary cookie for frames is kept
                self.send_header("Set-Cookie", "seen=before; Secure; HttpOnly; SameSite=None; Path=/")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_words: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
