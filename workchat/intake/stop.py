"""The questions stop: a person takes the chat over."""

from workchat.chat.models import Message, Ticket
from workchat.intake.models import Intake
from workchat.outbox.models import Delivery

# An approval stays to be decided: it is a person's work, not a question to the family.
ASKING = ("terms", "data", "authorisation")
STOPPED = "As perguntas pararam antes de esta mensagem sair."


def stop(ticket: Ticket) -> None:
    """End an intake that is still asking; answers not yet authorised are forgotten. Nothing to stop = nothing done."""
    ended = {"step": "done", "ask_again_at": None, "sealed_answers": None, "outcome": "uma pessoa assumiu"}
    if Intake.update(ended).where(Intake.ticket == ticket, Intake.step.in_(ASKING)).execute():
        hold_back(ticket)


def hold_back(ticket: Ticket) -> None:
    """A question that is still in the queue would reach a family whose answer nobody listens to."""
    asked = Message.select(Message.id).where(Message.ticket == ticket, Message.source.in_(ASKING))
    queued = (Delivery.status == "queued") & Delivery.message.in_(asked)
    Delivery.update(status="cancelled", error=STOPPED).where(queued).execute()
