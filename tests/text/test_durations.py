"""How long, in words."""

from datetime import timedelta

import pytest

from workchat.text.durations import spoken


@pytest.mark.parametrize(("seconds", "says"), [(59, "59 s"), (60, "1 min"), (601, "11 min"), (3600, "1 h")])
def test_durations_are_rounded_up(seconds, says):
    assert spoken(timedelta(seconds=seconds)) == says
