"""Four workers on one Postgres and two messages on one number: still one pace, and nobody twice."""

from tests.live import fresh_postgres, living
from tests.processes import until
from tests.wire.scheduled_school import add_families, arrived, count, open_at_any_hour, send_to_all, settle, state_of

FAMILIES, INTERVAL, WORKERS = 60, 0.15, 4


def test_four_workers_share_one_number(tmp_path, postgres_url):
    with fresh_postgres(postgres_url) as url, living(tmp_path, url, with_worker=False) as school:
        open_at_any_hour(INTERVAL)
        add_families(school, FAMILIES)
        messages = [send_to_all(school, title) for title in ("Reunião", "Passeio")]
        workers = [school.start("worker") for _ in range(WORKERS)]
        until(lambda: all(state_of(message) == "done" for message in messages), 240)
        for worker in workers:
            worker.terminate()
        assert [worker.wait(60) for worker in workers] == [0] * WORKERS
        settle(school)
        bubbles = arrived()
        for message in messages:
            counted = count(message, bubbles)
            assert (counted.doubled, counted.lost, counted.lies, counted.unknown) == ([], [], [], 0)
            assert counted.least_gap >= INTERVAL
        assert len(bubbles) == FAMILIES * len(messages)
