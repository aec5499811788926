"""The lines of a school's spreadsheet become the rows that TOTVS would have given."""

from workchat.students.sheet_rows import cut_ra, guardian_rows, student_rows

STUDENT = ["ALUNO.RA", "ALUNO.NOME"]


def students(columns: list[str], *lines: list, headings=()) -> list[dict]:
    return [row for _, row in student_rows(enumerate(lines, 2), columns, headings)]


def guardians(columns: list[str], *lines: list) -> list[tuple]:
    rows = guardian_rows(enumerate(lines, 2), columns)
    return [(n, row["RA"], row["VINCULO"], row.get("NOME", ""), row.get("TELEFONE1", "")) for n, row in rows]


def test_a_number_is_text_and_a_day_of_excel_is_a_number():
    columns = [*STUDENT, "ALUNO.CODPERLET", "ALUNO.DTNASCIMENTO"]
    assert students(columns, [2026001, "Ana", 2026, "41335"], ["2026002,0", "Pedro", "2026.0", 42231]) == [
        {"RA": "2026001", "NOME": "Ana", "CODPERLET": "2026", "DTNASCIMENTO": 41335},
        {"RA": "2026002", "NOME": "Pedro", "CODPERLET": "2026", "DTNASCIMENTO": 42231},
    ]


def test_a_student_with_three_guardians_a_line_each_comes_once():
    columns = [*STUDENT, "ALUNO.NOME_TURMA", "RESP.VINCULO", "RESP.NOME", "RESP.TELEFONE1"]
    lines = [["1", "Ana", "7º B", "Mãe", "Marta", "11987654321"], ["1", "Ana", "7º B", "Pai", "Rui", "11977771111"],
             ["1", "Ana", "8º A", "Avó", "Lia", "11966662222"]]  # fmt: skip
    assert [row["NOME_TURMA"] for row in students(columns, *lines)] == ["7º B", "8º A"]
    assert guardians(columns, *lines) == [
        (2, "1", "Mãe", "Marta", "11987654321"), (3, "1", "Pai", "Rui", "11977771111"),
        (4, "1", "RESP_ACADEMICO", "Lia", "11966662222"),
    ]  # fmt: skip


def test_the_grade_and_the_class_are_one():
    columns = [*STUDENT, "ALUNO.SERIE", "ALUNO.NOME_TURMA"]
    found = students(columns, ["1", "Ana", "7º ano", "B"], ["2", "Rui", "7º ano", "7ºB"], ["3", "Eva", "7º ano", ""])
    assert [row["NOME_TURMA"] for row in found] == ["7º ano B", "7ºB", "7º ano"]
    assert "SERIE" not in found[0]


def test_a_status_says_by_itself_that_somebody_left():
    columns = [*STUDENT, "ALUNO.STATUS_DESCRICAO"]
    words = ["Matriculado", "Trancada", "TRANSFERIDO", "Desistente", "Ativo", "Inativo", "Rematriculado"]
    found = students(columns, *([str(n), "Ana", word] for n, word in enumerate(words)))
    assert [row.get("STATUS_ATIVO", "S") for row in found] == ["S", "N", "N", "N", "S", "N", "S"]


def test_a_column_of_its_own_says_it_better():
    columns = [*STUDENT, "ALUNO.STATUS_DESCRICAO", "ALUNO.STATUS_ATIVO"]
    assert students(columns, ["1", "Ana", "Transferido", "S"])[0]["STATUS_ATIVO"] == "S"


def test_headings_that_a_report_repeats_on_every_page_are_no_student():
    assert len(students(STUDENT, ["1", "Ana"], ["RA", "Nome "], ["2", "Rui"], headings=["RA", "Nome"])) == 2


def test_mother_and_father_of_the_students_line():
    columns = [*STUDENT, "MAE.NOME", "MAE.TELEFONE1", "PAI.NOME", "PAI.TELEFONE1"]
    assert guardians(columns, ["1", "Ana", "Marta", "11987654321", "", ""], ["2", "Eva", "", "", "Rui", ""]) == [
        (2, "1", "MAE", "Marta", "11987654321"), (3, "2", "PAI", "Rui", ""),
    ]  # fmt: skip


def test_who_pays_may_be_just_the_mother():
    columns = [*STUDENT, "MAE.NOME", "MAE.TELEFONE1", "PAI.NOME", "PAI.TELEFONE1", "RESP_FINANCEIRO.NOME"]
    marta, rui = ["Marta Souza", "11987654321"], ["Rui Souza", "11977771111"]
    lines = [
        ["1", "Ana", *marta, *rui, "MÃE"],
        ["2", "Eva", *marta, *rui, "rui souza"],
        ["3", "Ivo", *marta, *rui, "Otto"],
    ]
    paying = [row for row in guardians(columns, *lines) if row[2] == "RESP_FINANCEIRO"]
    assert paying == [(2, "1", "RESP_FINANCEIRO", *marta), (3, "2", "RESP_FINANCEIRO", *rui)]


def test_a_line_may_name_two_relations():
    columns = [*STUDENT, "RESP.VINCULO", "RESP.NOME", "RESP.TELEFONE1"]
    marta = ["Marta", "11987654321"]
    found = guardians(columns, ["1", "Ana", "Mãe e financeiro", *marta], ["2", "Eva", "Pai (financeiro)", *marta])
    assert [row[2] for row in found] == ["Mãe", "financeiro", "Pai", "financeiro"]


def test_nobody_in_the_columns_is_nobody():
    columns = [*STUDENT, "RESP.VINCULO", "RESP.NOME", "RESP.TELEFONE1"]
    assert guardians(columns, ["1", "Ana"], ["2", "Eva", "Mãe", "", " "]) == []


def test_an_ra_that_excel_cut_is_found():
    assert cut_ra([(2, ["2026001", "Ana"]), (3, ["2,03E+11", "Eva"])], STUDENT) == (3, "2,03E+11")
    assert cut_ra([(2, [20260010001, "Ana"])], STUDENT) is None
