"""What a program writes for whoever looks after the server, kept for a test to read."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from workchat.log import OUTS, OfLibraries


class Written:
    def __init__(self) -> None:
        self.out = io.StringIO()

    @property
    def text(self) -> str:
        return self.out.getvalue()

    @property
    def lines(self) -> list[dict]:
        """Every line of it, oldest first. One that is not JSON fails the test."""
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    """The lines of this process from now on."""
    kept, ours, root = Written(), logging.getLogger("workchat"), logging.getLogger()
    before = OUTS[:], root.handlers[:], ours.level
    OUTS[:] = [kept.out]
    root.handlers = [*(one for one in root.handlers if not isinstance(one, OfLibraries)), OfLibraries()]
    ours.setLevel(logging.INFO)
    yield kept
    OUTS[:], root.handlers, level = before
    ours.setLevel(level)
