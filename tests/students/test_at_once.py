"""A sync and somebody else in the very same instant: transactions that really overlap."""

from tests.at_once import Meanwhile, busy_desk
from tests.desk import Desk
from tests.students.syncing import LIA, TODAY, aurora, guardian, read, relations, sync
from workchat.contacts.erase import erase
from workchat.contacts.models import Contact, ContactAlias
from workchat.db import db
from workchat.students.apply_sync import apply_sync
from workchat.students.models import DONE, Student
from workchat.students.sync_steps import sync_of

__all__ = ["busy_desk"]


def test_who_is_erased_in_that_instant_stays_erased_by_whatever_phone_they_are_known(busy_desk: Desk, tmp_path):
    students, guardians = aurora()
    sync(students, guardians)
    lia = Contact.get(Contact.name == "Lia Lima")
    ContactAlias.create(contact=lia, wa_id="5511944443333", phone_key="5511944443333", created_at=busy_desk.now)
    guardians[4] = guardian("3", "RESP_FINANCEIRO", "Lia Maria Lima", "11 94444-3333")
    guardians.append(guardian("3", "MAE", "Lia Maria Lima", LIA))
    row = read(students, guardians, busy_desk.now)
    with db.atomic():
        erase(lia.id, busy_desk.cast.ana, tmp_path, busy_desk.now)
        entering = Meanwhile(lambda: apply_sync(row, "", TODAY, busy_desk.now))
    assert isinstance(entering.ends(), float)
    assert sync_of(row.id).state == DONE
    erased = Contact.get_by_id(lia.id)
    assert (erased.name, erased.saved_at, erased.phone_key) == ("Contato apagado", None, None)
    assert not Contact.select().where(Contact.name.startswith("Lia")).exists()
    assert not any(name == "Bruno Lima" for *_, name in relations())


def test_two_workers_with_the_same_sync_write_its_report_once(busy_desk: Desk):
    row = read(*aurora(), busy_desk.now)
    mine, theirs = sync_of(row.id), sync_of(row.id)
    with db.atomic():
        apply_sync(mine, "", TODAY, busy_desk.now)
        late = Meanwhile(lambda: apply_sync(theirs, "", TODAY, busy_desk.now))
    assert isinstance(late.ends(), float)
    found = sync_of(row.id)
    assert (found.state, found.added, Student.select().count()) == (DONE, 3, 3)
