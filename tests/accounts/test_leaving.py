"""When somebody leaves or a department ends, nobody's ticket vanishes."""

import pytest

from tests import cast as people
from tests.cast import NOW
from tests.page import select, sign_in, submit, words
from workchat.accounts.deactivate import deactivate
from workchat.accounts.hand_over import Destination, held_by
from workchat.accounts.models import AuditEntry, Department, Membership, User
from workchat.accounts.rules import Refused
from workchat.chat.models import Message, Ticket
from workchat.settings.models import Settings


@pytest.fixture
def bias_ticket(cast) -> Ticket:
    """Bia answers Marta in the Secretaria."""
    return people.ticket(cast, state="attending", agent=cast.bia, department=cast.secretaria)


def transfer_to(**target) -> None:
    kind = next(iter(target))
    Settings.update(transfer_to=kind, **{f"transfer_{kind}": target[kind]}).execute()


def again(ticket: Ticket) -> Ticket:
    return Ticket.get_by_id(ticket.id)


def holders(ticket: Ticket) -> tuple:
    row = again(ticket)
    return row.agent, row.department, row.state


def last_note(ticket: Ticket) -> str:
    return Message.select().where(Message.ticket == ticket).order_by(Message.id.desc()).first().text


def test_the_page_says_what_bia_holds_and_asks_where_it_goes(cast, client, bias_ticket):
    transfer_to(agent=cast.bia)
    sign_in(client, cast.ana)
    page = client.get(f"/people/{cast.bia.id}/deactivate")
    assert "1 ticket aberto" in words(page, ".callout")
    assert "transferência automática" in words(page, ".callout")
    options = [option.get_text() for option in select(page, "select option")]
    assert "Bia Rocha" not in options
    assert {"Caio Reis", "Secretaria", "A fila, para quem atender primeiro"} <= set(options)


def test_without_an_answer_nothing_happens(cast, client, bias_ticket):
    sign_in(client, cast.ana)
    answer = submit(client, f"/people/{cast.bia.id}/deactivate", {"destination": ""})
    assert answer.status_code == 422
    assert "Escolha para onde vão." in words(answer, ".has-error")
    assert User.get_by_id(cast.bia.id).active
    assert holders(bias_ticket) == (cast.bia, cast.secretaria, "attending")


@pytest.mark.parametrize("forged", ["agent-999", "agent-x", "department-999", "nowhere", "agent-"])
def test_a_forged_destination_is_refused(cast, client, bias_ticket, forged):
    sign_in(client, cast.ana)
    answer = submit(client, f"/people/{cast.bia.id}/deactivate", {"destination": forged})
    assert answer.status_code == 422
    assert User.get_by_id(cast.bia.id).active


def test_the_tickets_go_to_a_colleague(cast, client, bias_ticket):
    version = again(bias_ticket).version
    sign_in(client, cast.ana)
    url = f"/people/{cast.bia.id}/deactivate"
    assert submit(client, url, {"destination": f"agent-{cast.caio.id}"}).status_code == 303
    assert holders(bias_ticket) == (cast.caio, cast.secretaria, "attending")
    assert again(bias_ticket).version > version
    assert last_note(bias_ticket) == "Bia Rocha não atende mais. O ticket foi para Caio Reis."


def test_the_tickets_go_to_a_department_and_wait_there(cast, bias_ticket):
    deactivate(cast.bia, Destination(department=cast.financeiro), cast.ana, NOW)
    assert holders(bias_ticket) == (None, cast.financeiro, "waiting")
    assert last_note(bias_ticket) == "Bia Rocha não atende mais. O ticket foi para Financeiro."


def test_the_tickets_go_back_to_the_queue_of_their_department(cast, bias_ticket):
    people.person("Dora Alves", "agent", cast.secretaria)
    deactivate(cast.bia, Destination(), cast.ana, NOW)
    assert holders(bias_ticket) == (None, cast.secretaria, "waiting")
    assert last_note(bias_ticket) == "Bia Rocha não atende mais. O ticket foi para Secretaria."


def test_where_nobody_is_left_the_queue_is_everybodys(cast, bias_ticket):
    deactivate(cast.bia, Destination(), cast.ana, NOW)
    assert holders(bias_ticket) == (None, None, "waiting")
    assert last_note(bias_ticket) == "Bia Rocha não atende mais. O ticket foi para a fila."


