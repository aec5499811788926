"""What a family's message does: contact, ticket, clock, and the texts that leave."""

from datetime import datetime, timedelta

from tests import meta
from tests.cast import NOW
from tests.desk import Desk
from workchat.accounts.models import Department
from workchat.chat.close import close
from workchat.chat.models import CLOSED, INTAKE, WAITING, Message, Ticket
from workchat.chat.reply import reply
from workchat.contacts.models import Contact
from workchat.db import timestamp
from workchat.outbox.models import Delivery


def test_a_first_message_opens_a_ticket_and_is_greeted_once(desk: Desk):
    desk.set(welcome_text="Olá {{primeiro_nome}}, aqui é a {{escola}}. Protocolo {{protocolo}}.")
    desk.writes("Oi, preciso do boleto")
    desk.writes("É do 7º B")
    assert desk.send_all() == [f"Olá Marta, aqui é a Escola Aurora. Protocolo {desk.ticket.protocol}."]
    assert desk.ticket.protocol == "20261123-0001"
    assert (desk.ticket.state, desk.ticket.unread, desk.ticket.waiting_since) == (WAITING, 2, NOW)
    assert [m.text for m in desk.ticket.messages.where(Message.direction == "in").order_by(Message.id)] == [
        "Oi, preciso do boleto",
        "É do 7º B",
    ]


def test_the_same_update_twice_is_stored_once(desk: Desk):
    desk.writes("Oi", id="wamid.A")
    desk.writes("Oi", id="wamid.A")
    assert Message.select().where(Message.direction == "in").count() == 1
    assert desk.ticket.unread == 1


def test_a_new_contact_is_saved_or_not_as_the_setting_says(desk: Desk):
    desk.set(save_contacts=False)
    desk.writes("Oi")
    assert Contact.get().saved_at is None
    desk.set(save_contacts=True)
    desk.writes("Oi", sender="5521988887777", user_id="BR.77")
    assert Contact.get(Contact.bsuid == "BR.77").saved_at == NOW


def test_both_ninth_digit_forms_are_one_person(desk: Desk):
    desk.writes("Oi", sender="5551987654321", user_id=None)
    desk.writes("Sou eu de novo", sender="555187654321", user_id=None)
    assert Contact.select().count() == 1
    assert Ticket.select().count() == 1


def test_who_hides_the_phone_is_known_by_the_user_id(desk: Desk):
    desk.writes("Oi", sender=None, user_id="BR.9")
    desk.writes("Agora com telefone", sender="5511911112222", user_id="BR.9")
    contact = Contact.get()
    assert (contact.bsuid, contact.wa_id) == ("BR.9", "5511911112222")


def test_a_new_ticket_goes_to_the_department_for_new_tickets(desk: Desk):
    Department.update(receives_new_tickets=True).where(Department.id == desk.cast.secretaria.id).execute()
    desk.writes("Oi")
    assert desk.ticket.department_id == desk.cast.secretaria.id


def test_a_cpf_in_a_message_is_masked_before_it_is_stored(desk: Desk):
    desk.writes("meu cpf é 529.982.247-25")
    stored = Message.get(Message.direction == "in").text
    assert "529.982" not in stored and "***.982.247-**" in stored


def test_a_message_of_an_outage_is_queued_for_people_without_automatic_texts(desk: Desk):
    desk.set(welcome_text="Olá!", privacy_url="https://escola.example/termo")
    desk.writes("Oi", at=NOW - timedelta(hours=2))
    assert desk.send_all() == []
    assert desk.ticket.state == WAITING


def test_thanks_after_closing_stay_with_the_closed_ticket(desk: Desk):
    desk.writes("Oi")
    close(desk.ticket.id, desk.cast.bia, None, False, desk.now)
    desk.later(minutes=5)
    desk.writes("obrigada! 🙏")
    assert Ticket.select().count() == 1
    assert desk.ticket.state == CLOSED
    desk.later(minutes=6)
    desk.writes("obrigada! 🙏")
    assert Ticket.select().count() == 2


def test_thanks_after_an_answer_start_no_clock(desk: Desk):
    desk.writes("Oi")
    reply(desk.ticket.id, desk.cast.bia, "Bom dia! O boleto foi por e-mail.", desk.now)
    desk.later(minutes=1)
    desk.writes("ok 👍")
    assert desk.ticket.waiting_since is None
    desk.writes("ok, e o do irmão?")
    assert desk.ticket.waiting_since == desk.now


def test_a_reaction_or_an_edit_opens_nothing(desk: Desk):
    desk.post(meta.reaction("wamid.X", at=timestamp(NOW)), meta.edit("wamid.X", "novo texto", at=timestamp(NOW)))
    assert Ticket.select().count() == 0
    assert Message.select().count() == 2


