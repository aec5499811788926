"""The invented school's scheduled messages, one in each state: who wrote them, to whom, and what came back."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from workchat.contacts.labels import GROUPS, TAGS, find_by_name
from workchat.demo import tickets
from workchat.demo.address_book import TEACHERS
from workchat.demo.people import Family
from workchat.demo.sending import send
from workchat.demo.stage import Course, Stage
from workchat.demo.talks import Talk
from workchat.outbox.calendar import Calendar, is_open
from workchat.outbox.protection import calendar_of
from workchat.scheduled.audience import count_audience
from workchat.scheduled.cancel import cancel, empty_cancelled_all_due
from workchat.scheduled.keep_attachment import keep_attachment
from workchat.scheduled.models import ScheduledMessage
from workchat.scheduled.save_draft import save_new
from workchat.scheduled.schedule import schedule
from workchat.settings.models import Settings
from workchat.simulator.samples import samples
from workchat.whatsapp.models import Template

GREETED = "{{primeiro_nome|família}}"
YEARS = ("8º A", "8º B", "9º A", "9º B")


@dataclass(frozen=True)
class Mailing:
    """What is written on the compose page. `template` "" means free text; `gaps` fill the template."""

    title: str
    template: str = ""
    gaps: dict = field(default_factory=dict)
    groups: tuple[str, ...] = YEARS
    tags: tuple[str, ...] = ()
    without: tuple[str, ...] = ()  # tags
    more: dict = field(default_factory=dict)  # other columns
    by: str = "Sara"


FAIR = Mailing("Mostra de ciências: convite", "cartaz_do_evento", {"1": GREETED}, (*YEARS, TEACHERS))
COUNCIL = Mailing(
    "Reunião mensal do conselho", "aviso_da_escola",
    {"1": GREETED, "2": "a reunião do conselho é na primeira terça-feira do mês, às 19h."}, (), ("conselho",),
    more={"repeat": "monthly"},
)  # fmt: skip
UNIFORM = Mailing(
    "Uniforme do ano que vem", "aviso_da_escola",
    {"1": GREETED, "2": "o uniforme do ano que vem já está à venda na secretaria, das 8h às 17h."},
    without=("conselho",),
)  # fmt: skip
NO_WATER = Mailing(
    "Falta de água: aulas às 9h", "aviso_da_escola",
    {"1": GREETED, "2": "por falta de água no bairro, as próximas aulas começam às 9h."}, by="Ana",
    more={"urgent": True, "urgent_reason": "Falta de água: as famílias precisam saber antes da próxima aula."},
)  # fmt: skip
EXAMS = Mailing("Recuperação: datas das provas", groups=("6º A", "6º B", "7º A", "7º B"), more={
    "text": f"Olá, {GREETED}! 📚\n\nAs provas de recuperação do *6º* e do *7º ano* já têm data: veja no portal.\n\n"
            "Qualquer dúvida, é só responder.\n{{escola}}",
})  # fmt: skip
MUSEUM = Mailing(
    "Passeio ao museu", "aviso_da_escola",
    {"1": GREETED, "2": "o passeio ao museu é na sexta-feira. A autorização vai na mochila."}, YEARS[:2], by="Ana",
)  # fmt: skip
QUESTION = Talk("Secretaria", "Dúvida respondida", (
    ("<", "Oi! Os avós podem ir na mostra também?"),
    (">", "Podem sim, {nome}! A mostra é aberta a toda a família. 🔭"),
    ("<", "Que bom, obrigad{a}!"),
))  # fmt: skip


def plan(stage: Stage, guardians: list[Family], began: datetime, today: datetime) -> None:
    """Write them into the stage's diary, each from its first draft on."""
    people = {guardian.phone.wa_id: guardian for guardian in guardians}
    calendar = calendar_of(Settings.current())
    fair_at, uniform_at = _opens(calendar, today, -7), _opens(calendar, today, -1)
    for course, at in (
        (_fair(stage, guardians, people, fair_at), max(began, fair_at - timedelta(hours=20))),
        (_museum(stage, today + timedelta(days=2)), today - timedelta(days=4)),
        (_write(stage, COUNCIL, _opens(calendar, today, 7)), today - timedelta(days=3)),
        (_at_once(stage, UNIFORM, people, spam_at=14), uniform_at),
        (_write(stage, EXAMS, None), today - timedelta(minutes=100)),
        (_at_once(stage, NO_WATER, people), today - timedelta(minutes=9)),
        (_asks(stage, guardians[2], "A van do transporte passa no horário de sempre?"), today - timedelta(minutes=3)),
    ):
        stage.plan(course, at)


