"""{{aluno}} and {{turma}}: of which students, how several are said, and what happens where there are none."""

import pytest

from tests.cast import contact
from tests.desk import Desk
from tests.families import answers, enrol, school_class, student
from tests.scheduled.sending import message, people, send_one, statuses, template, work
from tests.scheduled.test_audience import group
from tests.scheduled.test_audience_of_students import of_class, to, who
from workchat.contacts.models import Contact
from workchat.db import db
from workchat.outbox.models import Delivery
from workchat.scheduled.models import Part, ScheduledMessage
from workchat.scheduled.render import values_of
from workchat.scheduled.review import review
from workchat.scheduled.send_test import send_test
from workchat.scheduled.student_values import without_students
from workchat.settings.models import Settings
from workchat.students.called import called
from workchat.students.models import Relationship
from workchat.text.rules import longest_length, problems, variables_in

TEXT = "Olá! Sobre {{aluno}} ({{turma}})."


def values(row: ScheduledMessage, who_reads: Contact) -> dict[str, str]:
    found = values_of(row, who_reads, Settings.current())
    return {name: found.get(name, "") for name in ("aluno", "turma")}


@pytest.fixture
def marta(desk: Desk) -> Contact:
    """Mother of Ana (7º B) and Pedro (8º A), pays for Pedro alone; Zeca, her eldest, left."""
    (row,) = people(desk, 1)
    answers(row, student("Pedro Souza", school_class("8º A")), "mother", "financial")
    answers(row, student("Ana Souza", school_class("7º B")))
    answers(row, student("Zeca Souza", school_class("9º C"), left_at=desk.now))
    return row


def test_without_classes_in_the_audience_all_present_students_are_named(desk: Desk, marta: Contact):
    assert values(message(desk, TEXT), marta) == {"aluno": "Ana e Pedro", "turma": "7º B e 8º A"}


def test_with_classes_only_those_whom_the_message_is_about(desk: Desk, marta: Contact):
    row = to(message(desk, TEXT), of_class(school_class("7º B")))
    assert values(row, marta) == {"aluno": "Ana", "turma": "7º B"}
    assert values(to(row, who("financial")), marta) == {"aluno": "Pedro", "turma": "8º A"}


def test_who_gets_it_for_another_reason_is_told_of_no_student_of_theirs(desk: Desk, marta: Contact):
    row = to(message(desk, TEXT), of_class(school_class("1º D")), Part("group", group("Equipe", marta).id))
    assert values(row, marta) == {"aluno": "", "turma": ""}


def test_the_students_of_both_phones_of_a_person_are_named_to_the_one_who_is_reached(desk: Desk, marta: Contact):
    """TOTVS has her twice, each time with another child: she gets one message, and nothing else speaks of Nino."""
    again = contact("Marta S.", "5511933330000")
    answers(again, student("Nino Souza", school_class("7º B")))
    both = Contact.id.in_([marta.id, again.id])
    Contact.update(cpf_fingerprint="the same", saved_at=desk.now).where(both).execute()
    marta = Contact.get_by_id(marta.id)
    row = to(message(desk, TEXT), of_class(school_class("7º B")), of_class(school_class("8º A")))
    assert values(row, marta) == {"aluno": "Ana, Nino e Pedro", "turma": "7º B e 8º A"}
    only = to(message(desk, "Sobre {{aluno}}"), of_class(school_class("7º B")), Part("group", group("Pais", marta).id))
    answers_of = Relationship.contact == marta
    Relationship.delete().where(answers_of).execute()
    assert values(only, marta)["aluno"] == "Nino"
    assert without_students(only, desk.now) == {}


def test_twins_of_one_class_share_its_name(desk: Desk, marta: Contact):
    answers(marta, student("Bento Souza", school_class("7º B")))
    assert values(message(desk, TEXT), marta) == {"aluno": "Ana, Bento e Pedro", "turma": "7º B e 8º A"}


