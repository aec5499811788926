"""A WhatsApp that is far away: it takes every message and answers after 120 ms, and knows when each one came.

python -m tests.bench.late_answers PORT     POST …/{number}/messages;  GET /seen: what came since it was asked last
"""

import asyncio
import itertools
import json
import re
import sys
import time

LATENCY = 0.12  # seconds, as from Brazil to Meta and back
MESSAGE = re.compile(rb"^POST [^ ]*/(\d+)/messages ")


class Far:
    """`seen`: of each message its number, when it came and when it was answered, in this machine's monotonic time."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, float, float]] = []
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
        if number is None:
            told, self.seen = self.seen, []
            return _http(told)
        await asyncio.sleep(LATENCY)
        to = json.loads(body).get("to", "").lstrip("+")
        wa_id = f"wamid.FAR{next(self._serial):012}"
        self.seen.append((number[1].decode(), came, time.monotonic()))
        return _http({"contacts": [{"input": to, "wa_id": to}], "messages": [{"id": wa_id}]})


def _http(told: object) -> bytes:
    body = json.dumps(told).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def serve(port: int) -> None:
    server = await asyncio.start_server(Far().talk, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
