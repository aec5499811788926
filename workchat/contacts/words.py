"""What a search finds a contact by: the words of the name without accents, and the phone as people type it."""

import re
import unicodedata

LONGEST_WORD = 60  # characters
LAST = "\U0010ffff"  # a word with it behind comes after everything that begins with the word
_BRAZILIAN = re.compile(r"55([1-9]{2})(9?\d{8})")


def search_form(text: str) -> str:
    """How a text is searched and compared: no accents, no capitals, single spaces."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in plain if unicodedata.category(c)[0] != "M").split())


def name_words(text: str) -> list[str]:
    """The words of a text in their search form, in their order: "José d'Ávila" gives jose, d, avila."""
    return [word[:LONGEST_WORD] for word in re.findall(r"[^\W_]+", search_form(text))]


def words_of(name: str, *phone_keys: str | None) -> set[str]:
    """Every word that finds the contact. A phone is given by its `rules.phone_key`, "5511987654321" or None."""
    words = set(name_words(name))
    for key in filter(None, phone_keys):
        words |= {form[:LONGEST_WORD] for form in _phone_forms(key)}
    return words


def _phone_forms(key: str) -> set[str]:
    """Whole, without 55, without the area code, without the ninth digit (with and without the area), the last four."""
    forms = {key, key[-8:], key[-4:]}
    if brazilian := _BRAZILIAN.fullmatch(key):
        area, local = brazilian.groups()
        forms |= {area + local, local, area + local[-8:]}
    return forms
