"""The school reads its RM: both ways bring the same rows, whatever state RM is in when it is asked."""

import pytest

from tests.rm import connect, near_rm, rm
from workchat.totvs.problems import RmProblem
from workchat.totvs.reader import Reader, reader_of
from workchat.totvs.sentences import PARAMETERS

__all__ = ["near_rm", "rm"]
EVERYWHERE = {
    "busy_next": (9, "busy", True), "licence_next": (9, "licence", True), "drop_next": (9, "dropped", True),
    "missing": ({"WORKCHAT.ALUNOS"}, "sentence", False), "forbidden": ({"WORKCHAT.ALUNOS"}, "sentence", False),
    "leak_parameters": (True, "parameters", False), "html_500": (True, "busy", True),
    "html_200": (True, "unreadable", False), "nothing": (True, "empty", False), "huge": (True, "too_big", False),
    "redirect_to": ("http://169.254.169.254/", "route", False), "wrong_password": (True, "login", False),
}  # fmt: skip


@pytest.fixture(params=["rest", "soap"])
def reader(request, school, rm, near_rm) -> Reader:
    return reader_of(connect(rm, transport=request.param), near_rm)


def problem_of(reader: Reader) -> RmProblem:
    with pytest.raises(RmProblem) as found:
        reader.students()
    return found.value


def told(rows: list[dict]) -> list[dict]:
    """What rows say: without nulls, as REST gives them and SOAP does not, and as text, as SOAP does."""
    return [{name: str(value).strip() for name, value in row.items() if str(value or "").strip()} for row in rows]


def test_every_student_and_every_guardian_comes_once_for_each_row(reader, rm):
    assert told(reader.students()) == told(rm.school.students)
    assert told(reader.guardians()) == told(rm.school.guardians)


def test_rm_is_told_the_school_s_place_and_year(reader, rm):
    reader.guardians()
    asked = dict(pair.split("=") for pair in rm.calls[-1].parameters.split(";"))
    assert tuple(asked) == PARAMETERS
    assert (asked["CODCOLIGADA"], asked["CODPERLET"], rm.calls[-1].sentence) == ("1", rm.school.period, "WORKCHAT.RESP")


@pytest.mark.parametrize("fault", EVERYWHERE)
def test_what_rm_or_the_way_to_it_does_becomes_words(reader, rm, fault):
    setting, kind, passing = EVERYWHERE[fault]
    setattr(rm.faults, fault, setting)
    problem = problem_of(reader)
    assert (problem.kind, problem.passing) == (kind, passing)
    assert len(problem.words) > 40 and problem.words.endswith(".")


def test_a_body_cut_in_the_middle_is_no_shorter_list(reader, rm):
    rm.faults.expires_in = 300
    reader.students()  # a token is there now: the next body is that of the rows
    rm.faults.cut_next = 1
    assert problem_of(reader).kind == "dropped"


def test_a_missing_sentence_and_a_hidden_one_are_told_apart_by_nobody_so_both_are_named(reader, rm):
    rm.faults.missing = {"WORKCHAT.ALUNOS"}
    words = problem_of(reader).words
    assert "consulta de alunos (WORKCHAT.ALUNOS)" in words
    assert "ou o usuário não pode lê-la" in words


def test_no_rows_are_no_rows(reader, rm):
    rm.faults.empty = True
    assert (reader.students(), reader.guardians()) == ([], [])


def test_columns_that_nobody_asked_for_are_not_kept(reader, rm):
    rm.faults.more_columns = True
    assert told(reader.students()) == told(rm.school.students)
    assert told(reader.guardians()) == told(rm.school.guardians)


def test_a_sentence_written_with_small_letters_is_understood(reader, rm):
    rm.school.students = [{name.lower(): value for name, value in row.items()} for row in rm.school.students]
    assert reader.students()[0].keys() >= {"RA", "NOME"}


def test_a_sentence_without_the_names_says_which_column_is_missing(reader, rm):
    rm.school.students = [{"RA": row["RA"]} for row in rm.school.students]
    problem = problem_of(reader)
    assert problem.kind == "sentence"
    assert "falta a coluna NOME" in problem.words


def test_guardians_without_any_phone_are_a_sentence_that_lacks_the_column(reader, rm):
    kept = ("RA", "VINCULO", "NOME")
    rm.school.guardians = [{name: row[name] for name in kept} for row in rm.school.guardians]
    with pytest.raises(RmProblem) as found:
        reader.guardians()
    assert "TELEFONE1 ou TELEFONE2" in found.value.words


def test_only_one_way_is_published(reader, rm):
    rm.faults.rest_off = rm.faults.soap_off = True
    assert problem_of(reader).kind == "route"


def test_nobody_answers_at_that_port(reader, rm):
    rm.stop()
    problem = problem_of(reader)
    assert (problem.kind, problem.passing) == ("address", True)
    assert "porta" in problem.words


# REST alone


@pytest.fixture
def rest(school, rm, near_rm) -> Reader:
    return reader_of(connect(rm), near_rm)


def schemes(rm) -> list[str]:
    return [call.scheme for call in rm.calls if call.sentence]


def test_one_token_serves_both_sentences(rest, rm):
    rest.students()
    rest.guardians()
    assert [call.route for call in rm.calls].count("/api/connect/token") == 1
    assert schemes(rm) == ["bearer", "bearer"]


def test_a_token_that_ends_in_the_middle_is_asked_for_again(rest, rm):
    rest.students()
    rm.tokens.forget()
    assert len(rest.guardians()) == len(rm.school.guardians)
    assert schemes(rm) == ["bearer", "bearer", "bearer"]


def test_a_token_that_lives_for_a_second_is_renewed_before_it_is_used(rest, rm):
    rm.faults.expires_in = 1
    rest.students()
    rest.guardians()
    assert [call.route for call in rm.calls].count("/api/connect/token") == 2
    assert schemes(rm) == ["bearer", "bearer"]


def test_an_rm_without_tokens_gets_name_and_password_with_each_request(rest, rm):
    rm.faults.token_off = True
    assert len(rest.students()) == len(rm.school.students)
    assert schemes(rm) == ["basic"]


def test_an_rm_that_does_not_believe_its_own_tokens_gets_name_and_password(rest, rm):
    rm.faults.bearer_off = True
    assert len(rest.students()) == len(rm.school.students)
    rest.guardians()
    assert schemes(rm) == ["bearer", "basic", "basic"]


def test_a_password_that_is_changed_in_the_middle_is_the_user_s_matter(rest, rm):
    rest.students()
    rm.tokens.forget()
    rm.faults.wrong_password = True
    with pytest.raises(RmProblem) as found:
        rest.guardians()
    assert found.value.kind == "login"


def test_an_object_in_place_of_the_rows_cannot_be_read(rest, rm):
    rm.faults.not_rows = True
    assert problem_of(rest).kind == "unreadable"


# SOAP alone


@pytest.fixture
def soap(school, rm, near_rm) -> Reader:
    return reader_of(connect(rm, transport="soap"), near_rm)


def test_carriage_returns_written_as_entities_change_nothing(soap, rm):
    rm.faults.cr_entities = True
    assert told(soap.students()) == told(rm.school.students)


def test_entities_that_grow_are_not_opened(soap, rm):
    rm.faults.entities = True
    assert problem_of(soap).kind == "unreadable"
