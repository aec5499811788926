"""Joining, erasing and correcting a contact who answers for students; what a person gave, TOTVS does not replace."""

from datetime import date

import pytest

from tests.cast import NOW, contact
from tests.contacts.test_details import add, bia, edit  # noqa: F401 (bia: a fixture)
from tests.contacts.test_erase import everything
from tests.contacts.two import CPF, MAIN, OTHER, again, marta
from tests.desk import Desk
from tests.families import answers, school_class, student
from tests.page import sign_in, words
from workchat.contacts.erase import erase
from workchat.contacts.merge import merge
from workchat.contacts.merged import Choice
from workchat.contacts.models import Contact, ContactAlias, KeptErasure
from workchat.intake.decide import decide
from workchat.students.models import Relationship, Student, StudentSync, SyncLine
from workchat.vault import vault


def relations(of: Contact) -> set[tuple[str, str, bool]]:
    """(student, kind, whether it lasts)."""
    rows = Relationship.select(Relationship, Student).join(Student).where(Relationship.contact == of)
    return {(row.student.name, row.kind, row.ended_at is None) for row in rows}


def join(cast, one: Contact, other: Contact, **chosen: int) -> Contact:
    return merge(one.id, other.id, Choice(one.id, one.id, **chosen), cast.ana, NOW)


def test_joined_contacts_answer_for_the_students_of_both_each_relation_once(cast):
    one, other = marta(), again()
    ana, ivo, eva, rui = (student(name) for name in ("Ana", "Ivo", "Eva", "Rui"))
    answers(one, ana, "mother", "financial")
    answers(other, ana, "mother", "academic")
    answers(other, ivo)
    answers(one, eva, ended_at=NOW)  # ended by one phone, and lasts by the other
    answers(other, eva)
    answers(one, rui, ended_at=NOW.replace(year=2025))
    answers(other, rui, ended_at=NOW)
    kept = join(cast, one, other)
    assert relations(kept) == {
        ("Ana", "mother", True), ("Ana", "financial", True), ("Ana", "academic", True), ("Ivo", "mother", True),
        ("Eva", "mother", True), ("Rui", "mother", False),
    }  # fmt: skip
    assert Relationship.select().count() == 6
    assert Relationship.get(Relationship.student == rui).ended_at == NOW


@pytest.mark.parametrize(
    ("mine", "theirs", "edited"),
    [
        ((date(1988, 3, 5), False), (None, False), False),
        ((date(1988, 3, 5), True), (None, False), True),
        ((None, False), (date(1988, 3, 5), True), True),
        ((date(1988, 3, 5), False), (date(1988, 3, 5), False), False),
        ((date(1988, 3, 5), False), (date(1990, 1, 1), False), True),  # a person chose between the two
    ],
)
def test_what_a_person_gave_or_chose_stays_theirs_in_a_join(cast, mine, theirs, edited):
    one, other = (
        who(birth_date=born, birth_date_edited=by_hand)
        for who, (born, by_hand) in ((marta, mine), (again, theirs))
    )  # fmt: skip
    assert join(cast, one, other, birth_date=one.id).birth_date_edited is edited


def test_a_cpf_typed_by_hand_stays_so_in_a_join(cast):
    one, other = marta(), again(cpf_edited=True)
    other.keep_cpf(CPF)
    other.save()
    assert join(cast, one, other).cpf_edited


def test_an_erased_guardian_is_nobodys_guardian_and_no_sync_brings_the_phone_back(cast, tmp_path):
    gone, rui = marta(birth_date_edited=True), contact("Rui Lima", "5511933330000")
    ContactAlias.create(contact=gone, wa_id=OTHER, phone_key=OTHER)
    bento = student("Bento Lima", school_class())
    answers(gone, bento)
    answers(rui, bento, "father")
    sync = StudentSync.create(source="rm", state="done")
    line = SyncLine.create(student_sync=sync, action="changed", subject=f"Bento Lima (RA {bento.ra})",
                           words="entrou: Marta Souza (mãe); saiu: 6º B (Matriculado)")  # fmt: skip
    erase(gone.id, cast.ana, tmp_path, NOW)
    assert {row.fingerprint for row in KeptErasure.select()} == {vault.fingerprint(MAIN), vault.fingerprint(OTHER)}
    assert relations(rui) == {("Bento Lima", "father", True)} and Relationship.select().count() == 1
    assert SyncLine.get_by_id(line.id).words == "entrou: contato apagado (mãe); saiu: 6º B (Matriculado)"
    assert not Contact.get_by_id(gone.id).birth_date_edited
    assert "Marta" not in everything() and Student.get_by_id(bento.id).name == "Bento Lima"


def test_the_page_says_what_goes_and_what_stays(cast, client):
    answers(row := marta(), student("Bento"))
    sign_in(client, cast.ana)
    said = words(client.get(f"/contacts/{row.id}/erase"))
    assert "a ligação com o aluno" in said
    assert "a sincronização de alunos não o traz de volta. O cadastro do aluno continua, sem este contato." in said


def test_who_was_erased_can_be_added_by_hand_and_what_was_kept_stays(cast, bia, tmp_path):  # noqa: F811
    erase(marta().id, cast.ana, tmp_path, NOW)
    add(bia, name="Marta Souza", phone="(11) 98765-4321")
    assert Contact.get(Contact.wa_id == MAIN).saved_at
    assert KeptErasure.select().count() == 1


def test_what_is_typed_by_hand_is_marked_and_what_is_left_alone_is_not(cast, bia):  # noqa: F811
    def marked(row: Contact) -> tuple[bool, bool]:
        row = Contact.get_by_id(row.id)
        return row.birth_date_edited, row.cpf_edited

    row = marta(birth_date=date(1990, 1, 1))
    edit(bia, row, name="Marta S.")
    assert marked(row) == (False, False)
    edit(bia, row, birth_date="05/03/1988")
    assert marked(row) == (True, False)
    edit(bia, row, cpf=CPF)
    assert marked(row) == (True, True)
    other = contact("Rui", "5511933330000", birth_date=date(1990, 1, 1))
    other.keep_cpf(CPF)
    other.save()
    edit(bia, other, birth_date="", forgets_cpf="y")  # what they asked to forget does not come back at night
    assert marked(other) == (True, True)


def test_what_the_family_itself_answered_is_theirs_until_the_school_refuses_it(desk: Desk):
    desk.set(restriction="manual", request_text="Mande seu CPF e sua data de nascimento.")
    desk.writes("Oi")
    desk.send_all()
    desk.later(seconds=30)
    desk.writes("nasci em 5/3/98 e meu cpf é 529.982.247-25, pode salvar")
    row = Contact.get()
    assert (row.birth_date, row.birth_date_edited, row.cpf_edited) == (date(1998, 3, 5), True, True)
    decide(desk.ticket.id, desk.cast.bia, False, desk.now)
    row = Contact.get()
    assert (row.birth_date, row.birth_date_edited, row.cpf_edited) == (None, False, False)
