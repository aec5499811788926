"""A scheduled message is written down, or changed before it begins; also copied, or thrown away unsent."""

from datetime import datetime
from secrets import token_urlsafe

from workchat.accounts.models import User
from workchat.db import db
from workchat.scheduled.audience import count_audience
from workchat.scheduled.models import DRAFT, SCHEDULED, AudiencePart, Part, ScheduledMessage
from workchat.scheduled.record import NotNow, record

Audience = list[Part]
BEGAN = "Esta mensagem já começou a ser enviada ou já terminou: o texto e os contatos não mudam mais."
SAVED_BY_OTHERS = (
    "Outra pessoa salvou esta mensagem enquanto você editava. Nada foi sobrescrito, e o que você digitou continua "
    "abaixo. Salve de novo para trocar o que ela salvou."
)
COPIED = ("number", "content", "text", "template", "parameters", "attachment", "opt_out_line")


class SavedMeanwhile(NotNow):
    """A colleague saved it after this page was shown."""


def save_new(columns: dict, audience: Audience, form_key: str, by: User, now: datetime) -> ScheduledMessage:
    """Write a draft. A form sent twice (a double click) makes one."""
    key = form_key[:64] or token_urlsafe(16)
    with db.atomic():
        insert = ScheduledMessage.insert(**columns, form_key=key, created_by=by, created_at=now, state=DRAFT)
        insert.on_conflict_ignore().execute()
        message = ScheduledMessage.get(form_key=key)
        if not AudiencePart.select().where(AudiencePart.scheduled_message == message).exists():
            _write(message, audience)
            record(message, by, now, "Rascunho", message.title)
        return message


def save_draft(
    message: ScheduledMessage, columns: dict, audience: Audience, seen_version: int, by: User, now: datetime
) -> None:
    """Change what has not begun; what is scheduled stays scheduled, for the people it reaches now.

    :raises SavedMeanwhile: somebody else saved after `seen_version`. :raises NotNow: it has begun or ended.
    """
    with db.atomic():
        current = ScheduledMessage.get_by_id(message.id)
        if current.state not in (DRAFT, SCHEDULED):
            raise NotNow(BEGAN)
        if current.state == SCHEDULED:
            columns = {**columns, "due_at": columns["due_at"] or now}
        same = (ScheduledMessage.id == message.id) & (ScheduledMessage.state == current.state)
        changes = {**columns, "version": ScheduledMessage.version + 1}
        if not ScheduledMessage.update(changes).where(same, ScheduledMessage.version == seen_version).execute():
            raise SavedMeanwhile(SAVED_BY_OTHERS)
        AudiencePart.delete().where(AudiencePart.scheduled_message == message).execute()
        _write(message, audience)
        if current.state == SCHEDULED:
            expected = count_audience(ScheduledMessage.get_by_id(message.id), now).reached
            ScheduledMessage.change({"expected": expected}, "WHERE id = ?", message.id)
            _write_history(current, columns, by, now)


def _write_history(before: ScheduledMessage, columns: dict, by: User, now: datetime) -> None:
    record(before, by, now, "Alterada", "continua agendada")
    reason = columns["urgent_reason"] if columns["urgent"] else ""
    if reason and reason != before.urgent_reason:
        record(before, by, now, "Urgente", reason)


def copy(message: ScheduledMessage, by: User, now: datetime) -> ScheduledMessage:
    """A new draft that says the same to the same people, without a date."""
    with db.atomic():
        columns = {name: message.__data__[name] for name in COPIED}
        title = f"{message.title[:70]} (cópia)"
        draft = ScheduledMessage.create(**columns, title=title, created_by=by, created_at=now)
        parts = AudiencePart.select().where(AudiencePart.scheduled_message == message)
        _write(draft, [part.said for part in parts])
        record(draft, by, now, "Rascunho", f"cópia de {message.title}")
        return draft


def throw_away(message: ScheduledMessage) -> None:
    """Delete a draft: nobody ever got it. :raises NotNow: it is no draft any more."""
    only_draft = (ScheduledMessage.id == message.id) & (ScheduledMessage.state == DRAFT)
    with db.atomic():
        AudiencePart.delete().where(AudiencePart.scheduled_message == message).execute()
        if not ScheduledMessage.delete().where(only_draft).execute():
            raise NotNow("Esta mensagem não é mais um rascunho.")


def _write(message: ScheduledMessage, audience: Audience) -> None:
    for part in audience:
        AudiencePart.create(scheduled_message=message, **Part(*part)._asdict())
