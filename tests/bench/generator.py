"""Sends prepared requests over kept connections and says how long each took: a process of its own, beside the server.

One thread and a selector: with threads it would fight the server for the processor it measures. Standard library only.
"""

import json
import pickle
import selectors
import socket
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

MOST_SECONDS = 60.0


@dataclass
class Line:
    """One connection, kept: a request at a time."""

    port: int
    waiting: selectors.BaseSelector
    open: socket.socket | None = None
    sent_at: float = 0.0
    received: bytes = b""

    def ask(self, request: bytes) -> None:
        self.received, self.sent_at = b"", time.perf_counter()
        if self.open is None:
            self.open = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.waiting.register(self.open, selectors.EVENT_READ, self)
        self.open.sendall(request)

    def hang_up(self) -> None:
        if self.open:
            self.waiting.unregister(self.open)
            self.open.close()
            self.open = None

    def answer(self) -> str | None:
        """Read what came; the status when the answer is whole. A server may close after it, as waitress after a 204."""
        got = self.open.recv(262144)
        if not got:
            raise ConnectionError("the server hung up")
        self.received += got
        head, end, body = self.received.partition(b"\r\n\r\n")
        told = head.lower()
        status, length = head[9:12].decode(), told.partition(b"content-length:")[2].partition(b"\r\n")[0]
        if not end or (status != "204" and len(body) < int(length)):
            return None
        if b"connection: close" in told:
            self.hang_up()
        return status


def run(port: int, requests: list[bytes], connections: int, most_seconds: float = MOST_SECONDS) -> dict:
    """Send them all, or as many as the time allows. Latencies in milliseconds."""
    waiting, statuses, took = selectors.DefaultSelector(), Counter(), []
    left, begin = iter(requests), time.perf_counter()
    for _ in range(connections):
        _next(Line(port, waiting), left)
    while waiting.get_map() and time.perf_counter() - begin < most_seconds:
        for key, _ in waiting.select(1):
            if status := key.data.answer():
                took.append((time.perf_counter() - key.data.sent_at) * 1000)
                statuses[status] += 1
                _next(key.data, left)
    seconds = time.perf_counter() - begin
    took.sort()
    middle, late = took[len(took) // 2], took[int(len(took) * 0.99)]
    return {"seconds": seconds, "statuses": statuses, "p50": middle, "p99": late}


def _next(line: Line, left: Iterator[bytes]) -> None:
    request = next(left, None)
    if request is None:
        line.hang_up()
    else:
        line.ask(request)


if __name__ == "__main__":
    print(json.dumps(run(*pickle.loads(sys.stdin.buffer.read()))))
