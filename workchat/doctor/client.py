"""The doctor's calls: our own webhook as Meta calls it, the certificate's end, and what time it is elsewhere."""

import secrets
import socket
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NameResolutionError, SSLError

SECONDS = 5.0
CLOCKS = "https://graph.facebook.com/"
NO_NAME = "o nome {} não existe na internet"
BAD_CERTIFICATE = "o certificado de {} não é aceito (venceu, é de outro nome ou falta uma parte)"
NO_ANSWER = "{} não respondeu"


class NotReached(Exception):
    """Nobody answered; the text says why, as the end of a sentence."""


def shake_hands(url: str, verify_token: str) -> tuple[int, bool]:
    """Ask our public webhook what Meta asks: (HTTP status, whether the challenge came back). :raises NotReached."""
    challenge = secrets.token_hex(8)
    asked = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
    answer = _get(f"{url}/whatsapp/webhook?{urlencode(asked)}")
    return answer.status, answer.data.decode(errors="replace").strip() == challenge


def time_elsewhere(url: str = CLOCKS) -> datetime:
    """The hour (naive UTC, to the second) by the Date header of an answer. :raises NotReached."""
    try:
        return parsedate_to_datetime(_get(url).headers["Date"]).astimezone(UTC).replace(tzinfo=None)
    except (KeyError, ValueError, TypeError) as error:
        raise NotReached(NO_ANSWER.format(urlsplit(url).hostname)) from error


def days_left(url: str) -> int:
    """For how many days the certificate is still valid. :raises NotReached: also when browsers would refuse it."""
    place = urlsplit(url)
    try:
        with (
            socket.create_connection((place.hostname, place.port or 443), SECONDS) as line,
            ssl.create_default_context().wrap_socket(line, server_hostname=place.hostname) as secure,
        ):
            ends = ssl.cert_time_to_seconds(secure.getpeercert()["notAfter"])
    except ssl.SSLError as error:
        raise NotReached(BAD_CERTIFICATE.format(place.hostname)) from error
    except OSError as error:
        raise NotReached(NO_ANSWER.format(place.hostname)) from error
    return int((ends - datetime.now(UTC).timestamp()) // 86400)


def listens(host: str, port: int) -> bool:
    """Whether anybody answers on this port."""
    try:
        with socket.create_connection((host, port), 1.0):
            return True
    except OSError:
        return False


def _get(url: str) -> urllib3.BaseHTTPResponse:
    host = urlsplit(url).hostname
    try:
        with urllib3.PoolManager() as pool:
            return pool.request("GET", url, timeout=urllib3.Timeout(total=SECONDS), retries=False, redirect=False)
    except SSLError as error:
        raise NotReached(BAD_CERTIFICATE.format(host)) from error
    except NameResolutionError as error:
        raise NotReached(NO_NAME.format(host)) from error
    except (HTTPError, ValueError) as error:
        raise NotReached(NO_ANSWER.format(host)) from error
