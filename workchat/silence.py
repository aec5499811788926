"""A Postgres that vanished from the network answers nothing at all: nobody stands in line to find that out."""

import threading
import time
from typing import Any

from peewee import OperationalError, PostgresqlDatabase
from playhouse.pool import PooledPostgresqlDatabase

# How soon it is noticed (libpq's names; seconds, the last one milliseconds). A load balancer waits three seconds or so.
NOTICE = {"connect_timeout": 2, "keepalives_idle": 15, "keepalives_interval": 5, "keepalives_count": 3,
          "tcp_user_timeout": 2_500}  # fmt: skip
SILENT = 1.0  # seconds without a word: a Postgres that is off refuses at once
REST = 1.0  # seconds in which nobody tries again: who waited for a thread of the pages hears it at once


class _Postgres(PostgresqlDatabase):
    """Connections are made one at a time: twenty who try would wait two seconds each. Who asked before a try ended in
    silence shares its end."""

    _mine, _silent_until = threading.local(), 0.0

    def _connect(self) -> Any:
        began = time.monotonic()
        if self._mine.asked_at < self._silent_until:
            raise OperationalError("the database was silent a moment ago")
        try:
            return super()._connect()
        except Exception:
            if time.monotonic() > began + SILENT:
                self._silent_until = time.monotonic() + REST
            raise


class Pool(PooledPostgresqlDatabase, _Postgres):
    """Postgres' connections of a process."""

    def connect(self, reuse_if_open: bool = False) -> bool:
        self._mine.asked_at = time.monotonic()
        return super().connect(reuse_if_open)
