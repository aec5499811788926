"""What the invented RM is asked and what it answers: plain values, before they become bytes on a wire."""

import json
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

NOT_FOUND_PAGE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"><html><head><title>404 - File or directory not found.'
    "</title></head><body><h2>404 - File or directory not found.</h2></body></html>"
)
ERROR_PAGE = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>Server Error in '/' Application.</h1></body></html>"
)
LOGIN_PAGE = "<!DOCTYPE html><html><head><title>TOTVS</title></head><body><form>Usuário Senha</form></body></html>"


@dataclass
class Asked:
    """One request, and who made it."""

    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)  # names in small letters
    body: bytes = b""

    @property
    def route(self) -> str:
        """Decoded, without its last slash."""
        return unquote(urlsplit(self.path).path).rstrip("/")

    @property
    def query(self) -> dict[str, str]:
        pairs = parse_qs(urlsplit(self.path).query, keep_blank_values=True)
        return {name.lower(): values[0] for name, values in pairs.items()}


@dataclass
class Answer:
    status: int
    body: bytes
    kind: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)


def as_json(status: int, value: object) -> Answer:
    return Answer(status, json.dumps(value, ensure_ascii=False).encode())


def error(status: int, code: str, words: str) -> Answer:
    """An error as TOTVS's API guide shapes it."""
    return as_json(status, {"code": code, "message": words, "detailedMessage": "", "helpUrl": "", "details": []})


def page(status: int, html: str, **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, html.encode(), "text/html; charset=utf-8", named)
