"""The server is told to stop while people are being answered: whoever is inside is answered before the end."""

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import closing

from workchat.config import from_environment
from workchat.serve import drain, open_server, turn


class Ending:
    """An answer that has come, and whose request the server still holds until `over`."""

    def __init__(self, over: threading.Event) -> None:
        self._over = over

    def __iter__(self) -> Iterator[bytes]:
        yield b"ok"

    def close(self) -> None:
        self._over.wait(60)


def test_who_asks_again_while_the_first_answer_ends_is_answered_too():
    over, told = threading.Event(), threading.Event()

    def pages(_environ: dict, start_response) -> Ending:
        start_response("200 OK", [("Content-Length", "2")])
        return Ending(over)

    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
        server = open_server(pages, door, from_environment({}))
        serving = threading.Thread(target=serve, args=(server, told))
        serving.start()
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as browser:
            assert ask(browser) == b"ok"
            browser.request("GET", "/")
            told.set()
            threading.Timer(0.2, over.set).start()
            assert browser.getresponse().read() == b"ok"
        serving.join(60)
        assert not serving.is_alive()


def serve(server, told: threading.Event) -> None:
    while not told.is_set():
        turn(server, 0.05)
    drain(server)
    for channel in list(server.active_channels.values()):
        channel.handle_close()
    server.trigger.close()


def ask(browser: http.client.HTTPConnection) -> bytes:
    browser.request("GET", "/")
    return browser.getresponse().read()
