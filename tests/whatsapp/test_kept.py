"""What could not be read is shown without anything of the family, tried again, or thrown away."""

import pytest

from tests.cast import APP_SECRET, NOW
from tests.meta import posted, raw, sign, text
from tests.page import sign_in, submit, words
from workchat.chat.models import Message
from workchat.whatsapp.models import KeptUpdate, Number
from workchat.whatsapp.retry import retry

PAGE = "/settings/integrations/kept"


@pytest.fixture
def kept(client, cast) -> KeptUpdate:
    """A message for a number that is not connected yet."""
    body = raw(posted(text("meu cpf é segredo"), number="7777"))
    answer = client.post("/whatsapp/webhook", data=body, headers={"X-Hub-Signature-256": sign(APP_SECRET, body)})
    assert answer.status_code == 200
    return KeptUpdate.get()


def test_a_kept_update_shows_its_kind_and_reason_and_nothing_of_the_family(client, cast, kept):
    sign_in(client, cast.ana)
    page = client.get(PAGE)
    assert "Mensagem de texto" in words(page) and kept.error in words(page)
    assert "segredo" not in page.text and "Marta" not in page.text and "99999" not in page.text


def test_it_is_taken_in_once_the_number_is_connected(client, cast, kept):
    sign_in(client, cast.ana)
    answer = submit(client, f"{PAGE}/{kept.id}/retry", {}, page=PAGE, follow_redirects=True)
    assert "Ainda não deu" in words(answer, "#notices") and KeptUpdate.get().settled_at is None
    Number.update(phone_number_id="7777").where(Number.id == cast.number.id).execute()
    answer = submit(client, f"{PAGE}/{kept.id}/retry", {}, page=PAGE, follow_redirects=True)
    assert "aproveitada" in words(answer, "#notices") and "Nada guardado" in words(answer, "main")
    assert Message.get(Message.direction == "in").text == "meu cpf é segredo"


def test_it_can_be_thrown_away(client, cast, kept):
    sign_in(client, cast.ana)
    submit(client, f"{PAGE}/{kept.id}/delete", {}, page=PAGE)
    assert not KeptUpdate.select().exists()
    assert client.get(PAGE).status_code == 200


def test_only_who_administers_sees_them(client, cast, kept):
    sign_in(client, cast.sara)
    assert client.get(PAGE).status_code == 403


def test_what_cannot_be_opened_any_more_stays_to_be_seen(cast, kept):
    kept.sealed_body = b"x" * 40
    kept.save()
    assert not retry(kept, NOW)
    assert KeptUpdate.get().settled_at is None
