"""The file of a scheduled message: told by its bytes, and kept although something else on the page is wrong."""

import io
import struct
from datetime import timedelta
from urllib.parse import quote

import pytest

from tests.announcements import PDF, PNG, announcement, attachment, recipient
from tests.cast import contact
from tests.page import select, sign_in, submit, words
from tests.scheduled.test_compose import GOOD, URL, template
from workchat.db import utcnow
from workchat.scheduled.keep_attachment import keep_attachment
from workchat.scheduled.models import Attachment, ScheduledMessage
from workchat.scheduled.rules import clean_filename, read_file

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 480, 640) + b"\x01\x01\x11\x00\xff\xd9"


@pytest.fixture
def ana(client, cast):
    sign_in(client, cast.ana)
    return client


def png(width: int, height: int) -> bytes:
    return PNG[:16] + struct.pack(">II", width, height) + PNG[24:]


def upload(browser, file: bytes, name: str, **fields):
    return submit(browser, URL, {**GOOD, "file": (io.BytesIO(file), name), **fields})


@pytest.mark.parametrize(("content", "mime"), [(PNG, "image/png"), (JPEG, "image/jpeg"), (PDF, "application/pdf")],
                         ids=["png", "jpeg", "pdf"])  # fmt: skip
def test_an_image_or_a_pdf_is_taken_by_its_bytes(content, mime):
    assert read_file(content) == (mime, "")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "vazio"),
        (b"MZ\x90", "imagem JPEG ou PNG, ou um PDF"),
        (b"<svg onload=alert(1)>", "imagem JPEG ou PNG, ou um PDF"),
        (b"GIF89a" + b"\x00" * 40, "imagem JPEG ou PNG, ou um PDF"),
        (PNG[:30], "incompleta ou estragada"),
        (JPEG[:8], "incompleta ou estragada"),
        (png(0, 480), "incompleta ou estragada"),
        (png(100_000, 10), "100000 × 10 pontos"),
        (png(9_000, 9_000), "9000 × 9000 pontos"),
        (PNG + b"\x00" * 5_000_000, "A imagem tem 5,0 MB. O limite é 5 MB"),
        (PDF + b"\x00" * 16_000_000, "O PDF tem 16,0 MB. O limite é 16 MB"),
    ],
    ids=range(11),
)
def test_what_whatsapp_would_refuse_is_refused_in_words(content, says):
    mime, problem = read_file(content)
    assert (mime, says in problem) == ("", True), problem


@pytest.mark.parametrize(
    ("given", "shown"),
    [("../../etc/passwd", "passwd.pdf"), ("C:\\x\\Boleto março.PDF", "Boleto março.pdf"), ("", "documento.pdf"),
     ("a\u202efdp.exe", "afdp.pdf"), ("\x00\n.pdf", "documento.pdf"), ("x" * 300, "x" * 96 + ".pdf")],
)  # fmt: skip
def test_families_see_a_plain_name_with_the_right_ending(given, shown):
    assert clean_filename(given, "application/pdf") == shown


def test_a_good_file_goes_with_the_message(ana):
    assert upload(ana, PNG, "convite.gif").status_code == 303
    message = ScheduledMessage.get()
    assert (message.attachment.filename, message.attachment.mime) == ("convite.png", "image/png")
    assert bytes(message.attachment.content) == PNG


def test_a_good_file_is_kept_although_the_title_is_missing(ana):
    answer = upload(ana, PDF, "boleto.pdf", title="")
    assert answer.status_code == 422 and ScheduledMessage.select().count() == 0
    assert "boleto.pdf" in words(answer, ".kept-file") and "não precisa escolher de novo" in words(answer, ".kept-file")
    kept = select(answer, "#attachment")[0]["value"]
    assert submit(ana, URL, {**GOOD, "attachment": kept}).status_code == 303
    assert ScheduledMessage.get().attachment.filename == "boleto.pdf"


def test_a_file_that_was_forgotten_meanwhile_is_asked_for_and_the_message_does_not_go_without_it(ana):
    typed = {**GOOD, "attachment": "999", "title": "Não me perca"}
    answer = submit(ana, URL, typed)
    assert answer.status_code == 422 and "Escolha-o de novo" in words(answer, "#file-error")
    assert (ScheduledMessage.select().count(), select(answer, "#title")[0]["value"]) == (0, "Não me perca")
    again = {**typed, "attachment": select(answer, "#attachment")[0].get("value", "")}
    assert submit(ana, URL, {**typed, "file": (io.BytesIO(PDF), "a.pdf")}).status_code == 303
    assert submit(ana, URL, again).status_code == 303  # they read it, and want it without a file


