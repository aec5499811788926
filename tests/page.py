"""Reading an answer as a person would: by what is on the page, not by its bytes."""

from bs4 import BeautifulSoup
from werkzeug.test import TestResponse

from tests.cast import PASSWORD


def select(response: TestResponse, css: str) -> list:
    """The elements of the answer that match a CSS selector."""
    return BeautifulSoup(response.text, "html.parser").select(css)


def words(response: TestResponse, css: str = "body") -> str:
    """The text that a person reads in the matching elements, spaces folded."""
    found = select(response, css) or ([BeautifulSoup(response.text, "html.parser")] if css == "body" else [])
    return " ".join(" ".join(element.get_text(" ").split()) for element in found)


def token(client, url: str) -> str:
    """The CSRF field of a page's first form."""
    return select(client.get(url), "input[name=csrf_token]")[0]["value"]


def submit(client, url: str, fields: dict, page: str | None = None, **more) -> TestResponse:
    """Post a form the way a browser does: with the token of the page that shows it."""
    return client.post(url, data={"csrf_token": token(client, page or url), **fields}, **more)


def sign_in(client, user) -> None:
    """Sign a person of the cast in through the page."""
    answer = submit(client, "/login", {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 303, words(answer)
