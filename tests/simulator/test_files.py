"""Files that the school sends: uploaded as Meta wants them, refused as Meta refuses, and seen on the phone."""

import pytest
from urllib3.filepost import encode_multipart_formdata

from tests.cast import NOW
from tests.page import select, sign_in
from tests.simulator.test_cloud import call, code, line, send
from tests.simulator.test_phone import letters, marta, page
from workchat.simulator.models import Bubble, SimulatedMedia, simulated
from workchat.simulator.samples import samples
from workchat.simulator.take_file import MEGABYTE, Upload
from workchat.whatsapp.compose import header_file, media_body, template_body

__all__ = ["letters", "line", "marta"]
PICTURE, PDF = samples()["image"].content, samples()["document"].content


def upload(line, mime: str, content: bytes | None, product: str = "whatsapp", name: str = "a"):
    return call(line, "POST", f"{line.phone_number_id}/media", Upload(product, mime, name, content))


def kept(mime: str, content: bytes, name: str) -> SimulatedMedia:
    return SimulatedMedia.create(media_id=f"75{len(content)}", mime=mime, filename=name, content=content)


def test_an_uploaded_picture_goes_with_its_words(line):
    media_id = upload(line, "image/png", PICTURE).content["id"]
    assert send(line, media_body("image", media_id, caption="O cartaz")).http == 200
    assert Bubble.get().text == "O cartaz"


def test_a_document_goes_above_a_template(line):
    header = header_file("document", upload(line, "application/pdf", PDF).content["id"], "boleto.pdf")
    assert send(line, template_body("boleto_do_mes", "pt_BR", ["Marta", "10/12"], header)).http == 200
    assert Bubble.get().text.startswith("Olá, Marta. Segue o boleto que vence em 10/12.")


@pytest.mark.parametrize(
    ("mime", "content", "product", "expected"),
    [
        ("image/png", PICTURE, "outro", 100),
        ("image/png", None, "whatsapp", 100),
        ("image/gif", b"GIF89a", "whatsapp", 100),
        ("image/png", b"", "whatsapp", 131053),
        ("image/png", PDF, "whatsapp", 131053),
        ("image/jpeg", b"\xff\xd8\xff" + bytes(5 * MEGABYTE), "whatsapp", 131053),
    ],
)
def test_what_meta_would_not_keep_is_refused(line, mime, content, product, expected):
    assert code(upload(line, mime, content, product)) == expected
    assert not SimulatedMedia.select().exists()


def test_files_that_are_unknown_or_of_another_kind_do_not_go(line):
    pdf = upload(line, "application/pdf", PDF).content["id"]
    assert code(send(line, media_body("image", pdf))) == 131053
    assert code(send(line, media_body("document", "7599"))) == 131053
    unknown = template_body("cartaz_do_evento", "pt_BR", ["Marta"], header_file("image", "7599"))
    assert code(send(line, unknown)) == 131053
    assert not Bubble.select().exists()


def test_a_file_is_sent_over_http_with_the_numbers_token(client, cast, config, marta):
    number = simulated()
    where = f"/simulator/graph/v25.0/{number.phone_number_id}/media"

    fields = {"messaging_product": "whatsapp", "type": "application/pdf"}
    fields["file"] = ("boleto.pdf", PDF + bytes(2 * MEGABYTE), "application/pdf")
    body, kind = encode_multipart_formdata(fields)

    def post(token: str):
        return client.post(where, data=body, content_type=kind, headers={"Authorization": f"Bearer {token}"})

    assert post("errado").status_code == 401
    assert post(number.token).json["id"] == SimulatedMedia.get().media_id
    assert (SimulatedMedia.get().filename, SimulatedMedia.get().mime) == ("boleto.pdf", "application/pdf")


def test_the_phone_shows_the_picture_and_names_the_document(client, marta):
    picture, pdf = kept("image/png", PICTURE, "cartaz.png"), kept("application/pdf", PDF, "boleto.pdf")
    bodies = (media_body("image", picture.media_id), media_body("document", pdf.media_id, filename="Boleto.pdf"))
    for place, body in enumerate(bodies):
        Bubble.create(phone=marta, wa_id=f"wamid.{place}", from_school=True, body=body, at=NOW)
    shown = client.get(page(marta))
    seen = client.get(select(shown, "img.bubble-picture")[0]["src"])
    assert (seen.mimetype, seen.data) == ("image/png", PICTURE)
    link = select(shown, "a.bubble-file")[0]
    assert link.text.strip() == "Boleto.pdf"
    answer = client.get(link["href"])
    assert answer.data == PDF and answer.headers["Content-Disposition"].startswith("attachment")


def test_only_who_may_use_the_simulator_sees_its_files(app, cast, marta):
    browser = app.test_client()
    sign_in(browser, cast.bia)
    assert browser.get(f"/simulator/files/{kept('image/png', PICTURE, 'a.png').id}").status_code == 403
