"""What the school may write in a message, and what leaves when the variables are filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.text.rules import (
    PLACES,
    VARIABLES,
    clean,
    cut,
    fill,
    longest_length,
    problems,
    sample_values,
    utf16_length,
)

MARTA = {"nome": "Marta Oliveira", "primeiro_nome": "Marta", "escola": "Escola Horizonte"}


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Olá, {{primeiro_nome}}! Aqui é da {{escola}}.", "Olá, Marta! Aqui é da Escola Horizonte."),
        ("Olá, {{ Nome }}!", "Olá, Marta Oliveira!"),
        ("Olá, {{nome|família}}!", "Olá, Marta Oliveira!"),
        ("{{7*7}} {{nome.__class__}} {% if 1 %} {{senha}}", "{{7*7}} {{nome.__class__}} {% if 1 %} {{senha}}"),
        ("{{nome", "{{nome"),
    ],
)
def test_variables_of_the_list_are_filled_and_the_rest_stays_as_written(text, filled):
    assert fill(text, MARTA) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Olá, {{nome|família}}!", "Olá, família!"),
        ("Olá, {{nome}}!", "Olá!"),
        ("Olá {{nome}}, tudo bem?", "Olá, tudo bem?"),
        ("Olá, {{nome}}, tudo bem?", "Olá, tudo bem?"),
        ("{{nome}}, bem-vinda", "bem-vinda"),
        ("Olá *{{nome}}*!", "Olá!"),
        ("Fale com {{atendente}} {{departamento}} hoje", "Fale com hoje"),
        ("Oi\n{{nome}}\nTchau {{nome}}", "Oi\n\nTchau"),
    ],
)
def test_a_missing_value_leaves_its_fallback_or_a_tidy_nothing(text, filled):
    assert fill(text, {"nome": "", "primeiro_nome": ""}) == filled


def test_a_name_that_looks_like_a_variable_is_not_filled_again():
    assert fill("Oi, {{nome}}", {"nome": "{{escola}}", "escola": "segredo"}) == "Oi, {{escola}}"


@given(st.text(), st.dictionaries(st.sampled_from(list(VARIABLES)), st.text()))
def test_any_text_can_be_filled(text, values):
    fill(text, values)


@given(st.text(alphabet=st.characters(exclude_characters="{")))
def test_a_text_without_variables_leaves_as_it_was_written(text):
    assert fill(text, MARTA) == text


@pytest.mark.parametrize("text", ["", "Olá!", "Olá, {{nome}} 👍🏽\n*Bem-vindos*", "a" * 4096, "👍" * 2048, "preço {x}"])
def test_a_good_message_has_no_problem(text):
    assert problems(text, "welcome") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Olá {{senha}}", "{{senha}} não existe. As que existem são: {{nome}}, {{primeiro_nome}}"),
        ("Olá {{nome", "“{{nome” não foi fechada"),
        ("Olá {{nome}", "não foi fechada"),
        ("Olá nome}}", "sem “{{” antes"),
        ("{{7*7}}", "{{7*7}} não existe"),
        ("   \n\t ", "só tem espaços"),
        ("\u200b\u00a0", "só tem espaços"),
        ("a\x00b", "não aparecem na tela"),
        ("a\x1bb", "não aparecem na tela"),
        ("a\ud83d", "emoji incompleto"),
        ("a" * 4097, "em 1 caractere. O limite é 4096"),
        ("👍" * 2049, "em 2 caracteres."),
    ],
)
def test_a_bad_message_is_told_what_is_wrong(text, said):
    found = problems(text, "welcome")
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize("place", ["welcome", "request", "refusal"])
@pytest.mark.parametrize("name", ["atendente", "departamento"])
def test_before_anybody_answers_nobody_knows_who_will(place, name):
    assert "ainda não se sabe" in problems("Oi {{" + name + "}}", place)[0]
    assert problems("Oi {{" + name + "|equipe}}", place) == []


def test_a_transfer_knows_the_agent_only_when_it_goes_to_one():
    assert problems("Agora é com {{atendente}}", "transfer_agent") == []
    assert problems("Agora é com {{atendente}}", "transfer_department") != []
    assert problems("Agora é com {{departamento}}", "transfer_department") == []


def test_the_limit_counts_the_longest_name_that_is_likely():
    text = "a" * 4090 + "{{nome}}"
    assert longest_length(text) == 4150
    assert "em 54 caracteres" in problems(text, "closing")[0]
    assert "O limite é 1024" in problems("a" * 1030, "request", limit=1024)[0]


@given(st.text(), st.sampled_from(list(PLACES)))
def test_any_text_can_be_checked(text, place):
    assert all(isinstance(sentence, str) for sentence in problems(text, place))


@pytest.mark.parametrize(("text", "units"), [("a", 1), ("👍", 2), ("👍🏽", 4), ("👨‍👩‍👧‍👦", 11), ("🇧🇷", 4), ("", 0)])
def test_length_is_counted_as_whatsapp_counts(text, units):
    assert utf16_length(text) == units


@given(st.text(), st.integers(0, 50))
def test_a_cut_text_fits_and_is_the_beginning(text, limit):
    assert utf16_length(cut(text, limit)) <= limit
    assert text.startswith(cut(text, limit))


def test_a_message_is_kept_with_one_kind_of_line_break():
    assert clean("\r\nOlá  \r\nBia\t\rtchau \n\n") == "Olá\nBia\ntchau"


def test_the_preview_has_a_value_for_every_variable():
    assert set(sample_values(school="Escola Horizonte")) == set(VARIABLES)
    assert sample_values(escola="Outra")["escola"] == "Outra"
