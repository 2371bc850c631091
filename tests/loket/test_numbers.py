"""Belgian numbers, as people type them."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket import numbers
from loket.demo import world
from loket.numbers import InvalidNumber

SEPARATOR = st.sampled_from(["", ".", " ", "-", "/"])


def with_check_digits(first: str, digits: int) -> str:
    body = f"{first}{digits:07d}"
    return f"{body}{97 - int(body) % 97:02d}"


KBO = st.builds(with_check_digits, st.sampled_from("01"), st.integers(0, 9_999_999))
ESTABLISHMENT = st.builds(with_check_digits, st.sampled_from("2345678"), st.integers(0, 9_999_999))


@st.composite
def insz(draw) -> str:
    """A rijksregister number of somebody born before or after 2000, or a BIS number."""
    day = draw(st.dates())
    month = day.month + draw(st.sampled_from([0, 20, 40]))
    since_2000 = draw(st.booleans())
    year = draw(st.integers(0, 20) if since_2000 else st.integers(40, 99))
    body = f"{year:02d}{month:02d}{min(day.day, 28):02d}{draw(st.integers(1, 997)):03d}"
    return f"{body}{97 - int(('2' if since_2000 else '') + body) % 97:02d}"


def scattered(number: str, separators: list[str]) -> str:
    return "".join(digit + separator for digit, separator in zip(number, separators, strict=True))


@given(KBO, st.lists(SEPARATOR, min_size=10, max_size=10), st.sampled_from(["", "BE", "be ", "BE."]))
def test_kbo_is_read_however_it_is_typed(number, separators, prefix):
    assert numbers.parse_kbo(prefix + scattered(number, separators)) == number
    assert numbers.parse_kbo(numbers.format_kbo(number)) == number


@given(ESTABLISHMENT, st.lists(SEPARATOR, min_size=10, max_size=10))
def test_establishment_is_read_however_it_is_typed(number, separators):
    assert numbers.parse_establishment(scattered(number, separators)) == number
    assert numbers.parse_establishment(numbers.format_establishment(number)) == number


@given(insz(), st.lists(SEPARATOR, min_size=11, max_size=11))
def test_insz_is_read_however_it_is_typed(number, separators):
    assert numbers.parse_insz(scattered(number, separators)) == number
    assert numbers.parse_insz(numbers.format_insz(number)) == number


@given(KBO, st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_in_a_kbo_is_seen(number, place, more):
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    with pytest.raises(InvalidNumber):
        numbers.parse_kbo(wrong)


@given(insz(), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_in_an_insz_is_never_taken_for_the_right_one(number, place, more):
    wrong = number[:place] + str((int(number[place]) + more) % 10) + number[place + 1 :]
    with suppress(InvalidNumber):
        assert numbers.parse_insz(wrong) != number


@given(st.text())
def test_no_text_crashes_a_parser(typed):
    for parse in (numbers.parse_kbo, numbers.parse_establishment, numbers.parse_insz, numbers.parse_iban):
        with suppress(InvalidNumber):
            assert parse(typed).isascii()


@given(st.text())
def test_formats_leave_alone_what_is_no_number(text):
    assert numbers.format_kbo(text).replace(".", "") == text.replace(".", "")
    assert numbers.mask_insz(text) == "" or len(text) == 11


# Published numbers: KBO and VAT numbers of the Flemish authority, the National Bank and Belgian firms.
@pytest.mark.parametrize("number", ["0316.380.841", "0203.201.340", "0403.170.701", "BE 0202.239.951"])
def test_published_kbo_numbers_are_right(number):
    assert len(numbers.parse_kbo(number)) == 10


def test_a_lost_leading_zero_is_restored():
    assert numbers.parse_kbo("999000129") == "0999000129"
    assert numbers.parse_kbo("BE 999.000.129") == "0999000129"


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "10 cijfers"),
        ("0999.000.1", "10 cijfers"),
        ("0999.000.1299", "10 cijfers"),
        ("2999.000.171", "begint met 0 of 1"),
        ("0999.000.128", "controlecijfers"),
        # 97 minus a remainder is 1 to 97, so that check digits 00 do not exist.
        ("0000.009.700", "controlecijfers"),
        ("0999.000.1２9", "10 cijfers"),
    ],
)
def test_a_wrong_kbo_is_refused_with_what_to_do(number, message):
    with pytest.raises(InvalidNumber, match=message):
        numbers.parse_kbo(number)


def test_check_digits_97_stand_for_a_remainder_of_zero():
    assert numbers.parse_kbo("0000.009.797") == "0000009797"


@pytest.mark.parametrize("number", ["0999.000.129", "1999.000.171", "9999.000.171", "2.999.000.170", "2.999.000.17"])
def test_a_wrong_establishment_is_refused(number):
    with pytest.raises(InvalidNumber):
        numbers.parse_establishment(number)


@pytest.mark.parametrize("number", [*(someone.insz for someone in world.PEOPLE), *(w.insz for w in world.WORKERS)])
def test_the_insz_of_the_demo_world_are_right(number):
    assert numbers.parse_insz(number) == number


@pytest.mark.parametrize("company", [company for company in world.ORGANISATIONS if company.kbo])
def test_the_numbers_of_the_demo_world_are_right(company):
    assert numbers.parse_kbo(company.kbo) == company.kbo
    if company.establishment:
        assert numbers.parse_establishment(company.establishment) == company.establishment


@pytest.mark.parametrize("number", ["", "90.01.20-990.17", "90.13.20-990.16", "5060799340", "00.00.00-000.00"])
def test_a_wrong_insz_is_refused(number):
    with pytest.raises(InvalidNumber):
        numbers.parse_insz(number)


def test_what_people_read():
    assert numbers.format_kbo("0999000129") == "0999.000.129"
    assert numbers.format_kbo("OVO000001") == "OVO000001"
    assert numbers.format_establishment("2999000171") == "2.999.000.171"
    assert numbers.format_insz("05060799340") == "05.06.07-993.40"
    assert numbers.format_iban("BE71096123456769") == "BE71 0961 2345 6769"
    assert numbers.mask_insz("05060799340") == "05.06.**-***.40"


@pytest.mark.parametrize("iban", ["BE71 0961 2345 6768", "BE71", "0961 2345 6769", "XX71 0961 2345 6769"])
def test_a_wrong_iban_is_refused(iban):
    with pytest.raises(InvalidNumber, match="geldig IBAN"):
        numbers.parse_iban(iban)
