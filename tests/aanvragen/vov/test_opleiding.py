from datetime import date, timedelta

import pytest

from aanvragen.vov.opleiding import Deel, Soort, beoordeel_combinatie, beoordeel_omvang, opleidingsuren
from tests.aanvragen.vov.cases import IN_2022_23, IN_2025_26, PARAMS, d


@pytest.mark.parametrize(
    ("soort", "size", "ok"),
    [
        (Soort.UREN, "32", True),
        (Soort.UREN, "31.99", False),
        (Soort.LESTIJDEN, "32", True),
        (Soort.LESTIJDEN, "31", False),
        (Soort.STUDIEPUNTEN, "3", True),
        (Soort.STUDIEPUNTEN, "2.5", False),
        (Soort.EXAMENCOMMISSIE, "1", True),
        (Soort.MENTOR, "8", True),
        (Soort.EVC, "0", True),
    ],
)
def test_minimum_size(soort: Soort, size: str, ok: bool) -> None:
    assert beoordeel_omvang(PARAMS, IN_2025_26, soort, d(size)).ok is ok


def test_a_refused_size_says_what_is_needed() -> None:
    verdict = beoordeel_omvang(PARAMS, IN_2025_26, Soort.UREN, d("24.5"))
    assert verdict.reason == "De opleiding telt 24,5 contacturen. Minstens 32 contacturen zijn nodig."
    assert [value.key for value in verdict.parameters] == ["vov.minimum_uren"]


@pytest.mark.parametrize(
    ("on", "soort", "size", "hbo5", "hours"),
    [
        (IN_2022_23, Soort.UREN, "64", False, "64"),
        (IN_2022_23, Soort.LESTIJDEN, "40", False, "40"),
        (IN_2022_23, Soort.STUDIEPUNTEN, "6", False, "24"),
        (date(2022, 8, 31), Soort.STUDIEPUNTEN, "6", True, "36"),
        (date(2022, 9, 1), Soort.STUDIEPUNTEN, "6", True, "24"),
        (date(2022, 8, 31), Soort.STUDIEPUNTEN, "6", False, "24"),
        (IN_2022_23, Soort.EXAMENCOMMISSIE, "3", False, "24"),
        (IN_2022_23, Soort.MENTOR, "8", False, None),
        (IN_2022_23, Soort.EVC, "8", False, None),
    ],
)
def test_hours_by_kind(on: date, soort: Soort, size: str, hbo5: bool, hours: str | None) -> None:
    # vlaanderen.be, aantal uren per schooljaar.
    assert opleidingsuren(PARAMS, on, soort, d(size), hbo5=hbo5).hours == (None if hours is None else d(hours))


FIRST = date(2022, 9, 1)


def parts(days: int, *verstrekkers: str, start: date = FIRST) -> list[Deel]:
    return [Deel(start + timedelta(days=days * i), name, d("16")) for i, name in enumerate(verstrekkers)]


@pytest.mark.parametrize(
    ("delen", "ok"),
    [
        pytest.param(parts(364, "Kompas", "Kompas"), True, id="within-365-days"),
        pytest.param(parts(365, "Kompas", "Kompas"), False, id="after-365-days"),
        pytest.param(parts(10, "Kompas", "De Brug"), True, id="two-providers-2022-23"),
        pytest.param(parts(10, "Kompas", "De Brug", start=IN_2025_26), False, id="two-providers-2025-26"),
        pytest.param(parts(10, "Kompas"), False, id="too-small"),
    ],
)
def test_combination(delen: list[Deel], ok: bool) -> None:
    assert beoordeel_combinatie(PARAMS, delen).ok is ok


def test_a_combination_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="opleiding"):
        beoordeel_combinatie(PARAMS, [])
