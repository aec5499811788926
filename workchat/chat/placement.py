"""Where an incoming message goes: a new ticket, an open or a closed one, or only the contact; and if somebody waits."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.chat.thanks import is_thanks
from workchat.contacts.opt_out_words import is_bare_refusal, is_cancel, is_opt_out, wants_back
from workchat.contacts.words import search_form

LATE = timedelta(hours=1)
THANKS_AFTER_CLOSING = timedelta(minutes=10)
AFTER_SCHEDULED = timedelta(hours=24)
AFTER_REFUSAL = timedelta(hours=24)

# Nobody said anything with these: they belong to another message, or to WhatsApp itself.
SAY_NOTHING = {"reaction", "edit", "revoke", "system", "system_other"}


@dataclass(frozen=True)
class Incoming:
    """A message that arrived. `kind` as in whatsapp/updates.py.

    `about_ticket_id`: the ticket of the button that was pressed, or of the message reacted to, edited or deleted.
    """

    kind: str
    text: str
    sent_at: datetime
    received_at: datetime
    about_ticket_id: int | None = None
    payload: str = ""  # of a template's button: SAIR, whatever its title


@dataclass(frozen=True)
class Situation:
    """What the desk knows about the contact on that number.

    `open_answered`: an agent had the last word in the open ticket; `asking`: a question of the intake is open in it.
    `closed_*`: the latest closed one. `scheduled_at`, `scheduled_wa_id`: the last scheduled message that left to them
    before this message; `answers_scheduled`: this message quotes one, or reacts to one.
    """

    open_ticket_id: int | None = None
    open_answered: bool = False
    asking: bool = False
    opted_out: bool = False
    closed_ticket_id: int | None = None
    closed_at: datetime | None = None
    closed_refused: bool = False
    scheduled_at: datetime | None = None
    scheduled_wa_id: str | None = None
    answers_scheduled: bool = False


@dataclass(frozen=True)
class Placement:
    """`action`: open | attach | reopen | keep (with the contact, in no ticket) | ignore (said in a group).

    `wish`: "silence" (no more scheduled messages) or "messages" (again), to be granted.
    """

    action: str
    ticket_id: int | None = None
    starts_clock: bool = False
    unread: bool = False
    welcome: bool = False
    automatic_texts: bool = False
    quotes_scheduled: bool = False
    wish: str = ""


def placement(incoming: Incoming, situation: Situation) -> Placement:
    """Decide for one message. A late one (our outage) goes to people, without welcome, questions or other texts."""
    if incoming.kind == "group":
        return Placement("ignore")
    if incoming.kind in SAY_NOTHING:
        return _beside(incoming, situation)
    if wish := _wish(incoming, situation):
        return _granted(wish, incoming, situation)
    if situation.open_ticket_id is None and _accepts_after_refusal(incoming, situation):
        return _waiting("reopen", situation.closed_ticket_id, incoming)
    if _pressed_in_another_ticket(incoming, situation):
        return Placement("attach", incoming.about_ticket_id, unread=True)
    if situation.open_ticket_id is not None:
        return _in_open_ticket(incoming, situation)
    return _without_open_ticket(incoming, situation)


def is_late(sent_at: datetime, received_at: datetime) -> bool:
    """Over an hour between WhatsApp's time and ours: we were away, and nobody expects an automatic answer now."""
    return received_at - sent_at > LATE


def _beside(incoming: Incoming, situation: Situation) -> Placement:
    """Where the message is that it speaks of. A scheduled one belongs to no ticket, unless it left during one."""
    if incoming.about_ticket_id is None and situation.answers_scheduled:
        return Placement("keep")
    return _quiet(incoming.about_ticket_id or situation.open_ticket_id or situation.closed_ticket_id)


def _wish(incoming: Incoming, situation: Situation) -> str:
    """A bare "não quero" asks for silence only where nothing but a scheduled message can be meant."""
    if incoming.kind not in ("text", "button"):
        return ""
    said = (incoming.text, incoming.payload)
    if any(map(is_opt_out, said)):
        return "" if situation.asking and is_cancel(incoming.text) else "silence"
    unheard = situation.open_ticket_id is None and not _refused_lately(incoming, situation)
    if is_bare_refusal(incoming.text) and unheard and _answers_scheduled(incoming, situation):
        return "silence"
    return "messages" if situation.opted_out and any(map(wants_back, said)) else ""


def _granted(wish: str, incoming: Incoming, situation: Situation) -> Placement:
    """Nobody waits for an answer; but in an open ticket it is unread, for it may be what an agent wants to know."""
    on_time = not is_late(incoming.sent_at, incoming.received_at)
    ticket_id = situation.open_ticket_id
    action = "keep" if ticket_id is None else "attach"
    return Placement(action, ticket_id, unread=ticket_id is not None, automatic_texts=on_time, wish=wish)


def _in_open_ticket(incoming: Incoming, situation: Situation) -> Placement:
    if situation.open_answered and _only_thanks(incoming):
        return _quiet(situation.open_ticket_id)
    return _waiting("attach", situation.open_ticket_id, incoming)


def _without_open_ticket(incoming: Incoming, situation: Situation) -> Placement:
    if _refused_lately(incoming, situation):
        return Placement("attach", situation.closed_ticket_id, unread=True)
    scheduled = _answers_scheduled(incoming, situation)
    just_closed = _within(incoming, situation.closed_at, THANKS_AFTER_CLOSING)
    if _only_thanks(incoming) and (just_closed or scheduled):
        return _quiet(situation.closed_ticket_id if just_closed else None)
    return _waiting("open", None, incoming, welcome=not scheduled, quotes=scheduled)


def _waiting(action: str, ticket_id: int | None, incoming: Incoming, welcome=False, quotes=False) -> Placement:
    on_time = not is_late(incoming.sent_at, incoming.received_at)
    return Placement(action, ticket_id, True, True, welcome and on_time, on_time, quotes)


def _quiet(ticket_id: int | None) -> Placement:
    return Placement("attach" if ticket_id is not None else "keep", ticket_id)


def _pressed_in_another_ticket(incoming: Incoming, situation: Situation) -> bool:
    about = incoming.about_ticket_id
    return incoming.kind == "button" and about is not None and about != situation.open_ticket_id


def _accepts_after_refusal(incoming: Incoming, situation: Situation) -> bool:
    if not _refused_lately(incoming, situation) or incoming.about_ticket_id not in (None, situation.closed_ticket_id):
        return False
    said = " ".join(re.findall(r"\w+", search_form(incoming.text[:100])))
    return bool(re.fullmatch(r"(sim |ok |agora )?(eu )?aceito( sim)?( os?)?( termos?)?( de privacidade)?", said))


def _refused_lately(incoming: Incoming, situation: Situation) -> bool:
    return situation.closed_refused and _within(incoming, situation.closed_at, AFTER_REFUSAL)


def _answers_scheduled(incoming: Incoming, situation: Situation) -> bool:
    return situation.answers_scheduled or _within(incoming, situation.scheduled_at, AFTER_SCHEDULED)


def _only_thanks(incoming: Incoming) -> bool:
    return incoming.kind in ("text", "button") and is_thanks(incoming.text)


def _within(incoming: Incoming, moment: datetime | None, span: timedelta) -> bool:
    return moment is not None and incoming.sent_at - moment <= span
