"""Above every page: that nothing leaves, or not by one number, since when, how many wait and what to do next."""

from datetime import datetime, timedelta

import pytest

from tests.cast import number
from tests.chat.pages import a_ticket, ago
from tests.page import select, sign_in, words
from workchat.chat.models import Ticket
from workchat.chat.reply import reply
from workchat.db import clock
from workchat.outbox.models import BULK, Delivery, Lane
from workchat.outbox.settle import stop_number
from workchat.pages import on_the_wall
from workchat.running.heartbeat import ALL, WEB, WORKER
from workchat.running.models import Program
from workchat.scheduled.models import SENDING, ScheduledMessage

LONG = timedelta(hours=3)


def program(kind: str = WEB, up: timedelta = LONG, looked: timedelta | None = None, **columns) -> Program:
    """A program that has run for so long, and whose sender last looked so long ago."""
    now = clock()
    row = {"kind": kind, "host": "escola", "pid": 1, "version": "0", "started_at": now - up, "seen_at": now}
    last = None if looked is None else now - looked
    return Program.put(token=f"{kind} {up} {looked}", looked_at=last, **{**row, **columns})


def gone(looked: timedelta = timedelta(minutes=40)) -> Program:
    """A worker that was killed when it had last looked."""
    return program(WORKER, looked=looked, seen_at=clock() - looked)


@pytest.fixture
def bia(client, cast):
    sign_in(client, cast.bia)
    return client


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def says(client, url: str = "/contacts") -> str:
    return words(client.get(url), "#alerts")


def waiting(cast, many: int, at: datetime | None = None) -> None:
    for _ in range(many):
        ticket = a_ticket(cast, who=None, agent=cast.bia) if not Delivery.select().count() else _first()
        reply(ticket.id, cast.bia, "Segue o boleto", at or ago(minutes=5))


def _first():
    return Delivery.get().message.ticket


def test_all_is_well_and_nothing_is_said(cast, bia):
    program(ALL, looked=timedelta(seconds=1))
    assert says(bia) == ""


def test_an_agent_reads_since_when_how_many_wait_and_whom_to_tell(cast, bia):
    program(WEB)
    dead = gone(timedelta(minutes=2))
    waiting(cast, 2)
    told = says(bia)
    assert "2 respostas esperam. Avise quem cuida do servidor. O que for escrito fica guardado" in told
    assert told.startswith("O envio está parado desde ")
    with bia.application.test_request_context():
        assert f"{on_the_wall(dead.looked_at):%H:%M}" in told
    assert not select(bia.get("/contacts"), "#alerts a")


def test_an_administrator_is_led_to_what_to_do(cast, ana):
    program(WEB)
    gone()
    waiting(cast, 1)
    assert "1 resposta espera." in says(ana)
    assert [link["href"] for link in select(ana.get("/contacts"), "#alerts a")] == ["/status"]


def test_yesterday_is_said_with_its_day(cast, bia):
    program(WEB)
    gone(timedelta(days=2))
    assert " às " in says(bia)
    assert "espera" not in says(bia)


def test_a_school_that_is_being_started_hears_no_false_alarm(cast, bia):
    gone(timedelta(hours=14))
    program(ALL, up=timedelta(seconds=20))
    assert says(bia) == ""


def test_one_worker_follows_the_other_without_an_alarm(cast, bia):
    program(WEB)
    program(WORKER, looked=timedelta(seconds=20), ended_at=clock())
    assert says(bia) == ""


def test_pages_without_a_worker_say_so_once_somebody_waits(cast, bia):
    program(WEB)
    assert says(bia) == ""
    waiting(cast, 1)
    assert says(bia).startswith("O envio ainda não começou. 1 resposta espera.")


def test_where_nobody_signed_nothing_is_known_and_nothing_said(cast, bia):
    waiting(cast, 1)
    assert says(bia) == ""


def test_a_stopped_number_says_how_many_wait_for_it(cast, bia):
    program(ALL, looked=timedelta(seconds=1))
    waiting(cast, 3)
    stop_number(number("Outro", "1001").id, "A Meta desligou o número.", clock())
    assert says(bia) == "O número Outro está parado: A Meta desligou o número. Fale com quem administra o WorkChat."
    stop_number(cast.number.id, "A conta não foi paga.", clock())
    assert "O número Secretaria está parado: A conta não foi paga. 3 respostas esperam." in says(bia)


def announced(cast, ticket: Ticket) -> None:
    """A scheduled message that is being sent, with one recipient left."""
    message = ScheduledMessage.create(title="Reunião", number=cast.number, state=SENDING, created_by=cast.ana)
    lane = Lane.get(Lane.number == cast.number, Lane.kind == BULK)
    Delivery.create(
        number=cast.number, lane=lane, contact=ticket.contact, scheduled_message=message, body={}, due_at=ago(minutes=9)
    )


def test_what_a_person_paused_waits_for_that_person(cast, bia):
    program(WEB)
    gone()
    announced(cast, a_ticket(cast))
    assert "As mensagens agendadas esperam." in says(bia)
    ScheduledMessage.update(state="paused", paused_kind="person").execute()
    assert "espera" not in says(bia)


def test_the_line_and_situacao_say_the_same_number_of_replies_and_scheduled_ones_apart(cast, ana):
    program(WEB)
    gone()
    waiting(cast, 2)
    announced(cast, _first())
    line, page = says(ana), ana.get("/status")
    assert "2 respostas esperam. As mensagens agendadas também esperam." in line
    assert "2 respostas esperam." in words(page, ".findings")
    assert "Mensagens agendadas na fila 1 mensagem" in words(page, ".situation")


def poll(client, page) -> object:
    kept = {
        name: select(page, f"#{box}")[0]["value"]
        for name, box in (("digest", "inbox-digest"), ("alerts", "alerts-now"))
    }
    return client.get("/chat/list", query_string=kept, headers={"HX-Request": "true"})


def test_an_open_page_is_told_once_and_the_number_grows_silently(cast, bia):
    program(WEB)
    worker = gone(timedelta(seconds=1))
    page = bia.get("/chat")
    assert poll(bia, page).status_code == 204
    Program.update(looked_at=clock() - timedelta(minutes=2)).where(Program.id == worker.id).execute()
    told = poll(bia, page)
    assert "O envio está parado" in told.text
    assert 'hx-target="#alerts"' in told.text and 'hx-target="#alerted"' in told.text
    page = bia.get("/chat")
    assert poll(bia, page).status_code == 204
    waiting(cast, 1)
    more = poll(bia, page)
    assert "1 resposta espera" in more.text and 'hx-target="#alerted"' not in more.text
    page = bia.get("/chat")
    Program.update(looked_at=clock()).where(Program.id == worker.id).execute()
    over = poll(bia, page)
    assert "O envio está parado" not in over.text and "voltou a funcionar" in over.text