def test_the_clock_of_the_family_goes_on(cast, bias_ticket):
    deactivate(cast.bia, Destination(agent=cast.caio), cast.ana, NOW)
    assert again(bias_ticket).waiting_since == bias_ticket.waiting_since


def test_closed_tickets_stay_with_who_closed_them(cast):
    closed = people.ticket(cast, state="closed", agent=cast.bia, closed_at=NOW, closed_by=cast.bia)
    assert not held_by(cast.bia)
    deactivate(cast.bia, None, cast.ana, NOW)
    assert holders(closed) == (cast.bia, None, "closed")


@pytest.mark.parametrize("way", ["inactive colleague", "themselves", "inactive department"])
def test_nothing_goes_to_somebody_who_could_not_answer(cast, bias_ticket, way):
    User.update(active=False).where(User.id == cast.caio.id).execute()
    Department.update(active=False).where(Department.id == cast.financeiro.id).execute()
    to = {
        "inactive colleague": Destination(agent=cast.caio),
        "themselves": Destination(agent=cast.bia),
        "inactive department": Destination(department=cast.financeiro),
    }[way]
    with pytest.raises(Refused):
        deactivate(User.get_by_id(cast.bia.id), to, cast.ana, NOW)
    assert holders(bias_ticket) == (cast.bia, cast.secretaria, "attending")
    assert User.get_by_id(cast.bia.id).active


@pytest.mark.parametrize("to", ["agent", "department", "queue"])
def test_the_automatic_transfer_follows(cast, to):
    transfer_to(agent=cast.bia)
    before = Settings.current().transfer_version
    destination = {
        "agent": Destination(agent=cast.caio),
        "department": Destination(department=cast.financeiro),
        "queue": Destination(),
    }[to]
    deactivate(cast.bia, destination, cast.ana, NOW)
    settings = Settings.current()
    assert settings.transfer_to == {"queue": "off"}.get(to, to)
    assert settings.transfer_agent == destination.agent
    assert settings.transfer_department == destination.department
    assert settings.transfer_version == before + 1
    entry = AuditEntry.get(AuditEntry.area == "transfer")
    assert (entry.before, entry.after) == (
        "Bia Rocha",
        {"agent": "Caio Reis", "department": "Financeiro"}.get(to, "Desligada"),
    )


def test_an_ended_department_hands_its_queue_over_and_who_answers_goes_on(cast, bias_ticket):
    marcos = people.contact("Marcos Dias", "5511912345678")
    waiting = people.ticket(cast, marcos, department=cast.secretaria)
    transfer_to(department=cast.secretaria)
    Department.update(receives_new_tickets=True).where(Department.id == cast.secretaria.id).execute()
    secretaria = Department.get_by_id(cast.secretaria.id)
    assert held_by(secretaria).tickets == 2
    deactivate(secretaria, Destination(department=cast.financeiro), cast.ana, NOW)
    assert holders(bias_ticket) == (cast.bia, cast.financeiro, "attending")
    assert holders(waiting) == (None, cast.financeiro, "waiting")
    assert last_note(bias_ticket) == "Secretaria não é mais usado. O ticket continua com Bia Rocha."
    assert Settings.current().transfer_department == cast.financeiro
    assert Department.for_new_tickets() is None
    assert Membership.select().where(Membership.department == secretaria).exists()


def test_a_department_may_hand_over_to_one_person_but_not_in_the_middle_of_the_questions(cast):
    marcos = people.contact("Marcos Dias", "5511912345678")
    waiting = people.ticket(cast, department=cast.secretaria)
    asked = people.ticket(cast, marcos, state="intake", department=cast.secretaria)
    deactivate(cast.secretaria, Destination(agent=cast.caio), cast.ana, NOW)
    assert holders(waiting) == (cast.caio, None, "attending")
    assert holders(asked) == (None, None, "intake")


def test_an_ended_department_may_come_back(cast, client):
    sign_in(client, cast.ana)
    url = f"/departments/{cast.secretaria.id}"
    assert submit(client, f"{url}/deactivate", {"destination": ""}).status_code == 303
    assert not Department.get_by_id(cast.secretaria.id).active
    assert submit(client, f"{url}/reactivate", {}, page=url).status_code == 303
    assert Department.get_by_id(cast.secretaria.id).active
    assert cast.bia.department_ids() == {cast.secretaria.id}
