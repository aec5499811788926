"""The page of one contact: what the school knows, what it sent, what was accepted, and what can be done."""

from datetime import datetime

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.contacts.two import CPF, MAIN, delivery, marta, scheduled, with_everything
from tests.page import select, sign_in, submit, words
from workchat.accounts.models import AuditEntry
from workchat.chat.models import INTAKE, Message
from workchat.contacts.models import Contact, ContactAlias
from workchat.intake.models import Consent, Intake
from workchat.outbox.models import Delivery


@pytest.fixture
def bia(cast, client):
    sign_in(client, cast.bia)
    return client


def page_of(contact: Contact) -> str:
    return f"/contacts/{contact.id}"


def test_the_page_says_who_it_is(cast, bia):
    contact = marta(birth_date=datetime(1990, 3, 5).date(), approved_at=NOW, approved_by=cast.ana)
    contact.keep_cpf(CPF)
    contact.save()
    ContactAlias.create(contact=contact, wa_id="5521988887777", phone_key="5521988887777")
    with_everything(cast, contact)
    said = words(bia.get(page_of(contact)), "#page")
    for part in ("Marta Souza", "+55 11 98765-4321", "+55 21 98888-7777", "05/03/1990", "***.982.247-**", "Turma A",
                 "Acesso aprovado em 23/11/2026 por Ana Prado", "Aceitou o termo de privacidade em"):  # fmt: skip
        assert part in said
    assert CPF not in said and "529.982" not in said


def test_tickets_of_other_departments_are_counted_and_not_told(cast, bia):
    contact = marta()
    mine = people.ticket(cast, contact, "closed", department=cast.secretaria)
    hidden = people.ticket(cast, contact, "closed", department=cast.financeiro)
    page = bia.get(page_of(contact)).text
    assert mine.protocol in page
    assert hidden.protocol not in page
    assert "E 1 de outros departamentos." in words(bia.get(page_of(contact)), "#page")


def test_what_was_said_in_another_department_stays_there(cast, bia):
    contact = marta()
    hidden = people.ticket(cast, contact, department=cast.financeiro)
    secret = Message.create(ticket=hidden, number=cast.number, contact=contact, direction="out", kind="text",
                            text="Sua dívida", at=NOW, source="agent", author=cast.caio)  # fmt: skip
    row = delivery(cast, contact)
    Delivery.update(message=secret).where(Delivery.id == row.id).execute()
    assert "dívida" not in bia.get(page_of(contact)).text
    assert "dívida" not in bia.get(f"{page_of(contact)}/messages").text


def test_scheduled_messages_are_listed_with_what_became_of_them(cast, bia):
    contact = marta()
    delivery(cast, contact, scheduled(cast, "Festa junina"), "delivered")
    failed = delivery(cast, contact, scheduled(cast, "Boletos"), "failed")
    Delivery.update(error="O número não tem WhatsApp.").where(Delivery.id == failed.id).execute()
    said = words(bia.get(page_of(contact)), "#page")
    assert "Festa junina" in said and "Entregue" in said
    assert "O número não tem WhatsApp." in said and "Com falha" in said


def test_older_messages_follow_page_by_page(cast, bia):
    contact = marta()
    for n in range(25):
        delivery(cast, contact, scheduled(cast, f"Aviso {n:02}"), "sent")
    first = bia.get(page_of(contact))
    assert "Aviso 24" in first.text and "Aviso 04" not in first.text
    older = bia.get(select(first, "#older-messages")[0]["href"])
    assert "Aviso 04" in older.text and "Aviso 05" not in older.text


def test_a_refusal_and_an_answer_on_paper_are_told_in_words(cast, bia):
    contact = marta()
    ticket = people.ticket(cast, contact)
    at = datetime(2026, 3, 12, 17, 5)
    common = {"contact": contact, "ticket": ticket, "text_sha256": "0", "at": at}
    Consent.create(purpose="terms", answer="refused", **common)
    Consent.create(
        purpose="data", answer="accepted", recorded_by=cast.ana, raw_answer="assinou na secretaria", **common
    )
    said = words(bia.get(page_of(contact)), "#page")
    assert "Recusou o termo de privacidade em 12/03/2026 às 14:05" in said
    assert "Autorizou guardar a data de nascimento e o CPF em 12/03/2026 às 14:05" in said
    assert "Registrado por Ana Prado: assinou na secretaria" in said


def test_the_whole_cpf_is_for_supervisors_and_written_down(cast, client):
    contact = marta()
    contact.keep_cpf(CPF)
    contact.save()
    sign_in(client, cast.sara)
    page = submit(client, f"{page_of(contact)}/cpf", {}, page_of(contact))
    assert words(page, "#cpf") == "529.982.247-25"
    told = AuditEntry.get(AuditEntry.field == "CPF")
    assert (told.user, told.after) == (cast.sara, "mostrado por inteiro")


def test_an_agent_approves_and_takes_it_back(cast, bia):
    contact = marta()
    submit(bia, f"{page_of(contact)}/approval", {"approved": "yes"}, page_of(contact))
    approved = Contact.get_by_id(contact.id)
    assert approved.approved_by == cast.bia
    submit(bia, f"{page_of(contact)}/approval", {"approved": "no"}, page_of(contact))
    assert Contact.get_by_id(contact.id).approved_at is None
    told = [row.after for row in AuditEntry.select().where(AuditEntry.field == "Acesso").order_by(AuditEntry.id)]
    assert told == ["aprovado", "aprovação retirada"]


def test_data_that_waits_is_decided_in_its_ticket(cast, bia):
    contact = marta()
    ticket = people.ticket(cast, contact, INTAKE, department=cast.secretaria)
    Intake.create(ticket=ticket, step="approval")
    page = bia.get(page_of(contact))
    assert select(page, f'a[href="/chat/{ticket.id}/approval"]')
    assert "Aprovar acesso" not in words(page)
    submit(bia, f"{page_of(contact)}/approval", {"approved": "yes"}, page_of(contact))
    assert Contact.get_by_id(contact.id).approved_at is None


def test_a_parent_asks_by_phone_for_silence_and_for_the_messages_again(cast, bia):
    contact = marta()
    submit(bia, f"{page_of(contact)}/silence", {"silent": "yes"}, page_of(contact))
    assert Contact.get_by_id(contact.id).opted_out_at is not None
    assert "Não recebe mensagens agendadas desde" in words(bia.get(page_of(contact)), "#page")
    submit(bia, f"{page_of(contact)}/silence", {"silent": "no"}, page_of(contact))
    assert Contact.get_by_id(contact.id).opted_out_at is None
    assert AuditEntry.select().where(AuditEntry.user == cast.bia).count() == 2


def test_the_chat_leads_to_the_whole_contact(cast, bia):
    ticket = people.ticket(cast, marta())
    assert select(bia.get(f"/chat/{ticket.id}"), f'#contact a[href="/contacts/{ticket.contact_id}"]')


def test_an_erased_contact_has_a_page_that_says_so_and_nothing_to_press(cast, client):
    contact = marta(erased_at=NOW)
    AuditEntry.create(user=cast.ana, area="contacts", subject=f"Contato {contact.id}", field="Contato", after="apagado")
    sign_in(client, cast.ana)
    page = client.get(page_of(contact))
    assert "foram apagados em 23/11/2026 às 10:00 por Ana Prado" in words(page, "#page")
    assert not select(page, "#page form")
    assert MAIN[4:] not in page.text
    for step in ("edit", "merge", "erase"):
        assert client.get(f"{page_of(contact)}/{step}").status_code == 404