def test_every_kind_of_message_becomes_a_row(desk: Desk):
    kinds = [meta.image(), meta.document(), meta.audio(), meta.location(), meta.shared_contacts(), meta.unsupported()]
    desk.post(*kinds)
    rows = Message.select().where(Message.direction == "in").order_by(Message.id)
    assert [row.kind for row in rows] == ["image", "document", "audio", "location", "contacts", "unsupported"]
    assert desk.ticket.unread == 6


def test_messages_out_of_order_keep_the_oldest_wait(desk: Desk):
    desk.writes("segunda", at=NOW)
    desk.writes("primeira", at=NOW - timedelta(minutes=3))
    assert desk.ticket.waiting_since == NOW - timedelta(minutes=3)
    assert desk.ticket.last_text == "segunda"


def test_a_changed_number_keeps_the_person(desk: Desk):
    desk.writes("Oi", sender="5511999990000", user_id="BR.1")
    desk.post(meta.changed_number("5511888880000", new_user_id="BR.456", sender="5511999990000", user_id="BR.1"))
    desk.writes("Troquei de número", sender="5511888880000", user_id="BR.456")
    assert Contact.select().count() == 1
    assert Ticket.select().count() == 1
    assert "mudou de telefone" in desk.notes()[0]


def test_an_update_of_an_unknown_number_is_kept_for_a_person(desk: Desk):
    from workchat.whatsapp.models import KeptUpdate
    from workchat.whatsapp.payload import read_each
    from workchat.whatsapp.retry import retry
    from workchat.whatsapp.take_in import take_in

    body = meta.raw(meta.posted(meta.text("Oi"), number="outro"))
    take_in(read_each(body), {"1000": desk.cast.number}, desk.now)
    take_in(read_each(body), {"1000": desk.cast.number}, desk.now)
    kept = KeptUpdate.get()
    assert "não está conectado" in kept.error and b"Oi" not in bytes(kept.sealed_body)
    assert not retry(kept, desk.now)
    desk.cast.number.phone_number_id = "outro"
    desk.cast.number.save()
    assert retry(KeptUpdate.get(), desk.now)
    assert desk.ticket.last_text == "Oi"


def test_one_bad_update_never_costs_the_others(desk: Desk):
    bad = {"type": "text", "id": "wamid.bad", "text": {"body": "x"}}
    desk.post(meta.text("antes"), bad, meta.text("depois"))
    assert [m.text for m in Message.select().where(Message.direction == "in").order_by(Message.id)] == [
        "antes",
        "depois",
    ]


def test_an_intake_ticket_is_at_the_reception(desk: Desk):
    desk.set(welcome_text="Olá!", privacy_url="https://escola.example/termo")
    desk.writes("Oi")
    assert desk.ticket.state == INTAKE
    assert desk.send_all() == ["Olá!\n\nTermo: https://escola.example/termo [Aceito] [Não aceito]"]
    assert Delivery.get().message.source == "welcome+terms"


def test_what_is_said_in_a_group_makes_nobody_a_contact(desk: Desk):
    desk.post(meta.text("Oi, grupo", at=timestamp(NOW), group_id="G1"))
    assert (Contact.select().count(), Message.select().count()) == (0, 0)


def test_the_day_of_the_protocol_begins_at_midnight_in_sao_paulo(desk: Desk):
    desk.now = datetime(2026, 11, 24, 2, 59, 59)
    desk.writes("Oi")
    assert desk.ticket.protocol == "20261123-0001"
    desk.later(seconds=1)
    desk.writes("Oi", sender="5521988887777", user_id="BR.77")
    assert desk.ticket.protocol == "20261124-0001"


def test_a_message_from_the_future_counts_from_now(desk: Desk):
    desk.writes("Oi", at=NOW + timedelta(days=300))
    assert (desk.ticket.waiting_since, desk.ticket.last_inbound_at) == (NOW, NOW)


def test_a_refusal_in_an_open_ticket_is_an_answer_like_any_other(desk: Desk):
    """The words "não quero" answer what an agent asked, not the scheduled messages."""
    desk.writes("Oi")
    reply(desk.ticket.id, desk.cast.bia, "Quer que eu envie por e-mail?", desk.now)
    desk.later(minutes=1)
    desk.writes("não quero")
    assert (desk.ticket.waiting_since, desk.ticket.unread) == (desk.now, 1)
    assert Contact.get().opted_out_at is None


def test_a_notice_of_whatsapp_does_not_open_the_window(desk: Desk):
    desk.writes("Oi")
    notice = {"type": "customer_identity_changed", "body": "Marta mudou de aparelho"}
    desk.later(hours=23)
    desk.post(meta.message("system", notice, at=timestamp(desk.now)))
    assert desk.ticket.last_inbound_at == NOW
