"""The benchmarks measure what they say they do. How fast, they tell by themselves: python3 app.py bench."""

import json

import pytest

from tests.bench.__main__ import BENCHES, run
from tests.bench.measure import Measured, Row, Sample, Table, machine, save
from tests.bench.plan import Plan

FEW = {
    "rounds": 1, "tickets": 40, "requests": 20, "calls": 2, "servers": ("waitress",), "modes": ("FULL",),
    "people": 100, "lanes": (3,), "pause": 0.3, "databases": ("SQLite",),
}  # fmt: skip


@pytest.mark.parametrize("name", BENCHES)
def test_each_benchmark_measures_the_product_beside_its_limit(name: str, tmp_path):
    tables = list(run([name], Plan(tmp_path, **FEW)))
    assert tables
    for table in tables:
        assert all(sample.value > 0 for row in table.rows for sample in row.measured.samples)
        assert any(row.limits for row in table.rows)
        assert table.text().startswith(table.code)


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
