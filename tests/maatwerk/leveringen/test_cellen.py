"""How cells of deliveries are read: never by guessing what a number means."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loket.bulk.columns import CellError
from maatwerk.leveringen import cellen
from tests.maatwerk.leveringen.files import as_text


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1234,56", "1234.56"), ("1.234,56", "1234.56"), ("1234.5", "1234.5"), ("0", "0"), (" 12 ", "12"),
        ("€ 12,5", "12.5"), ("0.12", "0.12"), ("1.234.567", "1234567"), ("12,50 €", "12.5"),
    ],
)  # fmt: skip
def test_amounts(cell, value):
    assert cellen.euro(cell)[0] == Decimal(value)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("1.234", "met een komma"), ("12,345", "2 decimalen"), ("-1", "niet negatief"), ("abc", "getal"),
        ("", "getal"),
        ("1e5", "getal"), ("100000000000", "te groot"), ("1,2,3", "getal"), ("١٢", "getal"), ("nan", "getal"),
    ],
)  # fmt: skip
def test_amounts_that_cannot_be(cell, message):
    with pytest.raises(CellError, match=message):
        cellen.euro(cell)


def test_a_share_may_begin_with_a_zero_and_have_three_decimals():
    assert cellen.aandeel("0.125")[0] == Decimal("0.125")
    assert cellen.aandeel("0,3334210526")[0] == Decimal("0.3334210526")


@settings(max_examples=60)
@given(st.decimals(min_value=0, max_value=99_999_999, places=2))
def test_what_a_delivery_writes_is_what_is_read(value):
    assert cellen.euro(as_text(value)) == (value, "")


@pytest.mark.parametrize("cell", ["2026 K1", "2026/1", "2026-1", "2026k1", "01/01/2026", datetime.date(2026, 1, 1)])
def test_a_quarter(cell):
    assert cellen.quarter(cell)[0] == datetime.date(2026, 1, 1)


@pytest.mark.parametrize("cell", ["2026 K5", "1999 K1", "2026", "01/02/2026", datetime.date(2026, 1, 2), "K1"])
def test_no_quarter(cell):
    with pytest.raises(CellError):
        cellen.quarter(cell)


def test_words_of_a_list_in_any_case_and_by_their_label():
    parse = cellen.one_of({"laag": "laag", "volledig": "Binnen het contingent"})
    assert parse("LAAG")[0] == "laag"
    assert parse("binnen het contingent")[0] == "volledig"
    with pytest.raises(CellError, match="laag, volledig"):
        parse("midden")


@pytest.mark.parametrize(("cell", "value"), [("60", 60), ("60 %", 60), ("60,0", 60), ("45%", 45)])
def test_a_percentage(cell, value):
    assert cellen.percentage(cell)[0] == value


@pytest.mark.parametrize("cell", ["62", "80", "0,6", "", "٦٠"])
def test_no_percentage_of_a_wop(cell):
    with pytest.raises(CellError):
        cellen.percentage(cell)


def test_an_enterprise_number_gets_its_zero_back_and_says_so():
    assert cellen.kbo("999003097") == ("0999003097", "De voorloopnul was weggevallen en is hersteld.")
    assert cellen.kbo("0999.003.097") == ("0999003097", "")


def test_whole_numbers_and_yes_or_no():
    assert cellen.integer(99)("12,0")[0] == 12
    assert (cellen.yes_no("Ja")[0], cellen.yes_no("0")[0]) == (True, False)
    for parse, cell in ((cellen.integer(99), "100"), (cellen.integer(99), "1,5"), (cellen.yes_no, "x")):
        with pytest.raises(CellError):
            parse(cell)
