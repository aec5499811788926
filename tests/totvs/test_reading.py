"""The school reads its RM: both ways bring the same rows, whatever state RM is in when it is asked."""

from dataclasses import replace

import pytest

from tests.rm import connect, near_rm, rm
from workchat.totvs.problems import RmProblem
from workchat.totvs.reader import Reader, reader_of

__all__ = ["near_rm", "rm"]


@pytest.fixture(params=["rest", "soap"])
def reader(request, school, rm, near_rm) -> Reader:
    return reader_of(connect(rm, transport=request.param), near_rm)


def test_every_student_and_every_guardian_comes(reader, rm):
    assert [row["RA"] for row in reader.students()] == [row["RA"] for row in rm.school.students]
    assert len(reader.guardians()) == len(rm.school.guardians)
