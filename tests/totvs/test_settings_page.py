"""The connection to TOTVS as the administrator types it: kept, refused in words, tested, and switched off."""

import secrets
from dataclasses import replace

import pytest

from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.db import utcnow
from workchat.students.models import StudentSync
from workchat.students.start_sync import start_rm_sync
from workchat.students.sync_steps import fail
from workchat.totvs.models import RmConnection
from workchat.totvs.sentences import STUDENTS_SQL
from workchat.vault import vault

URL = "/settings/integrations/totvs"
TYPED = {
    "transport": "rest", "rest_url": "https://rm.escola.example:8051", "soap_url": "", "user": "workchat",
    "password": "segredo do rm", "coligada": "1", "filial": "1", "teaching_level": "2", "period": "2026",
    "area_code": "(11)", "students_sentence": "WORKCHAT.ALUNOS", "guardians_sentence": "WORKCHAT.RESP",
    "nightly_at": "3h", "active": "y",
}  # fmt: skip
KEPT = TYPED | {"password": ""}


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def save(ana, typed: dict, **more):
    """As a browser does: with what is hidden on the page now."""
    hidden = {box["name"]: box["value"] for box in select(ana.get(URL), "#totvs input[type=hidden]")}
    return ana.post(URL, data={**hidden, **typed}, **more)


@pytest.fixture
def saved(ana) -> RmConnection:
    assert save(ana, TYPED).status_code == 303
    return RmConnection.current()


def test_what_is_typed_is_kept_and_the_password_is_sealed(saved, cast):
    assert (saved.rest_url, saved.coligada, saved.teaching_level) == ("https://rm.escola.example:8051", 1, 2)
    assert (saved.area_code, saved.nightly_at, saved.active) == ("11", "03:00", True)
    assert saved.password == "segredo do rm" and b"segredo" not in bytes(saved.sealed_password)
    told = AuditEntry.select().where(AuditEntry.area == "integrations")
    assert {line.user for line in told} == {cast.ana}
    assert "segredo do rm" not in " ".join(line.after for line in told)
    assert "trocada" in {line.after for line in told if line.field == "Senha"}


def test_the_password_is_never_shown_again_and_stays_when_left_empty(ana, saved):
    page = ana.get(URL)
    assert "segredo do rm" not in page.text and not select(page, "#password")[0].get("value")
    assert "Já está guardada" in words(page, "#password-help")
    assert save(ana, KEPT | {"period": "2027"}).status_code == 303
    assert (RmConnection.current().period, RmConnection.current().password) == ("2027", "segredo do rm")


@pytest.mark.parametrize("moved", [
    {"rest_url": "https://outro.example:8051"}, {"rest_url": "https://rm.escola.example:9000"},
    {"soap_url": "https://outro.example"},
])  # fmt: skip
def test_another_server_does_not_get_the_old_password_unasked(ana, saved, moved):
    refused = save(ana, KEPT | moved)
    assert refused.status_code == 422
    assert "O endereço mudou: digite a senha de novo" in words(refused, "#password-error")
    assert RmConnection.current().rest_url == saved.rest_url
    assert save(ana, TYPED | moved | {"password": "outra"}).status_code == 303
    assert RmConnection.current().password == "outra"


@pytest.mark.parametrize(("wrong", "field", "said"), [
    ({"rest_url": ""}, "rest_url", "Digite o endereço"), ({"transport": "soap"}, "soap_url", "Digite o endereço"),
    ({"rest_url": "http://rm.escola.example:8051"}, "rest_url", "https://"),
    ({"rest_url": "rm.escola"}, "rest_url", "Digite o endereço como"), ({"user": ""}, "user", "usuário"),
    ({"user": "a:b"}, "user", "sem dois-pontos"), ({"password": ""}, "password", "Digite a senha"),
    ({"coligada": ""}, "coligada", "coligada"), ({"filial": "um"}, "filial", "Digite só o número"),
    ({"teaching_level": "99999"}, "teaching_level", "32767"), ({"period": ""}, "period", "período"),
    ({"period": "2026;X=1"}, "period", "como está no RM"), ({"area_code": "1"}, "area_code", "dois números"),
    ({"students_sentence": ""}, "students_sentence", "código"),
    ({"students_sentence": "WORKCHAT.ALUNOS.NOVOS"}, "students_sentence", "16 caracteres"),
    ({"guardians_sentence": "A/B"}, "guardians_sentence", "Use só letras"),
    ({"nightly_at": "25:00"}, "nightly_at", "Digite a hora"), ({"transport": "ftp"}, "transport", "Escolha"),
])  # fmt: skip
def test_what_cannot_work_is_said_beside_its_field_and_the_rest_stays_typed(ana, wrong, field, said):
    answer = save(ana, TYPED | wrong)
    assert answer.status_code == 422
    assert said in words(answer, f"#{field}-error")
    assert select(answer, f".error-summary a[href='#{field}']")
    assert not select(answer, "#password")[0].get("value")
    for name in {"user", "period", "rest_url", "area_code"} & set(TYPED):
        assert select(answer, f"#{name}")[0]["value"] == (TYPED | wrong)[name]
    assert RmConnection.current().user == ""


