"""The questions stop: a person takes the chat over."""

from workchat.chat.models import Ticket
from workchat.intake.models import Intake

# An approval stays to be decided: it is a person's work, not a question to the family.
ASKING = ("terms", "data", "authorisation")


def stop(ticket: Ticket) -> None:
    """End an intake that is still asking; answers not yet authorised are forgotten. Nothing to stop = nothing done."""
    ended = {"step": "done", "ask_again_at": None, "sealed_answers": None, "outcome": "uma pessoa assumiu"}
    Intake.update(ended).where(Intake.ticket == ticket, Intake.step.in_(ASKING)).execute()
