import pytest
from hypothesis import given
from hypothesis import strategies as st

from aanvragen.vov.odb import (
    OdbNumberError,
    Pseudonummer,
    is_known_pseudo_number,
    is_pseudo_number,
    normalise_odb_number,
)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("ODB-0002141", "ODB-0002141"),
        ("odb-0002141", "ODB-0002141"),
        (" ODB - 000 2141 ", "ODB-0002141"),
        ("ODB0002141", "ODB-0002141"),
        ("ODB\u20130002141", "ODB-0002141"),
        ("odb-p00004", "ODB-P00004"),
        ("ODBP00001", "ODB-P00001"),
    ],
)
def test_normalise(typed: str, number: str) -> None:
    assert normalise_odb_number(typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0002141",
        "ODB-",
        "ODB-002141",
        "ODB-00021411",
        "ODB-P0004",
        "ODB-P000041",
        "ODB-X00004",
        "ODB-\u0660002141",
    ],
)
def test_what_isnt_a_number_is_refused(typed: str) -> None:
    with pytest.raises(OdbNumberError, match="ODB-nummer"):
        normalise_odb_number(typed)


def test_pseudo_numbers() -> None:
    assert is_known_pseudo_number(Pseudonummer.CREDITCONTRACT)
    assert is_pseudo_number("ODB-P00002")
    assert not is_known_pseudo_number("ODB-P00002")
    assert not is_pseudo_number("ODB-0002141")


@given(st.from_regex(r"ODB-([0-9]{7}|P[0-9]{5})", fullmatch=True))
def test_normalising_twice_changes_nothing(number: str) -> None:
    if number.isascii():
        assert normalise_odb_number(normalise_odb_number(number)) == number
