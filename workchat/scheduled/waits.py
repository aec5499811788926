"""Why nothing leaves of a message that is being sent: the number stopped, the hours are over, the day is used up."""

from datetime import datetime
from zoneinfo import ZoneInfo

from workchat.outbox.calendar import next_open
from workchat.outbox.protection import calendar_of
from workchat.scheduled.models import SENDING, Attachment, ScheduledMessage
from workchat.scheduled.rules import people, when_words
from workchat.scheduled.used import has_room, limit_now
from workchat.settings.models import Settings


def waits_for(message: ScheduledMessage, now: datetime) -> str:
    """A sentence for the page; empty when it goes on by its pace."""
    if message.state != SENDING:
        return ""
    settings, number = Settings.current(), message.number
    if number.stopped_at:
        return f"O número {number.name} está parado. O envio continua quando ele for religado."
    if not number.active:
        return f"O número {number.name} está fora de uso. O envio continua quando ele voltar a ser usado."
    if words := _file_words(message):
        return words
    opens = now if message.urgent else next_open(calendar_of(settings), now)
    if opens is None:
        return "Não há mais horário de envio. Veja Proteção do número, em Configurações."
    if opens > now:
        when = when_words(opens, ZoneInfo(settings.timezone), now)
        return f"Agora está fora do horário de envio. Continua {when}."
    if not has_room(number, settings, now):
        limit = people(limit_now(number, settings).at(now))
        return f"O limite do número em 24 horas ({limit}) foi usado. Continua sozinho quando houver lugar."
    return ""


def _file_words(message: ScheduledMessage) -> str:
    file = Attachment.without_content(message.attachment_id) if message.attachment_id else None
    if file is None or (file.media_id and file.number_id == message.number_id):
        return ""
    if file.error:
        return file.error
    return "O arquivo está indo para o WhatsApp. O envio começa depois dele."
