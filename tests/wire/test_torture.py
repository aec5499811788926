"""A slice of the fault campaign: kills, lost answers, wrong clocks, a restarting Postgres; nothing doubled or lost."""

import pytest

from tests.postgres import own_postgres
from tests.torture.run import torture

KILLS = 20


@pytest.mark.parametrize("seed", [11])
def test_nothing_is_doubled_or_lost_on_sqlite(tmp_path, seed):
    shown, offences = torture(tmp_path, seed, KILLS)
    assert not offences, f"{shown}\n{offences}"


@pytest.mark.parametrize("seed", [12])
def test_nothing_is_doubled_or_lost_on_postgres(tmp_path, seed):
    with own_postgres() as server:
        shown, offences = torture(tmp_path, seed, KILLS, server.url, server)
    assert not offences, f"{shown}\n{offences}"
