"""python3 app.py bench [NAME …] [--rounds 3] [--tickets N] [--people N] [--seconds N] [--peer] [--install]

Without a name, the nine (B1 to B9). With names, any, also those beside the nine: load, growth, contacts…
"""

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from tests.bench import measure
from tests.bench.catalogue import BENCHES, CODES, THE_NINE
from tests.bench.plan import Plan
from workchat.config import ROOT


def main() -> None:
    options = vars(options_of().parse_args())
    names = [CODES.get(name.upper(), name) for name in options.pop("names")] or THE_NINE
    which = "" if names is THE_NINE else "-" + "-".join(names)
    file = ROOT / f"bench-{date.today()}{which}.json"
    if only := options.pop("database"):
        options["databases"] = (only,)
    with tempfile.TemporaryDirectory(prefix="workchat-bench-") as folder:
        facts, tables = measure.machine(Path(folder)), []
        print("\n".join(f"{name + ':':11}{fact}" for name, fact in facts.items()), end="\n\n", flush=True)
        for table in run(names, Plan(Path(folder), **options)):
            print(table.text(), end="\n\n", flush=True)
            tables.append(table)
            measure.save(file, facts, options, tables)
    print(f"every round: {file.name}")


def run(names: list[str], plan: Plan) -> Iterator[measure.Table]:
    """The tables of some benchmarks, each as soon as it is measured."""
    for name in names:
        (plan.folder / name).mkdir()
        yield from BENCHES[name](replace(plan, folder=plan.folder / name))


def options_of() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 app.py bench", description="Measures WorkChat beside its limits.")
    known = ", ".join(f"{name} ({code})" for code, name in CODES.items())
    parser.add_argument("names", nargs="*", choices=[*BENCHES, *CODES, []], metavar="NAME", help=known)
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many rounds counts (3)")
    parser.add_argument("--seed", type=int, default=1, help="of the invented school (1)")
    parser.add_argument("--tickets", type=int, default=0, help="of the school: 200000 for the inbox, 2000 elsewhere")
    parser.add_argument("--people", type=int, default=0, help="whom a scheduled message is for (100000); try 1000000")
    parser.add_argument("--requests", type=int, default=0, help="a round sends (2000 webhooks, 400 pages)")
    parser.add_argument("--messages", type=int, default=0, help="the growth's largest school (1000000)")
    parser.add_argument("--seconds", type=float, default=0, help="how long the load lasts (300)")
    parser.add_argument("--agents", type=int, default=0, help="of the load (100 on Postgres, 10 on SQLite)")
    parser.add_argument("--webs", type=int, default=2, help="processes of pages in the load, on Postgres (2)")
    parser.add_argument("--kills", type=int, default=0, help="how often everything is killed (20)")
    parser.add_argument("--database", choices=["SQLite", "Postgres"], help="only this one")
    parser.add_argument("--peer", action="store_true", help="ingest: beside django-meta-whatsapp (needs the network)")
    parser.add_argument("--install", action="store_true", help="the footprint includes a fresh installation (slow)")
    return parser


if __name__ == "__main__":
    main()
