"""The two sentences run: on tables with the columns that are known of RM, and with one mother in every role."""

import re
import sqlite3
from collections import Counter

import psycopg
import pytest

from workchat.students.rows import GUARDIAN_COLUMNS, STUDENT_COLUMNS
from workchat.totvs.sentences import GUARDIANS_SQL, PARAMETERS, STUDENTS_SQL

# Only columns that TOTVS's documents or a real RM are known to have. * = a number
TABLES = {
    "SALUNO": "CODCOLIGADA* RA CODPESSOA* CODTIPOCURSO* CODPESSOARACA* CODCOLCFO* CODCFO",
    "PPESSOA": "CODIGO* NOME DTNASCIMENTO CPF TELEFONE1 TELEFONE2 TELEFONE3",
    "FCFO": "CODCOLIGADA* CODCFO NOME CGCCFO TELEFONE TELEX DTNASCIMENTO",
    "VFILIACAO": "CODPESSOAFILHO* CODPESSOAFILIACAO* TIPORELAC",
    "SMATRICPL": "CODCOLIGADA* RA IDPERLET* IDHABILITACAOFILIAL* CODTURMA CODSTATUS* CODFILIAL*",
    "SSTATUS": "CODCOLIGADA* CODSTATUS* DESCRICAO PLATIVO",
    "SPLETIVO": "CODCOLIGADA* IDPERLET* CODPERLET",
    "STURMA": "CODCOLIGADA* CODFILIAL* IDPERLET* CODTURMA NOME",
    "SHABILITACAOFILIAL": "CODCOLIGADA* IDHABILITACAOFILIAL* CODCURSO",
    "SCURSO": "CODCOLIGADA* CODCURSO NOME",
}
ROWS = {
    "SPLETIVO": [(1, 25, "2025"), (1, 26, "2026")],
    "SSTATUS": [(1, 1, "Matriculado", "S"), (1, 2, "Transferido", "N")],
    "SCURSO": [(1, "EF2", "Ensino Fundamental II")],
    "SHABILITACAOFILIAL": [(1, 9, "EF2")],
    "STURMA": [(1, 1, 26, "7A", "7º ano A"), (1, 1, 26, "7B", "7º ano B")],
    "PPESSOA": [(1, "Ana", None, None, "1", None, None), (2, "Rui", None, None, None, None, None),
                (3, "Bento", None, None, None, None, None), (5, "Marta", "1988-03-05", "52998224725", "2", "3", None),
                (6, "Davi", None, None, "4", None, None)],
    "FCFO": [(1, "F05", "Marta S.", "529.982.247-25", "5", "6", None)],
    "VFILIACAO": [(1, 5, "M"), (1, 6, "P"), (2, 5, "M"), (3, 5, "M"), (1, 6, "T")],
    # Ana changed classes; Rui has no class yet; Bento studied here last year; another level; another school.
    "SALUNO": [(1, "A1", 1, 1, 5, 1, "F05"), (1, "A2", 2, 1, None, None, None), (1, "A3", 3, 1, 5, 1, "F05"),
               (1, "A4", 2, 2, 5, None, None), (2, "A1", 2, 1, 5, None, None)],
    "SMATRICPL": [(1, "A1", 26, 9, "7A", 2, 1), (1, "A1", 26, 9, "7B", 1, 1), (1, "A2", 26, 9, None, 1, 1),
                  (1, "A3", 25, 9, "7A", 1, 1), (1, "A4", 26, 9, "7A", 1, 1), (1, "A2", 26, 9, "7A", 1, 2)],
}  # fmt: skip
HERE = {"CODCOLIGADA": 1, "CODFILIAL": 1, "CODTIPOCURSO": 1, "CODPERLET": "2026"}


@pytest.fixture(params=["sqlite", "postgres"])
def ask(request):
    """Runs a sentence as RM would: its parameters by name."""
    on_postgres = request.param == "postgres"
    base = psycopg.connect(request.getfixturevalue("postgres_url")) if on_postgres else sqlite3.connect(":memory:")
    mark = "%s" if on_postgres else "?"
    for table, columns in TABLES.items():
        typed = [f"{name[:-1]} INT" if name.endswith("*") else f"{name} TEXT" for name in columns.split()]
        base.execute(f"CREATE TEMPORARY TABLE {table} ({', '.join(typed)})")
        for row in ROWS[table]:
            base.execute(f"INSERT INTO {table} VALUES ({', '.join([mark] * len(row))})", row)

    def run(sentence: str, **other) -> list[dict]:
        text = re.sub(r":(\w+)", r"%(\1)s", sentence) if on_postgres else sentence
        cursor = base.execute(text, HERE | other)
        return [dict(zip([told[0].upper() for told in cursor.description], row, strict=True)) for row in cursor]

    yield run
    base.close()


def test_each_enrolment_of_the_school_in_the_year_is_a_row(ask):
    rows = ask(STUDENTS_SQL)
    assert {tuple(row) for row in rows} == {STUDENT_COLUMNS}
    told = {
        (row["RA"], row["NOME_TURMA"], row["NOME_CURSO"], row["STATUS_DESCRICAO"], row["STATUS_ATIVO"]) for row in rows
    }
    course = "Ensino Fundamental II"
    assert told == {
        ("A1", "7º ano A", course, "Transferido", "N"), ("A1", "7º ano B", course, "Matriculado", "S"),
        ("A2", None, course, "Matriculado", "S"),
    }  # fmt: skip
    assert len(rows) == 3


def test_each_guardian_of_those_students_is_a_row_a_kind(ask):
    rows = ask(GUARDIANS_SQL)
    assert {tuple(row) for row in rows} == {GUARDIAN_COLUMNS}
    assert Counter((row["RA"], row["VINCULO"], row["NOME"]) for row in rows) == Counter([
        ("A1", "RESP_ACADEMICO", "Marta"), ("A1", "RESP_FINANCEIRO", "Marta S."), ("A1", "MAE", "Marta"),
        ("A1", "PAI", "Davi"), ("A2", "MAE", "Marta"),
    ])  # fmt: skip
    payer = next(row for row in rows if row["VINCULO"] == "RESP_FINANCEIRO")
    assert (payer["CPF"], payer["TELEFONE1"], payer["TELEFONE2"]) == ("529.982.247-25", "5", "6")


def test_another_year_or_another_level_is_another_list(ask):
    assert [row["RA"] for row in ask(STUDENTS_SQL, CODPERLET="2025")] == ["A3"]
    assert {row["RA"] for row in ask(GUARDIANS_SQL, CODTIPOCURSO=2)} == {"A4"}
    assert ask(GUARDIANS_SQL, CODPERLET="2024") == []


@pytest.mark.parametrize("text", [STUDENTS_SQL, GUARDIANS_SQL])
def test_a_sentence_is_as_rm_takes_it(text):
    assert "\n" not in text and "--" not in text and "/*" not in text and "  " not in text
    assert not re.search(r"\b(TOP|LIMIT|INSERT|UPDATE|DELETE|EXEC|INTO)\b|[;@]", text)
    assert sorted(re.findall(r":(\w+)", text)) == sorted(PARAMETERS)  # each of them once
    named = {match.upper() for match in re.findall(r"(?:FROM|JOIN) (\w+)", text)}
    assert named <= set(TABLES)
