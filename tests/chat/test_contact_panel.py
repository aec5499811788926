"""The contact beside the conversation: name, birth date, masked CPF, acceptance, earlier tickets."""

from datetime import datetime

from tests import cast as people
from tests.chat.pages import a_ticket, ago, awaiting, press
from tests.page import select, sign_in, words
from workchat.accounts.models import AuditEntry
from workchat.chat.models import CLOSED
from workchat.contacts.models import Contact
from workchat.contacts.opt_out import opt_out
from workchat.intake.models import Consent


def test_the_cpf_is_masked_and_shown_only_while_the_restriction_says_so(cast, bia):
    ticket = awaiting(cast)
    assert "***.982.247-**" in words(bia.get(f"/chat/{ticket.id}"), "#contact")
    assert not select(bia.get(f"/chat/{ticket.id}"), "#show-cpf")
    assert press(bia, ticket, "contact/cpf").status_code == 403
    cast.settings.restriction = "none"
    cast.settings.save()
    page = words(bia.get(f"/chat/{ticket.id}"), "#contact")
    assert "982" not in page and "Nascimento" not in page


def test_every_look_at_a_whole_cpf_is_written_down(cast, client):
    ticket = awaiting(cast)
    sign_in(client, cast.sara)
    assert "529.982.247-25" not in client.get(f"/chat/{ticket.id}").text
    page = press(client, ticket, "contact/cpf")
    assert words(page, "#cpf") == "529.982.247-25"
    entry = AuditEntry.get(AuditEntry.field == "CPF")
    assert entry.user == cast.sara
    assert "529" not in entry.after + entry.before + entry.subject


def test_an_agent_saves_a_contact_and_corrects_the_name(cast, bia):
    ticket = a_ticket(cast)
    Contact.update(saved_at=None).execute()
    assert "Salvar contato" in words(bia.get(f"/chat/{ticket.id}"), "#contact")
    assert press(bia, ticket, "contact", {"name": " \u200b "}).status_code == 422
    press(bia, ticket, "contact", {"name": "Marta  Souza (mãe do Zé)"})
    contact = Contact.get()
    assert (contact.name, contact.name_edited, contact.search_name) == (
        "Marta Souza (mãe do Zé)", True, "marta souza (mae do ze)",
    )  # fmt: skip
    assert contact.saved_at is not None


def test_the_panel_says_when_and_how_the_terms_were_accepted(cast, bia):
    ticket = a_ticket(cast)
    Consent.create(
        contact=ticket.contact, ticket=ticket, purpose="terms", answer="accepted", text_sha256="0",
        at=datetime(2026, 3, 12, 17, 5),
    )  # fmt: skip
    said = words(bia.get(f"/chat/{ticket.id}"), "#contact")
    assert "Termo aceito em 12/03/2026 às 14:05 pelo WhatsApp" in said


def test_who_wants_no_scheduled_messages_is_marked(cast, bia):
    ticket = a_ticket(cast)
    assert "Descadastrado" not in words(bia.get(f"/chat/{ticket.id}"), "#contact")
    opt_out(ticket.contact_id, "escreveu SAIR", ago(minutes=1))
    assert "Descadastrado das mensagens agendadas" in words(bia.get(f"/chat/{ticket.id}"), "#contact .badge.warn")


def test_earlier_tickets_are_listed_only_when_one_may_see_them(cast, bia):
    marta = people.contact()
    mine = a_ticket(cast, who=marta, state=CLOSED)
    hidden = a_ticket(cast, who=marta, state=CLOSED, department=cast.financeiro, at=ago(minutes=11))
    ticket = a_ticket(cast, who=marta, at=ago(minutes=10))
    said = words(bia.get(f"/chat/{ticket.id}"), ".earlier-tickets")
    assert mine.protocol in said and hidden.protocol not in said
