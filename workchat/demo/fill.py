"""Fills an empty WorkChat with an invented school to look at. Everything goes through the verbs of the real desk."""

from datetime import datetime, timedelta
from random import Random

from workchat.accounts.invite import renew_access
from workchat.accounts.models import User
from workchat.chat.models import Media, Message, Ticket
from workchat.config import Config, from_environment
from workchat.contacts.models import Contact
from workchat.db import db
from workchat.demo import address_book, mailings, people, program, school, students
from workchat.demo.stage import Stage
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.models import Lane
from workchat.simulator import school_templates
from workchat.simulator.connect import ensure_simulator
from workchat.students.models import Student
from workchat.whatsapp.fetch_media import GONE
from workchat.whatsapp.models import Number
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.sync_templates import sync_templates
from workchat.whatsapp.take_in import take_in

BEGAN = timedelta(days=14)  # how long ago the school opened its WorkChat
SEED = 2026  # the same people say the same things each time

HAS_PEOPLE = "Este WorkChat já tem uma escola: a demonstração só entra em um banco de dados vazio."
NO_SIMULATOR = "A demonstração usa o simulador: tire o https de WORKCHAT_URL e desconecte o número de verdade."
READY = (
    "{school}, uma escola inventada, está pronta: {students} alunos, {contacts} contatos, {tickets} tickets, "
    "{messages} mensagens.\n"
    "Abra do mesmo jeito, sem a palavra demo: python3 app.py\n"
    "Link para {name}, que administra, escolher a senha: {address}/access/{token} (funciona uma vez, por três dias).\n"
    "As outras pessoas entram com um link que ela cria em Pessoas."
)


class CannotFill(Exception):
    """The text says why, in words for the person who asked."""


class _Templates:
    """The simulator's approved templates, without asking over the network."""

    def templates(self, _account_id: str) -> list[dict]:
        return school_templates.TEMPLATES


def fill(now: datetime, config: Config | None = None) -> str:
    """Make the school, all or nothing; returns what to tell the person, with the administrator's link.

    :raises CannotFill: when there are people already, or the simulator is not to be used here.
    """
    config = config or from_environment()
    now = now.replace(microsecond=0)
    began = now - BEGAN
    with db.atomic():
        if User.select().exists():
            raise CannotFill(HAS_PEOPLE)
        number = ensure_simulator(config, began)
        if number is None:
            raise CannotFill(NO_SIMULATOR)
        ana = _play(number, began, now)
        token = renew_access(ana, None, now)
    counted = {"contacts": Contact, "students": Student, "tickets": Ticket, "messages": Message}
    sizes = {name: model.select().count() for name, model in counted.items()}
    return READY.format(school=school.NAME, name=ana.name, address=config.url, token=token, **sizes)


def _play(number: Number, began: datetime, now: datetime) -> User:
    dice, staff = Random(SEED), people.hire(began)
    _free_lanes(number, began)
    school.open_school(staff["Ana"], began)
    sync_templates(number, _Templates(), began)
    stage = Stage(number, staff, dice, began, timedelta(minutes=school.WAIT))
    families = people.families(began)
    program.plan(stage, families, began, now)
    guardians = address_book.gather(staff, families, Random(SEED + 1), began)
    mailings.plan(stage, guardians, began, now)
    students.plan(stage, now)
    stage.play(now)
    program.explain(stage)
    give_up_on_proof_all_due(now)
    _receive_nonsense(number, now)
    _settle_past()
    return staff["Ana"]


def _free_lanes(number: Number, began: datetime) -> None:
    """The simulator may be older than this school's first day or newer: its lanes are free from that day on."""
    moments = (Lane.next_at, Lane.spaced_at, Lane.lease_until, Lane.last_end_at, Lane.rests_until)
    Lane.update(dict.fromkeys(moments, began)).where(Lane.number == number).execute()


def _settle_past() -> None:
    """Two old files were too late to be fetched; what the desk stamps with the real clock belongs to its own day."""
    oldest = Media.select(Media.id).order_by(Media.id).limit(2)
    Media.update(state="failed", error=GONE, attempts=1).where(Media.id.in_(oldest)).execute()
    Message.update(created_at=Message.at).execute()


def _receive_nonsense(number: Number, now: datetime) -> None:
    """An update that nobody can read, for the page on which a person tries again."""
    value = {"metadata": {"phone_number_id": number.phone_number_id}, "messages": [{"type": "text"}]}
    body = f'{{"entry": [{{"changes": [{{"field": "messages", "value": {value!r}}}]}}]}}'.replace("'", '"')
    take_in(read_each(body.encode()), {number.phone_number_id: number}, now)
