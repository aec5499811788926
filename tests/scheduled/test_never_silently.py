"""Nothing is dropped, kept back or let through without somebody being told why."""

from datetime import timedelta

import pytest

from tests.announcements import announcement, recipient
from tests.cast import contact, ticket
from tests.desk import Desk
from tests.page import sign_in, words
from tests.scheduled.sending import message, people, play, state, statuses, template, work
from workchat.accounts.models import AuditEntry
from workchat.chat.reply import reply
from workchat.contacts.models import Contact
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.scheduled.models import DRAFT, SCHEDULED, SENDING, ScheduledMessage
from workchat.scheduled.progress import progress_of
from workchat.scheduled.review import review
from workchat.scheduled.save_draft import save_draft
from workchat.scheduled.waits import waits_for
from workchat.whatsapp.answers import Refused
from workchat.whatsapp.models import Number, Template


def row_of(aviso: ScheduledMessage) -> ScheduledMessage:
    return ScheduledMessage.get_by_id(aviso.id)


def test_a_template_that_got_another_gap_pauses_the_message_and_leaves_nobody_out(desk: Desk):
    people(desk, 3)
    aviso = message(desk, content="template", template=template(desk), parameters={"1": "oi"})
    Template.update(body="{{1}}, reunião em {{2}}.", variables=2).execute()
    assert any("modelo mudou" in stop for stop in review(row_of(aviso), desk.now).stops)
    play(desk, 60, step=5)
    assert (state(aviso), statuses(aviso)) == ("paused", {"queued": 3})
    assert "modelo mudou" in row_of(aviso).paused_why


def test_one_that_begins_by_a_number_out_of_use_says_why_nothing_leaves(desk: Desk):
    people(desk, 1)
    Number.update(active=False).execute()
    aviso = message(desk)
    assert play(desk, 20, step=5) == [] and state(aviso) == SENDING
    assert "fora de uso" in waits_for(row_of(aviso), desk.now)
    assert progress_of(row_of(aviso), desk.now).ends is None


def test_a_spam_code_that_a_reply_meets_pauses_the_scheduled_messages_as_it_says(desk: Desk):
    people(desk, 2)
    aviso = message(desk)
    play(desk, 10)
    answer = reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    desk.cloud.errors = [Refused(131048, 400, "spam")]
    desk.send_all()
    assert Delivery.get_by_id(answer.id).status == "failed"
    assert state(aviso) == "paused" and "bloquearam ou denunciaram" in row_of(aviso).paused_why


@pytest.mark.parametrize("code", [132001, 132015])
def test_a_template_that_an_agent_cannot_send_pauses_nothing_else(desk: Desk, code: int):
    people(desk, 2)
    aviso = message(desk)
    play(desk, 10)
    reply(ticket(desk.cast).id, desk.cast.bia, "Bom dia!", desk.now)
    desk.cloud.errors = [Refused(code, 400, "template")]
    desk.send_all()
    assert state(aviso) == SENDING


def test_the_other_form_of_a_phone_is_tried_after_a_passing_failure_too(desk: Desk):
    people(desk, 1)
    Contact.update(wa_id="5511987654321", phone_key="11987654321").execute()
    aviso = message(desk)
    desk.cloud.errors = [Refused(131000, 500, "busy"), Refused(131026, 400, "undeliverable")]
    play(desk, 120, step=5)
    assert statuses(aviso) == {"sent": 1} and desk.cloud.bodies[0]["to"] == "+551187654321"


def urgent(desk: Desk, aviso: ScheduledMessage) -> None:
    columns = {"due_at": aviso.due_at, "urgent": True, "urgent_reason": "Escola sem luz"}
    save_draft(aviso, columns, [("all", 0, False)], aviso.version, desk.cast.ana, desk.now)


def test_one_that_becomes_urgent_after_it_was_scheduled_is_written_down_with_the_reason(desk: Desk):
    aviso = message(desk, due_at=desk.now + timedelta(hours=1))
    urgent(desk, aviso)
    assert [row.after for row in AuditEntry.select().where(AuditEntry.field == "Urgente")] == ["Escola sem luz"]
    urgent(desk, row_of(aviso))
    assert AuditEntry.select().where(AuditEntry.field == "Urgente").count() == 1
    assert state(aviso) == SCHEDULED


def test_a_draft_is_urgent_only_when_it_is_scheduled(desk: Desk):
    aviso = message(desk, state=DRAFT)
    urgent(desk, aviso)
    assert not AuditEntry.select().where(AuditEntry.field == "Urgente").exists()


def test_each_repetition_of_an_urgent_one_has_its_own_line(desk: Desk):
    aviso = message(desk, repeat="weekly", urgent=True, urgent_reason="Remédio da turma")
    work(desk)
    again = ScheduledMessage.get(ScheduledMessage.previous == aviso)
    lines = AuditEntry.select().where(AuditEntry.subject == f"Mensagem {again.id}")
    assert [(line.field, line.after) for line in lines.order_by(AuditEntry.id)] == [
        ("Agendada", "repetição de Aviso"),
        ("Urgente", "Remédio da turma"),
    ]


def test_cancelling_one_of_a_series_says_what_becomes_of_the_others(client, cast):
    sign_in(client, cast.ana)
    sending = announcement(cast, utcnow(), "sending", repeat="weekly")
    later = announcement(cast, utcnow(), "scheduled", repeat="weekly", previous=sending)
    recipient(sending, contact("Marta", "5511988887777"), "failed")
    said = words(client.get(f"/scheduled/{sending.id}/cancel"), ".callout")
    assert "Quem já recebeu (0)" in said
    assert "A próxima repetição continua agendada" in said
    assert "repetições também são canceladas" in words(client.get(f"/scheduled/{later.id}/cancel"), ".callout")
    late = announcement(cast, utcnow(), "late", repeat="weekly")
    announcement(cast, utcnow(), "scheduled", repeat="weekly", previous=late)
    said = words(client.get(f"/scheduled/{late.id}/cancel"), ".callout")
    assert "continua agendada" in said and "também são canceladas" not in said