def test_a_student_in_two_classes_is_named_once(desk: Desk):
    (row,) = people(desk, 1)
    one = student("Ana Souza", school_class("7º B"))
    enrol(one, school_class("Judô"))
    answers(row, one)
    assert values(message(desk, TEXT), row) == {"aluno": "Ana", "turma": "7º B e Judô"}


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Ana Souza", "Pedro Souza"], ["Ana", "Pedro"]),
        (["Maria Clara Dias", "Maria Eduarda Dias"], ["Maria Clara", "Maria Eduarda"]),
        (["Maria da Luz", "Maria da Paz", "Rui"], ["Maria da Luz", "Maria da Paz", "Rui"]),
        (["Ana", "Ana Lima"], ["Ana", "Ana Lima"]),
        (["Ana Lima", "Ana Lima"], ["Ana", "Ana"]),
        ([], []),
    ],
)
def test_siblings_with_the_same_first_name_are_told_apart(names, said):
    assert called(names) == said


def test_the_database_is_asked_for_students_only_when_the_text_names_them(desk: Desk, marta: Contact):
    asked: list[str] = []
    real = db.obj.execute_sql

    def listening(statement, *values, **more):
        asked.append(statement)
        return real(statement, *values, **more)

    db.obj.execute_sql = listening
    try:
        values(message(desk, "Olá, {{nome}}!"), marta)
        assert not [one for one in asked if "relationship" in one]
        values(message(desk, TEXT), marta)
        assert len([one for one in asked if "relationship" in one]) == 1
    finally:
        del db.obj.execute_sql


def test_nobody_to_name_and_the_fallback_speaks(desk: Desk):
    people(desk, 1)
    message(desk, "Sobre {{aluno|seu filho}}, {{turma|da escola}}.")
    work(desk)
    assert send_one(desk)["text"]["body"] == "Sobre seu filho, da escola."


def test_a_template_with_nothing_for_its_gap_does_not_leave_and_says_why(desk: Desk, marta: Contact):
    people(desk, 1, first=10)
    row = message(desk, content="template", template=template(desk), parameters={"1": "{{aluno}}"})
    work(desk)
    assert send_one(desk)["template"]["components"][0]["parameters"][0]["text"] == "Ana e Pedro"
    desk.later(minutes=5)
    assert send_one(desk) is None
    assert statuses(row) == {"sent": 1, "skipped": 1}
    assert Delivery.get(Delivery.status == "skipped").error == "Para este contato a mensagem fica vazia: falta o aluno."


def test_the_review_says_for_how_many_nothing_stands_there(desk: Desk, marta: Contact):
    people(desk, 2, first=10)
    answers(contact("Só aluno", "5511933330000"), student("Nino"))

    def told(text: str) -> list[str]:
        return [words for level, words in review(message(desk, text), desk.now).risks if "{{" in words]

    assert told("Sobre {{aluno}}") == [
        "2 contatos não têm aluno: no lugar de {{aluno}} não vai nada. "
        "Diga o que vai ali, assim: {{aluno|seu filho ou sua filha}}."
    ]
    assert told("Sobre {{aluno|seu filho}}") == []
    row = message(desk, content="template", template=template(desk), parameters={"1": "turma {{turma}}"})
    assert "3 contatos não têm turma" in " ".join(words for _, words in review(row, desk.now).risks)


def test_a_test_names_an_invented_student_to_a_colleague(desk: Desk, marta: Contact):
    row = ScheduledMessage.get_by_id(message(desk, TEXT).id)
    send_test(row, desk.cast.ana, "11 95555-0000", desk.now)
    assert desk.send_all() == ["Olá! Sobre Pedro (7º B)."]


@pytest.mark.parametrize(
    ("text", "place", "says"),
    [
        ("{{aluno}} {{turma}}", "scheduled", ""),
        ("{{aluno}}", "welcome", "ainda não se sabe {{aluno}}"),
        ("{{turma}}", "reply", "ainda não se sabe {{turma}}"),
        ("Sr(a) [NOMERESPONSAVEL]", "scheduled", "Aqui escreva {{nome}}."),
        ("[NOMEALUNO], [NOME_TURMA]", "scheduled", "Aqui escreva {{aluno}}. [NOME_TURMA] é do TOTVS"),
        ("[ATENÇÃO] [SAIR]", "scheduled", ""),
    ],
)
def test_where_the_variables_of_students_may_stand(text, place, says):
    said = " ".join(problems(text, place))
    assert (says in said) if says else not said


def test_variables_are_found_with_and_without_a_fallback():
    text = "{{aluno}} {{ Turma |a turma}} {{nome|você}} {{senha}}"
    assert variables_in(text) == {"aluno", "turma", "nome"}
    assert variables_in(text, unguarded=True) == {"aluno"}
    assert longest_length("{{aluno}}") == 40
