"""What every page writes in Portuguese: sizes of files."""

import pytest

from workchat.pages import file_size


@pytest.mark.parametrize(
    ("size", "says"),
    [(None, "0 bytes"), (609, "609 bytes"), (1536, "1,5 KB"), (48_000, "48 KB"), (12_345_678, "12 MB")],
)
def test_a_file_has_the_size_that_a_phone_would_say(size, says):
    assert file_size(size) == says
