"""The rules for registering, with their published figures and at their edges."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings as conf
from hypothesis import given, settings
from hypothesis import strategies as st

from aanvragen.odb.regels import (
    Periode,
    antwoorden_tot,
    beoordeel_grootte,
    check_modules,
    check_omvang,
    check_periode,
    check_verlenging,
    check_vorm,
    herinneren_vanaf,
    kwaliteitsregistratie,
    laatste_dag,
    verlengt_vanzelf,
)
from aanvragen.odb.soorten import Vorm
from aanvragen.vov.opleiding import Soort, beoordeel_stopgezet
from loket.parameters.files import read_parameters

FOLDER = Path(conf.BASE_DIR) / "aanvragen"
PARAMS = read_parameters(FOLDER / "vov" / "parameters.toml", FOLDER / "odb" / "parameters.toml")
NOW = date(2026, 11, 25)
DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
SIZES = st.decimals(Decimal("0.01"), Decimal(200), places=2)


@pytest.mark.parametrize(
    ("soort", "size", "ok"),
    [
        (Soort.UREN, "31.99", False),
        (Soort.UREN, "32", True),
        (Soort.LESTIJDEN, "31", False),
        (Soort.LESTIJDEN, "32", True),
        (Soort.STUDIEPUNTEN, "2.5", False),
        (Soort.STUDIEPUNTEN, "3", True),
        (Soort.EXAMENCOMMISSIE, "1", True),
        (Soort.MENTOR, "8", True),
        (Soort.EVC, "1", True),
    ],
)
def test_the_minimum_of_each_kind(soort, size, ok):
    assert (check_omvang(PARAMS, NOW, soort, Decimal(size), None) == []) is ok


def test_only_evc_may_leave_its_size_open():
    assert [soort for soort in Soort if not check_omvang(PARAMS, NOW, soort, None, None)] == [Soort.EVC]


def test_examens_are_whole():
    assert check_omvang(PARAMS, NOW, Soort.EXAMENCOMMISSIE, Decimal("1.5"), None)[0].field == "size"


@settings(max_examples=60)
@given(SIZES, SIZES)
def test_hours_at_a_distance_count_with_the_contact_hours(contact, distance):
    verdict = beoordeel_grootte(PARAMS, NOW, Soort.UREN, contact, distance)
    assert verdict.ok is (contact + distance >= 32)
    assert [value.key for value in verdict.parameters] == ["odb.blended_minimum_uren"]
    # For other kinds they change nothing.
    credits = beoordeel_grootte(PARAMS, NOW, Soort.STUDIEPUNTEN, contact, distance)
    assert credits.ok is (contact >= 3)


@pytest.mark.parametrize(
    ("start", "last"),
    [
        # Three months before, until the end of March 2025; from then on, the day of the start.
        (date(2025, 3, 31), date(2024, 12, 31)),
        (date(2025, 4, 1), date(2025, 4, 1)),
        (date(2027, 1, 1), date(2027, 1, 1)),
    ],
)
def test_the_last_day_to_register(start, last):
    assert laatste_dag(PARAMS, start) == last
    end = start + timedelta(days=60)
    assert check_periode(PARAMS, last, Periode(start, end)) == []
    assert [item.field for item in check_periode(PARAMS, last + timedelta(days=1), Periode(start, end))] == ["start"]


@settings(max_examples=80)
@given(DAYS, DAYS, st.none() | DAYS, DAYS)
def test_the_days_follow_each_other(start, end, exam, today):
    fields = [item.field for item in check_periode(PARAMS, today, Periode(start, end, exam))]
    assert ("end" in fields) is (end < start)
    assert ("exam_date" in fields) is (exam is not None and exam < start)
    assert ("start" in fields) is (today > start)


def test_what_each_form_needs():
    assert check_vorm(Vorm.ONLINE, "", "", "", None) == []
    assert [item.field for item in check_vorm(Vorm.LOCATIE, "", "", "", None)] == ["place"]
    fields = [item.field for item in check_vorm(Vorm.BLENDED, "Gent", "", "", Decimal(0))]
    assert fields == ["blended_hours", "lms", "follow_up"]


@settings(max_examples=60)
@given(SIZES, st.lists(SIZES, max_size=6))
def test_modules_fit_in_the_opleiding(size, modules):
    assert (check_modules(Soort.UREN, size, modules) == []) is (sum(modules) <= size)
    assert check_modules(Soort.EVC, None, modules) == []


def test_a_quality_registration_comes_first_and_is_a_rule_with_a_date():
    said = kwaliteitsregistratie(PARAMS, NOW)
    assert "eerst een kwaliteitsregistratie van WSE nodig" in said
    assert "hoogstens 40 kalenderdagen" in said


def test_thirty_days_to_answer_and_a_reminder_a_week_before():
    last = antwoorden_tot(PARAMS, date(2026, 11, 25))
    assert last == date(2026, 12, 25)
    assert herinneren_vanaf(PARAMS, last, NOW) == date(2026, 12, 18)


@settings(max_examples=60)
@given(DAYS, DAYS)
def test_an_extension_is_later_and_at_most_a_year(end, new_end):
    ok = check_verlenging(PARAMS, NOW, end, new_end) == []
    try:
        year_later = end.replace(year=end.year + 1)
    except ValueError:
        year_later = date(end.year + 1, 2, 28)
    assert ok is (end < new_end <= year_later)


def test_the_department_decides_on_extensions():
    assert verlengt_vanzelf(PARAMS, NOW) is False


@settings(max_examples=60)
@given(DAYS, st.none() | DAYS, st.booleans())
def test_who_began_before_an_opleiding_was_struck_goes_on(start, stopped_on, earlier):
    verdict = beoordeel_stopgezet(start, stopped_on, earlier=earlier)
    assert verdict.ok is (stopped_on is None or start < stopped_on or earlier)
