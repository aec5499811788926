"""Messages to the families of classes, courses and statuses: whom they reach, in the review and when they leave."""

from dataclasses import dataclass

import pytest

from tests.desk import Desk
from tests.families import answers, course, enrol, school_class, status, student
from tests.scheduled.sending import message, people, send_one, statuses, work
from tests.scheduled.test_audience import group, reached, tag
from workchat.contacts.models import Contact
from workchat.scheduled.audience import count_audience, example_contacts
from workchat.scheduled.audience_words import audience_words
from workchat.scheduled.fan_out import draw_slice
from workchat.scheduled.models import SENDING, AudiencePart, Part, ScheduledMessage
from workchat.scheduled.save_draft import copy
from workchat.scheduled.start import start_all_due
from workchat.students.models import Relationship, Student
from workchat.vault import vault


def to(row: ScheduledMessage, *parts: Part) -> ScheduledMessage:
    AudiencePart.delete().where(AudiencePart.scheduled_message == row).execute()
    for part in parts:
        AudiencePart.create(scheduled_message=row, **part._asdict())
    return row


def of_class(row) -> Part:
    return Part("class", row.id)


def who(relation: str) -> Part:
    return Part("relation", relation=relation)


def found(desk: Desk, *parts: Part) -> set[str]:
    """Whom the drawing finds; the review promised just as many."""
    row = to(message(desk), *parts)
    counted = count_audience(row, desk.now)
    work(desk)
    assert (len(reached(row)), counted.total) == (counted.reached, sum(statuses(row).values()))
    return reached(row)


@dataclass
class Seventh:
    """Two in the 7º B, one in the 8º A, with parents who pay and parents who do not."""

    desk: Desk

    def __post_init__(self):
        self.b, self.a = school_class("7º B"), school_class("8º A")
        self.marta, self.rui, self.lia, self.eva = people(self.desk, 4)
        self.ana = student("Ana Clara Souza", self.b, course=course("Fundamental"), status=status("Matriculado"))
        self.pedro = student("Pedro Souza", self.a, course=course("Fundamental"), status=status("Matriculado"))
        self.ivo = student("Ivo Lima", self.b, course=course("Integral"), status=status("Trancado"), is_active=False)
        answers(self.marta, self.ana, "mother", "financial")
        answers(self.marta, self.pedro, "mother")
        answers(self.rui, self.ana, "father")
        answers(self.rui, self.pedro, "financial")
        answers(self.lia, self.ivo, "financial")


@pytest.fixture
def seventh(desk: Desk) -> Seventh:
    return Seventh(desk)


def test_a_class_is_the_families_of_its_active_students(desk: Desk, seventh: Seventh):
    assert found(desk, of_class(seventh.b)) == {seventh.marta.name, seventh.rui.name}


def test_financial_guardians_of_a_class_are_only_they(desk: Desk, seventh: Seventh):
    assert found(desk, of_class(seventh.b), who("financial")) == {seventh.marta.name}
    assert found(desk, who("financial")) == {seventh.marta.name, seventh.rui.name}


def test_a_mother_of_siblings_gets_one_message(desk: Desk, seventh: Seventh):
    both = to(message(desk), of_class(seventh.a), of_class(seventh.b), who("mother"))
    work(desk)
    assert statuses(both) == {"queued": 1} and reached(both) == {seventh.marta.name}


def test_classes_courses_and_statuses_are_one_demand_together(desk: Desk, seventh: Seventh):
    integral = Part("course", course("Integral").id)
    assert found(desk, of_class(seventh.b), integral) == set()  # Ivo is not active
    assert found(desk, of_class(seventh.b), integral, Part("status", status("Trancado").id)) == {seventh.lia.name}
    assert found(desk, Part("status", status("Trancado").id), who("mother")) == set()
    assert found(desk, Part("course", course("Fundamental").id), who("father")) == {seventh.rui.name}


def test_groups_and_tags_are_added_and_the_excluded_ones_go(desk: Desk, seventh: Seventh):
    staff, quiet = group("Equipe", seventh.eva), tag("não", seventh.rui)
    parts = of_class(seventh.b), Part("group", staff.id), Part("tag", quiet.id, True)
    assert found(desk, *parts) == {seventh.marta.name, seventh.eva.name}


