"""EMBED_ORIGINS as it is typed: each portal exactly, or WorkChat does not start and says why."""

import pytest

from tests.processes import free_port, run, running
from workchat.config import from_environment
from workchat.embed.origins import problem

OWN = "https://chat.escola.example"
WRONG = (
    "*", "https://*", "https://*.escola.example", "https://portal.escola.example/", "https://portal.escola.example/x",
    "https://portal.escola.example?x", "https://portal.escola.example#x", "https://a:b@portal.escola.example",
    "https://a@portal.escola.example", "http://portal.escola.example", "portal.escola.example",
    "//portal.escola.example",    "https://", "https://:443", "https://portal.escola.example:", "https://portal.escola.example:0",
    "https://portal.escola.example:99999", "https://portal.escola.example:443x", "https://portal.escola.example:443", "https://portal..example",
    "https://[::1]", "https://-a.example", "https://a.example.", "https://escolaé.example", "https://a.example;script-src",
    "'self'", "'none'", "https:", "data:", "null", "https://a.example\\", "javascript:alert(1)", "https://a_b.example",
    "file:///", "http://localhost", "http://localhost:3000", "http://127.0.0.1:3000",
)  # fmt: skip


def typed(origins: str, url: str = OWN):
    return from_environment({"WORKCHAT_URL": url, "EMBED_ORIGINS": origins})


@pytest.mark.parametrize(
    "right",
    ["", "https://portal.escola.example", "https://portal.escola.example:8443", "https://189.1.2.3:8443",
     "https://portal", "https://xn--escola-dva.example", "https://a.example, https://b.example\nhttps://c.example"],
)  # fmt: skip
def test_exact_addresses_are_taken(right):
    assert problem(typed(right)) == ""


def test_several_are_told_apart_and_capitals_are_written_as_browsers_do():
    assert typed("https://A.example,https://b.EXAMPLE:444").embed_origins == (
        "https://a.example",
        "https://b.example:444",
    )


@pytest.mark.parametrize("wrong", WRONG)
def test_anything_else_is_refused_by_name(wrong):
    sentence = problem(typed(f"https://portal.escola.example {wrong}"))
    assert sentence.startswith(f"EMBED_ORIGINS não aceita “{wrong.split()[0]}”.")


@pytest.mark.parametrize("url", ["", "http://chat.escola.example", "http://localhost:8000"])
def test_without_https_there_is_no_portal(url):
    assert problem(typed("https://portal.escola.example", url)).startswith("EMBED_ORIGINS pede que WORKCHAT_URL")


@pytest.mark.parametrize("own", ["https://localhost", "https://localhost:8443", "https://127.0.0.1"])
def test_a_developers_machine_may_try_a_portal_without_https(own):
    assert problem(typed("http://localhost:3000 http://127.0.0.1", own)) == ""
    assert problem(typed("http://localhost.evil.example", own))
    assert problem(typed("http://localhost:99999", own))


def wrong_school(folder) -> dict:
    given = {"WORKCHAT_URL": OWN, "WORKCHAT_PORT": str(free_port()), "EMBED_ORIGINS": "https://*.escola.example"}
    return {"instance": folder / "instance", **given}


@pytest.mark.parametrize("word", ["migrate", "link"])
def test_workchat_does_nothing_with_a_wrong_one_and_says_why_in_one_sentence(word, tmp_path):
    ended = run(word, **wrong_school(tmp_path))
    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr.startswith("EMBED_ORIGINS não aceita “https://*.escola.example”.")
    assert ended.stderr.count("\n") == 1
    assert not (tmp_path / "instance").exists()


@pytest.mark.parametrize("word", ["", "web", "worker"])
def test_nor_does_it_open(word, tmp_path):
    with running(word, **wrong_school(tmp_path)) as program:
        assert program.ends() == 1
