"""Who writes when, and how far each conversation got: ten days of tickets, and what stands open today."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workchat.chat.models import ATTENDING, Ticket
from workchat.chat.reply import write_note
from workchat.chat.transfer import transfer
from workchat.demo import school, tickets
from workchat.demo.people import Family, enrol
from workchat.demo.stage import Course, Stage
from workchat.demo.talks import LONG_NOTE, Talk, talks

Plan = tuple[bool, Callable, Talk, datetime, tuple]  # a new family? which course, about what, from when, and more

ZONE = ZoneInfo("America/Sao_Paulo")
PAST = 42  # tickets that came and went; the families after OPEN have nothing else
OPEN = 37
NEW = range(28, 37)  # families that nobody knows yet: they stand before the questions

WAITS = (1, 3, 6, 9, 12, 22, 41, 75, 130, 200, 26 * 60)  # minutes
WAITS_IN_FINANCEIRO = (64, 96)
UNREAD = (
    (4, "Conseguiu ver? É que preciso sair às 11h"),
    (8, "😅😅 desculpa insistir"),
    (11, "Só para explicar melhor: o pai está viajando e volta no dia 28, eu saio do trabalho às 18h e a avó fica com "
         "as crianças até às 16h, então qualquer reunião tem que ser entre 7h e 8h da manhã ou por vídeo, depois das "
         "19h. Se não der, tudo bem, mas aí preciso que alguém me mande por escrito o que foi combinado, porque na "
         "última vez cada um entendeu de um jeito e foi uma confusão danada 😬\n\nObrigada pela paciência!!"),
)  # fmt: skip
ENDS = (  # minutes ago, how far the last message of the school gets
    (50, "failed", "Conseguiu abrir o portal?"),
    (42, "sending", "Vou confirmar com a coordenação e já volto."),  # never proved: it becomes uncertain
    (21, "sent", "Pode ser amanhã, às 10h?"),
    (17, "delivered", "Segue o calendário: *provas de 30/11 a 04/12*, recuperação de 07 a 10/12. ~09/12~ não há aula."),
    (0.2, "sending", "Bom dia! Já estou vendo isso para você."),
    (0, "queued", "Um minutinho, por favor 🙂"),
)


def plan(stage: Stage, families: list[Family], began: datetime, today: datetime) -> None:
    """Write everything into the stage's diary."""
    for place, family in enumerate(families):
        if place not in NEW and place % 3:
            enrol(family, began)
    _plan_past(stage, families, today)
    courses = [*_receptions(today), *_waits(today), *_answered(today)]
    known = [family for place, family in enumerate(families[:OPEN]) if place not in NEW]
    newcomers = [families[place] for place in NEW]
    for is_new, course, talk, at, more in courses:
        family = (newcomers if is_new else known).pop(0)
        stage.plan(course(stage, family, talk, *more), at)
    stage.plan(_strict_hours(stage, today), _ago(today, 5 * 60))


def _plan_past(stage: Stage, families: list[Family], today: datetime) -> None:
    subjects = talks()
    for place, family in enumerate((families[OPEN : OPEN + 17] + families[:25])[:PAST]):
        at = _school_hour(stage, today, days=1 + place % 10)
        talk = subjects[place % len(subjects)]
        if place in (5, 23):
            course = tickets.refusal(stage, family, talk)
        elif talk.reason == "Sem retorno da família":
            course, at = tickets.silence(stage, family, talk), _ago(today, 29 * 60 + place)
        else:
            course = tickets.whole(stage, family, talk, thanks=place % 4 == 0)
        stage.plan(course, at)


def _receptions(today: datetime) -> Iterator[Plan]:
    """Who stands before the questions: the terms, the data, the authorisation, an agent's approval."""
    stops = ("terms", "data", "approval", "terms", "authorisation", "data", "approval", "terms", "data")
    for place, (stop, minutes) in enumerate(zip(stops, (2, 5, 125, 14, 20, 33, 180, 58, 7), strict=True)):
        talk = _subject(place)
        yield True, tickets.reception, talk, _ago(today, minutes), (stop,)


def _waits(today: datetime) -> Iterator[Plan]:
    for place, minutes in enumerate(WAITS):
        yield False, tickets.wait, _subject(place + 3), _ago(today, minutes), ()
    for minutes in WAITS_IN_FINANCEIRO:
        yield False, tickets.wait, _subject(0), _ago(today, minutes), ("Financeiro",)


def _answered(today: datetime) -> Iterator[Plan]:
    """Who talks with an agent: some wait for the family, some wrote again, some have a tick that tells a story."""
    for place, (minutes, words) in enumerate(UNREAD):
        yield False, tickets.again, _subject(place + 1), _ago(today, 70 + place), (_ago(today, minutes), words)
    for place, (minutes, end, words) in enumerate(ENDS):
        more = (_ago(today, minutes), words, end)
        yield False, tickets.late_word, _subject(place * 2 + 3), _ago(today, minutes + 75 + place), more
    for place in range(5):
        talk = _subject(place + 12)
        lines = max(len(talk.lines) - 1, tickets.first_answer(talk))
        yield False, tickets.attendance, talk, _ago(today, 95 + 40 * place), (lines,)
    yield False, tickets.resumed, _subject(10), _ago(today, 30 * 60), (_ago(today, 90),)


def _strict_hours(stage: Stage, today: datetime) -> Course:
    """Ana tried approving and saving by hand this morning, and went back."""
    ana = stage.staff["Ana"]
    school.change("contacts", {"restriction": "manual", "save_contacts": False}, ana, stage.now)
    yield _ago(today, 100)
    school.change("contacts", {"restriction": "automatic", "save_contacts": True}, ana, stage.now)


def explain(stage: Stage) -> None:
    """Bia hands the ticket that was answered last to Ana, with a long note."""
    ticket = Ticket.select().where(Ticket.state == ATTENDING).order_by(Ticket.last_message_at.desc()).first()
    write_note(ticket.id, stage.staff["Bia"], LONG_NOTE, stage.now)
    transfer(ticket.id, stage.staff["Bia"], stage.now, agent=stage.staff["Ana"])


def _subject(place: int) -> Talk:
    subjects = talks()
    return subjects[place % len(subjects)]


def _ago(today: datetime, minutes: float) -> datetime:
    return today - timedelta(minutes=minutes)


def _school_hour(stage: Stage, today: datetime, days: int) -> datetime:
    """Some moment of a school day about so many days ago, naive UTC."""
    day = today.replace(tzinfo=UTC).astimezone(ZONE).date() - timedelta(days=days)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    opens = datetime.combine(day, time(7, 35), ZONE).astimezone(UTC).replace(tzinfo=None)
    return opens + timedelta(seconds=stage.dice.randrange(7 * 3600))
