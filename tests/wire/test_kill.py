"""The outbox's promise under kill -9: doubled 0, lost 0, and uncertain only what a kill caught in the act."""

from collections import Counter
from datetime import timedelta

from tests.live import LiveSchool, fresh_postgres, living
from tests.processes import until
from workchat.accounts.models import User
from workchat.chat.models import Ticket
from workchat.chat.reply import reply
from workchat.db import db, utcnow
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.models import Delivery
from workchat.simulator.models import Bubble, Phone

MESSAGES, KILLS = 200, 10
PEOPLE = ("Marta", "João", "Luciana", "Renato")


def test_two_hundred_replies_and_ten_kills_on_sqlite(tmp_path):
    with living(tmp_path, with_worker=False) as school:
        kill_ten_times(school)


def test_two_hundred_replies_and_ten_kills_on_postgres(tmp_path, postgres_url):
    with fresh_postgres(postgres_url) as url, living(tmp_path, url, with_worker=False) as school:
        kill_ten_times(school)


def kill_ten_times(school: LiveSchool) -> None:
    answer_everybody(school)
    kills = [kill_worker(school) for _ in range(KILLS)]
    last = school.start("worker")
    until(lambda: not open_deliveries("queued"))
    last.terminate()  # it finishes the message in hand
    assert last.wait(60) == 0
    assert school.postman.idle(60)
    with db.atomic():
        give_up_on_proof_all_due(utcnow() + timedelta(minutes=16))
    check_promise(sum(kills))


def answer_everybody(school: LiveSchool) -> None:
    """Each of four people wrote; an agent answers each of them fifty times, numbered."""
    bia = User.create(name="Bia Rocha", email="bia@escola.example", password_hash="x")
    for name in PEOPLE:
        school.writes(name, "Bom dia")
    tickets = list(Ticket.select())
    assert len(tickets) == len(PEOPLE)
    for n in range(MESSAGES):
        reply(tickets[n % len(tickets)].id, bia, f"resposta {n:03}", utcnow())


def kill_worker(school: LiveSchool) -> int:
    """Kill a worker after some messages arrived; how many deliveries it was caught sending."""
    arrived, stuck = Bubble.select().where(Bubble.from_school).count(), open_deliveries("sending")
    worker = school.start("worker")
    until(lambda: Bubble.select().where(Bubble.from_school).count() >= arrived + 7)
    worker.kill()
    worker.wait()
    return max(0, open_deliveries("sending") - stuck)


def open_deliveries(status: str) -> int:
    return Delivery.select().where(Delivery.status == status).count()


def check_promise(caught: int) -> None:
    arrived = Counter(bubble.text for bubble in Bubble.select().where(Bubble.from_school))
    assert max(arrived.values()) == 1, "doubled"
    shown = {delivery.message.text: delivery.status for delivery in Delivery.select()}
    assert len(shown) == MESSAGES
    lost = [text for text, status in shown.items() if text not in arrived and status != "unknown"]
    assert lost == []
    lies = [text for text, status in shown.items() if status in ("sent", "delivered", "read") and text not in arrived]
    assert lies == []
    assert sum(status == "unknown" for status in shown.values()) <= caught <= KILLS
    for phone in Phone.select():
        texts = [b.text for b in Bubble.select().where(Bubble.phone == phone, Bubble.from_school).order_by(Bubble.id)]
        assert texts == sorted(texts), "order within a contact"