def test_who_left_and_what_ended_reaches_nobody(desk: Desk, seventh: Seventh):
    Student.update(left_at=desk.now).where(Student.id == seventh.pedro.id).execute()
    Relationship.update(ended_at=desk.now).where(Relationship.contact == seventh.rui).execute()
    moved = student("Noé", seventh.b, ended_at=desk.now)
    enrol(moved, seventh.a)
    answers(seventh.eva, moved)
    assert found(desk, of_class(seventh.a)) == {seventh.eva.name}
    assert found(desk, of_class(seventh.b)) == {seventh.marta.name}


def test_a_class_without_students_is_nobody(desk: Desk, seventh: Seventh):
    assert found(desk, of_class(school_class("9º C"))) == set()
    assert found(desk, Part("class", 999_999)) == set()


def test_one_person_with_two_phones_gets_it_once_also_in_slices(desk: Desk, seventh: Seventh):
    answers(seventh.eva, seventh.ana, "academic")
    both = Contact.id.in_([seventh.marta.id, seventh.eva.id])
    Contact.update(cpf_fingerprint=vault.fingerprint("52998224725")).where(both).execute()
    row = to(message(desk, state=SENDING, started_at=desk.now), of_class(seventh.b))
    assert count_audience(row, desk.now).left_out == {"duplicate": 1}
    while draw_slice(row, desk.now, 1) is not None:
        pass
    assert reached(row) == {seventh.marta.name, seventh.rui.name}
    assert [one.id for one in example_contacts(row, desk.now)] == [seventh.marta.id, seventh.rui.id]


def test_a_copy_and_the_next_of_a_repeated_one_are_for_the_same_families(desk: Desk, seventh: Seventh):
    row = to(message(desk, repeat="weekly"), of_class(seventh.b), who("financial"))
    again = copy(ScheduledMessage.get_by_id(row.id), desk.cast.ana, desk.now)
    start_all_due(desk.now)
    following = ScheduledMessage.get(ScheduledMessage.previous == row)
    for other in (again, following):
        assert [part.said for part in other.audience] == [of_class(seventh.b), who("financial")]


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((), "Famílias do 7º B e do 8º A"),
        ((who("financial"),), "Responsáveis financeiros do 7º B e do 8º A"),
        ((who("mother"), who("academic")), "Mães e responsáveis acadêmicos do 7º B e do 8º A"),
        ((Part("all"),), "Todos os contatos salvos"),
    ],
)
def test_the_audience_is_said_as_the_school_says_it(desk: Desk, seventh: Seventh, parts, said):
    row = to(message(desk), of_class(seventh.b), of_class(seventh.a), *parts)
    assert audience_words([row])[row.id] == said


def test_the_words_name_everything_that_is_demanded(desk: Desk, seventh: Seventh):
    def words(*parts: Part) -> str:
        row = to(message(desk), *parts)
        return audience_words([row])[row.id]

    stopped, whole = Part("status", status("Trancado").id), Part("course", course("Integral").id)
    staff = Part("group", group("Equipe").id)
    assert words(who("self")) == "Os próprios alunos de toda a escola"
    assert words(whole, stopped) == "Famílias do curso Integral, com a situação Trancado"
    assert words(of_class(seventh.b), staff) == "Famílias do 7º B, e também grupo Equipe"
    assert words(of_class(seventh.b), Part("class", 999_999)) == "Famílias do 7º B e da turma excluída"
    last_year = of_class(school_class("7º B", "2025"))
    assert words(of_class(seventh.b), last_year) == "Famílias do 7º B (2026) e do 7º B (2025)"
    many = [of_class(school_class(f"{n}ª série")) for n in range(1, 10)]
    assert words(*many) == "Famílias da 1ª série, da 2ª série, da 3ª série, da 4ª série, da 5ª série e de mais 4 turmas"


def test_what_leaves_names_the_students_of_the_class_that_the_message_is_for(desk: Desk, seventh: Seventh):
    text = "Reunião de {{aluno|seu filho}}, {{turma|da escola}}."
    to(message(desk, text), of_class(seventh.b), of_class(seventh.a), who("mother"))
    work(desk)
    assert send_one(desk)["text"]["body"] == "Reunião de Ana e Pedro, 7º B e 8º A."
