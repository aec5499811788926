"""What stands in the cells of a school's spreadsheet, as Excel, people and other programs write it."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.contacts.spreadsheets import TODAY
from workchat.contacts.cells import BadCell, read_birth_date, read_cpf, read_name, read_names, read_phone
from workchat.contacts.columns import FIELDS, guess, has_header
from workchat.contacts.rules import NAMELESS, clean_name, e164
from workchat.contacts.spreadsheet import read_line

MARTA = "5511987654321"
CPF = "52998224725"


def refusal(read, *given) -> str:
    with pytest.raises(BadCell) as refused:
        read(*given)
    return str(refused.value)


@pytest.mark.parametrize("cell", [
    "(11) 98765-4321", "11 98765-4321", "11987654321", "5511987654321", "+55 11 98765-4321", "+55 (11) 98765-4321",
    "011 98765-4321", "11 8765-4321", "1187654321", 5511987654321, 11987654321, 5511987654321.0, "5511987654321.0",
    "5,511987654321E+12", "5.511987654321e12", "'+5511987654321", "'5511987654321", " 11.98765.4321 ",
    "11\u00a098765-4321",
])  # fmt: skip
def test_one_phone_however_it_is_written(cell):
    assert read_phone(cell) == MARTA


@pytest.mark.parametrize(("cell", "why"), [
    ("", "sem telefone"), ("-", "sem telefone"), ("1234567", "telefone com 7 dígitos"),
    ("98765-4321", "telefone sem DDD"),
    ("8765-4321", "telefone sem DDD"), ("5", "telefone com 1 dígito"), ("não tem", "telefone sem números"),
    ("5.5119E+12", "“5.5119E+12” perdeu os últimos números: formate a coluna como texto"),
    ("20 98765-4321", "telefone não existe: confira o DDD e o número"),
    ("11 98765-4321 / 11 91234-5678", "mais de um telefone na mesma célula: deixe um só"),
    (1.5, "telefone com 2 dígitos"), (float("nan"), "telefone sem números"), ("9" * 40, "telefone com 40 dígitos"),
])  # fmt: skip
def test_a_phone_that_is_none_says_why(cell, why):
    assert refusal(read_phone, cell) == why


def test_phones_of_other_countries_enter():
    assert read_phone("+351 912 345 678") == "351912345678"


LAYOUTS = ("{a}{n}", "({a}) {n}", "({a}){n}", "{a} {n}", "+55 {a} {n}", "+55{a}{n}", "55{a}{n}", "55 {a} {n}",
           "0{a}{n}", "({a} {n}", "+{a}{n}", "{a}-{n}", "+55 ({a}) {n}", "{n}", "0055{a}{n}", "{a}  {n}",
           "{a}.{n}")  # fmt: skip


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(LAYOUTS), st.integers(0, 99), st.integers(0, 99_999), st.integers(0, 9999), st.sampled_from(" -.")
)
def test_the_quick_reading_of_a_phone_says_what_the_library_says(layout, area, first, last, between):
    typed = layout.format(a=f"{area:02}", n=f"{first}{between}{last:04}")
    expected = e164(" ".join(typed.split()))
    try:
        assert f"+{read_phone(typed)}" == expected
    except BadCell:
        assert expected is None


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_no_cell_breaks_the_reading(text):
    cells = [text] * 6
    for columns in ([field for field in FIELDS if field], ["phone", "name", "groups", "tags", "", ""]):
        with suppress(BadCell):
            read_line(cells, columns, TODAY)
    has_header([cells], TODAY)
    assert len(guess([cells, cells], True, TODAY)) == 6


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="aZéÇ ,.'’()/ºª-9", max_size=130))
def test_the_quick_reading_of_a_name_says_what_cleaning_it_says(text):
    plain = " ".join(text.split())
    expected = clean_name(plain[1:] if plain[:1] == "'" and plain[1:2] in ("-", "9") else plain)
    assert read_name(text) == ("" if expected == NAMELESS else expected)


@pytest.mark.parametrize("cell", ["529.982.247-25", CPF, "529982247-25", int(CPF), float(CPF), f"'{CPF}"])
def test_one_cpf_however_it_is_written(cell):
    assert read_cpf(cell) == CPF


def test_zeros_at_the_left_of_a_cpf_come_back():
    assert read_cpf(1234567890) == read_cpf("1234567890") == read_cpf("012.345.678-90") == "01234567890"


@pytest.mark.parametrize(("cell", "why"), [
    ("529.982.247-26", "CPF não confere"), ("111.111.111-11", "CPF não confere"), ("não tem", "CPF não confere"),
    ("529982247250", "CPF com 12 dígitos"),
    ("5,29982E+10", "“5,29982E+10” perdeu os últimos números: formate a coluna como texto"),
])  # fmt: skip
def test_a_cpf_that_is_none_says_why(cell, why):
    assert refusal(read_cpf, cell) == why


@pytest.mark.parametrize("cell", [
    "05/03/1988", "5/3/88", "5-3-1988", "05.03.1988", "1988-03-05", "1988-03-05 00:00:00", "1988-03-05T00:00:00Z",
    "05/03/1988 00:00", "05031988", 5031988, 32207, 32207.5,
])  # fmt: skip
def test_one_birth_date_however_it_is_written(cell):
    assert read_birth_date(cell, TODAY) == date(1988, 3, 5)


def test_two_digits_of_a_year_are_the_latest_past_one():
    assert [read_birth_date(text, TODAY).year for text in ("1/1/26", "1/1/27", "1/12/26")] == [2026, 1927, 1926]


@pytest.mark.parametrize(("cell", "why"), [
    ("31/02/2010", "data de nascimento 31/02/2010 não existe"),
    ("05/03/2090", "data de nascimento 05/03/2090 ainda não chegou"),
    ("05/03/1850", "data de nascimento 05/03/1850: há mais de 120 anos"),
    ("cinco de março", "data de nascimento não foi entendida: escreva como 05/03/1988"),
    ("29/2/23", "data de nascimento 29/02/23 não existe"),
])  # fmt: skip
def test_a_birth_date_that_is_none_says_why(cell, why):
    assert refusal(read_birth_date, cell, TODAY) == why


def test_a_cpf_never_becomes_a_name_or_a_group():
    assert "CPF" in refusal(read_name, "Marta 529.982.247-25")
    assert "CPF" in refusal(read_names, "529.982.247-25", "grupo")


def test_several_groups_stand_in_one_cell():
    assert read_names("5º A; Coral,Coral |\nTurno da manhã", "grupo") == ["5º A", "Coral", "Turno da manhã"]
    assert refusal(read_names, "x" * 61, "tag") == "tag com mais de 60 letras"


def test_everything_that_is_wrong_with_a_line_is_said_at_once():
    why = refusal(read_line, ["", "123", "1", "x"], ["name", "phone", "cpf", "birth_date"], TODAY)
    assert (
        why == "telefone com 3 dígitos; CPF não confere; data de nascimento não foi entendida: escreva como 05/03/1988"
    )


HEADINGS = {
    "Nome;Telefone": "name phone", "NOME COMPLETO;Nº do WhatsApp": "name phone", "Aluno;Celular": "name phone",
    "Responsável;Aluno;Fone;Nasc. do aluno": "name - phone -", "Telefone;Celular;Nome": "- phone name",
    "Nome;C.P.F.;Data de Nascimento;Tel.;Turma;Série;Etiquetas": "name cpf birth_date phone groups groups tags",
    "nome do responsável;cpf do responsável;cpf do aluno;whats;aniversário": "name cpf - phone birth_date",
    "Mãe;Telefone da mãe;Grupo(s);Tag(s);E-mail": "name phone groups tags -", "Contato;Número": "name phone",
}  # fmt: skip


@pytest.mark.parametrize("headings", HEADINGS)
def test_headings_say_what_the_columns_hold(headings):
    rows = [headings.split(";")]
    assert has_header(rows, TODAY)
    assert " ".join(field or "-" for field in guess(rows, True, TODAY)) == HEADINGS[headings]


def test_without_headings_the_cells_say_it():
    rows = [["1", "Ana Lima", "11987654321", CPF, "05/03/1988"], ["2", "Rui", "(21) 3333-4444", "", "1/1/80"]]
    assert not has_header(rows, TODAY)
    assert guess(rows, False, TODAY) == ["", "name", "phone", "cpf", "birth_date"]
