"""One kept HTTP connection in asyncio, as light as it can be: the one who measures shares the processor."""

import asyncio
import re

LENGTH = re.compile(rb"(?i)\r\ncontent-length: *(\d+)")


class Talker:
    """A request at a time. The server may close after an answer (waitress after a 204), or while nobody asks."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, wire: bytes) -> tuple[int, bytes]:
        """(status, body). A kept connection that was closed meanwhile is opened anew, once, as browsers do."""
        if self._line:
            try:
                return await self._exchange(wire)
            except (ConnectionError, asyncio.IncompleteReadError) as error:
                if isinstance(error, asyncio.IncompleteReadError) and error.partial:
                    raise
                self.hang_up()
        self._line = await asyncio.open_connection("127.0.0.1", self._port, limit=2**22)
        return await self._exchange(wire)

    async def _exchange(self, wire: bytes) -> tuple[int, bytes]:
        reader, writer = self._line
        writer.write(wire)
        head = await reader.readuntil(b"\r\n\r\n")
        length = LENGTH.search(head)
        body = await reader.readexactly(int(length[1])) if length else b""
        if b"\r\nconnection: close" in head.lower():
            self.hang_up()
        return int(head[9:12]), body

    def hang_up(self) -> None:
        if self._line:
            self._line[1].close()
            self._line = None