def test_a_server_of_the_schools_own_network_needs_no_https_when_the_installer_allows_it(app, ana):
    app.config["SCHOOL"] = replace(app.config["SCHOOL"], private_hosts=("rm.local",))
    assert save(ana, TYPED | {"rest_url": "http://rm.local:8051"}).status_code == 303


def test_an_empty_form_is_a_school_without_totvs(ana, saved):
    nothing = dict.fromkeys(TYPED, "") | {name: TYPED[name] for name in ("transport", "students_sentence",
                                                                         "guardians_sentence")}  # fmt: skip
    del nothing["active"]
    assert save(ana, nothing).status_code == 303
    assert "Ainda não está conectado" in words(ana.get(URL), ".page-header")
    assert not select(ana.get(URL), "#do-test")


def test_a_colleague_who_saved_first_is_not_overwritten(ana, saved, cast):
    hidden = {box["name"]: box["value"] for box in select(ana.get(URL), "#totvs input[type=hidden]")}
    assert save(ana, KEPT | {"period": "2027"}).status_code == 303
    late = ana.post(URL, data={**hidden, **KEPT, "period": "2028", "nightly_at": "5:00"})
    assert late.status_code == 422
    assert "Ana Prado salvou esta guia" in words(late, "#clash-title")
    assert "2027" in words(late, "[data-label='Salvo agora']") and "2028" in words(late, "[data-label='Você digitou']")
    assert select(late, "#period")[0]["value"] == "2028" and RmConnection.current().period == "2027"
    again = {box["name"]: box["value"] for box in select(late, "#totvs input[type=hidden]")}
    assert ana.post(URL, data={**again, **KEPT, "period": "2028"}).status_code == 303


def test_the_texts_of_the_two_questions_can_be_copied_and_handed_over(ana, saved):
    page = ana.get(URL)
    assert select(page, "#sql-students")[0].text == STUDENTS_SQL
    assert select(page, "[data-copy='#sql-students']") and select(page, "[data-copy='#sql-guardians']")
    assert "CODPERLET (Texto)" in words(page, "#totvs-steps")
    handed = ana.get(select(page, "#totvs-steps a")[0]["href"])
    assert STUDENTS_SQL in handed.text and "WORKCHAT.RESP" in handed.text and "Escola Aurora" in handed.text
    assert "segredo" not in handed.text and "attachment" in handed.headers["Content-Disposition"]


def test_the_test_is_asked_for_once_and_its_steps_are_shown_when_it_is_over(ana, saved):
    for _ in range(2):
        submit(ana, f"{URL}/test", {}, URL)
    assert AuditEntry.select().where(AuditEntry.field == "Testar conexão").count() == 1
    asked = select(ana.get(URL), "#rm-test")[0]
    assert ana.get(asked["hx-get"]).status_code == 204
    steps = [{"ok": True, "words": "O endereço responde."}, {"ok": False, "words": "Senha errada."}]
    RmConnection.update(test_state="done", test_steps=steps, tested_at=utcnow()).execute()
    over = ana.get(asked["hx-get"])
    assert not select(over, "[data-poll]")
    assert words(over, ".ok") == "Certo: O endereço responde." and words(over, ".wrong") == "Errado: Senha errada."
    for page in (over, ana.get(URL), ana.get("/settings/integrations")):
        assert "Com problema" in words(page, ".badge") and "não passou: Senha errada." in page.text


def test_sync_now_leads_to_its_page(ana, saved):
    answer = submit(ana, "/students/syncs", {}, URL)
    assert answer.location == f"/students/syncs/{StudentSync.get().id}"
    assert "Lendo agora" in words(ana.get(URL), ".badge") and not select(ana.get(URL), "#sync-now")


def test_switched_off_nothing_can_be_read_but_the_connection_can_be_tested(ana, saved):
    off = {name: value for name, value in KEPT.items() if name != "active"}
    assert save(ana, off).status_code == 303
    page = ana.get(URL)
    assert select(page, "#do-test") and not select(page, "#sync-now")
    assert "desativada" in words(page, ".page-header")


def test_integrations_says_in_a_sentence_how_totvs_and_the_portal_are(app, ana, cast):
    page = ana.get("/settings/integrations")
    assert "Ainda não está conectado" in words(page, "#totvs") and "Desligado" in words(page, "#portal")
    save(ana, TYPED)
    fail(start_rm_sync(cast.ana, utcnow()), "O TOTVS RM está sem licença livre agora.", utcnow())
    app.config["SCHOOL"] = replace(app.config["SCHOOL"], embed_origins=("https://portal.example",))
    page = ana.get("/settings/integrations")
    assert "sem licença livre" in words(page, "#totvs") and "Ligado" in words(page, "#portal")


def test_when_the_key_is_gone_the_password_is_asked_for_again(ana, saved):
    known = dict(vault._keys)
    vault._keys[vault._current] = secrets.token_bytes(32)
    try:
        assert "não pode mais ser aberta" in words(ana.get(URL), "#password-help")
        assert "Digite a senha" in words(save(ana, KEPT), "#password-error")
        assert save(ana, TYPED).status_code == 303
        assert RmConnection.current().password == "segredo do rm"
    finally:
        vault._keys.update(known)


def test_only_administrators_open_the_connection(client, cast):
    sign_in(client, cast.sara)
    assert client.get(URL).status_code == 403
