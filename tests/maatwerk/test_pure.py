"""The rules behind the screens: fill over a running year, the expected set-off, and the explanation of an amount."""

from dataclasses import replace
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.dutch import amount
from maatwerk.invulling import Invulling, met_lopend_jaar, oordeel
from maatwerk.uitleg import naast_elkaar
from maatwerk.views.debiteuren import verwacht
from mandates.quarters import Quarter

D = Decimal


def year(*pairs: tuple[str, str]) -> list[Invulling]:
    found, quarter = [], Quarter(2025, 1)
    for contingent, filled in pairs:
        found.append(Invulling(quarter, D(contingent), D(filled)))
        quarter = quarter.next
    return found


def test_the_running_year_is_a_quarter_of_each_of_four():
    """T4 of the domain notes."""
    found = met_lopend_jaar(year(("50", "48"), ("50", "47"), ("50", "50"), ("55", "51")))
    assert [item.lopend for item in found[:3]] == [None] * 3
    assert round(found[3].lopend, 5) == D("0.95682")


def test_a_quarter_after_an_extension():
    """T3: 50 of 50 filled, the contingent becomes 55."""
    assert round(year(("55", "50"))[0].graad, 3) == D("0.909")


def test_a_missing_quarter_leaves_no_running_year():
    rows = year(("50", "48"), ("50", "47"), ("50", "50"), ("50", "49"), ("50", "50"))
    assert met_lopend_jaar(rows)[4].lopend is not None
    assert met_lopend_jaar([*rows[:2], *rows[3:]])[3].lopend is None


def test_a_contingent_of_nothing_has_no_rate():
    assert replace(year(("0", "0"))[0]).graad is None


@pytest.mark.parametrize(
    ("graad", "words"),
    [
        (None, "niet gekend"),
        ("0.8999", "onder de ondergrens"),
        ("0.90", "tussen de grenzen"),
        ("0.95", "tussen de grenzen"),
        ("0.9501", "boven de bovengrens"),
    ],
)
def test_what_a_rate_means(graad, words):
    assert oordeel(None if graad is None else D(graad), D("0.90"), D("0.95")) == words


def claim(openstaand: str, laatste: str | None = None, plan: str = "") -> SimpleNamespace:
    return SimpleNamespace(
        openstaand=D(openstaand), laatste=None if laatste is None else D(laatste), afbetalingsplan=plan
    )


def test_the_next_set_off_takes_all_that_is_open_and_a_part_of_what_is_paid_in_parts():
    assert verwacht([claim("100")]) == 100
    assert verwacht([claim("100", "10")]) == 100
    assert verwacht([claim("100", "10", "In 12 delen")]) == 10
    # The last part is smaller, and a plan of which nothing was paid yet tells no amount.
    assert verwacht([claim("4", "10", "In 12 delen"), claim("50", None, "In 5 delen")]) == 54


def test_a_row_of_the_comparison_says_when_something_differs():
    names = (
        "pakket", "rang", "fractie", "vte_binnen", "referteloon", "plafond", "gecorrigeerd",
        "loonpremie_incl", "loonpremie", "begeleidingspremie", "premie",
    )  # fmt: skip
    one = SimpleNamespace(**dict.fromkeys(names, 1))
    other = SimpleNamespace(**{**dict.fromkeys(names, 1), "premie": 2})
    rows = naast_elkaar([None, one, other])
    assert [row.naam for row in rows if row.verschilt] == ["Premie"]
    assert rows[-1].waarden == (None, 1, 2)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_an_amount_reads_back_as_itself(value):
    text = amount(value)
    assert text.endswith("\N{NO-BREAK SPACE}€")
    assert D(text[:-2].replace(".", "").replace(",", ".").replace("\u2212", "-")) == value
    assert "-" not in text
