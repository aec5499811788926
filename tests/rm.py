"""The invented TOTVS for the tests: running on this machine, and the school's connection to it."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from workchat.config import Config
from workchat.demo.rm.school import invented_school
from workchat.demo.rm.server import FakeRm
from workchat.totvs.models import RmConnection

HERE = "127.0.0.1"


@pytest.fixture
def rm() -> Iterator[FakeRm]:
    """A TOTVS with 40 students and every trap; `rm.faults` makes it fail while it runs."""
    with FakeRm(invented_school()) as running:
        yield running


@pytest.fixture
def near_rm(config: Config) -> Config:
    """The configuration of a school whose TOTVS lives in its own network: here, on this machine."""
    return replace(config, private_hosts=(HERE,))


def connect(rm: FakeRm, **changes: object) -> RmConnection:
    """The school's row, complete and switched on; `changes` are columns, and `password`."""
    school = rm.school
    row = RmConnection.current()
    row.keep_password(str(changes.pop("password", rm.password)))
    columns = {
        "rest_url": rm.rest_url, "soap_url": rm.soap_url, "user": rm.user, "coligada": school.coligada,
        "filial": school.filial, "teaching_level": school.teaching_level, "period": school.period, "active": True,
        **changes,
    }  # fmt: skip
    for name, value in columns.items():
        assert name in RmConnection._meta.fields, f"RmConnection has no {name}"
        setattr(row, name, value)
    row.save()
    return row
