"""Whatever the school's system says and people do in between: after a sync it is as the school says, and stays so."""

import random
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOW, Cast
from tests.students.syncing import TODAY, guardian, read, student, sync, told
from workchat.contacts.erase import erase
from workchat.contacts.merge import CannotMerge, merge
from workchat.contacts.merged import Choice
from workchat.contacts.models import Contact, KeptErasure, find
from workchat.students.apply_sync import apply_sync
from workchat.students.models import ASKING, DONE, Enrolment, Relationship, Student, StudentSync, SyncLine
from workchat.students.settle_sync import apply_anyway
from workchat.students.sync_steps import sync_of
from workchat.vault import vault

KINDS = {"MAE": "mother", "PAI": "father", "RESP_ACADEMICO": "academic", "RESP_FINANCEIRO": "financial"}
CPFS = ("", "", "529.982.247-25", "111.444.777-35", "000.000.001-91")
CLASSES = ("7A", "7B", "8A", "")


class World:
    """A school whose system and people change, by chance."""

    def __init__(self, cast: Cast, folder: Path, seed: int) -> None:
        self.cast, self.folder, self.chance, self.now = cast, folder, random.Random(seed), NOW
        self.students: dict[str, list[dict]] = {}
        self.guardians: list[dict] = []
        self.typed: dict[int, str] = {}  # contact -> the name that a person gave them
        for _ in range(12):
            self.enters()

    def enters(self) -> None:
        ra = str(self.chance.randrange(30))
        name = f"{self.chance.choice(('Ana', 'Pedro', 'RUI'))} Aluno {ra}"
        rows = [student(ra, name, turma) for turma in self.chance.sample(CLASSES, self.chance.choice((1, 1, 2)))]
        self.students[ra] = rows
        for _ in range(self.chance.randrange(4)):
            self.answers(ra)

    def answers(self, ra: str) -> None:
        phone = f"(11) 9{7000 + self.chance.randrange(14)}-1234"
        who, born = f"Pessoa {self.chance.randrange(5)}", self.chance.choice((None, None, "1980-05-03", "2018-01-01"))
        said = {"CPF": self.chance.choice(CPFS), "DTNASCIMENTO": born}
        self.guardians.append(guardian(ra, self.chance.choice(list(KINDS)), who, phone, **said))

    def leaves(self) -> None:
        if self.students:
            gone = self.chance.choice(list(self.students))
            del self.students[gone]
            self.guardians = [one for one in self.guardians if one["RA"] != gone]

    def answers_no_more(self) -> None:
        if self.guardians:
            self.guardians.pop(self.chance.randrange(len(self.guardians)))

    def status(self) -> None:
        for rows in self.chance.choices(list(self.students.values()), k=2) if self.students else ():
            rows[0]["STATUS_DESCRICAO"], rows[0]["STATUS_ATIVO"] = self.chance.choice((("Trancado", "N"), ("Ativo", 1)))

    def erased(self) -> None:
        with suppress(IndexError):
            erase(self.somebody().id, self.cast.ana, self.folder, self.now)

    def joined(self) -> None:
        people = list(Contact.select().where(Contact.erased_at.is_null(), Contact.phone_key.is_null(False)))
        if len(people) > 1:
            one, other = self.chance.sample(people, 2)
            with suppress(CannotMerge):
                kept = merge(one.id, other.id, Choice(one.id, one.id, one.id, one.id), self.cast.ana, self.now)
                self.typed.pop(max(one.id, other.id), None)
                self.typed[kept.id] = kept.name

    def renamed(self) -> None:
        with suppress(IndexError):
            one = self.somebody()
            Contact.update(name="Digitado", name_edited=True).where(Contact.id == one.id).execute()
            self.typed[one.id] = "Digitado"

    def somebody(self) -> Contact:
        return self.chance.choice(list(Contact.select().where(Contact.erased_at.is_null())))

    def rows(self) -> tuple[list[dict], list[dict]]:
        students = [row for rows in self.students.values() for row in rows]
        return self.chance.sample(students, len(students)), self.chance.sample(self.guardians, len(self.guardians))

    def step(self) -> None:
        acts = (self.enters, self.leaves, self.answers_no_more, self.status, self.erased, self.joined, self.renamed)
        for act in self.chance.choices(acts, (5, 2, 2, 2, 1, 1, 1), k=5):
            act()
        self.now += timedelta(days=1)

    def sync(self) -> StudentSync:
        """It may be stopped before any slice, and somebody may be erased meanwhile."""
        row = read(*self.rows(), self.now)
        for _ in range(60):
            row = sync_of(row.id)
            if row.state == ASKING and row.total > row.gone:
                apply_anyway(row, self.cast.ana, self.now)
            if row.state in (DONE, ASKING):
                return row
            apply_sync(row, "", TODAY, self.now, lambda: self.chance.random() < 0.6)
            if self.chance.random() < 0.1:
                self.erased()
        raise AssertionError("it does not end")


def as_it_is() -> tuple[set, set, set]:
    present = Student.left_at.is_null()
    related = Relationship.select(Relationship, Student).join(Student).where(present, Relationship.ended_at.is_null())
    enrolled = Enrolment.select(Enrolment, Student).join(Student).where(Enrolment.ended_at.is_null())
    return (
        {row.ra for row in Student.select().where(present)},
        {(row.student.ra, row.kind, row.contact_id) for row in related},
        {(row.student.ra, row.school_class.code if row.school_class else "", row.is_active) for row in enrolled},
    )


def as_it_should_be(world: World) -> tuple[set, set, set]:
    erased = {row.fingerprint for row in KeptErasure.select()}
    phones = {one["TELEFONE1"]: "5511" + one["TELEFONE1"][5:].replace("-", "") for one in world.guardians}
    relations = {
        (one["RA"], KINDS[one["VINCULO"]], find(phones[one["TELEFONE1"]], None).id)
        for one in world.guardians
        if vault.fingerprint(phones[one["TELEFONE1"]]) not in erased
    }
    enrolled = {
        (ra, row["CODTURMA"], row["STATUS_ATIVO"] != "N") for ra, rows in world.students.items() for row in rows
    }
    return set(world.students), relations, enrolled


@pytest.mark.parametrize("seed", [*range(8), 354, 360, 400])
def test_a_school_is_as_its_system_says_whatever_happens(cast, tmp_path, seed):
    world = World(cast, tmp_path, seed)
    for _ in range(6):
        row = world.sync()
        if row.state == ASKING:  # nobody at all was read
            world.step()
            continue
        world.now += timedelta(hours=1)
        sync(*world.rows(), world.now)  # who was erased during the first is taken away by now
        assert as_it_is() == as_it_should_be(world)
        again = sync(*world.rows(), world.now + timedelta(hours=1))
        assert (again.state, told(again)) == (DONE, (0, 0, 0, 0, 0, 0))
        assert (
            not SyncLine.select().where(SyncLine.student_sync == again, SyncLine.action << ("new", "changed")).exists()
        )
        for contact_id, name in world.typed.items():
            contact = Contact.get_by_id(contact_id)
            assert contact.erased_at or contact.name == name
        assert not Contact.select().where(Contact.erased_at.is_null(False), Contact.phone_key.is_null(False)).exists()
        world.step()
