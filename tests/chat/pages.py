"""What the tests of the Chat's pages share: tickets of right now, and how a button is pressed."""

from datetime import datetime, timedelta

from tests import cast as people
from tests.cast import NOW, Cast
from tests.page import select, token
from workchat.chat import lists
from workchat.chat.models import ATTENDING, CLOSED, INTAKE, Message, Ticket
from workchat.db import utcnow
from workchat.intake.models import Intake

HTMX = {"HX-Request": "true"}


def ago(**span) -> datetime:
    """Pages look at the real clock: so do these tickets."""
    return utcnow() - timedelta(**span)


def a_ticket(cast: Cast, **columns) -> Ticket:
    at = columns.pop("at", ago(minutes=12))
    return people.ticket(cast, department=columns.pop("department", cast.secretaria), at=at, **columns)


def says(cast: Cast, ticket: Ticket, text: str = "", kind: str = "text", at: datetime | None = None, **columns):
    """One more message of the contact."""
    message = Message.create(
        ticket=ticket, number=cast.number, contact=ticket.contact_id, direction="in", kind=kind, text=text,
        at=at or ago(minutes=1), **columns,
    )  # fmt: skip
    ticket.touch()
    return message


def press(client, ticket: Ticket, action: str, fields: dict | None = None, **more):
    """Post one of the ticket's forms, with the token of its page."""
    form = {"csrf_token": token(client, f"/chat/{ticket.id}"), **(fields or {})}
    return client.post(f"/chat/{ticket.id}/{action}", data=form, **more)


def now_of(page) -> dict[str, str]:
    """What the page sends when it asks for news."""
    return {field["name"]: field["value"] for field in select(page, "#talk-now input")}


def asked(cast, step: str = "terms") -> Ticket:
    ticket = a_ticket(cast, state=INTAKE)
    Intake.create(ticket=ticket, step=step, question=1)
    return ticket


def awaiting(cast) -> Ticket:
    cast.settings.restriction = "manual"
    cast.settings.save()
    ticket = asked(cast, "approval")
    contact = ticket.contact
    contact.birth_date, contact.is_minor = ago(days=15 * 366).date(), True
    contact.keep_cpf("52998224725")
    contact.save()
    return ticket


def many(cast: Cast) -> dict[str, Ticket]:
    """One ticket for each way of belonging to somebody."""
    belongs = {
        "secretaria": {"department": cast.secretaria},
        "financeiro": {"department": cast.financeiro},
        "nobody": {},
        "bia": {"agent": cast.bia, "state": ATTENDING},
        "caio": {"agent": cast.caio, "state": ATTENDING},
        "bia in financeiro": {"agent": cast.bia, "department": cast.financeiro, "state": ATTENDING},
        "caio in secretaria": {"agent": cast.caio, "department": cast.secretaria, "state": ATTENDING},
        "reception": {"state": INTAKE},
        "reception of financeiro": {"state": INTAKE, "department": cast.financeiro},
        "closed": {"state": CLOSED, "department": cast.secretaria, "waiting_since": None},
        "closed of financeiro": {"state": CLOSED, "department": cast.financeiro, "waiting_since": None},
    }
    return {name: one(cast, n, **columns) for n, (name, columns) in enumerate(belongs.items())}


def one(cast: Cast, n: int, **columns) -> Ticket:
    who = people.contact(f"Família {n}", f"55119000000{n:02}")
    return people.ticket(cast, who, at=NOW + timedelta(minutes=n), **columns)


def found(by, queue: str, **more) -> set[int]:
    return {row.id for row in lists.tickets(by, queue, **more)[0]}
