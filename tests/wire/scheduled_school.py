"""A running school with a scheduled message to many invented families, and what to count on their phones."""

from dataclasses import dataclass, field
from datetime import timedelta

from tests.live import LiveSchool
from tests.processes import until
from workchat.accounts.models import User
from workchat.contacts.models import Contact
from workchat.contacts.rules import phone_key
from workchat.db import BIGGEST, db, is_postgres, run, utcnow
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.models import Delivery
from workchat.scheduled.finish import finish_all_due
from workchat.scheduled.models import AudiencePart, ScheduledMessage
from workchat.scheduled.schedule import schedule
from workchat.settings.models import Settings
from workchat.simulator import school_templates
from workchat.simulator.add_phones import add_phones
from workchat.simulator.models import Bubble, Phone
from workchat.whatsapp.models import Number, Template
from workchat.whatsapp.sync_templates import sync_templates


class Templates:
    """The simulator's approved templates, without asking over the network."""

    def templates(self, _account_id: str) -> list[dict]:
        return school_templates.TEMPLATES


def open_at_any_hour(interval: float) -> None:
    """Whatever the hour is where the tests run, it is noon at this school. The form allows 2 seconds or more; the
    tests' databases hold parts of one, so that hundreds of messages do not take an hour.
    """
    if is_postgres():
        run("ALTER TABLE settings ALTER COLUMN interval_seconds TYPE double precision")
    ahead = utcnow().hour - 12
    zone = f"Etc/GMT{'+' if ahead >= 0 else '-'}{abs(ahead)}"
    hours = {f"{day}_{end}": at for day in ("weekday", "saturday", "sunday")
             for end, at in (("from", "00:00"), ("until", "23:59"))}  # fmt: skip
    Settings.update(timezone=zone, skips_holidays=False, **hours).execute()
    set_interval(interval)


def set_interval(seconds: float) -> None:
    run("UPDATE settings SET interval_seconds = ?", seconds)


def add_families(school: LiveSchool, count: int) -> list[Phone]:
    """So many saved contacts, each with a phone; none of them ever wrote."""
    Number.update(messaging_limit=BIGGEST).execute()
    sync_templates(school.number, Templates(), utcnow())
    phones = add_phones(count)
    with db.atomic():
        for phone in phones:
            row = Contact(wa_id=phone.wa_id, phone_key=phone_key(phone.wa_id), saved_at=utcnow(), approved_at=utcnow())
            row.rename(phone.name)
            row.save()
    return phones


def send_to_all(school: LiveSchool, title: str = "Reunião") -> ScheduledMessage:
    """Schedule an approved template for everybody, now."""
    ana = User.get_or_none(User.email == "ana@escola.example") or User.create(
        name="Ana Prado", email="ana@escola.example", role="administrator"
    )
    template = Template.get(Template.category == "UTILITY", Template.header == "", Template.variables > 0)
    gaps = {str(n): f"{title} {{{{nome}}}}" for n in range(1, template.variables + 1)}
    message = ScheduledMessage.create(title=title, number=school.number, content="template", template=template,
                                      parameters=named(template, gaps), created_by=ana)  # fmt: skip
    AudiencePart.create(scheduled_message=message, kind="all")
    assert schedule(message, message.version, 0, ana, utcnow())
    return message


def named(template: Template, gaps: dict[str, str]) -> dict[str, str]:
    return dict(zip(template.gaps, gaps.values(), strict=True))


def arrived() -> list[Bubble]:
    """What reached the families' phones, in the order in which it came."""
    return list(Bubble.select(Bubble, Phone).join(Phone).where(Bubble.from_school).order_by(Bubble.at, Bubble.id))


def count_arrived() -> int:
    return Bubble.select().where(Bubble.from_school).count()


def wait_for(count: int, seconds: float = 240) -> None:
    until(lambda: count_arrived() >= count, seconds)


def state_of(message: ScheduledMessage) -> str:
    return ScheduledMessage.get_by_id(message.id).state


def settle(school: LiveSchool) -> None:
    """Let the statuses come in, and 16 minutes pass for what was never proved."""
    assert school.postman.idle(60)
    with db.atomic():
        give_up_on_proof_all_due(utcnow() + timedelta(minutes=16))
    finish_all_due(utcnow())


SHOWN_SENT = ("sent", "delivered", "read")


@dataclass
class Counted:
    """What the phones and the school's own list say about one scheduled message."""

    doubled: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    lies: list[str] = field(default_factory=list)
    unknown: int = 0
    least_gap: float = 0.0


def count(message: ScheduledMessage, bubbles: list[Bubble]) -> Counted:
    mine = [bubble for bubble in bubbles if message.title in bubble.text]
    reached = [bubble.phone.wa_id for bubble in mine]
    rows = list(Delivery.select(Delivery, Contact).join(Contact).where(Delivery.scheduled_message == message))
    status = {row.contact.wa_id: row.status for row in rows}
    accounted = ("unknown", "failed", "skipped", "cancelled")
    return Counted(
        doubled=sorted({phone for phone in reached if reached.count(phone) > 1}),
        lost=[phone for phone, word in status.items() if phone not in reached and word not in accounted],
        lies=[phone for phone, word in status.items() if word in SHOWN_SENT and phone not in reached],
        unknown=sum(word == "unknown" for word in status.values()),
        least_gap=least_gap(bubbles),
    )


def least_gap(bubbles: list[Bubble]) -> float:
    """Seconds between the two arrivals that followed each other fastest."""
    times = [bubble.at for bubble in bubbles]
    return min((b - a).total_seconds() for a, b in zip(times, times[1:], strict=False))
