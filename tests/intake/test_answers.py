"""Answers are read as people write them."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.intake.answers import Found, read_answers, read_choice, wants_person

TODAY = date(2026, 3, 5)
BORN = date(1998, 3, 5)


@pytest.mark.parametrize(
    "text",
    ["5/3/98", "05-03-1998", "05.03.1998", "5 de março de 1998", "5 de Marco de 98", "05031998", "050398",
     "1998-03-05", "5/mar/1998",
     "05 03 1998", "dia 5 do 3 de 98", "nasci em 5/3/1998.", "Data de nascimento: 05/03/1998", "5 / 3 / 1998",
     "5º de março de 1998",
     "hoje é 2/3/2026 e nasci em 5/3/1998", "05/03/1998 às 10h"],
)  # fmt: skip
def test_a_birth_date_is_read_in_the_forms_people_use(text):
    assert read_answers(text, TODAY) == Found(BORN)


@pytest.mark.parametrize(
    "text",
    ["30/02/1998", "29/02/1999", "99/99/9999", "5/3/2030", "05/03/2026", "1/1/1850", "00/00/00", "32 de março de 98"],
)
def test_a_date_that_nobody_was_born_on_is_wrong(text):
    assert read_answers(text, TODAY) == Found(wrong=("birth_date",))


@pytest.mark.parametrize(
    ("text", "born"),
    [
        ("04/03/26", date(2026, 3, 4)),
        ("06/03/26", date(1926, 3, 6)),
        ("29/02/00", date(2000, 2, 29)),
        ("02/03/15", date(2015, 3, 2)),
    ],
)
def test_a_year_of_two_digits_is_the_latest_past_one(text, born):
    assert read_answers(text, TODAY).birth_date == born


@pytest.mark.parametrize(
    "text", ["oi", "", "quero o boleto de 2026", "turma 5B", "são 3 filhos", "às 10:30", "sim", "quando posso salvar?"]
)
def test_what_is_no_answer_is_not_read_as_one(text):
    assert read_answers(text, TODAY) == Found()


@pytest.mark.parametrize("text", ["529.982.247-24", "111.111.111-11", "meu cpf é 123", "5299822472", "529.982.247"])
def test_a_cpf_that_does_not_match_is_wrong(text):
    assert read_answers(text, TODAY) == Found(wrong=("cpf",))


@pytest.mark.parametrize(
    ("text", "authorised"),
    [
        ("pode salvar", True), ("Podem guardar os meus dados", True), ("autorizo", True), ("sim, autorizo sim", True),
        ("não autorizo", False), ("mas não pode salvar", False), ("não quero que vocês guardem", False),
        ("não vou passar meu cpf", False), ("pode salvar?", None), ("autorizo o quê?", None), ("ok", None),
        ("oi", None), ("não sei se autorizo", None), ("se eu não autorizo, o que acontece?", None),
    ],
)  # fmt: skip
def test_an_authorisation_counts_when_it_is_stated(text, authorised):
    assert read_answers(text, TODAY).authorised is authorised


@given(st.dates(date(1910, 1, 1), date(2026, 3, 4)))
def test_every_real_birth_date_is_read_back(born):
    for form in ("%d/%m/%Y", "%d-%m-%Y", "%d%m%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %m %Y"):
        assert read_answers(f"{born:{form}} cpf 529.982.247-25", TODAY) == Found(born, "52998224725")


def test_asking_for_a_person_is_not_asking_for_something_else():
    assert wants_person("preciso falar com a secretaria sobre o boleto")
    assert not wants_person("a atendente me passou o boleto errado")
    assert not wants_person("oi")


@pytest.mark.parametrize(
    "text",
    ["não " * 20_000, "5/" * 30_000, "1 " * 30_000, "falar com " * 6_000, "cpf " * 16_000, "nasc 1/1/1 " * 6_000],
)
def test_a_hostile_message_is_read_quickly(text):
    start = time.thread_time()
    read_answers(text, TODAY)
    read_choice(text)
    wants_person(text)
    assert time.thread_time() - start < 1
