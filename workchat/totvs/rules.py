"""What may be typed about the connection to TOTVS RM, which addresses may be called, and when it is read. Pure."""

import ipaddress
import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

LONGEST_ADDRESS, LONGEST_SENTENCE, LONGEST_PERIOD = 200, 16, 20  # RM refuses a longer code of a sentence
HIGHEST_CODE = 32_767  # RM's own numbers of a coligada, filial, nível: two bytes
# A night that ran so long from now ran by a wrong clock: otherwise none would come until that day.
BELIEVED = timedelta(days=7)
TRIES_AFTER = (timedelta(seconds=10), timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
NIGHT_LASTS = timedelta(hours=6)  # a missed night is made up for within these; later only when two are missing

NOT_AN_ADDRESS = "Digite o endereço como https://servidor.da.escola:8051, sem usuário, “?” nem “#”."
NOT_HTTPS = (
    "O endereço precisa começar com https://. Com http:// só um servidor da rede da escola, liberado por quem "
    "instalou o WorkChat (WORKCHAT_PRIVATE_HOSTS)."
)
_HOST = re.compile(r"(?!-)[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|[0-9a-f:.]+")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Place(NamedTuple):
    """Where a service of RM is: `path` without a final slash."""

    secure: bool
    host: str
    port: int
    path: str

    @property
    def origin(self) -> tuple[bool, str, int]:
        """Who would get the password."""
        return self[:3]


def read_place(url: str) -> Place | None:
    """The parts of an address, or None when it is not one that can be called."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    host = (parts.hostname or "").rstrip(".")
    odd = parts.scheme not in ("http", "https") or "@" in parts.netloc or "?" in url or "#" in url or port == 0
    if odd or len(url) > LONGEST_ADDRESS or not _HOST.fullmatch(host) or not re.fullmatch(r"[\x21-\x7e]+", url):
        return None
    secure = parts.scheme == "https"
    return Place(secure, host, port or (443 if secure else 80), parts.path.rstrip("/"))


def is_listed(host: str, private_hosts: Collection[str]) -> bool:
    """Whether who installed WorkChat lets it call this host inside the school's network."""
    return host in {listed.lower().rstrip(".").strip("[]") for listed in private_hosts}


def address_problem(url: str, private_hosts: Collection[str]) -> str:
    """Why an address is refused, in words for the form; "" when it is not."""
    place = read_place(url)
    if place is None:
        return NOT_AN_ADDRESS
    return "" if place.secure or is_listed(place.host, private_hosts) else NOT_HTTPS


def may_be_called(address: Address, listed: bool) -> bool:
    """Whether a host may be at this address. Public for everybody; of the school's own network for listed hosts.

    `is_global` alone says yes to 64:ff9b::7f00:1 (NAT64) and 2002:7f00:1:: (6to4), which lead to 127.0.0.1. Clouds
    give their own secrets at link-local addresses: nobody's RM is there.
    """
    inner = _inner(address)
    if inner is not None and not may_be_called(inner, listed):
        return False
    if address in _NAT64 or address in _MAPPED:
        return True
    if address.is_multicast or address.is_unspecified or address.is_link_local or _is_odd(address):
        return False
    return listed or address.is_global


# Who has only IPv6 reaches the rest through the first; the second is another way to write an IPv4 address.
_NAT64, _MAPPED = ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("::ffff:0:0/96")
_LOCAL_NAT64, _COMPATIBLE = ipaddress.ip_network("64:ff9b:1::/48"), ipaddress.ip_network("::/96")
_ODD = tuple(map(ipaddress.ip_network, ("240.0.0.0/4", "192.0.0.0/24", "192.88.99.0/24", "fec0::/10")))


def _is_odd(address: Address) -> bool:
    return any(address in net for net in _ODD)


def _inner(address: Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address to which an IPv6 one leads, by itself or through a gateway."""
    if address.version == 4:
        return None
    if address.sixtofour or address.teredo:
        return address.sixtofour or address.teredo[1]
    last_four = any(address in net for net in (_NAT64, _MAPPED, _LOCAL_NAT64)) or (
        address in _COMPATIBLE and int(address) > 1
    )
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if last_four else None


def sentence_problem(code: str) -> str:
    """Why the code of a sentence is refused; "" when it is not."""
    if len(code) > LONGEST_SENTENCE:
        return f"O RM aceita no máximo {LONGEST_SENTENCE} caracteres no código de uma consulta."
    if not re.fullmatch(r"[A-Za-z0-9._-]+", code):
        return "Use só letras sem acento, números, ponto, hífen e sublinhado, como no código da consulta no RM."
    return ""


def period_problem(period: str) -> str:
    """Why a period (CODPERLET) is refused; "" when it is not. In RM ; and = divide the parameters."""
    if len(period) > LONGEST_PERIOD or not re.fullmatch(r"[^;=&<>\x00-\x1f\x7f]+", period):
        return f"Digite o período letivo como está no RM (2026, 2026/1), com até {LONGEST_PERIOD} caracteres."
    return ""


def read_hour(typed: str) -> str | None:
    """A time of day as HH:MM, from 2:00, 02:00, 2h, 2h30; "" from nothing; None when it is none."""
    found = re.fullmatch(r"([01]?\d|2[0-3])(?:[:hH]([0-5]\d)?)?", typed.strip(), re.ASCII)
    if found is None:
        return None if typed.strip() else ""
    return f"{int(found[1]):02}:{found[2] or '00'}"


def next_try(attempts: int) -> timedelta | None:
    """How long to wait after so many tries that failed (from 1); None: no more."""
    return TRIES_AFTER[attempts - 1] if attempts <= len(TRIES_AFTER) else None


def last_night(nightly_at: str, zone: ZoneInfo, now: datetime) -> tuple[date, datetime]:
    """The day on the school's wall clock and the instant (naive UTC) of the latest HH:MM that has come."""
    hour, minute = map(int, nightly_at.split(":"))
    day = now.replace(tzinfo=UTC).astimezone(zone).date()
    for on in (day, day - timedelta(days=1)):
        then = datetime(on.year, on.month, on.day, hour, minute, tzinfo=zone).astimezone(UTC).replace(tzinfo=None)
        if then <= now:
            break
    return on, then


def night_due(
    nightly_at: str, last_on: date | None, went_well: datetime | None, zone: ZoneInfo, now: datetime
) -> date | None:
    """The day whose night has to run now: it has come and did not run yet. Longer ago than NIGHT_LASTS it is day, and
    people need RM's licences: then only when nothing was read since the night before either. `went_well`: when the
    newest reading that went well began."""
    if not nightly_at:
        return None
    on, then = last_night(nightly_at, zone, now)
    if _ran(last_on, on):
        return None
    _, before = last_night(nightly_at, zone, then - timedelta(seconds=1))
    is_new = went_well is not None and before <= went_well <= now + BELIEVED
    return None if now - then >= NIGHT_LASTS and is_new else on


def night_missed(nightly_at: str, last_on: date | None, zone: ZoneInfo, now: datetime) -> bool:
    """Whether the last night's hours went by without a reading, and nothing has made up for it."""
    if not nightly_at:
        return False
    on, then = last_night(nightly_at, zone, now)
    return now - then >= NIGHT_LASTS and not _ran(last_on, on)


def _ran(last_on: date | None, on: date) -> bool:
    return last_on is not None and on <= last_on <= on + BELIEVED
