"""A contact is new, or has another name or phone: from now on a search finds the contact by it."""

from collections.abc import Iterable, Sequence
from itertools import islice

from workchat.bulk import insert_rows
from workchat.contacts.models import Contact
from workchat.contacts.words import words_of
from workchat.db import run

SLICE = 1000  # contacts, or rows, in one statement: SQLite takes 32,766 values, Postgres 65,535
OTHER_PHONES = "SELECT phone_key FROM contact_alias WHERE contact_id = ? AND phone_key IS NOT NULL"
FORGET = "DELETE FROM contact_word WHERE contact_id IN ({marks})"
WORD = {"contact_id": "integer", "word": "text"}


def write_first_words(contact: Contact) -> None:
    """Of a contact that was just made: one statement, in the caller's transaction."""
    _insert([(contact.id, word) for word in words_of(contact.name, contact.phone_key)])


def write_words(contact: Contact) -> None:
    """In place of those that were there, in the caller's transaction. Phones of joined contacts count too."""
    run(FORGET.format(marks="?"), contact.id)
    others = [row[0] for row in run(OTHER_PHONES, contact.id).fetchall()]
    _insert([(contact.id, word) for word in words_of(contact.name, contact.phone_key, *others)])


def write_words_of_many(contacts: Iterable[tuple[int, str, str | None]], new: bool = False) -> None:
    """Of (id, name, phone key) each, in the caller's transaction. `new`: none of them had any words before.

    Joined contacts keep their other phones only through `write_words`.
    """
    rest = iter(contacts)
    while some := list(islice(rest, SLICE)):
        if not new:
            run(FORGET.format(marks=", ".join("?" * len(some))), *(row[0] for row in some))
        _insert([(row[0], word) for row in some for word in words_of(*row[1:])])


def _insert(rows: Sequence[tuple[int, str]]) -> None:
    for start in range(0, len(rows), SLICE):
        insert_rows("contact_word", WORD, rows[start : start + SLICE])
