"""What an agent can do while the questions of Recepção are open."""

from tests.chat.pages import asked, awaiting, press
from tests.page import select, words
from workchat.chat.models import WAITING, Ticket
from workchat.contacts.models import Contact
from workchat.intake.models import Consent, Intake
from workchat.outbox.models import Delivery
from workchat.settings.models import TermsVersion


def test_an_agent_stops_the_questions_and_the_ticket_waits_for_a_person(cast, bia):
    ticket = asked(cast)
    assert "pediu o aceite do termo" in words(bia.get(f"/chat/{ticket.id}"), ".head-note")
    press(bia, ticket, "stop-questions")
    assert (Ticket.get_by_id(ticket.id).state, Intake.get().step) == (WAITING, "done")
    assert "Bia Rocha parou as perguntas." in words(bia.get(f"/chat/{ticket.id}"), ".event")
    press(bia, ticket, "stop-questions")
    assert "Nenhuma pergunta está aberta" in words(bia.get("/chat"), "#notices")


def test_an_agent_asks_again(cast, bia):
    cast.settings.privacy_url = "https://escola.example/termo"
    cast.settings.save()
    ticket = asked(cast)
    press(bia, ticket, "ask-again")
    assert "https://escola.example/termo" in str(Delivery.get().body)


def test_an_acceptance_given_on_paper_is_written_down(cast, bia):
    cast.settings.privacy_url = "https://escola.example/termo"
    cast.settings.save()
    TermsVersion.create(url="https://escola.example/termo", text="Aceita?", sha256="0" * 64)
    ticket = asked(cast)
    assert press(bia, ticket, "acceptance", {"how": "  "}).status_code == 422
    press(bia, ticket, "acceptance", {"how": "assinou em papel"})
    assert (Consent.get().answer, Consent.get().recorded_by) == ("accepted", cast.bia)
    page = bia.get(f"/chat/{ticket.id}")
    assert "assinou em papel; registrado por Bia Rocha" in words(page, "#contact")
    assert not select(page, ".head-note")


def test_a_contact_waiting_for_approval_is_decided_with_the_data_in_sight(cast, bia):
    ticket = awaiting(cast)
    assert "Aprovar contato 1" in words(bia.get("/chat?queue=intake"), "#queue-approval")
    assert "Marta Souza" in words(bia.get("/chat?queue=approval"), ".tickets")
    page = bia.get(f"/chat/{ticket.id}/approval")
    assert "***.982.247-**" in words(page, ".step") and "Menor de idade" in words(page, ".step")
    assert press(bia, ticket, "approval", {"verdict": "talvez"}).status_code == 422
    press(bia, ticket, "approval", {"verdict": "approve"})
    assert Contact.get().approved_by == cast.bia
    assert Ticket.get_by_id(ticket.id).state == WAITING
    assert not select(bia.get("/chat?queue=intake"), "#queue-approval")


def test_a_contact_not_approved_loses_the_data_and_keeps_the_ticket(cast, bia):
    ticket = awaiting(cast)
    press(bia, ticket, "approval", {"verdict": "refuse"})
    contact = Contact.get()
    assert (contact.birth_date, contact.sealed_cpf, contact.approved_at) == (None, None, None)
    press(bia, ticket, "approval", {"verdict": "approve"})
    assert "já foi decidido" in words(bia.get("/chat"), "#notices")
