"""What WhatsApp tells beside messages changes only what it speaks of."""

from pathlib import Path

import pytest

from tests import cast as people
from tests import meta
from tests.cast import NOW
from tests.desk import Desk
from workchat.chat.models import Media, Message
from workchat.contacts.models import Contact
from workchat.db import is_postgres, run, timestamp
from workchat.vault import CannotUnseal
from workchat.whatsapp import fetch_media as files
from workchat.whatsapp.answers import Downloaded, MediaUrl
from workchat.whatsapp.connect import signed_by
from workchat.whatsapp.models import KeptUpdate, Number, Template
from workchat.whatsapp.payload import read_each
from workchat.whatsapp.take_in import take_in


def told(desk: Desk, body: dict) -> None:
    take_in(read_each(meta.raw(body)), {desk.cast.number.phone_number_id: desk.cast.number}, desk.now)


def template(desk: Desk, language: str = "pt_BR") -> Template:
    return Template.create(number=desk.cast.number, name="aviso", language=language, status="APPROVED", synced_at=NOW)


def of_account(body: dict, desk: Desk, field: str = "message_template_status_update") -> dict:
    body["entry"][0]["id"] = desk.cast.number.account_id
    body["entry"][0]["changes"][0]["field"] = field
    return body


def status_of(row: Template) -> str:
    return Template.get_by_id(row.id).status


def test_a_paused_template_is_offered_no_more_in_that_language_alone(desk: Desk):
    portuguese, english = template(desk), template(desk, "en_US")
    told(desk, of_account(meta.template_status(event="PAUSED"), desk))
    assert (status_of(portuguese), status_of(english)) == ("PAUSED", "APPROVED")
    told(desk, of_account(meta.template_status(event="REINSTATED"), desk))
    assert status_of(portuguese) == "APPROVED"


def test_a_new_quality_of_a_template_is_not_its_approval(desk: Desk):
    row = template(desk)
    quality = {"event": None, "new_quality_score": "GREEN"}
    told(desk, of_account(meta.template_status(**quality), desk, "message_template_quality_update"))
    assert status_of(row) == "APPROVED"


def test_a_changed_number_that_an_unknown_number_tells_changes_nobody(desk: Desk):
    desk.writes("Oi", sender="5511999990000", user_id="BR.1")
    moved = meta.changed_number("5511888880000", sender="5511999990000", user_id="BR.1", at=timestamp(NOW))
    told(desk, meta.posted(moved, number="outro"))
    assert Contact.get().wa_id == "5511999990000" and KeptUpdate.select().count() == 1


def test_a_number_whose_secret_cannot_be_read_never_silences_the_others(desk: Desk):
    broken = people.number("Financeiro", "1001")
    Number.update(sealed_app_secret=b"x" * 40).where(Number.id == broken.id).execute()
    body = b"{}"
    assert list(signed_by(body, meta.sign(people.APP_SECRET, body))) == [desk.cast.number.phone_number_id]


class Shelf:
    """A Cloud API with one file on it."""

    def media_url(self, _media_id: str, _number: str) -> MediaUrl:
        return MediaUrl("https://lookaside.fbsbx.com/x", "application/pdf", None, 3)

    def download(self, _url: str, _limit: int, into) -> Downloaded:
        into.write(b"pdf")
        return Downloaded(3, "abc=", "application/pdf")


@pytest.fixture
def file(desk: Desk) -> Media:
    desk.post(meta.document(at=timestamp(NOW)))
    return Media.get()


def test_a_number_without_a_readable_token_never_holds_the_files_of_the_others_back(desk: Desk, file, tmp_path: Path):
    broken = people.number("Financeiro", "1001")
    Media.update(due_at=desk.now.replace(minute=59)).execute()
    body = meta.raw(
        meta.posted(meta.document("MID9", at=timestamp(NOW), sender="5521988887777", user_id="BR.7"), number="1001")
    )
    take_in(read_each(body), {"1001": broken}, NOW)

    def api_of(number: Number) -> Shelf:
        if number.id == broken.id:
            raise CannotUnseal("number.token")
        return Shelf()

    assert files.fetch_media_all_due(NOW.replace(hour=14), api_of, tmp_path) == 1


def test_a_file_that_two_workers_fetch_is_on_the_disk_once(desk: Desk, file: Media, tmp_path: Path):
    class Meanwhile(Shelf):
        def download(self, url: str, limit: int, into) -> Downloaded:
            if (
                not into.name.startswith("x")
                and Media.get().state == "waiting"
                and len(list((tmp_path / "media").iterdir())) == 1
            ):
                files.fetch_media_all_due(NOW, lambda _number: Shelf(), tmp_path)
            return super().download(url, limit, into)

    files.fetch_media_all_due(NOW, lambda _number: Meanwhile(), tmp_path)
    assert [path.name for path in (tmp_path / "media").iterdir()] == [Media.get().stored_as]


def test_who_has_a_name_that_is_searched_by_far_more_letters_is_heard(desk: Desk):
    """One sign is eighteen letters when it is searched: a name of WhatsApp's 25 would fill 450."""
    written = meta.posted(
        meta.text("Oi"), contacts=[meta.contact(name="\ufdfa" * 25)], number=desk.cast.number.phone_number_id
    )
    told(desk, written)
    assert KeptUpdate.select().count() == 0
    assert Contact.get().name.startswith("\ufdfa") and len(Contact.get().search_name) <= 255


def test_a_burst_holds_the_days_protocols_from_other_new_families_for_a_few_updates_only(desk: Desk):
    """On Postgres they wait for one row until the end of its transaction; on SQLite everybody takes turns anyway."""
    new = [{"sender": f"55119{n:08d}", "user_id": f"BR.{n}", "at": timestamp(NOW)} for n in range(60)]
    desk.post(*(meta.text("Oi", **who) for who in new))
    assert Message.select().where(Message.direction == "in").count() == 60
    if is_postgres():
        together = run("SELECT COUNT(*) FROM ticket GROUP BY xmin::text").fetchall()
        assert max(many for (many,) in together) <= 10
