"""What the headings of schools' spreadsheets are taken for."""

import pytest

from tests.students.sheets import in_order, keys
from workchat.students.columns import LABELS, find_headings
from workchat.students.rows import GUARDIAN_COLUMNS, STUDENT_COLUMNS
from workchat.students.sheet_rows import problems, remarks


def test_the_columns_of_totvs_are_known_by_their_own_names():
    assert in_order(";".join(STUDENT_COLUMNS)) == [f"ALUNO.{column}" for column in STUDENT_COLUMNS]
    guardians = ["ALUNO.RA", *(f"RESP.{column}" for column in GUARDIAN_COLUMNS[1:])]
    assert in_order(";".join(GUARDIAN_COLUMNS), True) == guardians


def test_every_column_of_the_contract_can_be_chosen():
    assert {f"ALUNO.{column}" for column in STUDENT_COLUMNS} <= set(LABELS)
    assert {f"RESP.{column}" for column in GUARDIAN_COLUMNS[1:]} <= set(LABELS)


@pytest.mark.parametrize(
    "heading",
    ["RA", "R.A.", "Matrícula", "Nº da matrícula", "Registro Acadêmico", "Código do aluno", "cod_aluno", "RA do aluno"],
)
def test_the_students_number_has_many_names(heading):
    assert keys(f"{heading};Nome")[heading] == "ALUNO.RA"


@pytest.mark.parametrize(
    ("heading", "column"),
    [("Nome completo", "NOME"), ("Aluno(a)", "NOME"), ("Estudante", "NOME"), ("Dt. Nasc.", "DTNASCIMENTO"),
     ("Data de Nascimento", "DTNASCIMENTO"), ("Turma", "NOME_TURMA"), ("Série/Turma", "NOME_TURMA"),
     ("Série", "SERIE"), ("Curso", "NOME_CURSO"), ("Segmento", "NOME_CURSO"), ("Período letivo", "CODPERLET"),
     ("Ano letivo", "CODPERLET"), ("Situação da matrícula", "STATUS_DESCRICAO"), ("Status", "STATUS_DESCRICAO"),
     ("Ativo", "STATUS_ATIVO"), ("Celular do aluno", "TELEFONE1")],
)  # fmt: skip
def test_headings_as_schools_write_them(heading, column):
    assert keys(f"RA;{heading}")[heading] == f"ALUNO.{column}"


@pytest.mark.parametrize(
    "heading",
    ["E-mail", "RG", "Turno", "Endereço do responsável", "Profissão da mãe", "Situação financeira", "Data da matrícula",
     "E-mail do pai", "Telefone de emergência", "Sexo", "Nº"],
)  # fmt: skip
def test_what_workchat_does_not_keep_is_left_alone(heading):
    assert heading not in keys(f"RA;Nome do aluno;{heading}")


def test_mother_father_and_who_pays_in_the_students_line():
    found = keys(
        "RA;Aluno;Turma;Mãe;Telefone da mãe;CPF da mãe;Nome do pai;WhatsApp do pai;Resp. financeiro;Fone resp. fin."
    )
    assert found == {
        "RA": "ALUNO.RA", "Aluno": "ALUNO.NOME", "Turma": "ALUNO.NOME_TURMA", "Mãe": "MAE.NOME",
        "Telefone da mãe": "MAE.TELEFONE1", "CPF da mãe": "MAE.CPF", "Nome do pai": "PAI.NOME",
        "WhatsApp do pai": "PAI.TELEFONE1", "Resp. financeiro": "RESP_FINANCEIRO.NOME",
        "Fone resp. fin.": "RESP_FINANCEIRO.TELEFONE1",
    }  # fmt: skip


def test_a_bare_telephone_belongs_to_whom_the_columns_before_it_name():
    assert in_order("RA;Nome;Nascimento;Turma;Mãe;Telefone;Pai;Telefone")[-4:] == [
        "MAE.NOME", "MAE.TELEFONE1", "PAI.NOME", "PAI.TELEFONE1",
    ]  # fmt: skip
    assert in_order("RA;Nome;Mãe;Profissão;Celular")[-1] == "MAE.TELEFONE1"
    assert in_order("RA;Nome;Celular")[-1] == "ALUNO.TELEFONE1"


