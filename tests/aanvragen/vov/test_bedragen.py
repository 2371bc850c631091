"""Amounts and the loonplafond. Published values carry their source in the id."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from aanvragen.vov.bedragen import bereken_bedrag, gevalideerde_uren, index_loonplafond, loonplafond
from loket.parameters.values import unverified
from tests.aanvragen.vov.cases import IN_2024_25, IN_2025_26, IN_2026_27, PARAMS, d, hours, starts


@pytest.mark.parametrize(
    ("worked", "until_2024_25", "in_2025_26"),
    [
        ("32", "681.60", "477.12"),
        ("62.5", "1331.25", "931.875"),
        ("93.75", "1996.875", "1397.8125"),
        ("100", "2130.00", "1491.00"),
        ("125", "2662.50", "1863.75"),
        ("250", "5325.00", "3727.50"),
    ],
)
def test_amount_by_schooljaar(worked: str, until_2024_25: str, in_2025_26: str) -> None:
    assert bereken_bedrag(PARAMS, IN_2024_25, d(worked)).exact == d(until_2024_25)
    assert bereken_bedrag(PARAMS, IN_2025_26, d(worked)).exact == d(in_2025_26)


@pytest.mark.parametrize(
    ("worked", "rounded"),
    [("62.5", "931.88"), ("93.75", "1397.81"), ("0", "0.00")],
)
def test_amounts_are_rounded_half_up_and_marked(worked: str, rounded: str) -> None:
    amount = bereken_bedrag(PARAMS, IN_2025_26, d(worked))
    assert str(amount.rounded) == rounded
    assert [value.key for value in unverified(amount.parameters)] == ["vov.bedrag_decimalen"]


def test_the_forfait_of_2026_27_is_carried_on_and_marked() -> None:
    amount = bereken_bedrag(PARAMS, IN_2026_27, d("100"))
    assert amount.forfait == d("14.91")
    assert "vov.forfait" in [value.key for value in unverified(amount.parameters) if value.carried]


def test_negative_hours_have_no_amount() -> None:
    with pytest.raises(ValueError, match="negatief"):
        bereken_bedrag(PARAMS, IN_2025_26, d("-1"))


@pytest.mark.parametrize(
    ("on", "amount"),
    [
        pytest.param(date(2018, 9, 1), "2928", id="groups.be"),
        pytest.param(date(2020, 8, 31), "2928", id="easypay-7118"),
        pytest.param(date(2020, 9, 1), "2987", id="sociare.be"),
        pytest.param(date(2021, 9, 1), "3047", id="besox.be"),
        pytest.param(date(2022, 12, 31), "3170", id="liantis.be"),
        pytest.param(date(2023, 1, 1), "3364", id="securex.be"),
        pytest.param(date(2023, 9, 1), "3500", id="groups.be-automatische-indexering"),
        pytest.param(date(2024, 9, 1), "3641", id="besox.storychief.io-2024"),
        pytest.param(date(2025, 9, 1), "3714", id="besox.storychief.io-2025"),
    ],
)
def test_loonplafond_by_date(on: date, amount: str) -> None:
    ceiling = loonplafond(PARAMS, on)
    assert ceiling.amount == d(amount)
    assert not unverified(ceiling.parameters)


def test_loonplafond_of_2026_27_is_carried_on() -> None:
    (value,) = loonplafond(PARAMS, IN_2026_27).parameters
    assert (value.decimal, value.carried) == (d("3714"), True)


@pytest.mark.parametrize(
    ("previous", "overruns", "amount"),
    [
        pytest.param("3364", 1, "3431", id="sodalis.be-first-overrun"),
        pytest.param("3364", 2, "3500", id="sodalis.be-second-overrun"),
        pytest.param("3500", 2, "3641", id="reproduces-2024-25"),
        pytest.param("3641", 1, "3714", id="reproduces-2025-26"),
        pytest.param("3714", 0, "3714", id="no-overrun"),
    ],
)
def test_index_of_the_loonplafond(previous: str, overruns: int, amount: str) -> None:
    assert index_loonplafond(PARAMS, date(2023, 9, 1), d(previous), overruns).amount == d(amount)


def test_a_negative_number_of_overruns_is_refused() -> None:
    with pytest.raises(ValueError, match="negatief"):
        index_loonplafond(PARAMS, IN_2025_26, d("3714"), -1)


@pytest.mark.parametrize(
    ("course", "dmfa", "left", "valid"),
    [("64", "60", "100", "60"), ("64", "70", "100", "64"), ("64", "60", "12.5", "12.5"), ("64", "60", "-3", "0")],
)
def test_validated_hours(course: str, dmfa: str, left: str, valid: str) -> None:
    assert gevalideerde_uren(d(course), d(dmfa), d(left)) == d(valid)


@given(on=starts, worked=hours)
def test_rounding_moves_at_most_half_a_cent(on: date, worked: Decimal) -> None:
    amount = bereken_bedrag(PARAMS, on, worked)
    assert abs(amount.rounded - amount.exact) <= d("0.005")
