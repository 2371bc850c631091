"""The code of an attest: no slip of the finger goes unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aanvragen.deelname.codes import ALPHABET, EXAMPLE, SIZE, InvalidCode, format_code, make_code, parse_code


def test_a_code_as_people_type_it():
    code = make_code()
    assert parse_code(f" {format_code(code).lower()} ") == code
    assert len({make_code() for _ in range(200)}) == 200
    assert format_code(parse_code(EXAMPLE)) == EXAMPLE


@pytest.mark.parametrize(
    ("typed", "said"),
    [("7KMDP", "telt 10 tekens"), ("7KMDP-2XW0L", "nooit 0"), ("7KMDP-2XWQM", "klopt niet"), ("", "telt 10 tekens")],
)
def test_what_is_wrong_is_said(typed, said):
    with pytest.raises(InvalidCode, match=said):
        parse_code(typed)


codes = st.integers(0, 1).map(lambda _: make_code())


@given(codes, st.integers(0, SIZE - 1), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_seen(code, place, sign):
    wrong = code[:place] + sign + code[place + 1 :]
    if wrong != code:
        with pytest.raises(InvalidCode):
            parse_code(wrong)


@given(codes, st.integers(0, SIZE - 2))
def test_two_neighbours_that_changed_places_are_seen(code, place):
    wrong = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if wrong != code:
        with pytest.raises(InvalidCode):
            parse_code(wrong)
