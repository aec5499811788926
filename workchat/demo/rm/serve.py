"""The invented TOTVS runs beside the demonstration's pages, on a free port that only this machine reaches."""

from collections.abc import Iterator
from contextlib import contextmanager

from workchat.config import Config
from workchat.db import clock, db
from workchat.students.models import StudentSync
from workchat.totvs.models import RmConnection


@contextmanager
def invented_totvs(config: Config) -> Iterator[None]:
    """The demonstration's TOTVS answers inside this block. A school of its own does not even load it."""
    with db.connection_context():
        invented = not config.production and RmConnection.fetch("WHERE is_invented = ?", True)
        first = StudentSync.select(StudentSync.created_at).order_by(StudentSync.id).first() if invented else None
        began = first.created_at if first else clock()
    if not invented:
        yield
        return
    from workchat.demo.rm.aurora import aurora
    from workchat.demo.rm.server import FakeRm

    with FakeRm(aurora(began.year)) as rm:
        _lead_to(rm.rest_url, rm.soap_url)
        yield


def _lead_to(rest_url: str, soap_url: str) -> None:
    """Unless somebody typed another address meanwhile: that one is left alone."""
    with db.connection_context():
        moved = RmConnection.update(rest_url=rest_url, soap_url=soap_url)
        moved.where(RmConnection.is_invented).execute()
