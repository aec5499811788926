"""Before anything is scheduled: how many people, who is left out, when it ends, what it costs, what may go wrong."""

from dataclasses import dataclass
from datetime import datetime

from workchat.contacts.models import Contact
from workchat.db import run
from workchat.outbox.forecast import Forecast
from workchat.scheduled.audience import LEFT_OUT, AudienceCount, count_audience, example_contacts, people_of
from workchat.scheduled.forecast_of import forecast_of
from workchat.scheduled.models import DRAFT, Attachment, ScheduledMessage
from workchat.scheduled.render import CannotRender, NothingToSay, fills, render, shown_text
from workchat.scheduled.rules import CATEGORIES, SERVICE, Facts, cost_words, risks
from workchat.scheduled.student_values import without_students
from workchat.scheduled.used import limit_now
from workchat.settings.models import Settings

NEVER_WROTE = """SELECT COUNT(*) FROM ({0}) people WHERE reason = ''
AND NOT EXISTS (SELECT 1 FROM message WHERE message.contact_id = people.id AND message.direction = 'in')"""
SENT_BEFORE = (
    "SELECT 1 FROM delivery WHERE number_id = ? AND scheduled_message_id IS NOT NULL AND started_at IS NOT NULL LIMIT 1"
)
MANY = {  # as LEFT_OUT, of several people
    "opted_out": "pediram para não receber",
    "no_phone": "não têm telefone",
    "unsaved": "não estão salvos nos contatos",
    "not_approved": "não foram aprovados",
    "duplicate": "são a mesma pessoa que outro contato",
    "outside_window": "não escrevem há mais de 24 horas, e esta mensagem não usa um modelo aprovado",
}
PRICES = {"MARKETING": "price_marketing", "UTILITY": "price_utility", "": "price_service"}


@dataclass(frozen=True)
class Sample:
    """One real person and what they would read; `problem`: why this one would get nothing."""

    contact: Contact
    text: str
    problem: str = ""


@dataclass(frozen=True)
class Review:
    """`left_out`: (words, people). `cost`: "" when the price of `category` is not set. `stops`: why it cannot go."""

    count: AudienceCount
    left_out: list[tuple[str, int]]
    samples: list[Sample]
    forecast: Forecast | None
    cost: str
    category: str
    risks: list[tuple[str, str]]
    stops: list[str]

    @property
    def outside(self) -> int:
        return self.count.left_out.get("outside_window", 0)


def review(message: ScheduledMessage, now: datetime) -> Review:
    """Everything that the review page says, as it is now."""
    settings, count = Settings.current(), count_audience(message, now)
    if message.attachment_id:
        message.attachment = Attachment.without_content(message.attachment_id)
    samples = [_sample(message, contact, settings) for contact in example_contacts(message, now)]
    forecast = forecast_of(message, count.reached, now)
    kind = message.template.category if message.content == "template" and message.template else ""
    price = getattr(settings, PRICES.get(kind, "price_utility"))
    category = CATEGORIES.get(kind, SERVICE)
    return Review(
        count,
        [(LEFT_OUT[reason] if people == 1 else MANY[reason], people) for reason, people in count.left_out.items()],
        samples,
        forecast,
        cost_words(count.reached, price, category),
        category,
        risks(_facts(message, kind, count.reached, settings, forecast, now)) if count.reached else [],
        _stops(message, count, forecast, now),
    )


def _sample(message: ScheduledMessage, contact: Contact, settings: Settings) -> Sample:
    text = shown_text(message, contact, settings)
    try:
        return Sample(contact, render(message, contact, settings).text)
    except (CannotRender, NothingToSay) as error:
        return Sample(contact, text, str(error))
    except ValueError:  # the file is not at WhatsApp yet: the text is as it will be
        return Sample(contact, text)


def _facts(
    message: ScheduledMessage, kind: str, reached: int, settings: Settings, forecast: Forecast | None, now: datetime
) -> Facts:
    people = people_of(message, now)
    never_wrote = run(NEVER_WROTE.format(people.sql), *people.values).fetchone()[0]
    is_first = run(SENT_BEFORE, message.number_id).fetchone() is None
    days, limit = len(forecast.days) if forecast else 0, limit_now(message.number, settings).at(now)
    lacking = without_students(message, now)
    return Facts(reached, never_wrote, kind, settings.interval_seconds, is_first, limit, days, lacking)


def _stops(message: ScheduledMessage, count: AudienceCount, forecast: Forecast | None, now: datetime) -> list[str]:
    found, template = [], message.template if message.content == "template" else None
    if not message.number.active:
        found.append(f"O número {message.number.name} está fora de uso. Escolha outro número.")
    if message.state == DRAFT and message.due_at and message.due_at < now:
        found.append("A data e a hora já passaram. Escolha outras.")
    if message.content == "template" and (template is None or template.status != "APPROVED"):
        found.append("O modelo não está mais aprovado pelo WhatsApp. Escolha outro.")
    elif template and not fills(message, template):
        found.append("O modelo mudou no WhatsApp e tem um campo a mais. Edite a mensagem e preencha os campos de novo.")
    if message.attachment_id and message.attachment.error:
        found.append(message.attachment.error)
    if not count.reached:
        found.append("Ninguém recebe esta mensagem como ela está.")
    elif forecast is None:
        found.append(
            "Com o horário de envio de agora, ela nunca terminaria. Veja Proteção do número, em Configurações."
        )
    return found
