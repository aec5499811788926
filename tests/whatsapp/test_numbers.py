"""The administrator connects the school's numbers, sees how they are doing, and leaves the simulator behind."""

import pytest

from tests.cast import NOW, number, ticket
from tests.meta import posted, raw, sign, text
from tests.page import select, sign_in, submit, words
from tests.whatsapp.little_meta import api, error, meta
from workchat.accounts.models import AuditEntry
from workchat.outbox.enqueue import Outgoing, enqueue
from workchat.outbox.models import Delivery, Lane
from workchat.simulator.connect import ensure_simulator
from workchat.whatsapp.compose import text_body
from workchat.whatsapp.models import Number, Template
from workchat.whatsapp.try_connection import try_connection

__all__ = ["api", "meta"]
PAGE = "/settings/integrations"
TYPED = {
    "name": "Secretaria da manhã", "phone_number_id": " 106540352242922 ", "account_id": "102290129340398",
    "token": "EAAG-token-muito-secreto", "app_secret": "0123456789abcdef", "graph_version": "v25.0",
}  # fmt: skip


@pytest.fixture
def simulator(cast, config) -> Number:
    """A school that only has the simulator, and a family that is being answered there."""
    cast.number.delete_instance()
    cast.number = ensure_simulator(config, NOW)
    return cast.number


def test_a_number_is_connected_and_its_secrets_never_come_back(client, cast):
    sign_in(client, cast.ana)
    answer = submit(client, f"{PAGE}/new", TYPED)
    row = Number.get(Number.phone_number_id == "106540352242922")
    assert answer.status_code == 303 and answer.location.endswith(f"{PAGE}/{row.id}")
    assert (row.token, row.app_secret) == (TYPED["token"], TYPED["app_secret"])
    assert sorted(lane.kind for lane in Lane.select().where(Lane.number == row)) == ["bulk", "reply"]
    page = client.get(answer.location)
    assert TYPED["token"] not in page.text and TYPED["app_secret"] not in page.text
    assert select(page, "#webhook-url")[0].text == "http://127.0.0.1:8000/whatsapp/webhook"
    assert select(page, "#verify-token")[0].text == row.verify_token
    assert "https" in words(page, "#webhook .callout")
    written = " ".join(f"{e.subject} {e.field} {e.before} {e.after}" for e in AuditEntry.select())
    assert "Secretaria da manhã" in written and TYPED["token"] not in written


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "  ", "Dê um nome"),
        ("phone_number_id", "+55 11 3333-0000", "parece um telefone"),
        ("phone_number_id", "", "Cole aqui"),
        ("phone_number_id", "1000", "só números"),
        ("account_id", "abc", "só números"),
        ("token", "", "Cole o token"),
        ("token", "com espaço", "espaços ou acentos"),
        ("token", "çedilha", "espaços ou acentos"),
        ("app_secret", "", "Cole a chave"),
        ("graph_version", "25", "Exemplo: v25.0"),
        ("graph_version", "v25.1", "Exemplo: v25.0"),
        ("graph_version", "v25.0/../me", "Exemplo: v25.0"),
    ],
)
def test_what_cannot_be_right_is_said_beside_the_field(client, cast, field, typed, said):
    sign_in(client, cast.ana)
    answer = submit(client, f"{PAGE}/new", {**TYPED, field: typed})
    assert answer.status_code == 422
    assert said in words(answer, f"#{field}-error")
    assert TYPED["token"] not in answer.text


def test_the_same_number_is_not_connected_twice(client, cast):
    sign_in(client, cast.ana)
    submit(client, f"{PAGE}/new", TYPED)
    answer = submit(client, f"{PAGE}/new", TYPED)
    assert answer.status_code == 422 and "já está conectado" in words(answer, "#phone_number_id-error")


def test_empty_secrets_keep_what_is_stored(client, cast):
    sign_in(client, cast.ana)
    submit(client, f"{PAGE}/new", TYPED)
    row = Number.get(Number.phone_number_id == "106540352242922")
    submit(client, f"{PAGE}/{row.id}", {**TYPED, "name": "Financeiro", "token": "", "app_secret": "outra-chave"})
    row = Number.get_by_id(row.id)
    assert (row.name, row.token, row.app_secret) == ("Financeiro", TYPED["token"], "outra-chave")
    changed = [(e.field, e.before, e.after) for e in AuditEntry.select().where(AuditEntry.area == "integrations")]
    assert ("Chave secreta do aplicativo", "guardado", "trocado") in changed
    assert ("Token de acesso", "guardado", "trocado") not in changed


