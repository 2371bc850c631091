from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loket.parameters.values import (
    Kind,
    ParameterMissing,
    ParameterSet,
    ParameterValue,
    Recorder,
    Status,
    Value,
    format_value,
    parse_value,
    unverified,
)


def value(
    number: Value, valid_from: date, valid_until: date | None = None, key: str = "vov.forfait"
) -> ParameterValue:
    return ParameterValue(key, number, "euro", valid_from, valid_until, "een bron", Status.WET)


FIRST = value(Decimal("21.30"), date(2024, 9, 1), date(2025, 8, 31))
SECOND = value(Decimal("14.91"), date(2025, 10, 1), date(2026, 8, 31))
PARAMS = ParameterSet([SECOND, FIRST])


@pytest.mark.parametrize(
    ("on", "number", "carried"),
    [
        (date(2024, 9, 1), "21.30", False),
        (date(2025, 8, 31), "21.30", False),
        (date(2025, 9, 1), "21.30", True),
        (date(2025, 9, 30), "21.30", True),
        (date(2025, 10, 1), "14.91", False),
        (date(2026, 8, 31), "14.91", False),
        (date(2026, 9, 1), "14.91", True),
    ],
)
def test_the_last_known_value_is_carried_on_and_marked(on: date, number: str, carried: bool) -> None:
    found = PARAMS.get("vov.forfait", on)
    assert (found.decimal, found.carried) == (Decimal(number), carried)
    assert found.status is (Status.NIET_GEVERIFIEERD if carried else Status.WET)
    assert unverified([found]) == ((found,) if carried else ())


def test_a_value_without_end_is_never_carried() -> None:
    assert not ParameterSet([value(1, date(2019, 9, 1))]).get("vov.forfait", date(2099, 1, 1)).carried


def test_before_the_first_value_nothing_is_known() -> None:
    assert PARAMS.find("vov.forfait", date(2024, 8, 31)) is None
    with pytest.raises(ParameterMissing) as raised:
        PARAMS.get("vov.forfait", date(2024, 8, 31))
    assert str(raised.value) == "Voor de parameter ‘vov.forfait’ is op 31/08/2024 geen waarde bekend."
    with pytest.raises(ParameterMissing):
        PARAMS.get("vov.onbekend", date(2026, 1, 1))


@pytest.mark.parametrize(
    "other",
    [
        value(1, date(2025, 8, 31)),
        value(1, date(2023, 1, 1)),
        value(1, date(2024, 9, 1), date(2024, 9, 1)),
    ],
)
def test_overlapping_periods_are_refused(other: ParameterValue) -> None:
    with pytest.raises(ValueError, match="overlap"):
        ParameterSet([FIRST, other])


def test_a_recorder_remembers_each_consulted_value_once() -> None:
    used = Recorder(PARAMS)
    inner = Recorder(used)
    inner.get("vov.forfait", date(2025, 1, 1))
    used.get("vov.forfait", date(2025, 1, 1))
    used.find("vov.forfait", date(2025, 12, 1))
    assert used.find("vov.onbekend", date(2025, 12, 1)) is None
    assert inner.used == (FIRST,)
    assert used.used == (FIRST, SECOND)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("tekst", "decimal"),
        (True, "decimal"),
        (Decimal(1), "integer"),
        (True, "integer"),
        (1, "text"),
        (1, "boolean"),
        (1, "day"),
    ],
)
def test_a_value_of_another_kind_is_not_read(number: Value, name: str) -> None:
    with pytest.raises(TypeError, match=r"vov\.forfait"):
        getattr(value(number, date(2025, 1, 1)), name)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.DECIMAL, "veel"),
        (Kind.DECIMAL, "NaN"),
        (Kind.DECIMAL, "Infinity"),
        (Kind.DECIMAL, "1,5"),
        (Kind.INTEGER, "1.5"),
        (Kind.BOOLEAN, "ja"),
        (Kind.DATE, "31/12/2026"),
        (Kind.TEXT, " "),
    ],
)
def test_a_wrong_text_is_refused_in_dutch(kind: Kind, text: str) -> None:
    with pytest.raises(ValueError, match=r"^Vul "):
        parse_value(kind, text)


@given(
    st.one_of(
        st.tuples(st.just(Kind.DECIMAL), st.decimals(-(10**6), 10**6, places=4)),
        st.tuples(st.just(Kind.INTEGER), st.integers()),
        st.tuples(st.just(Kind.BOOLEAN), st.booleans()),
        st.tuples(st.just(Kind.DATE), st.dates()),
    )
)
def test_stored_text_gives_the_value_back(pair: tuple[Kind, Value]) -> None:
    kind, original = pair
    assert parse_value(kind, format_value(original)) == original
