"""What the pages say when the hour of the reading went by while WorkChat was off."""

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from tests.page import sign_in, words
from tests.rm import connect, rm
from workchat.db import utcnow
from workchat.students.models import StudentSync
from workchat.totvs.models import RmConnection

__all__ = ["rm"]
URL = "/settings/integrations/totvs"


def test_a_night_on_which_workchat_was_off_is_told_with_what_to_do(client, cast, rm):
    sign_in(client, cast.ana)
    connect(rm, nightly_at="03:00", last_nightly_on=utcnow().date())
    far = utcnow() - timedelta(days=40)
    StudentSync.create(source="rm", state="done", created_at=far, finished_at=far)
    pages = ("/settings/integrations", URL)
    assert not [page for page in pages if "desligado" in client.get(page).text]  # the first night is still to come
    begun = (utcnow() - timedelta(hours=9)).replace(tzinfo=UTC).astimezone(ZoneInfo("America/Sao_Paulo"))
    row = {"nightly_at": f"{begun:%H:%M}", "last_nightly_on": begun.date() - timedelta(days=1)}
    RmConnection.update(row).execute()
    for page in pages:
        told = words(client.get(page), "#totvs, #totvs-standing")
        assert f"A leitura marcada para {begun:%H:%M} ".replace(" 0", " ") in told
        assert "Escolha uma hora em que ele fica ligado." in told
    RmConnection.update(active=False).execute()
    assert "desligado nessa hora" not in client.get(URL).text
