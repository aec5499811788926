"""Whom a scheduled message reaches, who is left out and why, and how the recipients are drawn."""

from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.cast import contact
from tests.desk import Desk
from tests.scheduled.sending import message, people, statuses, template, work, wrote_now
from workchat.contacts.models import Contact, ContactTag, Group, GroupMember, Tag
from workchat.outbox.models import Delivery
from workchat.scheduled.audience import count_audience, example_contacts
from workchat.scheduled.fan_out import draw_slice
from workchat.scheduled.models import SENDING, AudiencePart, ScheduledMessage
from workchat.vault import vault


def group(name: str, *members: Contact) -> Group:
    row = Group.create(name=name)
    for member in members:
        GroupMember.create(group=row, contact=member)
    return row


def tag(name: str, *members: Contact) -> Tag:
    row = Tag.create(name=name)
    for member in members:
        ContactTag.create(tag=row, contact=member)
    return row


def audience(row: ScheduledMessage, *parts: Group | Tag, excluded: tuple = ()) -> ScheduledMessage:
    AudiencePart.delete().where(AudiencePart.scheduled_message == row).execute()
    for part in (*parts, *excluded):
        kind = "group" if isinstance(part, Group) else "tag"
        AudiencePart.create(scheduled_message=row, kind=kind, ref_id=part.id, excluded=part in excluded)
    return row


def reached(row: ScheduledMessage) -> set[str]:
    drawn = Delivery.select().where(Delivery.scheduled_message == row, Delivery.status == "queued")
    return {delivery.contact.name for delivery in drawn}


def test_groups_and_tags_join_and_the_excluded_ones_go(desk: Desk):
    ana, bia, caio, duda = people(desk, 4)
    first, second = group("7º A", ana, bia), group("7º B", bia)
    row = audience(message(desk), first, second, tag("boleto", caio), excluded=(tag("funcionários", ana),))
    work(desk)
    assert reached(row) == {bia.name, caio.name}
    assert duda.name not in reached(row)


def test_an_audience_without_parts_is_nobody(desk: Desk):
    people(desk, 2)
    assert count_audience(audience(message(desk)), desk.now).total == 0


def test_each_reason_for_being_left_out_is_counted_and_stands_beside_the_person(desk: Desk):
    desk.set(restriction="manual")
    fine, out, unsaved, unapproved, silent = people(desk, 5)
    Contact.update(opted_out_at=desk.now).where(Contact.id == out.id).execute()
    Contact.update(saved_at=None).where(Contact.id == unsaved.id).execute()
    Contact.update(approved_at=None).where(Contact.id == unapproved.id).execute()
    Contact.update(wa_id=None, phone_key=None).where(Contact.id == silent.id).execute()
    people(desk, 1, wrote=False, first=50)
    Contact.create(name="Apagado", erased_at=desk.now)
    row = message(desk)
    counted = count_audience(row, desk.now)
    assert counted.reached == 1
    assert counted.left_out == dict.fromkeys(("opted_out", "no_phone", "unsaved", "not_approved", "outside_window"), 1)
    work(desk)
    assert statuses(row) == {"queued": 1, "skipped": 5} and reached(row) == {fine.name}
    assert all(d.error.startswith("Ficou de fora: ") for d in Delivery.select().where(Delivery.status == "skipped"))


def test_approval_counts_only_where_the_school_asks_for_it(desk: Desk):
    Contact.update(approved_at=None).execute()
    people(desk, 2)
    Contact.update(approved_at=None).execute()
    assert count_audience(message(desk), desk.now).reached == 2


def test_a_template_needs_no_open_window(desk: Desk):
    people(desk, 3, wrote=False)
    with_template = message(desk, content="template", template=template(desk))
    assert count_audience(message(desk), desk.now).left_out == {"outside_window": 3}
    assert count_audience(with_template, desk.now).reached == 3


def test_the_window_is_the_numbers_own(desk: Desk):
    from tests.cast import number

    (marta,) = people(desk, 1)
    other = number("Financeiro", "1001")
    assert count_audience(message(desk, number=other), desk.now).reached == 0
    wrote_now(desk, [marta], desk.now - timedelta(hours=25))
    assert count_audience(message(desk), desk.now).reached == 1


def test_one_person_with_two_phones_gets_it_once_and_on_a_phone_that_is_reached(desk: Desk):
    first, second, third = people(desk, 3)
    for row in (first, second, third):
        Contact.update(cpf_fingerprint=vault.fingerprint("52998224725")).where(Contact.id == row.id).execute()
    Contact.update(opted_out_at=desk.now).where(Contact.id == first.id).execute()
    row = message(desk)
    assert count_audience(row, desk.now).left_out == {"opted_out": 1, "duplicate": 1}
    work(desk)
    assert reached(row) == {second.name}


def test_a_twin_outside_the_audience_takes_nobodys_place(desk: Desk):
    outside, inside = people(desk, 2)
    Contact.update(cpf_fingerprint="x").execute()
    row = audience(message(desk), group("7º A", inside))
    work(desk)
    assert reached(row) == {inside.name}
    assert outside.id < inside.id


def test_the_examples_are_people_who_are_reached(desk: Desk):
    out, *others = people(desk, 5)
    Contact.update(opted_out_at=desk.now).where(Contact.id == out.id).execute()
    assert example_contacts(message(desk), desk.now) == others[:3]


def test_a_drawing_that_was_killed_goes_on_and_draws_nobody_twice(desk: Desk):
    people(desk, 10)
    row = message(desk, state=SENDING, started_at=desk.now)
    assert draw_slice(row, desk.now, 3) == 3  # … and the worker dies here
    ScheduledMessage.update(drawn_upto=0).execute()  # as if its cursor had been lost too
    work(desk)
    assert statuses(row) == {"queued": 10}
    assert ScheduledMessage.get_by_id(row.id).drawn_at


def test_cancelled_while_being_drawn_it_draws_no_more(desk: Desk):
    people(desk, 10)
    row = message(desk, state=SENDING, started_at=desk.now)
    draw_slice(row, desk.now, 3)
    ScheduledMessage.update(state="cancelled").execute()
    assert draw_slice(row, desk.now) is None
    work(desk)
    assert statuses(row) == {"cancelled": 3}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.tuples(some.booleans(), some.booleans(), some.booleans(), some.integers(0, 2)), max_size=12))
def test_the_review_promises_exactly_whom_the_drawing_finds(desk: Desk, rows: list[tuple]):
    from workchat.db import db

    with db.atomic() as trial:
        for n, (out, saved, wrote, cpf) in enumerate(rows):
            row = contact(f"Pessoa {n}", f"5511900{n:06}", cpf_fingerprint=str(cpf) if cpf else None)
            row.opted_out_at, row.saved_at = desk.now if out else None, desk.now if saved else None
            row.save()
            wrote_now(desk, [row] if wrote else [])
        sent = message(desk)
        counted = count_audience(sent, desk.now)
        work(desk)
        found = statuses(sent)
        assert (found.get("queued", 0), found.get("skipped", 0)) == (counted.reached, sum(counted.left_out.values()))
        trial.rollback()
