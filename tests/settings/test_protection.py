"""Gerais, "Proteção do número": hours, days, limits, pauses and prices are typed, refused in words, kept and told."""

import pytest

from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.settings.models import Settings
from workchat.whatsapp.models import Number

URL = "/settings/general"
USUAL = {
    "interval_seconds": "30", "welcome_text": "", "closing_text": "", "version": "1", "variation_percent": "",
    "weekday_from": "08:00", "weekday_until": "20:00", "saturday_from": "09:00", "saturday_until": "13:00",
    "sunday_from": "", "sunday_until": "", "skips_holidays": "y", "extra_days": "", "daily_cap": "", "pause_every": "",
    "pause_seconds": "", "price_marketing": "", "price_utility": "", "price_service": "",
}  # fmt: skip


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_a_new_school_sends_on_working_days_and_not_on_sundays_and_holidays(ana):
    page = ana.get(URL)
    assert not select(page, "#protection[open]")
    assert words(page, "#protection-summary").startswith("seg–sex 8:00–20:00, sáb 9:00–13:00, sem domingos e feriados")
    assert select(page, "#weekday_from")[0]["value"] == "08:00" and not select(page, "#sunday_from")[0].get("value")
    assert "Os próximos: " in words(page, "#skips_holidays-help")


def test_everything_is_saved_and_shown_again(ana):
    typed = USUAL | {
        "variation_percent": "20", "weekday_from": "7h30", "sunday_from": "10", "sunday_until": "12:00", "ramps": "y",
        "extra_days": "24/12/2026 a 31/01/2027 Férias\n02/03/2026", "daily_cap": "1.000", "pause_every": "20",
        "pause_seconds": "60", "price_marketing": "0,35", "price_utility": "R$ 0,0372", "price_service": "0",
    }  # fmt: skip
    typed.pop("skips_holidays")
    assert submit(ana, URL, typed).status_code == 303
    settings = Settings.current()
    assert (settings.variation_percent, settings.daily_cap, settings.ramps) == (20, 1000, True)
    assert (settings.weekday_from, settings.sunday_from, settings.skips_holidays) == ("07:30", "10:00", False)
    assert settings.extra_days == "2026-03-02\n2026-12-24..2027-01-31 Férias"
    assert (settings.pause_every, settings.pause_seconds) == (20, 60)
    assert (settings.price_marketing, settings.price_utility, settings.price_service) == (3500, 372, 0)
    page = ana.get(URL)
    assert words(page, "#extra_days") == "02/03/2026 24/12/2026 a 31/01/2027 Férias"
    shown = ("price_marketing", "price_utility", "price_service", "weekday_from", "daily_cap")
    assert [select(page, f"#{name}")[0]["value"] for name in shown] == ["0,35", "0,0372", "0,00", "07:30", "1000"]


def test_the_history_says_it_in_the_school_s_words(ana):
    submit(ana, URL, USUAL | {"weekday_from": "9", "price_marketing": "0,35", "ramps": "y", "extra_days": "1/1/2027 x"})
    lines = {row.field: (row.before, row.after) for row in AuditEntry.select().where(AuditEntry.area == "general")}
    assert lines == {
        "Segunda a sexta, a partir de": ("08:00", "09:00"),
        "Preço por mensagem de marketing (em R$)": ("", "R$ 0,35"),
        "Começar aos poucos com um número novo": ("Não", "Sim"),
        "Outros dias sem envio": ("", "01/01/2027 x"),
    }


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("variation_percent", "101", "A variação vai de 0 a 100."),
        ("weekday_from", "25", "A hora vai de 0:00 a 23:59."),
        ("saturday_until", "oito", "Digite a hora assim: 8:00."),
        ("weekday_until", "7:00", "Segunda a sexta: o fim precisa vir depois do começo."),
        ("sunday_until", "12:00", "Domingo: preencha o começo e o fim, ou deixe os dois vazios."),
        ("extra_days", "24/12 Recesso", "Linha 1: comece pela data com o ano."),
        ("daily_cap", "0", "O limite de pessoas vai de 1 a 100.000."),
        ("pause_every", "1", "vai de 2 a 1.000"),
        ("pause_every", "20", "Diga quanto dura a pausa maior"),
        ("pause_seconds", "60", "Diga a cada quantas mensagens"),
        ("price_marketing", "caro", "Digite o preço em reais"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_kept_as_typed(ana, field, typed, says):
    answer = submit(ana, URL, USUAL | {field: typed, "welcome_text": "Não me perca"})
    assert answer.status_code == 422
    assert says in words(answer, ".error-summary") and says in words(answer, "#protection .error")
    assert select(answer, "#protection[open]")
    box = select(answer, f"#{field}")[0]
    assert (box.get("value") or box.get_text().strip()) == typed
    assert words(answer, "textarea#welcome_text") == "Não me perca"
    assert Settings.current().general_version == 1


def test_a_pause_shorter_than_the_interval_would_do_nothing(ana):
    answer = submit(ana, URL, USUAL | {"pause_every": "20", "pause_seconds": "30"})
    assert "precisa passar do intervalo de 30 segundos" in words(answer, "#pause_seconds-error")


def test_a_week_without_any_hours_is_refused(ana):
    answer = submit(ana, URL, USUAL | dict.fromkeys([*USUAL][5:11], ""))
    assert answer.status_code == 422 and "pelo menos um horário" in words(answer, "#weekday_until-error")


def test_an_error_of_a_message_leaves_the_protection_closed(ana):
    answer = submit(ana, URL, USUAL | {"welcome_text": "{{senha}}"})
    assert answer.status_code == 422 and not select(answer, "#protection[open]")


def test_early_and_sunday_hours_are_saved_with_a_warning(ana):
    assert submit(ana, URL, USUAL | {"weekday_from": "6", "sunday_from": "9", "sunday_until": "12"}).status_code == 303
    warnings = words(ana.get(URL), "#hours-risk .warn")
    assert "antes das 8:00" in warnings and "no domingo" in warnings


def test_while_one_types_the_estimate_the_warnings_and_the_summary_follow(ana):
    answer = submit(ana, f"{URL}/estimate", USUAL | {"daily_cap": "100", "weekday_until": "21:00"}, page=URL)
    assert answer.status_code == 200
    assert "320 contatos × 30 s ≈ 2 h 40 min." in words(answer) and "por volta da" in words(answer)
    assert "depois das 20:00" in words(answer, "hx-partial[hx-target='#hours-risk']")
    assert "até 100 pessoas em 24 h" in words(answer, "hx-partial[hx-target='#protection-summary']")
    assert Settings.current().daily_cap is None


def test_what_cannot_be_read_yet_does_not_stop_the_estimate(ana):
    half = {"weekday_until": "2", "extra_days": "24/", "daily_cap": "x", "price_service": ",", "variation_percent": "%"}
    answer = submit(ana, f"{URL}/estimate", USUAL | half, page=URL)
    assert answer.status_code == 200 and "320 contatos × 30 s" in words(answer)


def test_the_estimate_knows_the_limit_of_the_number(ana, cast):
    Settings.update(weekday_from="00:00", weekday_until="23:59", saturday_from="00:00", saturday_until="23:59",
                    sunday_from="00:00", sunday_until="23:59", skips_holidays=False).execute()  # fmt: skip
    assert ": 250." in words(ana.get(URL), "#estimate")
    Number.update(messaging_limit=100).where(Number.id == cast.number).execute()
    assert ": 100." in words(ana.get(URL), "#estimate")
