"""The two questions that the school keeps in RM (Consulta SQL) for WorkChat: their texts, parameters and columns. Pure.

RM: one line, no comments (line breaks collapse), no TOP, parameters as :NAME. Each parameter stands once in a text:
whether RM counts a repeated one twice is not documented. Only what WorkChat uses is asked. The joins of STURMA and
SHABILITACAOFILIAL may lose nobody: they are LEFT.
"""

from dataclasses import dataclass

from workchat.students.rows import GUARDIAN_COLUMNS, GUARDIAN_NEEDS, STUDENT_COLUMNS, STUDENT_NEEDS

SYSTEM = "S"  # RM's letter of the module Educacional, under which a sentence is kept
PARAMETERS = ("CODCOLIGADA", "CODFILIAL", "CODTIPOCURSO", "CODPERLET")

STUDENTS_SQL = (
    "SELECT A.RA, P.NOME, P.DTNASCIMENTO, P.CPF, P.TELEFONE1, P.TELEFONE2, P.TELEFONE3, C.CODCURSO, "
    "C.NOME AS NOME_CURSO, M.CODTURMA, T.NOME AS NOME_TURMA, PL.CODPERLET, S.DESCRICAO AS STATUS_DESCRICAO, "
    "S.PLATIVO AS STATUS_ATIVO "
    "FROM SALUNO A "
    "INNER JOIN PPESSOA P ON P.CODIGO = A.CODPESSOA "
    "INNER JOIN SMATRICPL M ON M.CODCOLIGADA = A.CODCOLIGADA AND M.RA = A.RA "
    "INNER JOIN SPLETIVO PL ON PL.CODCOLIGADA = M.CODCOLIGADA AND PL.IDPERLET = M.IDPERLET "
    "INNER JOIN SSTATUS S ON S.CODCOLIGADA = M.CODCOLIGADA AND S.CODSTATUS = M.CODSTATUS "
    "LEFT JOIN STURMA T ON T.CODCOLIGADA = M.CODCOLIGADA AND T.CODFILIAL = M.CODFILIAL AND T.IDPERLET = M.IDPERLET "
    "AND T.CODTURMA = M.CODTURMA "
    "LEFT JOIN SHABILITACAOFILIAL H ON H.CODCOLIGADA = M.CODCOLIGADA "
    "AND H.IDHABILITACAOFILIAL = M.IDHABILITACAOFILIAL "
    "LEFT JOIN SCURSO C ON C.CODCOLIGADA = H.CODCOLIGADA AND C.CODCURSO = H.CODCURSO "
    "WHERE A.CODCOLIGADA = :CODCOLIGADA AND M.CODFILIAL = :CODFILIAL AND A.CODTIPOCURSO = :CODTIPOCURSO "
    "AND PL.CODPERLET = :CODPERLET"
)


def _kin(relation: str, column: str, join: str) -> str:
    """One kind of guardian who is a person of PPESSOA."""
    return (
        f"SELECT A.CODCOLIGADA, A.CODTIPOCURSO, A.RA, '{relation}' AS VINCULO, P.NOME, P.CPF, P.DTNASCIMENTO, "  # noqa: S608
        f"P.TELEFONE1, P.TELEFONE2 FROM SALUNO A {join}INNER JOIN PPESSOA P ON P.CODIGO = {column}"
    )


def _parent(relation: str, letter: str) -> str:
    join = f"INNER JOIN VFILIACAO F ON F.CODPESSOAFILHO = A.CODPESSOA AND F.TIPORELAC = '{letter}' "
    return _kin(relation, "F.CODPESSOAFILIACAO", join)


_PAYER = (
    "SELECT A.CODCOLIGADA, A.CODTIPOCURSO, A.RA, 'RESP_FINANCEIRO' AS VINCULO, F.NOME, F.CGCCFO AS CPF, "
    "F.DTNASCIMENTO, F.TELEFONE AS TELEFONE1, F.TELEX AS TELEFONE2 FROM SALUNO A "
    "INNER JOIN FCFO F ON F.CODCOLIGADA = A.CODCOLCFO AND F.CODCFO = A.CODCFO"
)
_KINDS = (_kin("RESP_ACADEMICO", "A.CODPESSOARACA", ""), _PAYER, _parent("PAI", "P"), _parent("MAE", "M"))

GUARDIANS_SQL = (
    "SELECT R.RA, R.VINCULO, R.NOME, R.CPF, R.DTNASCIMENTO, R.TELEFONE1, R.TELEFONE2 "  # noqa: S608
    f"FROM ({' UNION ALL '.join(_KINDS)}) R "
    "WHERE R.CODCOLIGADA = :CODCOLIGADA AND R.CODTIPOCURSO = :CODTIPOCURSO "
    "AND EXISTS (SELECT 1 FROM SMATRICPL M "
    "INNER JOIN SPLETIVO PL ON PL.CODCOLIGADA = M.CODCOLIGADA AND PL.IDPERLET = M.IDPERLET "
    "WHERE M.CODCOLIGADA = R.CODCOLIGADA AND M.RA = R.RA AND M.CODFILIAL = :CODFILIAL "
    "AND PL.CODPERLET = :CODPERLET)"
)


@dataclass(frozen=True)
class Sentence:
    """What is asked of RM: `what` in words, behind “a” or “da”, the columns that are kept and those that must come.

    Of `one_of`, at least one must come.
    """

    what: str
    code: str
    columns: tuple[str, ...]
    needs: tuple[str, ...]
    one_of: tuple[str, ...] = ()


def students_sentence(code: str) -> Sentence:
    return Sentence(f"consulta de alunos ({code})", code, STUDENT_COLUMNS, STUDENT_NEEDS)


def guardians_sentence(code: str) -> Sentence:
    phones = tuple(column for column in GUARDIAN_COLUMNS if column.startswith("TELEFONE"))
    return Sentence(f"consulta de responsáveis ({code})", code, GUARDIAN_COLUMNS, GUARDIAN_NEEDS, phones)
