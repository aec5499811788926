"""What a program writes for whoever looks after the server, kept for a test to read."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from workchat.log import OneLine


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
    kept, logger = Written(), logging.getLogger("workchat")
    handler, level = logging.StreamHandler(kept.out), logger.level
    handler.setFormatter(OneLine())
    logging.getLogger().addHandler(handler)
    logger.setLevel(logging.INFO)
    yield kept
    logging.getLogger().removeHandler(handler)
    logger.setLevel(level)
