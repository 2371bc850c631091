"""A parameter's value with its unit, as people read it."""

import pytest

from loket.ui.templatetags.loket import met_eenheid


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("1", "dagen", "1 dag"),
        ("30", "dagen", "30 dagen"),
        ("1", "uren per examen", "1 uur per examen"),
        ("0.8", "procent", "0,8 procent"),
        ("2025-09-03", "datum", "3/9/2025"),
        ("true", "ja of nee", "ja"),
        ("ongewettigd", "ongewettigd of aanwezig", "ongewettigd"),
        ("1", "VTE", "1 VTE"),
    ],
)
def test_a_value_with_its_unit(value, unit, shown):
    assert met_eenheid(value, unit) == shown