def test_after_mother_and_father_nobody_knows_whose_the_telephone_is():
    assert in_order("RA;Nome;Mãe;Pai;Telefone")[-1] == ""


def test_a_bare_telephone_is_not_the_childs_where_one_responsible_has_none():
    assert in_order("RA;Nome;Telefone;Responsável")[2:] == ["RESP_ACADEMICO.TELEFONE1", "RESP_ACADEMICO.NOME"]


def test_whatsapp_comes_before_the_telephone_at_home():
    assert in_order("RA;Nome;Responsável;Telefone;WhatsApp")[3:] == [
        "RESP_ACADEMICO.TELEFONE2", "RESP_ACADEMICO.TELEFONE1",
    ]  # fmt: skip


def test_one_guardian_a_line_with_the_students_columns_too():
    assert in_order("RA;Aluno;Turma;Parentesco;Nome;CPF;Celular") == [
        "ALUNO.RA", "ALUNO.NOME", "ALUNO.NOME_TURMA", "RESP.VINCULO", "RESP.NOME", "RESP.CPF", "RESP.TELEFONE1",
    ]  # fmt: skip
    assert in_order("RA;NOME;DTNASCIMENTO;CODTURMA;VINCULO;NOME;CPF;TELEFONE1")[-4:] == [
        "RESP.VINCULO", "RESP.NOME", "RESP.CPF", "RESP.TELEFONE1",
    ]  # fmt: skip


def test_a_year_is_a_period_and_a_grade_is_not():
    assert keys("RA;Nome;Ano", False, "1;Ana;2026", "2;Rui;2026")["Ano"] == "ALUNO.CODPERLET"
    assert keys("RA;Nome;Ano", False, "1;Ana;7º ano", "2;Rui;5º ano")["Ano"] == "ALUNO.SERIE"
    assert "Período" not in keys("RA;Nome;Período", False, "1;Ana;Manhã")


def test_the_same_heading_twice_is_taken_once():
    assert in_order("RA;RA;Nome;Turma;Turma") == ["ALUNO.RA", "", "ALUNO.NOME", "ALUNO.NOME_TURMA", ""]


def test_the_headings_are_found_below_the_name_of_the_school():
    rows = [
        ["Escola Aurora"],
        ["Relação de alunos", "", "23/11/2026"],
        ["Matrícula", "Aluno", "Turma"],
        ["1", "Ana", "7"],
    ]
    assert find_headings(rows, False) == 2
    assert find_headings([["1", "Ana Souza", "Pai", "Ativo"]] * 3, False) is None


def test_what_is_missing_is_said_with_the_names_it_may_have():
    wrong = problems(["ALUNO.NOME", "ALUNO.NOME_TURMA"], False)[-1]
    assert "Falta a coluna do RA" in wrong and "Matrícula" in wrong
    assert "nome do aluno" in problems(["ALUNO.RA"], False)[-1]
    assert "vínculo" in problems(["ALUNO.RA", "RESP.NOME", "RESP.TELEFONE1"], True)[-1]
    assert "responde pelo aluno" in problems(["ALUNO.RA", "ALUNO.NOME"], True)[-1]
    assert "nome da mãe" in problems(["ALUNO.RA", "ALUNO.NOME", "MAE.TELEFONE1"], False)[-1]
    assert problems(["ALUNO.RA", "ALUNO.NOME", "MAE.NOME", "MAE.TELEFONE1"], False) == {}


def test_two_columns_for_one_thing_are_told_at_the_second():
    assert problems(["ALUNO.RA", "ALUNO.NOME", "ALUNO.NOME"], False) == {
        2: "Duas colunas estão como “Nome do aluno”. Deixe só uma."
    }


def test_a_name_without_a_telephone_is_worth_a_word():
    assert remarks(["ALUNO.RA", "PAI.NOME"]) == [
        "Sem coluna com o telefone do pai: quem só tem nome não entra como contato."
    ]
    assert remarks(["ALUNO.RA", "MAE.NOME", "MAE.TELEFONE1", "RESP_FINANCEIRO.NOME"]) == [
        "Sem coluna com o telefone do responsável financeiro: entra só quem é a mãe ou o pai da mesma linha."
    ]
