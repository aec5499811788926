"""One student of the invented school, with everybody who answers for them, and the rows that TOTVS gives of them."""

from dataclasses import dataclass, field, replace
from datetime import date

from workchat.demo.rm.names import masked
from workchat.demo.rm.phones import NOTHING, Field

MOTHER, FATHER, ACADEMIC, FINANCIAL = "MAE", "PAI", "RESP_ACADEMICO", "RESP_FINANCEIRO"
Row = dict[str, str | int | None]


@dataclass(frozen=True)
class Class:
    """A class of the school: courses have their own, so that two of them are called 1º A."""

    code: str
    name: str
    course: int
    course_name: str
    age: int  # of its students, in full years


@dataclass(frozen=True)
class Enrolled:
    school_class: Class | None
    status: str = "Matriculado"
    active: bool = True


@dataclass(frozen=True)
class Guardian:
    """Somebody in one role, as that role's table has them: a mother may stand in three, not quite the same."""

    role: str
    name: str | None
    fields: tuple[Field, Field] = (NOTHING, NOTHING)
    cpf: str = ""  # eleven right digits, or "" when there are none
    typed_cpf: str | None = None  # what the table holds
    birth_date: str | None = None

    def row(self, ra: str) -> Row:
        one, two = self.fields
        return {"RA": ra, "VINCULO": self.role, "NOME": self.name, "CPF": self.typed_cpf,
                "DTNASCIMENTO": self.birth_date, "TELEFONE1": one.text, "TELEFONE2": two.text}  # fmt: skip


@dataclass
class Pupil:
    ra: str
    name: str | None
    enrolments: list[Enrolled]
    birth_date: date | None = None
    typed_birth_date: str | None = None
    cpf: str | None = None
    fields: tuple[Field, Field, Field] = (NOTHING, NOTHING, NOTHING)
    guardians: list[Guardian] = field(default_factory=list)

    def rows(self, period: str) -> list[Row]:
        """One row an enrolment."""
        return [self._row(enrolled, period) for enrolled in self.enrolments]

    def _row(self, enrolled: Enrolled, period: str) -> Row:
        here = enrolled.school_class
        one, two, three = self.fields
        return {
            "RA": self.ra, "NOME": self.name, "DTNASCIMENTO": self.typed_birth_date, "CPF": self.cpf,
            "TELEFONE1": one.text, "TELEFONE2": two.text, "TELEFONE3": three.text,
            "CODCURSO": here and here.course, "NOME_CURSO": here and here.course_name,
            "CODTURMA": here and here.code, "NOME_TURMA": here and here.name, "CODPERLET": period,
            "STATUS_DESCRICAO": enrolled.status, "STATUS_ATIVO": "S" if enrolled.active else "N",
        }  # fmt: skip


def mother(name: str, phone: Field, cpf: str, born: date | None = None, **more) -> Guardian:
    """As PPESSOA has her: name as written, CPF without dots, date with a time."""
    more = {"typed_cpf": cpf, "birth_date": iso(born), **more}
    return Guardian(MOTHER, name, (phone, NOTHING), cpf, **more)


def as_academic(guardian: Guardian) -> Guardian:
    """The same person of PPESSOA in another role."""
    return replace(guardian, role=ACADEMIC)


def as_payer(guardian: Guardian, first: Field | None = None, second: Field = NOTHING) -> Guardian:
    """The same person as FCFO has them: another code, capitals, a masked CPF, a Brazilian date, its own phones."""
    name = (guardian.name or "").upper()
    fields = (guardian.fields[0] if first is None else first, second)
    cpf = masked(guardian.cpf) if guardian.cpf else guardian.typed_cpf
    return replace(guardian, role=FINANCIAL, name=name, fields=fields, typed_cpf=cpf, birth_date=None)


def iso(day: date | None) -> str | None:
    return f"{day:%Y-%m-%d}T00:00:00" if day else None


def brazilian(day: date | None) -> str | None:
    return f"{day:%d/%m/%Y}" if day else None
