"""What one run of the benchmarks was asked to do."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

SERVERS = ("waitress", *(["granian"] if find_spec("granian") else []))


@dataclass(frozen=True)
class Plan:
    """Zero = what each benchmark takes by itself."""

    folder: Path
    rounds: int = 3
    seed: int = 1
    tickets: int = 0
    requests: int = 0
    calls: int = 40  # of a page, without the network, in a round
    servers: tuple[str, ...] = SERVERS
    modes: tuple[str, ...] = ("NORMAL", "FULL")  # SQLite's synchronous
    install: bool = False
