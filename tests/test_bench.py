"""The benchmarks measure what they say they do. How fast, they tell by themselves: python3 app.py bench."""

import json

import pytest

from tests.bench.__main__ import run
from tests.bench.catalogue import BENCHES, NINE
from tests.bench.grid import Grid
from tests.bench.load_told import slope
from tests.bench.measure import Measured, Row, Sample, Table, machine, save
from tests.bench.plan import Plan

FEW = {
    "rounds": 1, "tickets": 40, "requests": 20, "calls": 2, "servers": ("waitress",), "modes": ("FULL",),
    "people": 100, "lanes": (3,), "pause": 0.3, "databases": ("SQLite",), "messages": 1000, "seconds": 1.5,
    "agents": 1, "kills": 1,
}  # fmt: skip
ONLY_POSTGRES = {"ingest-postgres": ("Postgres",)}


@pytest.mark.parametrize("name", BENCHES)
def test_each_benchmark_measures_the_product_beside_its_limit(name: str, tmp_path):
    few = {**FEW, "databases": ONLY_POSTGRES.get(name, FEW["databases"])}
    tables = list(run([name], Plan(tmp_path, **few)))
    assert tables
    for table in tables:
        assert table.text().startswith(table.code)
        assert json.dumps(table.as_json())
        check_grid(table) if isinstance(table, Grid) else check_table(table)


def check_table(table: Table) -> None:
    assert all(sample.value >= 0 for row in table.rows for sample in row.measured.samples)
    assert any(row.limits for row in table.rows)


def check_grid(grid: Grid) -> None:
    assert grid.lines
    assert all(len(line) == 1 + len(grid.headings) for line in grid.lines)


def test_the_nine_have_their_numbers():
    assert list(NINE) == [f"B{n}" for n in range(1, 10)]


def test_memory_that_grows_by_two_a_second_has_that_slope():
    assert slope([(0.0, 50.0), (1.0, 52.0), (2.0, 54.0)]) == pytest.approx(2.0)


def test_the_best_of_the_rounds_counts_and_is_compared_with_the_limits_best():
    product = Measured("stored", "/s", [Sample(100.0), Sample(200.0, p50=3.0, p99=9.0), Sample(150.0)])
    limit = Measured("raw", "/s", [Sample(400.0), Sample(800.0)])
    table = Table("B1", "webhooks", [Row(product, {"of raw": limit}, "≥ 20 %")])
    assert product.of(limit) == 0.25
    assert " ".join(table.text().splitlines()[2].split()) == "stored 200 /s 100 150 200 3.00 9.00 25% ≥ 20 %"


def test_less_time_is_better_where_time_is_measured():
    page, limit = Measured("page", "ms", [Sample(4.0), Sample(2.0)]), Measured("bare", "ms", [Sample(1.0)])
    assert page.of(limit) == 0.5


def test_every_round_and_the_machine_are_kept(tmp_path):
    facts = machine(tmp_path)
    table = Table("B1", "webhooks", [Row(Measured("stored", "/s", [Sample(1.0), Sample(2.0)]))])
    save(tmp_path / "bench.json", facts, {"seed": 1}, [table])
    kept = json.loads((tmp_path / "bench.json").read_text())
    assert set(kept["machine"]) == {"processor", "system", "python", "disk", "version"}
    assert [one["value"] for one in kept["tables"][0]["rows"][0]["rounds"]] == [1.0, 2.0]
