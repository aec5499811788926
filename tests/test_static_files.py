"""Browsers keep our styles and scripts for good, under an address that changes with the file."""

from tests.page import select


def test_a_page_names_its_styles_and_scripts_with_their_version(cast, client):
    page = client.get("/login")
    for element in select(page, "link[rel=stylesheet], script[src]"):
        address = element.get("href") or element["src"]
        assert "?v=" in address, address
        answer = client.get(address)
        assert (answer.status_code, answer.cache_control.max_age) == (200, 31536000), address
        answer.close()


def test_without_its_version_a_file_is_asked_for_again(cast, client):
    answer = client.get("/static/css/tokens.css")
    assert answer.status_code == 200 and not answer.cache_control.immutable
    answer.close()
