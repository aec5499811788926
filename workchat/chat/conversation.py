"""The conversation of a ticket as the desk shows it: bubbles with ticks, files and quotes."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from workchat.accounts.models import User
from workchat.chat.models import Media, Message, Ticket
from workchat.chat.receive import NAMES
from workchat.chat.rules import window_left
from workchat.outbox.models import Delivery
from workchat.text.markup import to_plain
from workchat.whatsapp.models import Template

PAGE = 100
LONGEST = 2000  # bubbles on one page
QUOTE = 120  # characters of the message that another one speaks of
ABOUT = ("reaction", "edit", "revoke")  # these speak of another message

NEWEST = "WHERE ticket_id = ? ORDER BY id DESC LIMIT ?"
THEIR_AUTHORS = "WHERE id IN (SELECT author_id FROM message WHERE ticket_id = ?)"
OF_MESSAGES = "WHERE message_id IN (SELECT id FROM message WHERE ticket_id = ? AND id >= ?) ORDER BY id"
APPROVED = "WHERE number_id = ? AND status = 'APPROVED' ORDER BY name, language"


@dataclass
class Line:
    """One bubble or one sentence. `about` is the text of the message that it quotes, reacts to, edits or deletes."""

    message: Message
    delivery: Delivery | None = None
    media: list[Media] = field(default_factory=list)
    about: str = ""
    marks: list[str] = field(default_factory=list)  # "corrigida", "apagada"

    @property
    def shape(self) -> str:
        """in | out | note, or event: a sentence in the middle."""
        if self.message.kind in (*ABOUT, "event", "system_other"):
            return "event"
        return self.message.direction


@dataclass
class Conversation:
    lines: list[Line]
    has_earlier: bool

    @property
    def newest_inbound(self) -> int:
        """Id of the contact's newest message, 0 when there is none."""
        return max((line.message.id for line in self.lines if line.message.direction == "in"), default=0)


def conversation(ticket: Ticket, limit: int = PAGE) -> Conversation:
    """The newest `limit` messages of the ticket, oldest first."""
    limit = min(max(limit, PAGE), LONGEST)
    rows = Message.fetch_all(NEWEST, ticket.id, limit + 1)
    people = {user.id: user for user in User.fetch_all(THEIR_AUTHORS, ticket.id)}
    for message in rows:
        message.author = people.get(message.author_id)
    # WhatsApp's order, not the order of arrival: updates may overtake each other.
    messages = sorted(rows[:limit], key=lambda message: (message.at, message.id))
    return Conversation(_lines(ticket, messages), len(rows) > limit)


def _lines(ticket: Ticket, messages: list[Message]) -> list[Line]:
    oldest = min((message.id for message in messages), default=0)
    sent = {row.message_id: row for row in Delivery.fetch_all(OF_MESSAGES, ticket.id, oldest)}
    lines = [Line(message, sent.get(message.id)) for message in messages]
    files: dict[int, list[Media]] = {}
    for media in Media.fetch_all(OF_MESSAGES, ticket.id, oldest):
        files.setdefault(media.message_id, []).append(media)
    spoken_of = _spoken_of(messages)
    marks = {_target(m): "corrigida" if m.kind == "edit" else "apagada" for m in messages if m.kind in ABOUT[1:]}
    for line in lines:
        line.media = files.get(line.message.id, [])
        line.about = spoken_of.get(_target(line.message) or line.message.quoted_id or "", "")
        if line.message.wa_id in marks:
            line.marks.append(marks[line.message.wa_id])
    return lines


def _target(message: Message) -> str | None:
    return (message.details or {}).get("target")


def _spoken_of(messages: list[Message]) -> dict[str, str]:
    """WhatsApp id -> the beginning of that message, for all that these messages quote or speak of."""
    wanted = {_target(message) or message.quoted_id for message in messages} - {None}
    contacts = {message.contact_id for message in messages}
    rows = Message.select().where(Message.wa_id.in_(wanted), Message.contact.in_(contacts)) if wanted else ()
    return {row.wa_id: to_plain(row.text or NAMES.get(row.kind, ""))[:QUOTE] for row in rows}


def templates_of(ticket: Ticket) -> list[Template]:
    """The approved templates of the ticket's number that words can fill, for when the 24-hour window is closed."""
    return [template for template in Template.fetch_all(APPROVED, ticket.number_id) if not template.needs_more]


def window_words(ticket: Ticket, now: datetime) -> str:
    """The time left for free text, as the composer says it; "" when the window is closed."""
    left = window_left(ticket.last_inbound_at, now)
    if not left:
        return ""
    minutes = -(-left // timedelta(minutes=1))
    if minutes == 1:
        return "Falta 1 min"
    hours, rest = divmod(minutes, 60)
    parts = [f"{hours} h" if hours else "", f"{rest} min" if rest else ""]
    return f"{'Falta' if (hours, rest) == (1, 0) else 'Faltam'} {' '.join(part for part in parts if part)}"
