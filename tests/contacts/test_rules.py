"""Who a person is, in whatever way they write their CPF, phone and name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workchat.contacts.rules import (
    e164,
    find_cpfs,
    format_phone,
    is_cpf,
    mask_cpf,
    mask_cpfs_in,
    ninth_digit_variant,
    phone_key,
)

CPF = "52998224725"


@pytest.mark.parametrize("digits", [CPF, "11144477735", "12345678909", "00000000191"])
def test_a_cpf_with_right_check_digits_is_one(digits):
    assert is_cpf(digits)


@pytest.mark.parametrize(
    "digits", ["52998224724", "52998224735", "11111111111", "00000000000", "5299822472", "", "5299822472a"]
)
def test_a_cpf_with_wrong_check_digits_or_one_repeated_digit_is_none(digits):
    assert not is_cpf(digits)


@pytest.mark.parametrize(
    "written",
    ["529.982.247-25", "52998224725", "529 982 247 25", "529982247-25", "529.982.247.25", "529.982.247/25",
     "5 2 9 9 8 2 2 4 7 2 5",
     "529 . 982 . 247 - 25", "529–982–247–25", "529,982,247,25", "529_982_247_25", "５２９９８２２４７２５",
     "529\u200b982\u200b24725",
     "5️⃣2️⃣9️⃣9️⃣8️⃣2️⃣2️⃣4️⃣7️⃣2️⃣5️⃣"],
)  # fmt: skip
def test_a_cpf_is_found_and_masked_however_it_is_written(written):
    text = f"nasci em 5/3/98 e meu cpf é {written}, pode salvar"
    assert find_cpfs(text) == [CPF]
    assert mask_cpfs_in(text).replace("\ufe0f", "").replace("\u20e3", "") == (
        "nasci em 5/3/98 e meu cpf é ***.982.247-**, pode salvar"
    )


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("12 529 982 247 25", "12 ***.982.247-**"),
        ("5/3/98 52998224725", "5/3/98 ***.982.247-**"),
        ("529.982.247-25 e 111.444.777-35", "***.982.247-** e ***.444.777-**"),
        ("cpf:52998224725.", "cpf:***.982.247-**."),
        ("529.982.247-24", "529.982.247-24"),
        ("111.111.111-11", "111.111.111-11"),
        ("1529982247250", "1529982247250"),
        ("boleto 34191.79001 01043.510047 91020.150008", "boleto 34191.79001 01043.510047 91020.150008"),
    ],
)
def test_only_valid_cpfs_are_masked(text, masked):
    assert mask_cpfs_in(text) == masked


def test_a_mask_shows_the_six_middle_digits():
    assert mask_cpf(CPF) == "***.982.247-**"


@given(st.text(), st.text(alphabet=st.characters(exclude_categories=["Nd"])))
def test_no_valid_cpf_survives_the_mask(before, after):
    masked = mask_cpfs_in(f"{before} x{CPF}x {after}")
    assert CPF not in masked
    assert find_cpfs(masked) == []


@pytest.mark.parametrize(
    ("digits", "key"),
    [
        ("5511987654321", "5511987654321"),
        ("551187654321", "5511987654321"),
        ("+55 (11) 98765-4321", "5511987654321"),
        ("551132654321", "551132654321"),
        ("351912345678", "351912345678"),
        ("15551234567", "15551234567"),
        ("", ""),
    ],
)
def test_both_forms_of_a_mobile_have_one_key(digits, key):
    assert phone_key(digits) == key


@pytest.mark.parametrize(
    ("digits", "other"),
    [
        ("5511987654321", "551187654321"),
        ("551187654321", "5511987654321"),
        ("551132654321", None),
        ("15551234567", None),
    ],
)
def test_only_a_brazilian_mobile_has_another_form(digits, other):
    assert ninth_digit_variant(digits) == other


@given(st.from_regex(r"55[1-9]{2}9?[6-9][0-9]{7}", fullmatch=True))
def test_the_other_form_is_the_same_person(digits):
    assert ninth_digit_variant(ninth_digit_variant(digits)) == digits
    assert phone_key(ninth_digit_variant(digits)) == phone_key(digits)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("(11) 98765-4321", "+5511987654321"),
        ("11 8765-4321", "+5511987654321"),
        ("+55 11 3265-4321", "+551132654321"),
        ("+351 912 345 678", "+351912345678"),
        ("98765-4321", None),
        ("123", None),
        ("abc", None),
        ("", None),
    ],
)
def test_a_phone_is_read_as_a_person_types_it(typed, found):
    assert e164(typed) == found


@pytest.mark.parametrize(
    ("digits", "shown"),
    [("5511987654321", "+55 11 98765-4321"), ("551132654321", "+55 11 3265-4321"), ("", ""), ("999", "+999")],
)
def test_a_phone_is_shown_as_people_read_it(digits, shown):
    assert format_phone(digits) == shown


@given(st.text())
def test_any_text_can_be_tried_as_a_phone(text):
    e164(text)
    format_phone(text)
    phone_key(text)
