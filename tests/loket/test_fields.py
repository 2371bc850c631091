"""What the portal's own fields take, and what they say of the rest."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from loket.ui.forms import DatumField, GetalField


@pytest.mark.parametrize(
    ("typed", "number"),
    [("30,4", "30.4"), ("30.4", "30.4"), (" 80 % ", "80"), ("12u", "12"), ("+5", "5"), (",5", "0.5"), ("007", "7")],
)
def test_a_number_as_people_write_it(typed, number):
    assert GetalField().clean(typed) == Decimal(number)


@pytest.mark.parametrize("typed", ["1e3", "1E2", "1_000", "1.000,5", "١٢", "NaN", "oneindig", "1" * 21, "--1", "."])
def test_what_is_no_number(typed):
    with pytest.raises(ValidationError, match=r"Vul een getal in, bijvoorbeeld 30,4\."):
        GetalField().clean(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("31/2/2026", "een bestaande datum"),
        ("2026/9/1", "een bestaande datum"),
        ("١/٩/٢٠٢٦", "een bestaande datum"),
        ("1/1/2127", "een jaar in van 1900 tot en met 2100"),
        ("1/1/0026", "een jaar in van 1900 tot en met 2100"),
    ],
)
def test_what_is_no_day(typed, said):
    with pytest.raises(ValidationError, match=said):
        DatumField().clean(typed)


def test_a_day_as_people_write_it():
    for typed in ("1/9/2026", "01-09-2026", "1.9.2026", "2026-09-01"):
        assert DatumField().clean(typed) == datetime.date(2026, 9, 1)