def test_a_bad_file_is_refused_beside_its_field_and_the_rest_is_kept(ana):
    answer = upload(ana, b"MZ", "virus.pdf", title="Não me perca")
    assert answer.status_code == 422 and "JPEG ou PNG, ou um PDF" in words(answer, "#file-error")
    assert select(answer, "#title")[0]["value"] == "Não me perca"
    assert Attachment.select().count() == 0


def test_under_a_file_less_text_fits_and_the_page_says_how_much_too_much(ana):
    answer = upload(ana, PNG, "a.png", text="a" * 990)
    said = "Com um arquivo, o texto pode ter até 1.024 caracteres, contando a linha do SAIR. Corte 5 caracteres."
    assert said in words(answer, "#text-error")


def test_a_file_can_be_taken_off_again(ana, cast):
    row = announcement(cast, utcnow(), attachment=attachment(utcnow()))
    fields = {**GOOD, "attachment": row.attachment_id, "version": 1}
    submit(ana, f"/scheduled/{row.id}/edit", fields | {"drop_file": "y"})
    assert ScheduledMessage.get().attachment_id is None


@pytest.mark.parametrize(
    ("header", "file", "says"),
    [("IMAGE", "", "precisa de uma imagem"), ("IMAGE", "pdf", "precisa de uma imagem"), ("DOCUMENT", "pdf", ""),
     ("DOCUMENT", "png", "precisa de um PDF"), ("", "png", "não leva arquivo"), ("TEXT", "", "")],
)  # fmt: skip
def test_a_template_takes_the_file_that_it_was_approved_with(ana, cast, header, file, says):
    row = template(cast, "Olá!", header=header)
    fields = {"content": "template", "template": row.id}
    sent = {"png": PNG, "pdf": PDF}.get(file)
    answer = upload(ana, sent, "a", **fields) if sent else submit(ana, URL, GOOD | fields)
    assert (answer.status_code == 303) is (not says)
    assert says in words(answer, "#file-error")


def test_files_that_no_message_used_are_forgotten(cast):
    now = utcnow()
    old, used = attachment(now - timedelta(days=3)), attachment(now - timedelta(days=3))
    announcement(cast, now, attachment=used)
    new = keep_attachment("a.pdf", PDF, now)
    assert {row.id for row in Attachment.select()} == {used.id, new.id} and old.id != new.id


def test_a_file_is_shown_to_those_who_may_write_messages_and_cannot_run(ana, client, cast):
    row = attachment(utcnow())
    answer = ana.get(f"/scheduled/media/{row.id}")
    assert (answer.mimetype, answer.data) == ("image/png", PNG)
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert ana.get("/scheduled/media/999").status_code == 404
    document = attachment(utcnow(), PDF, "application/pdf", "a.pdf")
    assert ana.get(f"/scheduled/media/{document.id}").headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("name", ["Circular 5 – reunião.pdf", "festa 🎉.pdf"])
def test_a_file_is_shown_whatever_its_name(ana, name):
    row = attachment(utcnow(), PDF, "application/pdf", name)
    told = ana.get(f"/scheduled/media/{row.id}").headers["Content-Disposition"]
    assert told.isascii() and quote(name) in told  # the server writes headers in Latin-1, and fails over anything else


def test_a_body_that_is_far_too_big_is_refused_before_it_is_read(ana):
    body, kind = b"x" * (17 * 1024 * 1024), "multipart/form-data; boundary=x"
    assert ana.post(URL, data=body, content_type=kind).status_code == 413


def test_while_the_file_is_on_its_way_to_whatsapp_the_page_says_so(ana, cast):
    file = attachment(utcnow())
    message = announcement(cast, utcnow(), "sending", attachment=file, urgent=True)
    recipient(message, contact(), "queued")
    page = f"/scheduled/{message.id}"
    assert "O arquivo está indo para o WhatsApp" in words(ana.get(page), "#live")
    Attachment.update(error="Grande demais.").execute()
    assert "Grande demais." in words(ana.get(page), "#live")
    Attachment.update(media_id="7", number=cast.number, error="").execute()
    assert not select(ana.get(page), "#live .warn")
