"""The invented TOTVS runs beside the demonstration's pages, on a free port that only this machine reaches."""

from collections.abc import Iterator
from contextlib import contextmanager

from workchat.db import db, utcnow
from workchat.demo.rm.aurora import aurora
from workchat.demo.rm.server import FakeRm
from workchat.students.models import StudentSync
from workchat.totvs.models import RmConnection


@contextmanager
def serve_invented() -> Iterator[FakeRm]:
    """From here on the connection leads to it; when somebody types another address, that one is left alone."""
    with db.connection_context():
        first = StudentSync.select(StudentSync.created_at).order_by(StudentSync.id).first()
    with FakeRm(aurora((first.created_at if first else utcnow()).year)) as rm:
        with db.connection_context():
            invented = RmConnection.update(rest_url=rm.rest_url, soap_url=rm.soap_url)
            invented.where(RmConnection.is_invented).execute()
        yield rm
