"""The two sentences of the school in the invented RM: what each needs to be told, and the rows that it gives."""

import zlib
from dataclasses import dataclass, field

from workchat.demo.rm.faults import Faults
from workchat.demo.rm.pupils import FINANCIAL, Row
from workchat.demo.rm.school import RmSchool

STUDENTS, GUARDIANS = "WORKCHAT.ALUNOS", "WORKCHAT.RESP"
PARAMETERS = ("CODCOLIGADA", "CODFILIAL", "CODTIPOCURSO", "CODPERLET")
# What RM tells in its fault when the parameters are wrong. It must never be written down or shown.
LEAKED_SQL = "SELECT A.RA, P.NOME, P.CPF, P.TELEFONE1 FROM SALUNO A INNER JOIN PPESSOA P ON P.CODIGO = A.CODPESSOA"
WRONG_PARAMETERS = "Quantidade de parâmetros passados para o SQL não corresponde ao esperado. Sentença: " + LEAKED_SQL


class Missing(Exception):
    """No such sentence, or one that the user may not see: RM says the same of both."""


class WrongParameters(Exception):
    pass


@dataclass
class Sentences:
    """`names` and `parameters` may be changed, as a school's RM consultant would."""

    school: RmSchool
    faults: Faults
    names: dict[str, str] = field(default_factory=lambda: {STUDENTS: "students", GUARDIANS: "guardians"})
    parameters: tuple[str, ...] = PARAMETERS

    def rows(self, code: str, coligada: str, system: str, parameters: str) -> list[Row]:
        """:raises Missing: :raises WrongParameters:"""
        hidden = self.faults.missing | self.faults.forbidden
        if code not in self.names or code in hidden or (coligada, system) != (str(self.school.coligada), "S"):
            raise Missing(f"{coligada}|{system}|{code}")
        given = dict(_pair(part) for part in parameters.split(";") if part.strip())
        if self.faults.leak_parameters or sorted(given) != sorted(self.parameters):
            raise WrongParameters
        return self._changed(self._asked_for(self.names[code], given))

    def _asked_for(self, which: str, given: dict[str, str]) -> list[Row]:
        school = self.school
        here = {"CODCOLIGADA": school.coligada, "CODFILIAL": school.filial,
                "CODTIPOCURSO": school.teaching_level, "CODPERLET": school.period}  # fmt: skip
        if self.faults.empty or any(str(here.get(name, value)) != value for name, value in given.items()):
            return []
        rows: list[Row] = getattr(school, which)
        return rows[: len(rows) * 2 // 5] if self.faults.half else rows

    def _changed(self, rows: list[Row]) -> list[Row]:
        if self.faults.zone_dates:
            rows = [{**row, "DTNASCIMENTO": _with_zone(row["DTNASCIMENTO"])} for row in rows]
        return [_with_more(row) for row in rows] if self.faults.more_columns else rows


def _pair(part: str) -> tuple[str, str]:
    name, _, value = part.partition("=")
    return name.strip().upper(), value.strip()


def _with_zone(value: str | int | None) -> str | int | None:
    return f"{value}-03:00" if value and str(value).endswith("T00:00:00") else value


def _with_more(row: Row) -> Row:
    """The draft sentences' other columns: the same person has another code in each register; couples share e-mails."""
    code = zlib.crc32(str(row.get("CPF") or row["NOME"]).encode()) % 100_000
    more: Row = {"CODCOLIGADA": 1, "EMAIL": f"familia.{row['RA']}@aurora.example"}
    if "VINCULO" not in row:
        return {**row, **more, "CODFILIAL": 1, "CODPESSOA": code}
    origin = f"F{code:05}" if row["VINCULO"] == FINANCIAL else str(code)
    return {**row, **more, "COD_ORIGEM": origin, "PARENTESCO": None}
