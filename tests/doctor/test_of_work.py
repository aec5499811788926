"""The doctor on what should happen by itself: it says of copies what Situação says."""

from datetime import timedelta

from tests.cast import NOW
from workchat.backups.models import Backup
from workchat.doctor.of_records import of_work
from workchat.doctor.rules import WRONG

AHEAD = NOW + timedelta(days=30)


def test_a_copy_from_a_clock_that_was_ahead_hides_no_failure(cast):
    Backup.create(began_at=AHEAD, ended_at=AHEAD, size=9)
    Backup.create(began_at=NOW, error="Sem espaço.")
    (copies,) = [one for one in of_work(NOW) if one.words.startswith("Cópia")]
    assert copies.mark == WRONG
    assert "Sem espaço." in copies.words
