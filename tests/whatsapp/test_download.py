"""Files that parents send are fetched whole, never over the limit, and the token goes nowhere else."""

import base64
import hashlib
import io

import pytest

from tests.whatsapp.little_meta import TOKEN, api, error, meta
from workchat.whatsapp.client import HostRefused, Refused, TooLarge

__all__ = ["api", "meta"]


def test_a_file_is_downloaded_whole_and_its_sum_compared(meta, api):
    content = b"\x00\xff boletim " * 50_000
    meta.will(200, content, Content_Type="application/pdf")
    into = io.BytesIO()
    found = api.download(meta.base + "/arquivo?x=1", 1_000_000, into)
    assert into.getvalue() == content
    assert (found.size, found.mime) == (len(content), "application/pdf")
    digest = hashlib.sha256(content)
    assert found.matches(base64.b64encode(digest.digest()).decode())
    assert found.matches(digest.hexdigest())
    assert found.matches(None)
    assert not found.matches("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
    assert meta.asked[0][2]["Authorization"] == f"Bearer {TOKEN}"


def test_a_file_over_the_limit_is_cut_also_without_a_length(meta, api):
    meta.will(200, b"x" * 300_001)
    with pytest.raises(TooLarge):
        api.download(meta.base + "/arquivo", 300_000, io.BytesIO())
    meta.will_do(lambda connection: connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 300_001))
    into = io.BytesIO()
    with pytest.raises(TooLarge):
        api.download(meta.base + "/arquivo", 300_000, into)
    assert len(into.getvalue()) <= 300_000
    meta.will(200, b"x" * 300_000)
    assert api.download(meta.base + "/arquivo", 300_000, io.BytesIO()).size == 300_000


class FullDisk(io.BytesIO):
    def write(self, chunk):
        raise OSError(28, "No space left on device")


def test_a_full_disk_is_not_taken_for_a_broken_line(meta, api):
    meta.will(200, b"x" * 100)
    with pytest.raises(OSError, match="No space"):
        api.download(meta.base + "/arquivo", 1000, FullDisk())


def test_an_error_page_is_not_written_into_the_file(meta, api):
    meta.will(404, error(100, "expired"))
    into = io.BytesIO()
    with pytest.raises(Refused):
        api.download(meta.base + "/arquivo", 1000, into)
    assert into.getvalue() == b""


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/x",
        "http://lookaside.fbsbx.com/x",
        "https://lookaside.fbsbx.com.example.com/x",
        "https://lookaside.fbsbx.com@example.com/x",
        "https://lookaside.fbsbx.com:8443/x",
        "http://127.0.0.1:1/x",
        "file:///etc/passwd",
        "//example.com/x",
        "",
        "http://[",
    ],
)
def test_the_token_goes_to_no_other_host(api, url):
    with pytest.raises(HostRefused):
        api.download(url, 1000, io.BytesIO())


def test_where_a_file_is(meta, api):
    url = "https://lookaside.fbsbx.com/1"
    meta.will(200, {"url": url, "mime_type": "image/png", "sha256": "abc=", "file_size": "9"})
    found = api.media_url("M/1", "555")
    assert (found.url, found.mime, found.sha256, found.size) == (url, "image/png", "abc=", 9)
    assert meta.asked[0][1] == "/v25.0/M%2F1?phone_number_id=555"
