"""A scheduled message is changed before it begins, copied, or thrown away."""

import pytest

from tests.announcements import announcement
from tests.page import select, sign_in, submit, words
from tests.scheduled.test_compose import GOOD, URL
from workchat.db import utcnow
from workchat.scheduled.models import ScheduledMessage


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def test_a_colleague_who_saved_first_is_not_overwritten_unseen(ana, cast):
    message = announcement(cast, utcnow())
    fields = {**GOOD, "version": message.version}
    url = f"/scheduled/{message.id}/edit"
    ScheduledMessage.update(version=2, title="De Sara").where(ScheduledMessage.id == message.id).execute()
    answer = submit(ana, url, {**fields, "title": "De Ana"})
    assert answer.status_code == 422 and "Outra pessoa salvou" in words(answer, ".callout")
    assert ScheduledMessage.get().title == "De Sara"
    again = {**fields, "title": "De Ana", "version": select(answer, "#version")[0]["value"]}
    assert submit(ana, url, again).status_code == 303
    assert ScheduledMessage.get().title == "De Ana"


def test_what_is_scheduled_can_be_changed_and_stays_scheduled(ana, cast):
    message = announcement(cast, utcnow(), "scheduled")
    answer = submit(ana, f"/scheduled/{message.id}/edit", {**GOOD, "version": 1, "text": "Outro texto"})
    assert answer.status_code == 303
    after = ScheduledMessage.get()
    assert (after.state, after.text) == ("scheduled", "Outro texto") and after.due_at is not None
    assert "Continua agendada" in words(ana.get(answer.location), ".callout")


@pytest.mark.parametrize("state", ["sending", "paused", "late", "done", "cancelled"])
def test_what_has_begun_or_ended_cannot_be_changed(ana, cast, state):
    message = announcement(cast, utcnow(), state)
    answer = submit(ana, f"/scheduled/{message.id}/edit", {**GOOD, "version": 1}, page=URL)
    assert answer.status_code == 422 and "já começou a ser enviada" in words(answer, ".callout")
    assert ana.get(f"/scheduled/{message.id}/edit").location == f"/scheduled/{message.id}"


def test_a_copy_of_a_sent_one_is_a_new_draft_without_a_date(ana, cast):
    message = announcement(cast, utcnow(), "done", text="De novo")
    answer = submit(ana, f"/scheduled/{message.id}/copy", {}, page=URL)
    draft = ScheduledMessage.get(ScheduledMessage.state == "draft")
    assert answer.location == f"/scheduled/{draft.id}/edit"
    assert (draft.text, draft.due_at, draft.title) == ("De novo", None, "Reunião de pais done (cópia)")


def test_a_draft_is_thrown_away_and_nothing_else(ana, cast):
    draft, sent = announcement(cast, utcnow()), announcement(cast, utcnow(), "done")
    for row in (draft, sent):
        submit(ana, f"/scheduled/{row.id}/throw-away", {}, page=URL)
    assert [row.id for row in ScheduledMessage.select()] == [sent.id]
