"""Answers the school's browsers and WhatsApp, and, when told to stop, first finishes what is in flight."""

import errno
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue

from waitress.channel import HTTPChannel
from waitress.server import create_server
from waitress.task import ErrorTask

from workchat.config import MEBIBYTE, Config
from workchat.headers import fence

PATIENCE = 20.0  # seconds for pages in flight; a service manager must wait longer than this and the worker together
FORWARDED = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}
WAITRESS = {
    "threads": 8,
    "connection_limit": 500,
    "asyncore_use_poll": True,  # select() stops at descriptor 1024
    "channel_timeout": 60,
    "max_request_body_size": 32 * MEBIBYTE,  # over the largest file: what is too big is refused by a page, in words
    "ident": None,
    "clear_untrusted_proxy_headers": True,
}

PORT_TAKEN = (
    "A porta {port} já está em uso. Se o WorkChat já está aberto, use-o em {url}; "
    "senão, escolha outra porta: python3 app.py --port {next}"
)
PORT_REFUSED = "Este usuário não pode usar a porta {port}. Escolha uma acima de 1023: python3 app.py --port 8000"
NO_ADDRESS = "O endereço {host} não é desta máquina. Use --host 127.0.0.1 ou --host 0.0.0.0"
NO_GRANIAN = "WORKCHAT_SERVER=granian pede um pacote a mais: .venv/bin/pip install granian"
NOT_UNDERSTOOD = "Não entendemos o pedido. Volte à página anterior e tente de novo."
REFUSALS = {
    413: "Arquivo grande demais. Volte à página anterior e envie um arquivo menor.",
    431: "O endereço desta página é longo demais. Volte à página anterior e tente de novo.",
    500: "Algo deu errado no WorkChat. Tente de novo. Se continuar, fale com quem cuida do servidor.",
}


class Refusal(ErrorTask):
    """What no page gets to see, as 33 MB at once, is refused by the server itself: in words all the same."""

    def execute(self) -> None:
        error = self.request.error
        words = f"{REFUSALS.get(error.code, NOT_UNDERSTOOD)}\n".encode()
        self.status, self.content_length = f"{error.code} {error.reason}", len(words)
        self.response_headers.append(("Content-Type", "text/plain; charset=utf-8"))
        self.response_headers.append(("Cache-Control", "no-store"))
        self.response_headers.extend(self.channel.server.fence.items())
        self.set_close_on_finish()
        self.write(words)


class Channel(HTTPChannel):
    error_task_class = Refusal


def listen(config: Config) -> socket.socket:
    """Take the port first of all: browsers wait in its queue while the school opens, and a taken port costs nothing."""
    family = socket.AF_INET6 if ":" in config.host else socket.AF_INET
    try:
        return socket.create_server((config.host, config.port), family=family, backlog=1024)
    except OSError as error:
        taken = error.errno == errno.EADDRINUSE
        sentence = PORT_TAKEN if taken else PORT_REFUSED if error.errno == errno.EACCES else NO_ADDRESS
        sys.exit(sentence.format(host=config.host, port=config.port, url=config.local_url, next=config.port + 1))


class Stop:
    """Ctrl-C or SIGTERM, noticed without breaking off what the main thread is doing. A second one ends at once."""

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self._asked, self._wake = SimpleQueue(), wake
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._hear)

    def _hear(self, number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        self._asked.put(number)
        self._wake()

    @property
    def asked(self) -> bool:
        return not self._asked.empty()

    def wait(self) -> None:
        while not self.asked:
            time.sleep(0.2)


def open_server(app, door: socket.socket, config: Config):
    """waitress on an open door, as every school has it; nothing is answered before its loop turns."""
    server = create_server(app, sockets=[door], **WAITRESS, **_proxy(config))
    server.channel_class, server.fence = Channel, fence(config)
    server.application = _fenced(server.application, server.fence)
    return server


def _fenced(application: Callable, wanted: dict[str, str]) -> Callable:
    """What waitress answers around the pages too, as to a proxy that it does not understand."""

    def answer(environ: dict, start_response: Callable):
        def start(status: str, headers: list, *problem: object):
            told = {name for name, _ in headers}
            fallback = {**wanted, "Cache-Control": "no-store"}.items()
            return start_response(status, headers + [pair for pair in fallback if pair[0] not in told], *problem)

        return application(environ, start)

    return answer


def serve_with_waitress(app, door: socket.socket, config: Config, finish: Callable[[], None]) -> None:
    """Serve until told to stop. `finish` ends the worker while pages still answer: it may be calling the simulator."""
    server = open_server(app, door, config)
    stop = Stop(server.pull_trigger)
    while not stop.asked:
        turn(server)
    app.config["STOPPING"] = True  # /health says so: a load balancer sends nobody here any more
    finishing = threading.Thread(target=finish)
    finishing.start()
    while finishing.is_alive():
        turn(server, 0.05)
    drain(server)


def turn(server, seconds: float = 1.0) -> None:
    """Take what has come in meanwhile, or comes within so many seconds, and send what is ready."""
    server.asyncore.loop(timeout=seconds, map=server._map, use_poll=server.adj.asyncore_use_poll, count=1)


def drain(server) -> None:
    """Close the door, answer those who are inside. waitress's own shutdown drops what takes over 5 seconds."""
    turn(server, 0)  # those who knocked before we were told to stop
    server.del_channel()
    server.socket.close()
    until, quiet = time.monotonic() + PATIENCE, False
    while time.monotonic() < until and not quiet:
        # Of whom is still being answered nothing more is read: they may have asked again before the door closed.
        all_answered = not _anybody_waits(server)
        turn(server, 0 if all_answered else 0.05)
        quiet = all_answered and not _anybody_waits(server)
    server.task_dispatcher.shutdown(timeout=1)


def _anybody_waits(server) -> bool:
    channels = list(server.active_channels.values())
    return any(channel.request or channel.requests or channel.total_outbufs_len for channel in channels)


def _proxy(config: Config) -> dict:
    """Believe X-Forwarded-* from the configured proxy only; without one, waitress removes them."""
    if not config.trusted_proxy:
        return {}
    return {"trusted_proxy": config.trusted_proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": FORWARDED}


def serve_with_granian(door: socket.socket, config: Config, finish: Callable[[], None]) -> None:
    """The faster server. It does not buffer slow clients: only behind a proxy that does. It reads the environment."""
    try:
        from granian import Granian
        from granian.constants import Interfaces
    except ImportError:
        sys.exit(NO_GRANIAN)
    door.close()  # its own processes open the port; a taken one was already refused in a sentence
    os.environ.update(WORKCHAT_HOST=config.host, WORKCHAT_PORT=str(config.port))
    Granian(
        "workchat.cli:granian_app", factory=True, interface=Interfaces.WSGI, address=config.host, port=config.port,
        workers=1, blocking_threads=8, log_enabled=False,
    ).serve()  # fmt: skip
    finish()
