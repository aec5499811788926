"""A contact's students in the Chat and on the contact's page."""

from datetime import timedelta

from tests.cast import contact
from tests.chat.pages import a_ticket
from tests.families import answers, enrol, school_class, status, student
from tests.page import select, sign_in, words
from workchat.contacts.models import Contact
from workchat.db import db, utcnow
from workchat.students.models import Enrolment, Relationship, Student
from workchat.students.of_contacts import students_of


def souza() -> Contact:
    """Marta: mother and payer of Ana (7º B), mother of Zeca, who left from the 9º C."""
    marta, now = contact(), utcnow()
    answers(marta, student("Ana Souza", school_class(), status=status("Matriculado")), "financial", "mother")
    answers(marta, student("Zeca Souza", school_class("9º C"), left_at=now, ended_at=now))
    return marta


def test_the_students_come_with_relation_class_and_status_and_who_left_last(cast):
    marta = souza()
    ana, zeca = students_of([marta.id])[marta.id]
    assert (ana.name, ana.first_name, ana.left_at) == ("Ana Souza", "Ana", None)
    assert (ana.relations, ana.classes, ana.statuses) == (["mãe", "responsável financeiro"], ["7º B"], ["Matriculado"])
    assert (zeca.first_name, zeca.classes, bool(zeca.left_at)) == ("Zeca", ["9º C"], True)


def test_what_ended_while_the_student_stayed_is_not_told(cast):
    rui, now = contact("Rui", "5511900000001"), utcnow()
    one = student("Ana Souza", school_class("6º B"), ended_at=now)
    enrol(one, school_class("7º B"))
    answers(rui, one, "father", ended_at=now)
    answers(rui, one, "financial")
    assert [(row.relations, row.classes) for row in students_of([rui.id])[rui.id]] == [
        (["responsável financeiro"], ["7º B"])
    ]
    Student.update(left_at=now - timedelta(days=1)).execute()
    Enrolment.update(ended_at=now - timedelta(days=9)).where(Enrolment.school_class == school_class("7º B")).execute()
    Relationship.update(ended_at=now - timedelta(days=9)).where(Relationship.kind == "father").execute()
    assert [row.relations for row in students_of([rui.id])[rui.id]] == [["responsável financeiro"]]


def test_many_contacts_cost_two_statements(cast):
    marta, nobody = souza(), contact("Rui", "5511900000001")
    asked, real = [], db.obj.execute_sql

    def listening(statement, *values, **more):
        asked.append(statement)
        return real(statement, *values, **more)

    db.obj.execute_sql = listening
    try:
        found = students_of([marta.id, nobody.id])
    finally:
        del db.obj.execute_sql
    assert (len(found[marta.id]), found[nobody.id], len(asked)) == (2, [], 2)
    assert students_of([]) == {}


def test_an_agent_sees_them_beside_the_conversation_and_on_the_contacts_page(client, cast):
    marta = souza()
    ticket = a_ticket(cast, who=marta)
    sign_in(client, cast.bia)
    for url in (f"/chat/{ticket.id}", f"/contacts/{marta.id}"):
        said = words(client.get(url), "section[aria-labelledby=their-students]")
        assert said.startswith("Alunos Ana Souza Mãe, responsável financeiro 7º B · Matriculado · RA")
        assert "Zeca Souza Mãe 9º C · RA" in said and "Saiu em" in said


def test_who_has_no_students_is_not_asked_about_them(client, cast):
    ticket = a_ticket(cast, who=contact())
    sign_in(client, cast.bia)
    for url in (f"/chat/{ticket.id}", f"/contacts/{ticket.contact_id}"):
        assert not select(client.get(url), "section[aria-labelledby=their-students]")


def test_a_phone_that_stands_for_very_many_fills_no_page(client, cast):
    """The office's own phone, typed where a family had none."""
    office = contact("Secretaria", "5511900000001")
    for n in range(25):
        answers(office, student(f"Aluno {n:02}", school_class()))
    sign_in(client, cast.bia)
    said = words(client.get(f"/contacts/{office.id}"), "section[aria-labelledby=their-students]")
    assert "Aluno 19" in said and "Aluno 20" not in said
    assert "E mais 5 alunos." in said
