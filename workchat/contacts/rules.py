"""Who a person is: the phone in its two forms, a name that can be shown, the CPF and the age."""

import re
import unicodedata
from datetime import date

import phonenumbers

from workchat.contacts.words import search_form as search_form

NAMELESS = "Sem nome"
LONGEST_NAME = 120
LONGEST_FORM = 255  # characters of a name as it is searched (the column's): one sign may become eighteen letters

# People write a CPF with dots, dashes, spaces, slashes, even keycap emojis: up to three signs between two digits.
_WRITTEN_CPF = re.compile(r"(?<!\d)\d{3}[. ]?\d{3}[. ]?\d{3}[-. /]?\d{2}(?!\d)")
_LOOSE_CPF = re.compile(r"(?<!\d)(?=(\d(?:(?:[^\w\n]|_){0,3}\d){10})(?!\d))")

_BRAZILIAN_MOBILE = re.compile(r"55([1-9]{2})(9?)([6-9]\d{7})")

# Letters and marks that take no room on the screen although Unicode does not call them formatting.
_BLANK = set("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"


def is_cpf(digits: str) -> bool:
    """Eleven digits with right check digits. Repeated digits pass the sum but are nobody's (Receita Federal)."""
    if not re.fullmatch(r"[0-9]{11}", digits) or len(set(digits)) == 1:
        return False
    return all(int(digits[n]) == _check_digit(digits[:n]) for n in (9, 10))


def find_cpfs(text: str) -> list[str]:
    """The valid CPFs inside a text, as eleven digits each, in the order in which they stand."""
    return [_digits(text[start:end]) for start, end in _cpf_places(text)]


def mask_cpf(digits: str) -> str:
    return f"***.{digits[3:6]}.{digits[6:9]}-**"


def mask_cpfs_in(text: str) -> str:
    """The text with every valid CPF masked, in whatever punctuation it was written."""
    for start, end in reversed(_cpf_places(text)):
        text = text[:start] + mask_cpf(_digits(text[start:end])) + text[end:]
    return text


def phone_key(digits: str) -> str:
    """One key for both forms of a Brazilian mobile, with and without the ninth digit; other numbers as they are."""
    digits = _digits(digits)
    mobile = _BRAZILIAN_MOBILE.fullmatch(digits)
    return f"55{mobile[1]}9{mobile[3]}" if mobile else digits


def ninth_digit_variant(digits: str) -> str | None:
    """The other form of a Brazilian mobile (WhatsApp knows older accounts without the 9), or None."""
    mobile = _BRAZILIAN_MOBILE.fullmatch(_digits(digits))
    if not mobile:
        return None
    return f"55{mobile[1]}{'' if mobile[2] else '9'}{mobile[3]}"


def e164(typed: str, region: str = "BR") -> str | None:
    """A phone as a person typed it, as "+5511987654321"; None when it cannot be one. The ninth digit is added."""
    try:
        number = phonenumbers.parse(typed, region)
    except phonenumbers.NumberParseException:
        return None
    found = "+" + phone_key(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
    try:
        return found if phonenumbers.is_valid_number(phonenumbers.parse(found)) else None
    except phonenumbers.NumberParseException:
        return None


def format_phone(digits: str) -> str:
    """The phone as people read it: +55 11 98765-4321."""
    digits = _digits(digits)
    try:
        number = phonenumbers.parse("+" + digits)
    except phonenumbers.NumberParseException:
        return f"+{digits}" if digits else ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def clean_name(raw: str | None) -> str:
    """A display name that is safe to show: anybody chooses theirs, also to imitate staff or to break the page.

    NFC, without control, invisible and direction marks (emojis keep theirs), single spaces, 120 characters.
    """
    text = unicodedata.normalize("NFC", raw or "")
    kept = "".join(c for place, c in enumerate(text) if _may_stand(text, place))
    name = " ".join(kept.split())[:LONGEST_NAME].rstrip(_JOINER + " ")
    while len(search_form(name)) > LONGEST_FORM:
        name = name[: len(name) // 2].rstrip(_JOINER + " ")
    return name if any(unicodedata.category(c)[0] in "LNPS" for c in name) else NAMELESS


def first_name(name: str) -> str:
    """The first word that has a letter; "" when the name is not known, so that a message uses its fallback."""
    words = [word for word in name.split() if any(c.isalpha() for c in word)]
    return words[0] if words and name != NAMELESS else ""


def age(birth_date: date, today: date) -> int:
    """Full years. Born on 29 February: the birthday of other years is 1 March."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))


def _check_digit(digits: str) -> int:
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
    return total * 10 % 11 % 10


def _digits(text: str) -> str:
    return "".join(str(int(c)) for c in text if c.isdecimal())


def _cpf_places(text: str) -> list[tuple[int, int]]:
    """Where valid CPFs stand: first those in their usual form, then any eleven digits in what is left."""
    places = [match.span() for match in _WRITTEN_CPF.finditer(text) if is_cpf(_digits(match[0]))]
    rest = text
    for start, end in places:
        rest = rest[:start] + "x" * (end - start) + rest[end:]
    free = 0
    for match in _LOOSE_CPF.finditer(rest):
        if match.start() >= free and is_cpf(_digits(match[1])):
            places.append(match.span(1))
            free = match.end(1)
    return sorted(places)


def _may_stand(text: str, place: int) -> bool:
    """Whether one character of a name may be shown. Joiners and styles only where an emoji needs them."""
    c, before = text[place], text[place - 1 : place]
    if c in (_JOINER, _EMOJI_STYLE):
        return bool(before) and (before == _EMOJI_STYLE or unicodedata.category(before) in ("So", "Sk"))
    if c in _BLANK or "\ufe00" <= c <= "\ufe0e":
        return False
    return unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn", "Cc") or c in "\t\n"
