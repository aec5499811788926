"""Two contacts that are one person become one, and nothing of either is lost."""

from datetime import timedelta

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.contacts.two import CPF, MAIN, OTHER, again, delivery, marta, says, scheduled, with_everything
from tests.desk import Desk
from workchat.accounts.models import AuditEntry
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, Message, Ticket
from workchat.chat.reply import reply
from workchat.contacts.merge import merge
from workchat.contacts.merge_deliveries import CannotMerge
from workchat.contacts.merged import Choice, usual_choice
from workchat.contacts.models import Contact, ContactAlias, ContactTag, ContactWord, GroupMember, find
from workchat.intake.models import Consent, Intake
from workchat.outbox.models import Delivery


def join(cast, one: Contact, other: Contact, **choice) -> Contact:
    usual = usual_choice(one, other)
    wanted = {"name": usual.name, "phone": usual.phone, **choice}
    return merge(one.id, other.id, Choice(**wanted), cast.ana, NOW)


def protocols(rows) -> set[str]:
    return {row.protocol for row in rows}


def test_everything_of_both_belongs_to_the_one_that_is_left(cast):
    one, other = marta(), again()
    tickets = {with_everything(cast, one).protocol, with_everything(cast, other, "Turma B").protocol}
    GroupMember.create(contact=other, group=GroupMember.get(GroupMember.contact == one).group)  # in both
    before = Message.select().count()
    left = join(cast, one, other)
    assert left.id == one.id
    assert Contact.select().count() == 1
    assert protocols(Ticket.select().where(Ticket.contact == left)) == tickets
    assert Message.select().where(Message.contact == left).count() == before
    assert Consent.select().where(Consent.contact == left).count() == 2
    assert GroupMember.select().where(GroupMember.contact == left).count() == 2
    assert ContactTag.select().where(ContactTag.contact == left).count() == 2
    told = [(row.field, row.after) for row in AuditEntry.select().where(AuditEntry.subject == f"Contato {left.id}")]
    assert ("Nome", "Marta Souza") in told and ("Nome", "Marta Lima") in told
    assert not AuditEntry.select().where(AuditEntry.subject == f"Contato {other.id}").exists()


def test_both_phones_find_the_person_and_the_school_answers_where_they_wrote_last(desk: Desk):
    one, other = marta(), again()
    desk.writes("Do segundo", sender=OTHER, user_id="BR.2")
    left = join(desk.cast, one, other)
    assert (left.wa_id, left.bsuid, left.name) == (OTHER, "BR.2", "Marta Lima")
    assert find(MAIN, None) == find(None, "BR.1") == find(OTHER, None) == find(None, "BR.2") == left
    reply(desk.ticket.id, desk.cast.bia, "Bom dia!", desk.now)
    desk.send_all()
    assert desk.cloud.bodies[-1]["to"] == f"+{OTHER}"
    assert {row.word for row in ContactWord.select()} >= {MAIN, OTHER, "marta", "lima"}


def test_what_the_other_phone_wrote_opens_no_window_on_the_one_that_stays(desk: Desk):
    one, other = marta(), again()
    desk.writes("Do segundo", sender=OTHER, user_id="BR.2")
    join(desk.cast, one, other, phone=one.id)
    assert desk.ticket.last_inbound_at is None


def test_of_two_open_tickets_one_is_left_and_nobody_stops_waiting(cast):
    one, other = marta(), again()
    first = people.ticket(cast, one, at=NOW - timedelta(hours=1))
    later = people.ticket(cast, other, at=NOW - timedelta(minutes=5), unread=2, last_text="E o boleto?")
    says(cast, later, "E o boleto?")
    join(cast, one, other)
    first, later = Ticket.get_by_id(first.id), Ticket.get_by_id(later.id)
    assert (first.state, first.unread, first.waiting_since) == ("waiting", 3, NOW - timedelta(hours=1))
    assert first.last_text == "E o boleto?"
    assert (later.state, later.closing_note) == (CLOSED, f"unido ao ticket {first.protocol}")
    assert Message.select().where(Message.ticket == first, Message.direction == "in").count() == 3
    assert first.protocol in Message.get(Message.ticket == later).text


def test_who_attends_the_later_ticket_attends_what_is_left(cast):
    one, other = marta(), again()
    first = people.ticket(cast, one, state=INTAKE)
    Intake.create(ticket=first, step="terms", question=1)
    people.ticket(
        cast, other, state=ATTENDING, agent=cast.bia, department=cast.secretaria, at=NOW + timedelta(minutes=1)
    )
    join(cast, one, other)
    first = Ticket.get_by_id(first.id)
    assert (first.state, first.agent, first.department) == (ATTENDING, cast.bia, cast.secretaria)
    assert Intake.get().step == "done"


