"""A scheduled message whose time has come begins. One that is over an hour late waits for a person to decide."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from workchat.accounts.models import User
from workchat.db import db
from workchat.scheduled.models import PAUSED, SCHEDULED, SENDING, AudiencePart, ScheduledMessage
from workchat.scheduled.record import NotNow, change_state, held, record
from workchat.scheduled.rules import next_occurrence, on_the_wall
from workchat.scheduled.wake import wake
from workchat.settings.models import Settings
from workchat.text.durations import spoken

LATE = timedelta(hours=1)
COPIED = (
    "title", "number", "content", "text", "template", "parameters", "attachment", "opt_out_line", "repeat",
    "repeat_day", "urgent", "urgent_reason", "expected", "created_by", "scheduled_by", "scheduled_at",
)  # fmt: skip


def start_all_due(now: datetime) -> int:
    """Begin everything whose time has come (`due_at <= now`); returns how many began or were held."""
    due = (ScheduledMessage.state == SCHEDULED) & (ScheduledMessage.due_at <= now)
    return sum(_start(message, now) for message in ScheduledMessage.select().where(due).order_by(ScheduledMessage.id))


def _start(message: ScheduledMessage, now: datetime) -> bool:
    with db.atomic():
        message = held(message.id)  # as somebody may have saved it at this instant
        if message.state != SCHEDULED or message.due_at > now:
            return False  # another worker was faster, or it was put off
        late = now - message.due_at
        if late > LATE:
            why = f"Este envio atrasou {spoken(late)}: o WorkChat estava desligado na hora marcada."
            changes = {"state": PAUSED, "paused_kind": "late", "paused_why": why}
        else:
            changes = {"state": SENDING, "started_at": now, "resumed_at": now}
        change_state(message, (SCHEDULED,), **changes)
        record(message, None, now, "Atrasada" if late > LATE else "Começou", changes.get("paused_why", ""))
        _repeat(message, now)
        wake(message.number_id)
        return True


def _repeat(message: ScheduledMessage, now: datetime) -> None:
    """The next one is a message of its own, with the same audience, drawn when its time comes.

    One that was late and got another time begins twice, and has its next one since the first.
    """
    if ScheduledMessage.select().where(ScheduledMessage.previous == message).exists():
        return
    zone = ZoneInfo(Settings.current().timezone)
    due_at = next_occurrence(message.due_at, message.repeat, message.repeat_day, zone, now)
    if due_at is None:
        return
    columns = {name: message.__data__[name] for name in COPIED}
    again = ScheduledMessage.create(**columns, state=SCHEDULED, due_at=due_at, previous=message, created_at=now)
    for part in AudiencePart.select().where(AudiencePart.scheduled_message == message):
        AudiencePart.create(scheduled_message=again, **part.said._asdict())
    record(again, None, now, "Agendada", f"repetição de {message.title}")
    if again.urgent:
        record(again, None, now, "Urgente", again.urgent_reason)


def following(message: ScheduledMessage) -> ScheduledMessage | None:
    """The next one of a repeated message, that is scheduled already."""
    return ScheduledMessage.get_or_none(previous=message, state=SCHEDULED)


def send_late(message: ScheduledMessage, by: User, now: datetime) -> None:
    """A person decided that a late message goes now. :raises NotNow: it is not waiting for that any more."""
    with db.atomic():
        changes = {"state": SENDING, "paused_kind": "", "paused_why": "", "started_at": now, "resumed_at": now}
        if held(message.id).paused_kind != "late" or not change_state(message, (PAUSED,), **changes):
            raise NotNow("Esta mensagem não está mais esperando por uma decisão.")
        record(message, by, now, "Enviada com atraso")
        _repeat(held(message.id), now)  # one that a restored copy held has no next one yet
        wake(message.number_id)


def reschedule(message: ScheduledMessage, due_at: datetime, by: User, now: datetime) -> None:
    """A person gave another time to a message that has not begun. :raises NotNow: it has, or the time has passed."""
    if due_at < now:
        raise NotNow("Esta data já passou. Escolha outra.")
    with db.atomic():
        changes = {"state": SCHEDULED, "due_at": due_at, "paused_kind": "", "paused_why": ""}
        if held(message.id).started_at is not None or not change_state(message, (SCHEDULED, PAUSED), **changes):
            raise NotNow("Esta mensagem já começou a ser enviada e não pode mudar de hora.")
        then = on_the_wall(due_at, ZoneInfo(Settings.current().timezone))
        record(message, by, now, "Remarcada", f"para {then:%d/%m/%Y} às {then:%H:%M}")
