"""WhatsApp as it posts to a school that dies now and then: what was not acknowledged is posted again."""

import http.client
import itertools
import threading
import time

from tests import meta
from tests.bench.school import APP_SECRET, family

CONNECTIONS = 4


class Repeating:
    """Posts messages of known and new families until the end; `acknowledged` are the ids that were answered by 200."""

    def __init__(self, port: int, known: int) -> None:
        self.acknowledged: set[str] = set()
        self._port, self._known, self._serial = port, known, itertools.count(1)
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._post) for _ in range(CONNECTIONS)]

    def __enter__(self) -> "Repeating":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.end()

    def end(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _post(self) -> None:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        while not self._over.is_set():
            wa_id, body = self._next()
            while not self._acknowledged(line, body) and not self._over.is_set():
                line.close()
                time.sleep(0.01)
            if not self._over.is_set():
                self.acknowledged.add(wa_id)
            time.sleep(0.01)
        line.close()

    def _next(self) -> tuple[str, bytes]:
        n = next(self._serial)
        who = family(n % self._known if n % 3 else 2_000_000 + n)
        wa_id = f"wamid.AGAIN{n:08}"
        said = meta.text("Bom dia", sender=who.wa_id, user_id=who.bsuid, id=wa_id, at=int(time.time()))
        person = meta.contact(who.wa_id, who.bsuid, who.name)
        return wa_id, meta.raw(meta.posted(said, contacts=[person], number="1000"))

    def _acknowledged(self, line: http.client.HTTPConnection, body: bytes) -> bool:
        signed = {"Content-Type": "application/json", "X-Hub-Signature-256": meta.sign(APP_SECRET, body)}
        try:
            line.request("POST", "/whatsapp/webhook", body, signed)
            answer = line.getresponse()
            answer.read()
            return answer.status == 200
        except (OSError, http.client.HTTPException):
            return False
