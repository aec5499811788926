"""The demonstration's conversations, with everything that can happen in one, are clean and fit."""

import pytest
from playwright.sync_api import Page

from tests.browser.axe import look
from tests.browser.fits import problems
from workchat.accounts.models import User
from workchat.chat.models import CLOSED, Message, Ticket
from workchat.db import utcnow
from workchat.demo.fill import fill
from workchat.outbox.models import Delivery


@pytest.fixture
def ana(visits, aurora) -> Page:
    fill(utcnow(), aurora.config)
    return visits.page(User.get(User.role == "administrator"))


def tickets() -> dict[str, Ticket | None]:
    """What is to be seen -> a ticket that has it."""
    rows = Ticket.select().join(Message).order_by(Ticket.id.desc())
    kinds = {f"a message of kind {kind}": rows.where(Message.kind == kind)
             for kind in ("image", "document", "reaction")}  # fmt: skip
    troubles = {f"a delivery that is {state}": rows.join(Delivery, on=Delivery.message == Message.id)
                .where(Delivery.status == state) for state in ("failed", "unknown", "skipped")}  # fmt: skip
    # More than a day without a word of the family: only templates.
    silent = Ticket.select().where(Ticket.state != CLOSED).order_by(Ticket.last_inbound_at)
    return {name: found.first() for name, found in {**kinds, **troubles, "a closed window": silent}.items()}


def test_the_conversations_of_the_demonstration_are_clean(ana):
    found, seen = [], set()
    for what, ticket in tickets().items():
        if ticket is None or ticket.id in seen:
            continue
        seen.add(ticket.id)
        ana.goto(f"/chat/{ticket.id}")
        found += look(ana, f"{what} ({ticket.id})") + problems(ana)
    ana.goto("/chat?queue=all")  # a list much longer than the page, which itself stays as high as the window
    found += problems(ana)
    assert len(seen) >= 5, "the demonstration shows little"
    assert not found, "\n".join(found)