def _fair(stage: Stage, guardians: list[Family], people: dict[str, Family], at: datetime) -> Course:
    """The invitation with its poster; afterwards somebody asks, some thank, and one wants no more."""
    poster = keep_attachment("cartaz.png", samples()["image"].content, stage.now)
    message = _draft(stage, FAIR, at, attachment=poster)
    _schedule(stage, message)
    yield at
    for course, minutes in (
        (tickets.whole(stage, guardians[4], QUESTION, thanks=False), 34),
        (_asks(stage, guardians[8], "Obrigada! 🙏"), 41),
        (_asks(stage, guardians[20], "Sair"), 47),
        (_asks(stage, guardians[11], "Obrigado!"), 55),
    ):
        stage.plan(course, at + timedelta(minutes=minutes))
    yield from send(stage, message, people, silent="Laís Montenegro")


def _museum(stage: Stage, at: datetime) -> Course:
    message = _draft(stage, MUSEUM, at)
    _schedule(stage, message)
    yield stage.now + timedelta(hours=3)
    cancel(message, stage.staff["Ana"], stage.now)
    empty_cancelled_all_due(stage.now)


def _at_once(stage: Stage, mailing: Mailing, people: dict[str, Family], **more) -> Course:
    message = _draft(stage, mailing, None)
    _schedule(stage, message)
    yield from send(stage, message, people, **more)


def _write(stage: Stage, mailing: Mailing, due_at: datetime | None) -> Course:
    """Without a time it stays a draft."""
    message = _draft(stage, mailing, due_at)
    if due_at:
        _schedule(stage, message)
    yield from ()


def _asks(stage: Stage, guardian: Family, words: str) -> Course:
    stage.writes(guardian, words)
    yield from ()


def _draft(stage: Stage, mailing: Mailing, due_at: datetime | None, **more) -> ScheduledMessage:
    columns = {"title": mailing.title, "number": stage.number, "due_at": due_at, **mailing.more, **more}
    if mailing.template:
        template = Template.get(Template.name == mailing.template)
        columns |= {"content": "template", "template": template, "parameters": mailing.gaps}
    audience = [("group", find_by_name(GROUPS, name).id, False) for name in mailing.groups]
    audience += [("tag", find_by_name(TAGS, name).id, False) for name in mailing.tags]
    audience += [("tag", find_by_name(TAGS, name).id, True) for name in mailing.without]
    return save_new(columns, audience, "", stage.staff[mailing.by], stage.now)


def _schedule(stage: Stage, message: ScheduledMessage) -> None:
    schedule(message, message.version, count_audience(message, stage.now).reached, message.created_by, stage.now)


def _opens(calendar: Calendar, today: datetime, days: int) -> datetime:
    """Ten in the morning of a day on which messages may leave, at least so many days before (or after) today."""
    day, step = today.replace(tzinfo=UTC).astimezone(calendar.zone).date() + timedelta(days=days), 1 if days > 0 else -1
    while True:
        ten = datetime.combine(day, time(10), calendar.zone).astimezone(UTC).replace(tzinfo=None)
        if is_open(calendar, ten):
            return ten
        day += timedelta(days=step)
