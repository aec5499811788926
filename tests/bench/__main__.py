"""python3 app.py bench [NAME …] [--rounds 3] [--seed 1] [--tickets 10000] [--requests 2000] [--install]"""

import argparse
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.bench import (
    audience,
    contacts,
    fan_out,
    footprint,
    imports,
    inbox,
    ingest,
    measure,
    outbox,
    pacing,
    pages,
    scheduled,
    students,
)
from tests.bench.plan import Plan
from workchat.config import ROOT

BENCHES: dict[str, Callable[[Plan], list[measure.Table]]] = {
    "ingest": ingest.bench,
    "outbox": outbox.bench,
    "inbox": inbox.bench,
    "pages": pages.bench,
    "contacts": contacts.bench,
    "fan-out": fan_out.bench,
    "scheduled": scheduled.bench,
    "pacing": pacing.bench,
    "imports": imports.bench,
    "students": students.bench,
    "audience": audience.bench,
    "footprint": footprint.bench,
}
CODES = {
    "B1": "ingest",
    "B2": "outbox",
    "B3": "fan-out",
    "B4": "inbox",
    "B5": "pages",
    "B6": "pacing",
    "B8": "footprint",
    "B9": "contacts",
    "B10": "imports",
    "B11": "students",
    "B12": "audience",
}


def main() -> None:
    options = vars(options_of().parse_args())
    names = [CODES.get(name.upper(), name) for name in options.pop("names")] or list(BENCHES)
    with tempfile.TemporaryDirectory(prefix="workchat-bench-") as folder:
        facts, tables = measure.machine(Path(folder)), []
        print("\n".join(f"{name + ':':11}{fact}" for name, fact in facts.items()), end="\n\n", flush=True)
        for table in run(names, Plan(Path(folder), **options)):
            print(table.text(), end="\n\n", flush=True)
            tables.append(table)
    file = ROOT / f"bench-{date.today()}.json"
    measure.save(file, facts, options, tables)
    print(f"every round: {file.name}")


def run(names: list[str], plan: Plan) -> Iterator[measure.Table]:
    """The tables of some benchmarks, each as soon as it is measured."""
    for name in names:
        (plan.folder / name).mkdir()
        yield from BENCHES[name](replace(plan, folder=plan.folder / name))


def options_of() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 app.py bench", description="Measures WorkChat beside its limits.")
    parser.add_argument("names", nargs="*", choices=[*BENCHES, *CODES, []], metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many rounds counts (3)")
    parser.add_argument("--seed", type=int, default=1, help="of the invented school (1)")
    parser.add_argument(
        "--tickets", type=int, default=0, help="of the school: 10000 for the inbox, 2000 elsewhere; try 200000"
    )
    parser.add_argument("--people", type=int, default=0, help="whom a scheduled message is for (100000); try 1000000")
    parser.add_argument("--requests", type=int, default=0, help="a round sends (2000 webhooks, 400 pages)")
    parser.add_argument("--install", action="store_true", help="the footprint includes a fresh installation (slow)")
    return parser


if __name__ == "__main__":
    main()
