"""The way to the school's RM: the name is looked up once, every address that it gives is checked, one is connected to.

An administrator types the address, who is not the owner of this machine and its network: it must not become a door
into them. What was checked is what is connected to, so a name that changes its answer in between gains nothing.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Collection

from workchat.totvs.problems import ADDRESS, CERTIFICATE, CLOSED, NO_NAME, NOT_SECURE, PRIVATE, SLOW, RmProblem
from workchat.totvs.rules import NOT_HTTPS, Place, is_listed, may_be_called

CONNECT_SECONDS = 5.0
MOST_ADDRESSES = 4  # of one name
NOT_TLS = "WRONG_VERSION_NUMBER", "HTTP_REQUEST", "UNEXPECTED_EOF_WHILE_READING", "RECORD_LAYER_FAILURE"

# (host, port) -> the addresses of the name, as socket.getaddrinfo gives them
Resolver = Callable[[str, int], list[tuple]]


def look_up(host: str, port: int) -> list[tuple]:
    """What the machine's own resolver says. It has time-outs of its own, which nothing here can shorten."""
    return socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def reach(place: Place, private_hosts: Collection[str], deadline: float, resolve: Resolver = look_up) -> socket.socket:
    """An open connection, with TLS when the place has it. `deadline`: by time.monotonic().

    :raises RmProblem: address, private, certificate or slow.
    """
    listed = is_listed(place.host, private_hosts)
    if not place.secure and not listed:
        raise RmProblem(ADDRESS, NOT_HTTPS, passing=False)
    found = _addresses(place, listed, resolve)
    connected = _connected(found[:MOST_ADDRESSES], deadline)
    return _secured(connected, place.host, deadline) if place.secure else connected


def _addresses(place: Place, listed: bool, resolve: Resolver) -> list[tuple]:
    """All of them, or a problem when one of them is not for us: which one is connected to must not be luck."""
    try:
        found = resolve(place.host, place.port)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise RmProblem(ADDRESS, NO_NAME)
    if not all(may_be_called(ipaddress.ip_address(where[0]), listed) for *_, where in found):
        raise RmProblem(PRIVATE)
    return found


def _connected(found: list[tuple], deadline: float) -> socket.socket:
    refused = False
    for family, kind, protocol, _, where in found:
        left = min(CONNECT_SECONDS, deadline - time.monotonic())
        if left <= 0:
            raise RmProblem(SLOW)
        tried = socket.socket(family, kind, protocol)
        try:
            tried.settimeout(left)
            tried.connect(where)
        except OSError as error:
            refused = refused or isinstance(error, ConnectionRefusedError)
            tried.close()
        else:
            tried.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return tried
    raise RmProblem(ADDRESS, CLOSED if refused else "")


def _secured(connected: socket.socket, host: str, deadline: float) -> ssl.SSLSocket:
    """TLS with the name that was typed, checked against this machine's authorities."""
    problem = RmProblem(ADDRESS)
    try:
        connected.settimeout(max(0.001, min(CONNECT_SECONDS, deadline - time.monotonic())))
        return ssl.create_default_context().wrap_socket(connected, server_hostname=host)
    except ssl.SSLCertVerificationError:
        problem = RmProblem(CERTIFICATE)
    except ssl.SSLError as error:
        spoke_plainly = any(sign in str(error.reason or "") for sign in NOT_TLS)
        problem = RmProblem(ADDRESS, NOT_SECURE, passing=False) if spoke_plainly else RmProblem(CERTIFICATE)
    except (OSError, ValueError):  # no answer in time, cut, or a name that TLS cannot say
        pass
    connected.close()
    raise problem
