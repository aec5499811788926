"""The school's two questions to its RM, by the way that the administrator chose; the same rows by either."""

from collections.abc import Callable
from dataclasses import dataclass

from workchat.config import Config
from workchat.totvs.answers import Row, kept
from workchat.totvs.client import RestRm, SoapRm
from workchat.totvs.connection import Line, nothing
from workchat.totvs.models import SOAP, RmConnection
from workchat.totvs.problems import LOGIN, NO_KEY, RmProblem
from workchat.totvs.sentences import Sentence, guardians_sentence, students_sentence
from workchat.vault import CannotUnseal

DEMONSTRATION = ("127.0.0.1",)  # where the demonstration's RM runs; no address that a person saves is taken for it


@dataclass(frozen=True)
class Reader:
    """Reads one sentence at a time; each raises RmProblem, which names what was being read."""

    rm: RestRm | SoapRm
    of_students: Sentence
    of_guardians: Sentence
    coligada: int
    parameters: dict[str, object]

    def students(self) -> list[Row]:
        """Rows of STUDENT_COLUMNS; a student with two enrolments comes twice."""
        return self.rows_of(self.of_students)

    def guardians(self) -> list[Row]:
        """Rows of GUARDIAN_COLUMNS, one a student and kind."""
        return self.rows_of(self.of_guardians)

    def rows_of(self, sentence: Sentence) -> list[Row]:
        """:raises RmProblem: also when a column is missing."""
        try:
            rows = self.rm.read(sentence.code, self.coligada, self.parameters)
            return kept(rows, sentence.columns, sentence.needs, sentence.one_of)
        except RmProblem as problem:
            raise problem.about(sentence.what) from None


def reader_of(connection: RmConnection, config: Config, meanwhile: Callable[[], None] = nothing) -> Reader:
    """`meanwhile` runs twice in a second of waiting; what it raises ends the reading.

    :raises RmProblem: when the address is none, or the key of the password is gone.
    """
    try:
        password = connection.password
    except CannotUnseal:
        raise RmProblem(LOGIN, NO_KEY) from None
    hosts = (*config.private_hosts, *(DEMONSTRATION if connection.is_invented else ()))
    make, url = (SoapRm, connection.soap_url) if connection.transport == SOAP else (RestRm, connection.rest_url)
    return Reader(
        make(url, connection.user, password, Line(hosts, meanwhile)),
        students_sentence(connection.students_sentence),
        guardians_sentence(connection.guardians_sentence),
        connection.coligada,
        {
            "CODCOLIGADA": connection.coligada,
            "CODFILIAL": connection.filial,
            "CODTIPOCURSO": connection.teaching_level,
            "CODPERLET": connection.period,
        },
    )
