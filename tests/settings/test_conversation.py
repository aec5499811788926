"""The phone beside the tabs shows what families would really get."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.cast import NOW, contact, ticket
from tests.page import select, sign_in, submit, words
from workchat.chat.models import INTAKE, Message
from workchat.chat.rules import TransferSetting
from workchat.intake.begin import begin
from workchat.intake.rules import Policy
from workchat.settings.conversation import conversation
from workchat.settings.models import ClosingReason, Settings, TermsVersion

OFF = TransferSetting(None, None, None, 0, "", False)
SECRETARIA = TransferSetting("department", None, 1, 10, "Secretaria", True)
NOTHING = Policy()
TERMS = Policy(terms_url="https://e.com/t", refusal_text="Ligue, {{primeiro_nome}}.")
DATA = Policy(restriction="automatic", request_text="Mande CPF e nascimento")


def texts(**given):
    blank = {"welcome_text": "", "closing_text": "", "transfer_text": "", "save_contacts": True, "terms_always": True}
    return SimpleNamespace(school_name="Escola Aurora", **(blank | given))


def told(policy=NOTHING, transfer=OFF, reasons=0, **given):
    return conversation(texts(**given), policy, transfer, reasons)


def sent(steps):
    return [(step.source, step.text) for step in steps if step.side == "out"]


def test_with_nothing_set_the_desk_says_nothing():
    assert sent(told()) == []


def test_the_welcome_is_filled_as_the_sample_mother_would_read_it():
    steps = told(welcome_text="Olá, {{nome}}! Aqui é a {{escola}}. Fale com {{atendente|a equipe}}.")
    assert sent(steps) == [("Gerais · Boas-vindas", "Olá, Marta Souza! Aqui é a Escola Aurora. Fale com a equipe.")]


def test_the_welcome_and_the_terms_are_one_bubble_when_they_fit_and_two_when_not():
    steps = told(TERMS, welcome_text="Olá!")
    (source, text), *_ = sent(steps)
    assert source == "Gerais · Boas-vindas + Termos de privacidade · Link"
    assert text.startswith("Olá!\n\n") and "https://e.com/t" in text
    long = told(TERMS, welcome_text="a" * 1000)
    assert [source for source, _ in sent(long)][:2] == ["Gerais · Boas-vindas", "Termos de privacidade · Link"]
    assert next(step.buttons for step in steps if step.buttons) == ("Aceito", "Não aceito")


def test_terms_then_data_then_queue_transfer_and_goodbye():
    policy = replace(TERMS, restriction="manual", request_text="Mande CPF e nascimento")
    steps = told(policy, SECRETARIA, 3, closing_text="Obrigado!", transfer_text="Agora com {{departamento}}.")
    assert [text for _, text in sent(steps)][1:] == [
        "Mande CPF e nascimento", "Agora com Secretaria.", "Obrigado!", "Ligue, Marta.",
    ]  # fmt: skip
    notes = [step.text for step in steps if step.side == "note"]
    assert notes == [
        "O contato aperta Aceito.",
        "O ticket espera em Aprovar contato até um atendente aprovar o acesso.",
        "O contato entra na lista de contatos.",
        "O ticket entra na fila Aguardando.",
        "Depois de 10 minutos sem resposta, o ticket vai para o departamento Secretaria.",
        "Um atendente responde pelo Chat e encerra o ticket.",
        "3 motivos substituem esta mensagem.",
        "Se o contato aperta Não aceito, o ticket é encerrado e ele recebe:",
    ]


def test_terms_asked_only_when_they_change_are_still_asked_of_a_new_contact():
    steps = told(replace(TERMS, terms_always=False), terms_always=False)
    assert "https://e.com/t" in sent(steps)[0][1]
    assert any("quando o termo mudar" in step.text for step in steps)


def test_a_stopped_transfer_says_why():
    gone = TransferSetting("agent", 1, None, 5, "Bia Rocha", False)
    assert any("Bia Rocha não está mais ativo" in step.text for step in told(transfer=gone, transfer_text="Oi"))


def test_the_sample_answer_satisfies_the_intake():
    notes = [step.text for step in told(DATA) if step.side == "note"]
    assert notes[0] == "O contato é aprovado automaticamente."


@pytest.mark.parametrize("restriction", ["none", "automatic"])
@pytest.mark.parametrize("link", ["", "https://www.escola.com.br/privacidade"])
@pytest.mark.parametrize("welcome", ["", "Olá, {{primeiro_nome}}, da {{escola}}!", "a" * 1020])
def test_the_phone_begins_with_the_very_words_that_the_desk_sends(client, cast, restriction, link, welcome):
    sign_in(client, cast.ana)
    submit(client, "/settings/general", {"interval_seconds": "30", "welcome_text": welcome, "version": "1"})
    submit(client, "/settings/contacts", {"restriction": restriction, "version": "1"})
    submit(client, "/settings/privacy", {"privacy_url": link, "version": "1"})
    shown = [
        words_of.get_text("\n").split()
        for words_of in select(client.get("/settings/general"), ".bubble.out .bubble-text")
    ]
    row = ticket(cast, contact("Marta Souza"), state=INTAKE)
    begin(row, Settings.current(), NOW, welcome=True)
    really = [
        m.text for m in Message.select().where(Message.ticket == row, Message.direction == "out").order_by(Message.id)
    ]
    assert [plain(" ".join(bubble)) for bubble in shown[: len(really)]] == [plain(text) for text in really]
    assert bool(really) == bool(welcome or link or restriction != "none")


def plain(text: str) -> str:
    return "".join(text.replace("*", "").split())


def test_the_preview_follows_what_is_typed_and_stores_nothing(client, cast):
    sign_in(client, cast.ana)
    typed = {"interval_seconds": "30s", "welcome_text": "Bem-vinda, *{{nome}}*"}
    answer = submit(client, "/settings/general/preview", typed, page="/settings/general")
    assert answer.status_code == 200 and not select(answer, "html")
    assert words(answer, ".bubble.out strong") == "Marta Souza"
    assert words(answer, ".caption.here") == "Gerais · Boas-vindas"
    assert Settings.current().welcome_text == ""


def test_the_editor_gets_one_bubble_or_nothing(client, cast):
    sign_in(client, cast.ana)
    typed = {"preview_field": "closing_text", "closing_text": "_Até logo_, {{atendente}}"}
    answer = submit(client, "/settings/general/preview", typed, page="/settings/general")
    assert len(select(answer, ".bubble.out")) == 1 and words(answer, "em") == "Até logo"
    typed["closing_text"] = ""
    assert submit(client, "/settings/general/preview", typed, page="/settings/general").text == ""


@pytest.mark.parametrize("link", ["https://[::1", "https://x:99999", "https://" + "é" * 90 + ".br", "http://x"])
def test_a_link_being_typed_never_breaks_the_preview(client, cast, link):
    sign_in(client, cast.ana)
    answer = submit(client, "/settings/privacy/preview", {"privacy_url": link}, page="/settings/privacy")
    assert answer.status_code == 200


def test_every_tab_has_the_phone_in_the_full_page(client, cast):
    sign_in(client, cast.ana)
    ClosingReason.create(name="Matrícula", text="Até!")
    TermsVersion.create(url="https://e.com", text="antigo", sha256="x")
    for tab in ("general", "transfer", "contacts", "privacy"):
        assert select(client.get(f"/settings/{tab}"), "aside details .phone .phone-screen .bubble")
