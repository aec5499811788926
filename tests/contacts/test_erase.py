"""A person is erased: nothing personal is left anywhere, and what must stay says only that something was."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.contacts.two import CPF, MAIN, OTHER, delivery, marta, says, scheduled, with_everything
from tests.desk import Desk
from workchat.accounts.models import AuditEntry
from workchat.chat.models import CLOSED, Media, Message, Ticket
from workchat.contacts.erase import CannotErase, erase
from workchat.contacts.kept_silence import is_silenced
from workchat.contacts.models import Contact, ContactAlias, ContactImport, ImportRow
from workchat.db import db, open_database, run
from workchat.intake.models import Consent, Intake
from workchat.intake.rules import Answers
from workchat.intake.state import seal
from workchat.migrate import migrate
from workchat.outbox.models import Delivery
from workchat.scheduled.models import ScheduledMessage

PERSONAL = ("Marta", "marta", "Pedro", "Souza", MAIN, MAIN[2:], MAIN[-8:], OTHER, "BR.1", "BR.3", "mae.do.pedro",
            "1990-03-05", "551187654321", "aceito sim")  # fmt: skip
STAYS = {"contact_group", "tag", "simulated_media"}  # of the school, not of the person


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    (tmp_path / "media").mkdir()
    return tmp_path


def a_life(cast) -> Contact:
    """A contact with something in every table that can have it."""
    contact = marta(username="mae.do.pedro", birth_date=NOW.date().replace(1990, 3, 5), authorised_at=NOW)
    contact.keep_cpf(CPF)
    contact.save()
    with_everything(cast, contact)
    ticket = people.ticket(cast, contact, agent=cast.bia, state="attending", read_upto=f"wamid.{MAIN}")
    Ticket.update(last_text="Marta: o Pedro faltou").where(Ticket.id == ticket.id).execute()
    says(cast, ticket, "", quoted_id=f"wamid.{MAIN}", details={"contacts": [{"name": {"formatted_name": "Pedro"}}]})
    Message.create(ticket=ticket, number=cast.number, contact=contact, direction="note", kind="note",
                   text="A Marta ligou", author=cast.bia, at=NOW)  # fmt: skip
    Intake.create(ticket=ticket, step="approval", sealed_answers=seal(Answers(None, CPF, None)))
    ContactAlias.create(contact=contact, wa_id=OTHER, phone_key=OTHER, bsuid="BR.3")
    rows = ContactImport.create(filename="turma.xlsx")
    ImportRow.create(contact_import=rows, line=2, action="add", name="Marta Souza", wa_id=MAIN, phone_key=MAIN)
    ImportRow.create(contact_import=rows, line=3, action="add", name="Rui", phone_key="5531999990000")
    delivery(cast, contact, scheduled(cast), "delivered")
    return contact


def everything() -> str:
    """Every row of every table, as somebody who has the database reads it."""
    tables = set(db.get_tables()) - STAYS
    rows = [row for table in sorted(tables) for row in run(f'SELECT * FROM "{table}"').fetchall()]  # noqa: S608
    return "\n".join(" ".join(map(str, row)) for row in rows)


def test_nothing_personal_is_left_in_any_table(cast, instance):
    contact = a_life(cast)
    found = everything()
    assert [word for word in PERSONAL if word in found] == list(PERSONAL)
    erase(contact.id, cast.ana, instance, NOW)
    left = everything()
    assert not [word for word in PERSONAL if word in left]
    contact = Contact.get_by_id(contact.id)
    assert (contact.name, contact.erased_at, contact.sealed_cpf, contact.saved_at) == (
        "Contato apagado",
        NOW,
        None,
        None,
    )
    assert contact.cpf_fingerprint is None
    assert [row.name for row in ImportRow.select()] == ["Rui"]


def test_the_counts_and_the_proof_stay(cast, instance):
    contact = a_life(cast)
    before = Ticket.select().count(), Consent.select().count(), AuditEntry.select().count()
    erase(contact.id, cast.ana, instance, NOW)
    assert (Ticket.select().count(), Consent.select().count()) == before[:2]
    consent = Consent.get()
    assert (consent.answer, consent.text_sha256, len(consent.answer_wa_id)) == ("accepted", "0", 64)
    told = AuditEntry.select().order_by(AuditEntry.id.desc()).get()
    assert (told.user, told.field, told.after) == (cast.ana, "Contato", "apagado")
    assert AuditEntry.select().count() == before[2] + 1


def test_open_tickets_end_without_a_goodbye(desk: Desk, instance):
    desk.set(closing_text="Até logo!")
    desk.writes("Quero ser apagada")
    erase(desk.ticket.contact_id, desk.cast.ana, instance, desk.now)
    assert desk.send_all() == []
    assert (desk.ticket.state, desk.ticket.closing_note) == (CLOSED, "Contato apagado")
    assert desk.notes()[-1] == "Ana Prado encerrou o atendimento: Contato apagado."


def test_files_go_from_the_disk(cast, instance):
    contact = a_life(cast)
    file = instance / "media" / f"file{contact.id}"
    file.write_bytes(b"pdf")
    erase(contact.id, cast.ana, instance, NOW)
    assert not file.exists()
    assert not Media.select().exists()


def test_what_waits_is_cancelled_and_what_is_leaving_stops_the_erasure(cast, instance):
    contact = a_life(cast)
    waits = delivery(cast, contact)
    leaving = delivery(cast, contact, status="sending")
    with pytest.raises(CannotErase):
        erase(contact.id, cast.ana, instance, NOW)
    assert Delivery.get_by_id(waits.id).status == "queued"
    assert Contact.get_by_id(contact.id).erased_at is None
    Delivery.update(status="sent").where(Delivery.id == leaving.id).execute()
    erase(contact.id, cast.ana, instance, NOW)
    assert Delivery.get_by_id(waits.id).status == "cancelled"


def test_a_late_tick_brings_nothing_back(desk: Desk, instance):
    desk.set(welcome_text="Oi, {{nome}}!")
    desk.writes("Oi")
    desk.send_all()
    sent = Delivery.get()
    erase(sent.contact_id, desk.cast.ana, instance, desk.now)
    desk.tick(sent, "delivered")
    sent = Delivery.get()
    assert (sent.status, sent.wa_id) == ("delivered", f"erased.{sent.id}")
    assert Message.get_by_id(sent.message_id).wa_id is None


def test_who_writes_again_is_a_new_person_and_keeps_the_silence(desk: Desk, instance):
    desk.writes("Oi")
    old = Contact.get()
    Contact.update(opted_out_at=NOW).execute()
    erase(old.id, desk.cast.ana, instance, desk.now)
    desk.later(days=3)
    desk.writes("Voltei")
    new = Contact.select().order_by(Contact.id.desc()).get()
    assert (new.id != old.id, new.opted_out_at) == (True, NOW)
    assert desk.ticket.contact_id == new.id


def test_silence_is_kept_for_every_phone(cast, instance):
    contact = a_life(cast)
    Contact.update(opted_out_at=NOW).execute()
    erase(contact.id, cast.ana, instance, NOW)
    assert is_silenced(MAIN) == is_silenced(OTHER) == is_silenced(None, "BR.3") == NOW


def test_nobody_is_erased_twice(cast, instance):
    contact = a_life(cast)
    erase(contact.id, cast.ana, instance, NOW + timedelta(days=1))
    with pytest.raises(CannotErase):
        erase(contact.id, cast.ana, instance, NOW + timedelta(days=2))


def test_the_scheduled_message_still_says_how_many_it_reached(cast, instance):
    contact = a_life(cast)
    erase(contact.id, cast.ana, instance, NOW)
    message = ScheduledMessage.get()
    assert [row.status for row in message.deliveries] == ["delivered"]


def test_nothing_is_left_in_the_file_of_the_database_either(tmp_path, config):
    """SQLite leaves what was deleted in its free pages unless it is told not to; Debian's tells itself."""
    before, opened = db.obj, open_database(str(tmp_path / "workchat.db"))
    try:
        with opened.connection_context():
            migrate()
            cast = people.make_cast()
            erase(a_life(cast).id, cast.ana, tmp_path, NOW)
            assert run("PRAGMA secure_delete").fetchone()[0] == 1
            run("PRAGMA wal_checkpoint(TRUNCATE)")
        opened.close_all()
        stored = (tmp_path / "workchat.db").read_bytes()
        assert [word for word in PERSONAL if word.encode() in stored] == []
    finally:
        db.initialize(before)
