"""Whatever a secretary types of a name or a phone finds the contact."""

import pytest

from tests.cast import contact
from workchat.contacts.models import ContactAlias, ContactWord
from workchat.contacts.rules import phone_key
from workchat.contacts.words import name_words, words_of
from workchat.contacts.write_words import write_words, write_words_of_many


def written(row) -> set[str]:
    return {word.word for word in ContactWord.select().where(ContactWord.contact == row)}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("José d'Ávila", ["jose", "d", "avila"]),
        ("  MARIA_da-Conceição  ", ["maria", "da", "conceicao"]),
        ("João (pai do 7º B)", ["joao", "pai", "do", "7o", "b"]),
        ("💖", []),
        ("Straße", ["strasse"]),
    ],
)
def test_a_name_is_found_by_its_words_without_accents(name, words):
    assert name_words(name) == words


def test_a_mobile_is_found_in_every_form_that_people_type():
    assert words_of("", "5511987654321") == {
        "5511987654321", "11987654321", "987654321", "87654321", "1187654321", "4321",
    }  # fmt: skip


def test_a_landline_and_a_foreign_number_have_the_forms_that_they_have():
    assert words_of("", "551133334444") == {"551133334444", "1133334444", "33334444", "4444"}
    assert words_of("", "351912345678") == {"351912345678", "12345678", "5678"}


def test_no_word_is_longer_than_its_column_likes():
    assert max(map(len, words_of("a" * 119, "9" * 100))) == 60


def test_who_has_neither_name_nor_phone_has_no_words():
    assert words_of("💖", None) == set()


def test_a_new_contact_is_found_at_once(school):
    row = contact("Marta Souza")  # the cast writes its first words
    assert written(row) == words_of("Marta Souza", "5511987654321")


def test_a_renamed_contact_loses_the_old_words_and_keeps_joined_phones(school):
    row = contact("Marta Souza")
    ContactAlias.create(contact=row, phone_key=phone_key("5521912345678"))
    row.rename("Marta Lima")
    write_words(row)
    assert written(row) == words_of("Marta Lima", "5511987654321", "5521912345678")


def test_many_contacts_get_their_words_together(school):
    rows = [contact(f"Família {n}", f"55119870000{n:02}") for n in range(30)]
    write_words_of_many((row.id, row.name, row.phone_key) for row in rows)
    write_words_of_many((row.id, row.name.replace("Família", "Casa"), row.phone_key) for row in rows)
    assert written(rows[7]) == words_of("Casa 7", rows[7].phone_key)
    assert ContactWord.select().where(ContactWord.word == "familia").count() == 0


def test_a_contact_without_words_is_fine(school):
    row = contact("💖")
    row.phone_key = None
    write_words(row)
    assert written(row) == set()
