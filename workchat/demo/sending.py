"""The worker's share of a scheduled message in the demonstration: to begin, to draw, and to send at the pace."""

from datetime import datetime

from workchat.demo.people import Family
from workchat.demo.stage import Course, Stage
from workchat.outbox.claim import Claim
from workchat.outbox.confirm import give_up_on_proof_all_due
from workchat.outbox.deliver import finish
from workchat.outbox.ready import addressed
from workchat.scheduled.claim import claim_scheduled
from workchat.scheduled.fan_out import fan_out_all_due
from workchat.scheduled.finish import finish_all_due
from workchat.scheduled.models import SENDING, ScheduledMessage
from workchat.scheduled.start import start_all_due
from workchat.scheduled.upload import upload_all_due
from workchat.settings.models import Settings
from workchat.simulator.accept import accept
from workchat.simulator.refusals import Wrong
from workchat.simulator.set_faults import set_faults
from workchat.simulator.take_file import Upload, take_file
from workchat.whatsapp.answers import Refused, Sent, Uncertain

SPAM = 131048  # Meta: people blocked or reported the number
LOOKS = 0.65  # how many of the people look at what came


class _Files:
    """Where files are handed over, without a network."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def upload_media(self, _number_id: str, mime: str, filename: str, content: bytes) -> str:
        return take_file(Upload("whatsapp", mime, filename, content), self.now)


def send(
    stage: Stage, message: ScheduledMessage, people: dict[str, Family], silent: str = "", spam_at: int = 0
) -> Course:
    """From its time on, one recipient after the other, until it is over or stops.

    `people` by WhatsApp's id. `silent`: whose send is never answered; `spam_at`: before which send WhatsApp stops it.
    """
    start_all_due(stage.now)
    upload_all_due(stage.now, lambda _number: _Files(stage.now))
    fan_out_all_due(stage.now)
    sent = 0
    while ScheduledMessage.get_by_id(message.id).state == SENDING:
        if claim := claim_scheduled(stage.now, Settings.current()).claim:
            sent += 1
            set_faults(SPAM, int(sent == spam_at), 0)
            _deliver(stage, claim, people, silent)
        give_up_on_proof_all_due(stage.now)
        finish_all_due(stage.now)
        yield stage.soon(31, 33)


def _deliver(stage: Stage, claim: Claim, people: dict[str, Family], silent: str) -> None:
    """One call: what WhatsApp answers is written down, and what it posts afterwards too."""
    answer, entries, name = Uncertain("sem resposta"), [], claim.delivery.contact.name
    if name != silent:
        try:
            taken = accept(stage.number, addressed(claim.delivery), stage.now)
            answer, entries = Sent(taken.answer["messages"][0]["id"], None, False), taken.entries
        except Wrong as wrong:
            answer = Refused(wrong.code, wrong.http, wrong.details)
    finish(claim, answer, stage.now, stage.dice.random())
    stage.post(entries)
    reader = people.get(claim.delivery.contact.wa_id)
    if entries and reader and stage.dice.random() < LOOKS:
        stage.plan(_look(stage, reader), stage.soon(40, 3 * 3600))


def _look(stage: Stage, reader: Family) -> Course:
    stage.looks(reader)
    yield from ()
