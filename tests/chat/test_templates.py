"""A template that Meta approved leaves filled as Meta wants it, whatever its gaps are called."""

import pytest

from tests import cast as people
from tests.desk import Desk
from workchat.chat.conversation import templates_of
from workchat.chat.models import Message, Ticket
from workchat.chat.reply import CannotReply, reply_with_template
from workchat.whatsapp.models import Template


def template(desk: Desk, body: str) -> Template:
    gaps = len({gap.split("}}")[0].strip() for gap in body.split("{{")[1:]})
    return Template.create(
        number=desk.cast.number, name="aviso", language="pt_BR", status="APPROVED", body=body, variables=gaps
    )


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    return people.ticket(desk.cast)


def sent(desk: Desk) -> list[dict]:
    desk.send_all()
    return desk.cloud.bodies[0]["template"]["components"][0]["parameters"]


def test_named_gaps_go_with_their_names(desk: Desk, ticket: Ticket):
    named = template(desk, "Olá {{nome}}, a reunião é {{dia}}. Até lá, {{nome}}!")
    reply_with_template(ticket.id, desk.cast.bia, named, ["Marta", "sexta"], desk.now)
    assert Message.get(Message.source == "agent").text == "Olá Marta, a reunião é sexta. Até lá, Marta!"
    assert [(part["parameter_name"], part["text"]) for part in sent(desk)] == [("nome", "Marta"), ("dia", "sexta")]


def test_numbered_gaps_go_in_the_order_of_their_numbers(desk: Desk, ticket: Ticket):
    numbered = template(desk, "Dia {{ 2 }}, {{1}}.")
    reply_with_template(ticket.id, desk.cast.bia, numbered, ["Marta", "sexta"], desk.now)
    assert Message.get(Message.source == "agent").text == "Dia sexta, Marta."
    assert [part["text"] for part in sent(desk)] == ["Marta", "sexta"]
    assert "parameter_name" not in desk.cloud.bodies[0]["template"]["components"][0]["parameters"][0]


@pytest.mark.parametrize("asks", [{"header": "IMAGE"}, {"header": "TEXT", "header_gap": "1"}, {"header": "CAROUSEL"}])
def test_a_template_that_words_cannot_fill_is_neither_offered_nor_sent(desk: Desk, ticket: Ticket, asks: dict):
    plain = template(desk, "Olá {{1}}.")
    Template.update(name="aviso_simples").where(Template.id == plain.id).execute()
    asking = template(desk, "Olá {{1}}.")
    Template.update(**asks).where(Template.id == asking.id).execute()
    assert [row.id for row in templates_of(ticket)] == [plain.id]
    with pytest.raises(CannotReply, match="não se envia daqui"):
        reply_with_template(ticket.id, desk.cast.bia, Template.get_by_id(asking.id), ["Marta"], desk.now)


def test_a_gap_takes_no_more_than_whatsapp_does(desk: Desk, ticket: Ticket):
    with pytest.raises(CannotReply, match="1024"):
        reply_with_template(ticket.id, desk.cast.bia, template(desk, "Olá {{1}}."), ["a" * 1025], desk.now)
