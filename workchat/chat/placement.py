"""Where an incoming message goes: a new ticket, an open or a closed one, or only the contact; and if somebody waits."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from workchat.contacts.rules import is_opt_out, search_form

LATE = timedelta(hours=1)
THANKS_AFTER_CLOSING = timedelta(minutes=10)
AFTER_SCHEDULED = timedelta(hours=24)
AFTER_REFUSAL = timedelta(hours=24)

# Nobody said anything with these: they belong to another message, or to WhatsApp itself.
SAY_NOTHING = {"reaction", "edit", "revoke", "system", "system_other"}

_THANKS = frozenset(
    re.findall(
        r"\w+",
        """obrigado obrigada obrigados obrigadas brigado brigada obg obgd obgda obrigadao brigadao agradeco agradecido
        agradecida gratidao grato grata valeu vlw vlww ok okay okey okk blz beleza certo certinho perfeito otimo
        excelente maravilha show joia combinado entendi entendido amem""",
    )
)
_AROUND_THANKS = frozenset(
    re.findall(
        r"\w+",
        """muito muita mto mt mesmo viu ta tudo bem bom boa dia tarde noite fim final de semana por pela pelo pelas
        atencao ajuda retorno informacao informacoes voce voces vc vcs tambem igualmente gente pessoal querida querido
        senhora senhor professora professor deus te abencoe desde ja entao um uma otima otimo abraco abracos e""",
    )
)
_AGREED = {"ta", "ta bom", "ta bem", "tudo bem", "esta bem", "esta bom", "deus abencoe", "deus te abencoe"}
_HAPPY = set("👍👌🙏❤🧡💛💚💙💜🤍🤎🖤💕💖💗💓💞💝😊🙂😀😃😄😁☺😍🥰😘🤗👏🙌💪✅✔☑🤝🌹🌷🌸🌻💐😉🤩✨🎉🥳😇")
_NEUTRAL = set("!.,;-~🏻🏼🏽🏾🏿")


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


@dataclass(frozen=True)
class Situation:
    """What the desk knows about the contact on that number.

    `open_answered`: an agent had the last word in the open ticket. `closed_*`: the latest closed one.
    `scheduled_at`: the last scheduled message that left to them; `answers_scheduled`: this message quotes one.
    """

    open_ticket_id: int | None = None
    open_answered: bool = False
    closed_ticket_id: int | None = None
    closed_at: datetime | None = None
    closed_refused: bool = False
    scheduled_at: datetime | None = None
    answers_scheduled: bool = False


@dataclass(frozen=True)
class Placement:
    """`action`: open | attach | reopen | keep (with the contact, in no ticket) | ignore (said in a group)."""

    action: str
    ticket_id: int | None = None
    starts_clock: bool = False
    unread: bool = False
    welcome: bool = False
    automatic_texts: bool = False
    quotes_scheduled: bool = False


def placement(incoming: Incoming, situation: Situation) -> Placement:
    """Decide for one message. A late one (our outage) goes to people, without welcome, questions or other texts."""
    if incoming.kind == "group":
        return Placement("ignore")
    if incoming.kind in SAY_NOTHING:
        return _quiet(incoming.about_ticket_id or situation.open_ticket_id or situation.closed_ticket_id)
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


def is_thanks(text: str) -> bool:
    """Whether a message only thanks or agrees ("obrigada!", "ok 👍"), and so asks for nothing."""
    if len(text) > 200:
        return False
    signs = {c for c in text if not c.isalnum() and unicodedata.category(c)[0] not in "ZCM"}
    words = re.findall(r"\w+", search_form(text))
    if not signs <= _HAPPY | _NEUTRAL or not set(words) <= _THANKS | _AROUND_THANKS:
        return " ".join(words) in _AGREED and signs <= _HAPPY | _NEUTRAL
    if not words:
        return bool(signs & _HAPPY)
    return not _THANKS.isdisjoint(words) or " ".join(words) in _AGREED


def _in_open_ticket(incoming: Incoming, situation: Situation) -> Placement:
    if is_opt_out(incoming.text):  # unread: "não quero" may be what an agent wants to know
        return Placement("attach", situation.open_ticket_id, unread=True)
    if situation.open_answered and _only_thanks(incoming):
        return _quiet(situation.open_ticket_id)
    return _waiting("attach", situation.open_ticket_id, incoming)


def _without_open_ticket(incoming: Incoming, situation: Situation) -> Placement:
    if _refused_lately(incoming, situation):
        return Placement("attach", situation.closed_ticket_id, unread=True)
    scheduled = situation.answers_scheduled or _within(incoming, situation.scheduled_at, AFTER_SCHEDULED)
    just_closed = _within(incoming, situation.closed_at, THANKS_AFTER_CLOSING)
    if is_opt_out(incoming.text) or (_only_thanks(incoming) and (just_closed or scheduled)):
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


def _only_thanks(incoming: Incoming) -> bool:
    return incoming.kind in ("text", "button") and is_thanks(incoming.text)


def _within(incoming: Incoming, moment: datetime | None, span: timedelta) -> bool:
    return moment is not None and incoming.sent_at - moment <= span
