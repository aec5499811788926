"""A file is handed to WhatsApp whole, and the number's limit is read however Meta writes it."""

from email.parser import BytesParser

import pytest

from tests.whatsapp.little_meta import api, error, meta
from workchat.db import BIGGEST
from workchat.whatsapp.answers import NotSent, Refused, Uncertain
from workchat.whatsapp.client import CloudApi

__all__ = ["api", "meta"]
PDF = b"%PDF-1.4\r\n--\x00\xff"


def parts_of(asked) -> dict:
    """Name -> part of a multipart body."""
    _, _, headers, body = asked
    whole = BytesParser().parsebytes(b"Content-Type: " + headers["Content-Type"].encode() + b"\r\n\r\n" + body)
    return {part.get_param("name", header="Content-Disposition"): part for part in whole.get_payload()}


def test_a_file_goes_in_the_parts_that_meta_reads(meta, api):
    meta.will(200, {"id": "4490709327384033"})
    assert api.upload_media("555", "application/pdf", 'bo"leto.pdf', PDF) == "4490709327384033"
    parts = parts_of(meta.asked[0])
    assert meta.asked[0][:2] == ("POST", "/v25.0/555/media")
    assert parts["messaging_product"].get_payload() == "whatsapp"
    assert parts["type"].get_payload() == parts["file"].get_content_type() == "application/pdf"
    assert parts["file"].get_payload(decode=True) == PDF
    assert '"' not in parts["file"].get_filename() and parts["file"].get_filename().endswith("leto.pdf")


def test_a_file_that_is_not_taken_says_why(meta, api):
    meta.will(400, error(131053, "Media upload error"))
    with pytest.raises(Refused) as refused:
        api.upload_media("555", "application/pdf", "b.pdf", PDF)
    assert refused.value.code == 131053
    meta.will(200, {"success": True})
    with pytest.raises(Uncertain):
        api.upload_media("555", "application/pdf", "b.pdf", PDF)
    with pytest.raises(NotSent):
        CloudApi("http://127.0.0.1:9", "t").upload_media("555", "application/pdf", "b.pdf", PDF)


@pytest.mark.parametrize(
    ("said", "people"),
    [
        ("TIER_50", 50), ("TIER_250", 250), ("TIER_1K", 1000), ("TIER_2K", 2000), ("TIER_10K", 10_000),
        ("TIER_100K", 100_000), ("TIER_UNLIMITED", BIGGEST), ({"value": "TIER_2K"}, 2000),
        ("TIER_NOT_SET", None), ("", None), (None, None), ({"value": None}, None), (["TIER_2K"], None), (3.5, None),
    ],
)  # fmt: skip
def test_how_many_people_a_day_the_number_may_write_to(meta, api, said, people):
    meta.will(200, {"whatsapp_business_manager_messaging_limit": said, "id": "555"})
    assert api.messaging_limit("555") == people
    assert meta.asked[0][1] == "/v25.0/555?fields=whatsapp_business_manager_messaging_limit"


def test_without_the_field_nobody_can_tell(meta, api):
    meta.will(200, {"id": "555"})
    assert api.messaging_limit("555") is None
