"""Ticking classes, guardians, courses and statuses for a scheduled message."""

import pytest

from tests.cast import contact
from tests.families import answers, course, school_class, status, student
from tests.page import select, submit, words
from tests.scheduled.test_compose import GOOD, URL, ana  # noqa: F401 (a fixture)
from workchat.db import utcnow
from workchat.scheduled.models import AudiencePart, Part, ScheduledMessage
from workchat.students.models import Enrolment, SchoolClass

FAMILIES = {**GOOD, "to": "some"}


@pytest.fixture
def seventh(cast) -> SchoolClass:
    row = school_class("7º B")
    one = student("Ana Souza", row, course=course("Fundamental"), status=status("Matriculado"))
    answers(contact(approved_at=utcnow()), one, "mother", "financial")
    return row


def parts() -> set[Part]:
    return {part.said for part in AudiencePart.select()}


def test_a_school_without_students_is_not_asked_about_them(ana):  # noqa: F811
    page = ana.get(URL)
    assert not select(page, "#classes, #relations, #statuses, [data-insert='{{aluno}}']")
    assert words(page, "#to .radio label") == "Todos os contatos salvos Grupos e tags Vários são somados."


def test_classes_stand_by_period_the_newest_first_and_the_7th_before_the_10th(ana, seventh):  # noqa: F811
    for name, period in (("10º A", "2026"), ("7º A", "2025")):
        student(f"Aluno {name}", school_class(name, period))
    said = words(ana.get(URL), "#classes li")
    assert said == "2026 7º B 1 aluno 10º A 1 aluno 2025 7º A 1 aluno"
    assert select(ana.get(URL), "[data-insert='{{aluno}}']") and not select(ana.get(URL), "#find-class")


def test_a_long_list_of_classes_can_be_searched(ana, seventh):  # noqa: F811
    for n in range(12):
        student(f"Aluno {n}", school_class(f"{n}º C"))
    assert select(ana.get(URL), "[data-find-in='#class-list']")


def test_what_was_ticked_is_kept_and_shown_again(ana, seventh):  # noqa: F811
    ticks = {"classes": seventh.id, "relations": ["financial", "mother"], "statuses": status("Matriculado").id,
             "courses": course("Fundamental").id}  # fmt: skip
    answer = submit(ana, URL, {**FAMILIES, **ticks})
    assert answer.status_code == 303
    assert parts() == {
        Part("class", seventh.id), Part("relation", relation="financial"), Part("relation", relation="mother"),
        Part("status", ticks["statuses"]), Part("course", ticks["courses"]),
    }  # fmt: skip
    edit = ana.get(f"/scheduled/{ScheduledMessage.get().id}/edit")
    boxes = [box["value"] for box in select(edit, "#classes input[checked], #relations input[checked]")]
    assert boxes == [str(seventh.id), "mother", "financial"]
    assert select(edit, "details.narrower[open] #statuses input[checked]")
    review = words(ana.get(answer.location), ".review-people")
    assert "Mães e responsáveis financeiros do 7º B, do curso Fundamental, com a situação Matriculado" in review
    assert "1 não escreve há mais de 24 horas" in review


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({}, "Marque pelo menos uma turma, um grupo ou uma tag."),
        ({"classes": "999"}, "Uma turma, um curso ou uma situação não existe mais."),
        ({"statuses": "x"}, "Uma turma, um curso ou uma situação não existe mais."),
        ({"relations": "aunt"}, "Um tipo de responsável não existe."),
    ],
)
def test_what_does_not_exist_is_refused_in_words(ana, seventh, typed, says):  # noqa: F811
    answer = submit(ana, URL, {**FAMILIES, **typed})
    assert answer.status_code == 422 and says in words(answer, ".error-summary")
    assert not ScheduledMessage.select().exists()


def test_a_relation_alone_is_an_audience(ana, seventh):  # noqa: F811
    assert submit(ana, URL, {**FAMILIES, "relations": "financial"}).status_code == 303
    assert parts() == {Part("relation", relation="financial")}


def test_a_class_that_was_chosen_and_is_over_stays_in_sight(ana, seventh):  # noqa: F811
    submit(ana, URL, {**FAMILIES, "classes": seventh.id})
    Enrolment.update(ended_at=utcnow()).execute()
    edit = f"/scheduled/{ScheduledMessage.get().id}/edit"
    assert words(ana.get(edit), "#classes li:has([checked])") == "7º B 0 alunos"
    gone = seventh.id
    Enrolment.update(school_class=None).execute()
    SchoolClass.delete().where(SchoolClass.id == gone).execute()
    assert words(ana.get(edit), "#classes li:has([checked])") == "Turma excluída 0 alunos"
    version = ScheduledMessage.get().version
    assert submit(ana, edit, {**FAMILIES, "version": version, "classes": gone}).status_code == 303
    assert parts() == {Part("class", gone)}


def test_the_preview_reads_as_somebody_of_the_class(ana, seventh):  # noqa: F811
    contact("Aaron", "5511944440000")
    other = answers(contact("Rui Dias", "5511955550000"), student("Bia Dias", school_class("8º A")), "father")
    typed = {**FAMILIES, "text": "Oi, {{primeiro_nome}}: {{aluno}}, {{turma}}.", "classes": school_class("8º A").id}
    answer = submit(ana, "/scheduled/preview", typed, page=URL)
    assert words(answer, ".bubble-text").startswith("Oi, Rui: Bia, 8º A.")
    assert f"Como {other.name} vai ler" in words(answer, ".caption")
    everybody = submit(ana, "/scheduled/preview", {**typed, "to": "all"}, page=URL)
    assert words(everybody, ".bubble-text").startswith("Oi, Marta: Ana, 7º B.")


def test_a_choice_that_nobody_answers_is_told_as_what_to_check(ana, seventh):  # noqa: F811
    answer = submit(ana, URL, {**FAMILIES, "classes": seventh.id, "relations": "father"})
    said = words(ana.get(answer.location), ".review-people")
    assert "Nenhum contato corresponde a esta escolha. Confira se o vínculo marcado é o certo" in said
