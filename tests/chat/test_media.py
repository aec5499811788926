"""Files that families sent: only for those who see the ticket, and never opened inside our pages."""

import pytest

from tests.chat.pages import a_ticket, says
from tests.page import select, sign_in, words
from workchat.chat.models import Media, Message


@pytest.fixture
def file(cast, config):
    ticket = a_ticket(cast)
    message = says(cast, ticket, kind="document")
    folder = config.instance / "media"
    folder.mkdir(exist_ok=True)
    (folder / "abc123").write_bytes(b"<script>alert(1)</script>")
    return Media.create(
        message=message, media_id="1", mime="text/html", filename="../../boleto.html", stored_as="abc123",
        state="stored", size=25,
    )  # fmt: skip


def test_a_file_is_handed_over_and_never_opened_in_our_pages(cast, bia, file):
    answer = bia.get(f"/chat/media/{file.id}")
    assert answer.data.startswith(b"<script>")
    assert answer.headers["Content-Disposition"] == "attachment; filename=boleto.html"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Cache-Control"] == "no-store"  # the school's computers are shared
    answer.close()


def test_a_file_is_only_for_those_who_see_the_ticket(cast, client, file):
    assert client.get(f"/chat/media/{file.id}").status_code == 303
    sign_in(client, cast.caio)
    assert client.get(f"/chat/media/{file.id}").status_code == 404


def test_a_file_that_is_not_here_yet_says_so(cast, bia, file):
    for state, said in (("waiting", "Baixando o arquivo"), ("failed", "Peça para enviar de novo.")):
        Media.update(state=state, error="Peça para enviar de novo.").execute()
        page = bia.get(f"/chat/{file.message.ticket_id}")
        assert said in words(page, ".bubble-file")
        assert not select(page, "a.bubble-file")
        assert bia.get(f"/chat/media/{file.id}").status_code == 404


def test_a_file_of_no_ticket_is_nobodys(cast, bia, file):
    Message.update(ticket=None).where(Message.id == file.message_id).execute()
    assert bia.get(f"/chat/media/{file.id}").status_code == 404