def test_data_that_waits_to_be_approved_still_waits(cast):
    one, other = marta(), again()
    first = people.ticket(cast, one, state=INTAKE)
    Intake.create(ticket=first, step="terms", question=1)
    later = people.ticket(cast, other, state=INTAKE, at=NOW + timedelta(minutes=1))
    Intake.create(ticket=later, step="approval")
    join(cast, one, other)
    assert [(row.ticket_id, row.step) for row in Intake.select()] == [(first.id, "approval")]
    assert Ticket.get_by_id(first.id).state == INTAKE


def test_tickets_on_different_numbers_both_stay_open(cast):
    one, other = marta(), again()
    people.ticket(cast, one)
    elsewhere = people.ticket(cast, other)
    Ticket.update(number=people.number("Financeiro", "1001")).where(Ticket.id == elsewhere.id).execute()
    join(cast, one, other)
    assert Ticket.select().where(Ticket.state != CLOSED).count() == 2


@pytest.mark.parametrize(("mine", "theirs", "left"), [
    ("queued", "delivered", "delivered"), ("read", "sent", "read"), ("queued", "queued", "queued"),
    ("failed", "queued", "queued"), ("skipped", "sent", "sent"),
])  # fmt: skip
def test_who_is_twice_in_a_scheduled_message_gets_it_once(cast, mine, theirs, left):
    one, other, message = marta(), again(), scheduled(cast)
    delivery(cast, one, message, mine)
    delivery(cast, other, message, theirs)
    result = join(cast, one, other)
    assert [row.status for row in Delivery.select().where(Delivery.scheduled_message == message)] == [left]
    assert Delivery.select().where(Delivery.contact == result).count() == 2
    assert Delivery.select().where(Delivery.status == "queued").count() == (left == "queued")
    assert "Reunião" in AuditEntry.get(AuditEntry.after.startswith("vale")).field


def test_while_one_of_them_is_being_sent_it_the_two_stay_apart(cast):
    one, other, message = marta(), again(), scheduled(cast)
    delivery(cast, one, message, "sending")
    delivery(cast, other, message)
    with pytest.raises(CannotMerge):
        join(cast, one, other)
    assert Contact.select().count() == 2


def test_different_scheduled_messages_stay_as_they_are(cast):
    one, other = marta(), again()
    delivery(cast, one, scheduled(cast, "Uma"))
    delivery(cast, other, scheduled(cast, "Outra"))
    result = join(cast, one, other)
    assert [(row.contact, row.status) for row in Delivery.select()] == [(result, "queued")] * 2


def test_whoever_wanted_silence_keeps_it_and_the_earliest_dates_stay(cast):
    early = NOW - timedelta(days=9)
    one = marta(opted_out_at=NOW, approved_at=NOW, approved_by=cast.bia)
    other = again(approved_at=early, approved_by=cast.ana, authorised_at=early)
    Contact.update(saved_at=None).where(Contact.id == one.id).execute()
    left = join(cast, one, other)
    assert (left.opted_out_at, left.approved_at, left.approved_by, left.saved_at) == (NOW, early, cast.ana, NOW)
    assert left.authorised_at == early


def test_birth_date_and_cpf_stay_from_the_one_that_has_them(cast):
    one, other = marta(), again(birth_date=NOW.date() - timedelta(days=9000))
    other.keep_cpf(CPF)
    other.save()
    left = join(cast, one, other, cpf=one.id, birth_date=one.id)
    assert (left.birth_date, left.cpf) == (other.birth_date, CPF)


def test_the_cpf_of_a_child_does_not_stay(cast):
    one, other = marta(birth_date=NOW.date() - timedelta(days=3000)), again()
    other.keep_cpf(CPF)
    other.save()
    left = join(cast, one, other)
    assert (left.sealed_cpf, left.cpf_fingerprint, left.is_minor) == (None, None, True)


def test_a_third_contact_brings_its_own_other_phones(cast):
    one, other, third = marta(), again(), people.contact("Marta S.", "5531977776666")
    left = join(cast, join(cast, one, other), third, phone=one.id, name=one.id)
    assert {row.wa_id for row in ContactAlias.select()} | {left.wa_id} == {MAIN, OTHER, "5531977776666"}
    assert find("5531977776666", None) == find(OTHER, None) == left


def test_joining_twice_is_refused_in_words(cast):
    one, other = marta(), again()
    join(cast, one, other)
    with pytest.raises(CannotMerge):
        merge(one.id, other.id, Choice(one.id, one.id), cast.ana, NOW)
