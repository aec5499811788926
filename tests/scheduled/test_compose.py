"""Writing a scheduled message: what may be typed, what is kept, and that a double click makes one."""

from datetime import datetime, timedelta

import pytest

from tests.announcements import group
from tests.cast import contact, number
from tests.page import select, sign_in, submit, words
from workchat.contacts.models import Tag
from workchat.db import utcnow
from workchat.scheduled.models import AudiencePart, ScheduledMessage
from workchat.whatsapp.models import Template

URL = "/scheduled/new"
GOOD = {"title": "Reunião de pais", "content": "text", "text": "Olá, {{primeiro_nome|família}}!", "opt_out_line": "y",
        "to": "all", "when": "now", "repeat": "once", "form_key": "k1"}  # fmt: skip


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def template(cast, body="Olá, {{1}}! A reunião é {{2}}.", **columns) -> Template:
    given = {"name": "reuniao", "language": "pt_BR", "status": "APPROVED", "category": "UTILITY"}
    return Template.create(number=cast.number, body=body, **given | columns)


def with_template(row: Template, *gaps: str) -> dict:
    filled = {f"gap_{n}": text for n, text in enumerate(gaps, 1)}
    return {**GOOD, "content": "template", "template": row.id, **filled}


def test_a_good_draft_leads_to_its_review(ana, cast):
    answer = submit(ana, URL, GOOD)
    message = ScheduledMessage.get()
    assert answer.status_code == 303 and answer.location == f"/scheduled/{message.id}/review"
    assert (message.state, message.number_id, message.created_by_id) == ("draft", cast.number.id, cast.ana.id)
    assert (message.title, message.text) == ("Reunião de pais", "Olá, {{primeiro_nome|família}}!")
    assert message.opt_out_line and message.due_at is None
    assert [(part.kind, part.excluded) for part in AudiencePart.select()] == [("all", False)]


def test_a_double_click_makes_one_draft(ana):
    first, second = submit(ana, URL, GOOD), submit(ana, URL, GOOD)
    assert first.location == second.location
    assert (ScheduledMessage.select().count(), AudiencePart.select().count()) == (1, 1)


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("title", "   ", "Dê um título"),
        ("title", "x" * 81, "até 80 caracteres"),
        ("text", "", "Escreva a mensagem"),
        ("text", "Fale com {{atendente}}", "ainda não se sabe"),
        ("text", "Olá {{nome", "não foi fechada"),
        ("text", "a" * 4058, "até 4.096 caracteres, contando a linha do SAIR. Corte 1 caractere."),
        ("to", "some", "Marque pelo menos um grupo ou uma tag."),
        ("to", "", "Escolha quem recebe."),
        ("when", "", "Escolha quando enviar."),
        ("repeat", "daily", "Escolha se a mensagem se repete."),
        ("content", "sticker", "Escolha se envia um texto ou um modelo."),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words_and_kept(ana, field, typed, says):
    answer = submit(ana, URL, {**GOOD, field: typed})
    assert answer.status_code == 422
    assert says in words(answer, ".error-summary") and says in words(answer, ".field .error")
    kept = select(answer, f"input#{field}, textarea#{field}")
    assert not kept or (kept[0].get("value") or kept[0].get_text().strip("\r\n")).strip() == typed.strip()
    assert ScheduledMessage.select().count() == 0


def test_the_text_may_fill_all_that_whatsapp_takes(ana):
    assert submit(ana, URL, {**GOOD, "text": "a" * 4057}).status_code == 303
    fields = {name: value for name, value in GOOD.items() if name != "opt_out_line"}
    assert submit(ana, URL, {**fields, "form_key": "k2", "text": "a" * 4096}).status_code == 303


@pytest.mark.parametrize(("day", "hour"), [("2099-12-05", "14:30"), ("05/12/2099", "14h30"), ("05/12/2099 14:30", "")])
def test_a_far_date_is_refused_however_it_is_typed_and_stays_readable(ana, day, hour):
    answer = submit(ana, URL, {**GOOD, "when": "later", "day": day, "hour": hour})
    assert answer.status_code == 422 and "Escolha uma data até" in words(answer, "#day-error")
    box = select(answer, "#day")[0]
    assert (box["type"], box["value"]) == ("text", day)


def test_a_date_is_read_on_the_schools_wall_clock(ana):
    day = utcnow().date() + timedelta(days=30)
    for key, typed, hour in (("a", f"{day:%Y-%m-%d}", "14:30"), ("b", f"{day:%d/%m/%Y} 14:30", "")):
        answer = submit(ana, URL, {**GOOD, "form_key": key, "when": "later", "day": typed, "hour": hour})
        assert answer.status_code == 303
    due = {message.due_at for message in ScheduledMessage.select()}
    assert due == {datetime(day.year, day.month, day.day, 17, 30)}


def test_a_time_that_passed_is_refused(ana):
    yesterday = utcnow() - timedelta(days=1)
    answer = submit(ana, URL, {**GOOD, "when": "later", "day": f"{yesterday:%d/%m/%Y}", "hour": "10:00"})
    assert "já passaram" in words(answer, "#day-error")


