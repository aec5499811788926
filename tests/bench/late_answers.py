"""A WhatsApp that is far away: it takes every message and answers after 120 ms, and knows when each one came.

python -m tests.bench.late_answers PORT SECONDS    POST …/{number}/messages; GET /seen: what came since then
"""

import asyncio
import itertools
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from tests.processes import free_port, refuses
from workchat.config import ROOT

LATENCY = 0.12  # seconds, as from Brazil to Meta and back
MESSAGE = re.compile(rb"^POST [^ ]*/(\d+)/messages ")


class Far:
    """`seen`: of each message its number, when it came, when it was answered (monotonic seconds), and our key of it."""

    def __init__(self, latency: float) -> None:
        self.seen: list[tuple[str, float, float, str]] = []
        self._latency = latency
        self._serial = itertools.count(1)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                came = time.monotonic()
                length = re.search(rb"(?i)content-length: *(\d+)", head)
                body = await reader.readexactly(int(length[1]) if length else 0)
                writer.write(await self._answer(head, body, came))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    async def _answer(self, head: bytes, body: bytes, came: float) -> bytes:
        number = MESSAGE.match(head)
        if head.startswith(b"GET /seen "):
            told, self.seen = self.seen, []
            return _http(told)
        if number is None:
            return _http({"error": {"code": 100, "message": "only messages"}}, "400 Bad Request")
        await asyncio.sleep(self._latency)
        asked = json.loads(body)
        if "to" not in asked:
            return _http({"success": True})  # told that a message was read
        to, wa_id = asked["to"].lstrip("+"), f"wamid.FAR{next(self._serial):012}"
        self.seen.append((number[1].decode(), came, time.monotonic(), asked.get("biz_opaque_callback_data", "")))
        return _http({"contacts": [{"input": to, "wa_id": to}], "messages": [{"id": wa_id}]})


def _http(told: object, status: str = "200 OK") -> bytes:
    body = json.dumps(told).encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve(port: int, latency: float) -> None:
    server = await asyncio.start_server(Far(latency).talk, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


@contextmanager
def far_away(latency: float = LATENCY) -> Iterator[int]:
    """Yields its port, once it listens."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.late_answers", str(port), str(latency)], cwd=ROOT)
    try:
        while refuses(port):
            time.sleep(0.01)
        yield port
    finally:
        process.kill()
        process.wait()


def seen(port: int) -> list[tuple[str, float, float, str]]:
    """What came since it was asked last."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/seen", timeout=30) as answer:  # noqa: S310
        return json.load(answer)


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), float(sys.argv[2])))
