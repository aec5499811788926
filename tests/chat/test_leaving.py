"""Take, transfer and close, as an agent does them on the page."""

from tests import cast as people
from tests.chat.pages import HTMX, a_ticket, ago, press
from tests.page import select, words
from workchat.accounts.models import User
from workchat.chat.models import CLOSED, Ticket
from workchat.chat.take import take
from workchat.db import utcnow
from workchat.outbox.models import Delivery
from workchat.settings.models import ClosingReason


def test_taking_a_ticket_makes_it_mine_and_a_slower_colleague_is_told(cast, bia):
    ticket = a_ticket(cast)
    assert press(bia, ticket, "take").status_code == 303
    assert Ticket.get_by_id(ticket.id).agent == cast.bia
    other = a_ticket(cast, who=people.contact("Rui", "5511911112222"))
    take(other.id, cast.sara, utcnow())
    press(bia, other, "take")
    assert "Sara Lima já está com este ticket." in words(bia.get("/chat"), "#notices")


def test_a_ticket_that_leaves_my_sight_takes_me_back_to_the_list(cast, bia):
    ticket = a_ticket(cast)
    answer = press(bia, ticket, "transfer", {"destination": f"department-{cast.financeiro.id}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/chat")
    assert "Ticket transferido." in words(bia.get("/chat"), "#notices")
    assert bia.get(f"/chat/{ticket.id}").status_code == 404


def test_transfer_offers_active_people_and_departments_and_tells_the_family_only_when_asked(cast, bia):
    cast.settings.transfer_text = "Agora {{atendente|a escola}} continua."
    cast.settings.save()
    User.update(active=False).where(User.id == cast.caio.id).execute()
    ticket = a_ticket(cast)
    page = bia.get(f"/chat/{ticket.id}/transfer")
    assert "Agora … continua." in words(page, ".bubble")
    offered = [option.text for option in select(page, "select option")]
    assert "Caio Reis" not in offered and {"Financeiro", "Sara Lima"} <= set(offered)
    for bad in ("", "agent-0", f"agent-{cast.caio.id}", "agent-x", "tudo"):
        assert press(bia, ticket, "transfer", {"destination": bad}).status_code == 422
    press(bia, ticket, "transfer", {"destination": f"agent-{cast.sara.id}"})
    assert not Delivery.select().exists()
    press(bia, ticket, "transfer", {"destination": f"agent-{cast.bia.id}", "tell": "y"})
    assert Delivery.get().body["text"]["body"] == "Agora Bia continua."


def test_closing_shows_the_final_text_first_and_sends_it(cast, bia):
    cast.settings.closing_text = "Obrigada, {{primeiro_nome}}!"
    cast.settings.save()
    reason = ClosingReason.create(name="Matrícula", text="Bem-vinda à {{escola}}!", forces_text=True)
    ClosingReason.create(name="Antigo", active=False)
    ticket = a_ticket(cast)
    page = bia.get(f"/chat/{ticket.id}/close")
    assert "Obrigada, Marta!" in words(page, "#goodbye")
    assert [option.text for option in select(page, "select option")] == ["Sem motivo", "Matrícula"]
    shown = bia.get(f"/chat/{ticket.id}/goodbye?reason={reason.id}&send_text=y", headers=HTMX)
    assert "Bem-vinda à Escola Aurora!" in words(shown)
    assert select(shown, "input[type=checkbox]")[0].has_attr("disabled")
    assert press(bia, ticket, "close", {"reason": reason.id}).status_code == 303
    assert Delivery.get().body["text"]["body"] == "Bem-vinda à Escola Aurora!"
    row = Ticket.get_by_id(ticket.id)
    assert (row.state, row.closing_reason, row.closed_by) == (CLOSED, reason, cast.bia)
    assert not select(bia.get(f"/chat/{ticket.id}"), "textarea")


def test_the_closing_message_can_be_left_out_when_the_reason_allows(cast, bia):
    cast.settings.closing_text = "Tchau!"
    cast.settings.save()
    ticket = a_ticket(cast)
    press(bia, ticket, "close", {"reason": ""})
    assert Ticket.get_by_id(ticket.id).state == CLOSED
    assert not Delivery.select().exists()


def test_closing_outside_the_window_says_that_the_message_was_not_sent(cast, bia):
    cast.settings.closing_text = "Tchau!"
    cast.settings.save()
    ticket = a_ticket(cast, at=ago(hours=25))
    assert "não vai ser enviada" in words(bia.get(f"/chat/{ticket.id}/close"), "#goodbye")
    press(bia, ticket, "close", {"reason": "", "send_text": "y"})
    page = bia.get(f"/chat/{ticket.id}")
    assert "A mensagem de encerramento não foi enviada" in words(page, "#notices")
    assert "Não enviada" in words(page, ".bubble.out")


def test_a_closed_ticket_is_not_closed_or_transferred_again(cast, bia):
    ticket = a_ticket(cast, state=CLOSED, waiting_since=None)
    assert press(bia, ticket, "close", {"reason": ""}).status_code == 422
    to = {"destination": f"department-{cast.secretaria.id}"}
    assert press(bia, ticket, "transfer", to).status_code == 422
    assert press(bia, ticket, "reply", {"text": "oi"}).status_code == 422
