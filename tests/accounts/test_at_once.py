"""Several at the same instant at the door: a link is spent once, guesses are counted, somebody still administers."""

from concurrent.futures import ThreadPoolExecutor

from tests.at_once import busy_desk  # noqa: F401 (a fixture)
from tests.cast import NOW, PASSWORD
from workchat.accounts.choose_password import choose_password
from workchat.accounts.deactivate import deactivate
from workchat.accounts.invite import renew_access
from workchat.accounts.models import User
from workchat.accounts.rules import FREE_FAILURES, Refused
from workchat.accounts.sign_in import sign_in
from workchat.accounts.use_link import find_link
from workchat.db import db


def together(*acts) -> list:
    """Everybody at once, each on a connection of their own: what they returned, or how they were refused."""

    def run(act) -> object:
        with db.connection_context():
            try:
                return act()
            except Refused as refused:
                return refused

    with ThreadPoolExecutor(len(acts)) as everybody:
        return list(everybody.map(run, acts))


def test_an_access_link_pressed_twice_sets_one_password(busy_desk):  # noqa: F811
    token = renew_access(busy_desk.cast.bia, busy_desk.cast.ana, NOW)
    words = [f"frase comprida número {n}" for n in range(4)]
    answers = together(*(lambda word=word: choose_password(find_link(token, NOW), word, NOW) for word in words))
    kept = [word for word, answer in zip(words, answers, strict=True) if not isinstance(answer, Refused)]
    assert len(kept) == 1
    assert sign_in(busy_desk.cast.bia.email, kept[0], "10.0.0.9", NOW).user == busy_desk.cast.bia


def test_guesses_made_at_once_are_counted_one_by_one(busy_desk):  # noqa: F811
    writings = ("bia@escola.example", "BIA@escola.example", " Bia@Escola.Example ", "bia@ESCOLA.example")
    guesses = [lambda mail=mail, n=n: sign_in(mail, f"palpite {n}", f"10.0.0.{n}", NOW)
               for n, mail in enumerate(writings * 4)]  # fmt: skip
    looked_at = [attempt for attempt in together(*guesses) if not attempt.wait]
    assert len(looked_at) <= FREE_FAILURES
    assert sign_in("bia@escola.example", PASSWORD, "10.0.0.99", NOW).wait  # even the right one waits


def test_two_administrators_who_remove_each_other_do_not_both_succeed(busy_desk):  # noqa: F811
    ana, sara = busy_desk.cast.ana, busy_desk.cast.sara
    User.update(role="administrator").where(User.id == sara.id).execute()
    pairs = [(User.get_by_id(one), User.get_by_id(other)) for one, other in ((ana.id, sara.id), (sara.id, ana.id))]
    answers = together(*(lambda a=a, b=b: deactivate(a, None, b, NOW) for a, b in pairs))
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert User.select().where(User.role == "administrator", User.active).count() == 1