def test_a_stopped_number_says_why_and_is_started_again(client, cast):
    Number.update(stopped_at=NOW, stopped_why="O token venceu.").where(Number.id == cast.number.id).execute()
    sign_in(client, cast.ana)
    assert "O token venceu." in words(client.get(PAGE), ".callout.danger")
    submit(client, f"{PAGE}/{cast.number.id}/restart", {}, page=PAGE)
    assert Number.get_by_id(cast.number.id).stopped_at is None
    assert AuditEntry.get(AuditEntry.field == "Número parado").before == "O token venceu."


def test_a_number_goes_out_of_use_and_comes_back(client, cast):
    sign_in(client, cast.ana)
    for active in ("no", "yes"):
        submit(client, f"{PAGE}/{cast.number.id}/active", {"active": active}, page=f"{PAGE}/{cast.number.id}")
        assert Number.get_by_id(cast.number.id).active == (active == "yes")


def test_agents_do_not_see_the_numbers(client, cast):
    sign_in(client, cast.bia)
    assert client.get(PAGE).status_code == 403


def test_the_connection_is_tested_in_words(cast, meta, api):
    meta.will(body={"display_phone_number": "+55 11 98888-0000", "verified_name": "Escola Aurora"})
    meta.will(body={"success": True})
    meta.will(body={"data": [{"name": "aviso", "language": "pt_BR", "status": "APPROVED",
                              "components": [{"type": "BODY", "text": "Oi {{1}}"}]}]})  # fmt: skip
    meta.will(body={"whatsapp_business_manager_messaging_limit": "TIER_2K"})
    tried = try_connection(cast.number, api, NOW)
    assert tried.ok and "+55 11 98888-0000 (Escola Aurora)" in tried.words and "1 modelo" in tried.words
    assert Template.get().variables == 1
    number = Number.get_by_id(cast.number.id)
    assert (number.display_phone, number.messaging_limit) == ("5511988880000", 2000)


def test_a_number_whose_limit_is_not_told_is_connected_all_the_same(cast, meta, api):
    for answer in ({"display_phone_number": "+55 11 98888-0000"}, {"success": True}, {"data": []}):
        meta.will(body=answer)
    meta.will(400, error(100, "Tried accessing nonexisting field"))
    assert try_connection(cast.number, api, NOW).ok
    assert Number.get_by_id(cast.number.id).messaging_limit is None


@pytest.mark.parametrize(
    ("http", "code", "said"),
    [
        (401, 190, "não reconheceu o token"),
        (400, 100, "não encontrou este número"),
        (403, 10, "não tem permissão"),
        (503, 2, "fora do ar"),
    ],
)
def test_a_refused_connection_says_what_to_do(cast, meta, api, http, code, said):
    meta.will(http, error(code))
    tried = try_connection(cast.number, api, NOW)
    assert not tried.ok and said in tried.words


def test_a_wrong_account_is_told_apart_from_a_wrong_number(cast, meta, api):
    meta.will(body={"display_phone_number": "+55 11 98888-0000"})
    meta.will(400, error(100))
    assert "não encontrou a conta" in try_connection(cast.number, api, NOW).words


def test_silence_and_strangers_are_told_apart(cast, meta, api):
    meta.will(502, b"<html>")
    assert "teste de novo" in try_connection(cast.number, api, NOW).words
    meta.will(403, b"<html>proxy")
    assert "Quem respondeu não foi o WhatsApp" in try_connection(cast.number, api, NOW).words


def test_the_first_real_number_ends_the_simulator_and_what_it_had_queued(client, cast, simulator):
    waiting = ticket(cast)
    enqueue(waiting, Outgoing(text_body("Olá"), "Olá", "agent", author=cast.bia), NOW)
    sign_in(client, cast.ana)
    submit(client, f"{PAGE}/new", TYPED)
    assert not Number.get_by_id(simulator.id).active
    assert Delivery.get().status == "cancelled" and "simulador" in Delivery.get().error
    assert "Apagar os dados do simulador" in words(client.get(PAGE), "main")


def test_the_page_says_when_whatsapp_last_spoke(client, cast):
    other = number("Financeiro", "9000")
    body = raw(posted(text("oi"), number="1000"))
    client.post("/whatsapp/webhook", data=body, headers={"X-Hub-Signature-256": sign("segredo-de-teste", body)})
    assert Number.get_by_id(cast.number.id).last_webhook_at
    assert Number.get_by_id(other.id).last_webhook_at is None
