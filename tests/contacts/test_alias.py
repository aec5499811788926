"""A person with two phones is one contact: found by both, and answered where they wrote from."""

from tests import cast as people
from tests import meta
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.models import Ticket
from workchat.chat.reply import reply
from workchat.contacts.kept_silence import is_silenced, keep_silence
from workchat.contacts.models import Contact, ContactAlias, ContactWord, find
from workchat.db import db, timestamp
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in

MAIN, OTHER = "5511987654321", "5521988887777"


def marta(**columns) -> Contact:
    return people.contact("Marta Souza", MAIN, bsuid="BR.1", **columns)


def alias(contact: Contact, wa_id: str | None = OTHER, bsuid: str | None = "BR.2") -> ContactAlias:
    return ContactAlias.create(contact=contact, wa_id=wa_id, bsuid=bsuid, phone_key=wa_id)


def known_by(row: Contact | ContactAlias) -> tuple:
    row = type(row).get_by_id(row.id)
    return row.wa_id, row.bsuid, row.phone_key


def changes(desk: Desk, new: str, **keys) -> None:
    moved = meta.changed_number(new, at=timestamp(NOW), **keys)
    body = meta.raw(meta.posted(moved, number=desk.cast.number.phone_number_id))
    take_in(read_each(body), {desk.cast.number.phone_number_id: desk.cast.number}, desk.now)


def test_a_contact_is_found_by_every_phone_and_id_in_one_statement(cast):
    mine, other = marta(), people.contact("Rui", "5531977776666")
    alias(mine)
    db.obj.connection()
    for wa_id, bsuid in [(MAIN, None), (None, "BR.1"), (OTHER, None), (None, "BR.2"), ("552188887777", None),
                         ("5531977776666", "BR.2"), (OTHER, "BR.9")]:  # fmt: skip
        assert find(wa_id, bsuid) == mine, (wa_id, bsuid)
    assert find("5531977776666", None) == other
    assert find("5541999990000", "BR.9") is None
    assert find(None, None) is None


def test_an_answer_goes_to_the_phone_that_the_person_wrote_from(desk: Desk):
    mine = marta()
    other = alias(mine)
    desk.writes("Agora deste aqui", sender=OTHER, user_id="BR.2")
    assert (Contact.select().count(), Ticket.select().count()) == (1, 1)
    assert known_by(mine) == (OTHER, "BR.2", OTHER)
    assert known_by(other) == (MAIN, "BR.1", MAIN)
    reply(desk.ticket.id, desk.cast.bia, "Bom dia!", desk.now)
    desk.send_all()
    assert desk.cloud.bodies[-1]["to"] == f"+{OTHER}"


def test_and_back_to_the_first_one(desk: Desk):
    mine = marta()
    alias(mine)
    desk.writes("Do outro", sender=OTHER, user_id="BR.2")
    desk.writes("Do primeiro", sender=MAIN, user_id="BR.1")
    assert known_by(mine) == (MAIN, "BR.1", MAIN)
    assert Ticket.select().count() == 1


def test_who_keeps_the_phone_to_themselves_is_answered_by_the_id(desk: Desk):
    mine = marta()
    other = alias(mine, wa_id=None)
    desk.writes("Sem telefone", sender=None, user_id="BR.2")
    assert known_by(mine) == (None, "BR.2", None)
    assert known_by(other) == (MAIN, "BR.1", MAIN)


def test_an_id_that_moved_to_the_other_phone_stays_on_one_of_them(desk: Desk):
    mine = marta()
    other = alias(mine)
    desk.writes("Troquei os chips", sender=OTHER, user_id="BR.1")
    assert known_by(mine) == (OTHER, "BR.1", OTHER)
    assert known_by(other) == (MAIN, "BR.2", MAIN)
    desk.writes("E de volta", sender=MAIN, user_id="BR.1")
    assert known_by(mine) == (MAIN, "BR.1", MAIN)


def test_the_other_phone_finds_the_contact_in_the_search_before_and_after(desk: Desk):
    mine = marta()
    alias(mine)
    desk.writes("Oi", sender=OTHER, user_id="BR.2")
    words = {row.word for row in ContactWord.select().where(ContactWord.contact == mine)}
    assert {MAIN, OTHER, "marta", "souza"} <= words


def test_a_changed_phone_moves_the_one_that_changed(desk: Desk):
    mine = marta()
    other = alias(mine)
    changes(desk, "5541955554444", sender=OTHER, user_id="BR.2")
    assert known_by(mine) == (MAIN, "BR.1", MAIN)
    assert known_by(other)[0] == "5541955554444"


def test_a_phone_that_changes_to_another_one_of_theirs_leaves_no_old_one(desk: Desk):
    mine = marta()
    alias(mine)
    changes(desk, OTHER, sender=MAIN, user_id="BR.1")
    assert known_by(mine)[0] == OTHER
    assert ContactAlias.select().count() == 0


def test_an_alias_that_changes_to_the_first_phone_goes(desk: Desk):
    mine = marta()
    alias(mine, bsuid=None)
    changes(desk, MAIN, sender=OTHER, user_id=None)
    assert known_by(mine)[0] == MAIN
    assert ContactAlias.select().count() == 0


def test_silence_outlives_the_person_as_a_hash_alone(desk: Desk):
    mine = marta(opted_out_at=NOW)
    alias(mine)
    keep_silence(mine, NOW)
    mine.delete_instance(recursive=True)
    assert (is_silenced(MAIN), is_silenced(OTHER), is_silenced("5541955554444")) == (NOW, NOW, None)
    desk.writes("Voltei", sender=MAIN, user_id=None)
    assert Contact.get(Contact.wa_id == MAIN).opted_out_at == NOW


def test_who_took_messages_again_before_being_erased_is_not_silenced(cast):
    mine = marta(opted_out_at=NOW)
    keep_silence(mine, NOW)
    mine.opted_out_at = None
    keep_silence(mine, NOW)
    assert is_silenced(MAIN) is None
