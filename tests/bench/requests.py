"""Requests as bytes, and how many of them a server answers a second when another process sends them."""

import json
import pickle
import subprocess
import sys

from tests.bench.measure import Sample
from tests.bench.processes import cpu_of
from workchat.config import ROOT


def send(port: int, requests: list[bytes], wanted: str, server: int, connections: int = 16) -> Sample:
    """Requests a second, from another process. Every answer must have the wanted status. `server`: its process id."""
    plan, before = pickle.dumps((port, requests, connections)), cpu_of(server)
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.generator"], input=plan, stdout=subprocess.PIPE, cwd=ROOT, check=True
    )
    found = json.loads(done.stdout)
    if set(found["statuses"]) != {wanted}:
        raise AssertionError(f"answers {found['statuses']}, wanted only {wanted}")
    count, cost = found["statuses"][wanted], cpu_of(server) - before
    return Sample(count / found["seconds"], found["p50"], found["p99"], cost / count * 1000)


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request."""
    told = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name.replace('_', '-')}: {value}" for name, value in told.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