def test_groups_and_tags_are_joined_less_the_excluded_ones(ana):
    fifth, staff = group("5º ano", contact()), group("Equipe")
    owing = Tag.create(name="Pagantes")
    page = ana.get(URL)
    assert "5º ano 1 contato" in words(page, "#groups")
    fields = {**GOOD, "to": "some", "groups": fifth.id, "tags": owing.id, "without_groups": staff.id}
    assert submit(ana, URL, fields).status_code == 303
    parts = {(part.kind, part.ref_id, part.excluded) for part in AudiencePart.select()}
    assert parts == {("group", fifth.id, False), ("tag", owing.id, False), ("group", staff.id, True)}
    edit = ana.get(f"/scheduled/{ScheduledMessage.get().id}/edit")
    assert [box["value"] for box in select(edit, "#groups input[checked]")] == [str(fifth.id)]


def test_a_group_that_is_gone_is_not_taken(ana):
    answer = submit(ana, URL, {**GOOD, "to": "some", "groups": "999"})
    assert answer.status_code == 422 and "não existe mais" in words(answer, ".error-summary")


def test_only_approved_templates_that_can_be_filled_are_offered(ana, cast):
    template(cast)
    for n, columns in enumerate(({"status": "PAUSED"}, {"header": "VIDEO"}, {"category": "AUTHENTICATION"},
                                 {"buttons": [{"type": "URL", "url": "https://x.example/{{1}}"}]})):  # fmt: skip
        template(cast, name=f"outro{n}", **columns)
    assert words(ana.get(URL), "#template option") == "Escolha um modelo reuniao (pt_BR)"


def test_a_chosen_template_shows_a_field_for_each_gap_with_what_is_likely(ana, cast):
    row = template(cast)
    answer = submit(ana, "/scheduled/gaps", {"template": row.id, "title": "x"}, page=URL)
    assert select(answer, "#gap_1")[0]["value"] == "{{primeiro_nome|família}}"
    assert select(answer, "#gap_2")[0].get("value") == ""
    named = template(cast, "Oi {{nome}}, aqui é {{escola}}.", name="nomes")
    answer = submit(ana, "/scheduled/gaps", {"template": named.id}, page=URL)
    assert [box["value"] for box in select(answer, "input")] == ["{{nome|família}}", "{{escola}}"]


def test_without_javascript_a_button_shows_the_fields_of_a_template(ana, cast):
    answer = submit(ana, URL, {**with_template(template(cast)), "step": "template", "title": "Não me perca"})
    assert answer.status_code == 200 and select(answer, "#gap_1") and not select(answer, ".error-summary")
    assert select(answer, "#title")[0]["value"] == "Não me perca"


def test_a_template_is_saved_with_its_gaps(ana, cast):
    row = template(cast)
    assert submit(ana, URL, with_template(row, "{{primeiro_nome|família}}", "quinta")).status_code == 303
    message = ScheduledMessage.get()
    assert (message.content, message.template_id) == ("template", row.id)
    assert message.parameters == {"1": "{{primeiro_nome|família}}", "2": "quinta"}


@pytest.mark.parametrize(
    ("gap", "says"),
    [
        ("", "{{2}}: preencha este campo"),
        ("{{senha}}", "não existe"),
        ("a     b", "{{2}}: use uma linha só"),
        ("x" * 1025, "passa do limite em 1"),
    ],
)
def test_a_gap_that_whatsapp_would_refuse_is_refused_here(ana, cast, gap, says):
    answer = submit(ana, URL, with_template(template(cast), "Marta", gap))
    assert answer.status_code == 422 and says in words(answer, "#gap_2-error")
    assert select(answer, "#gap_2")[0]["value"] == gap


def test_with_two_numbers_the_template_must_be_of_the_one_that_sends(ana, cast):
    other = number("Financeiro", "2222")
    fields = with_template(template(cast), "Marta", "quinta")
    assert "Escolha o número" in words(submit(ana, URL, fields), "#number-error")
    answer = submit(ana, URL, {**fields, "number": other.id})
    assert "não é do número Financeiro" in words(answer, "#template-error")
    assert submit(ana, URL, {**fields, "number": cast.number.id}).status_code == 303


def test_urgent_wants_a_reason(ana):
    assert "motivo da urgência" in words(submit(ana, URL, {**GOOD, "urgent": "y"}), "#urgent_reason-error")
    submit(ana, URL, {**GOOD, "urgent": "y", "urgent_reason": " Falta  água "})
    assert (ScheduledMessage.get().urgent, ScheduledMessage.get().urgent_reason) == (True, "Falta água")


def test_the_preview_speaks_to_a_real_contact(ana):
    contact("Marta Souza")
    answer = submit(ana, "/scheduled/preview", GOOD, page=URL)
    assert words(answer, ".bubble-text") == "Olá, Marta! Para não receber mais, responda SAIR."
    assert "Como Marta Souza vai ler" in words(answer, ".caption")


def test_a_school_without_a_number_is_told_what_to_do(ana, cast):
    cast.number.active = False
    cast.number.save()
    assert "Nenhum número conectado" in words(ana.get(URL), ".empty")
