"""Who is at the browser."""

import pytest

from tests.page import sign_in


@pytest.fixture
def bia(cast, client):
    """Bia's browser: she answers in the Secretaria."""
    sign_in(client, cast.bia)
    return client
