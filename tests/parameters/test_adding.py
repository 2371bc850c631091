"""An administrator adds a value: the constraints, the service and the form."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from loket.parameters.forms import ParameterForm
from loket.parameters.models import Parameter, ParameterKey
from loket.parameters.services import add_parameter
from loket.parameters.values import Status

pytestmark = pytest.mark.django_db

OLD, NEW = date(2025, 9, 1), date(2026, 9, 1)


@pytest.fixture
def key() -> ParameterKey:
    return ParameterKey.objects.create(code="proef.bedrag", label="Bedrag", unit="euro", kind="decimal")


@pytest.fixture
def previous(key: ParameterKey) -> Parameter:
    return Parameter.objects.create(key=key, value="14.91", valid_from=OLD, source="een bron", status=Status.WET)


@pytest.fixture
def administrator() -> Any:
    return get_user_model().objects.create(username="beheerder")


def form(parameter: ParameterKey, **changes: Any) -> ParameterForm:
    data = {
        "key": parameter.pk,
        "value": "15,20",
        "valid_from": "2026-09-01",
        "valid_until": "",
        "source": "Belgisch Staatsblad",
        "status": Status.WET.value,
        "note": "",
    }
    return ParameterForm(data | changes)


@pytest.mark.parametrize(
    ("valid_from", "valid_until"),
    [(OLD, None), (date(2027, 1, 1), None), (date(2020, 1, 1), OLD), (date(2026, 1, 1), date(2026, 1, 1))],
)
def test_the_database_refuses_an_overlap(previous: Parameter, valid_from: date, valid_until: date | None) -> None:
    row = Parameter(
        key=previous.key, value="1", valid_from=valid_from, valid_until=valid_until, source="x", status=Status.WET
    )
    with pytest.raises(ValidationError, match="bestaat al een waarde in die periode"):
        row.validate_constraints()
    with pytest.raises(IntegrityError, match="parameter_periods_dont_overlap"), transaction.atomic():
        row.save()


def test_other_parameters_and_other_periods_dont_overlap(previous: Parameter) -> None:
    other = ParameterKey.objects.create(code="proef.ander", label="Ander", unit="euro", kind="decimal")
    common = {"value": "1", "source": "x", "status": Status.WET}
    Parameter.objects.create(key=other, valid_from=OLD, **common)
    Parameter.objects.create(key=previous.key, valid_from=date(2020, 1, 1), valid_until=date(2025, 8, 31), **common)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"valid_until": date(2024, 1, 1)}, "parameter_period_ends_after_start|range lower bound"),
        ({"source": "  "}, "parameter_has_a_source"),
    ],
)
def test_the_database_refuses_a_reversed_period_and_no_source(
    key: ParameterKey, changes: dict[str, Any], constraint: str
) -> None:
    fields = {"key": key, "value": "1", "valid_from": OLD, "source": "x", "status": Status.WET} | changes
    with pytest.raises(Exception, match=constraint), transaction.atomic():
        Parameter.objects.create(**fields)


def test_adding_closes_the_previous_value_on_the_day_before(previous: Parameter, administrator: Any) -> None:
    filled = form(previous.key, close_previous="on")
    assert filled.is_valid(), filled.errors
    added = filled.add(administrator)
    previous.refresh_from_db()
    assert previous.valid_until == date(2026, 8, 31)
    assert added.closed == previous
    assert (added.parameter.value, added.parameter.created_by) == ("15.20", administrator)


def test_an_overlap_is_refused_at_the_field_with_its_period(previous: Parameter) -> None:
    filled = form(previous.key)
    assert filled.errors == {
        "valid_from": [
            "Deze periode overlapt met de waarde 14.91, die geldt vanaf 01/09/2025. "
            "Sluit de vorige waarde af of kies een andere periode."
        ]
    }


def test_one_shared_day_is_an_overlap(previous: Parameter) -> None:
    errors = form(previous.key, valid_from="2020-01-01", valid_until="2025-09-01").errors
    assert errors == {"valid_from": ["Deze periode overlapt met de waarde 14.91, die geldt vanaf 01/09/2025."]}


def test_closing_the_previous_value_doesnt_excuse_a_later_one(previous: Parameter, key: ParameterKey) -> None:
    Parameter.objects.filter(pk=previous.pk).update(valid_until=date(2027, 8, 31))
    filled = form(key, close_previous="on")
    assert "van 01/09/2025 tot en met 31/08/2027" in filled.errors["valid_from"][0]


def test_the_previous_value_stays_open_when_adding_fails(previous: Parameter, administrator: Any) -> None:
    with pytest.raises(ValidationError, match="Vul een getal in"):
        add_parameter(
            key=previous.key,
            value="veel",
            valid_from=NEW,
            valid_until=None,
            source="x",
            status=Status.WET,
            note="",
            close_previous=True,
            by=administrator,
        )
    previous.refresh_from_db()
    assert previous.valid_until is None


def test_the_second_of_two_administrators_is_refused(previous: Parameter, administrator: Any) -> None:
    first, second = form(previous.key, close_previous="on"), form(previous.key, close_previous="on")
    assert first.is_valid()
    assert second.is_valid()
    first.add(administrator)
    with pytest.raises(ValidationError, match="overlapt"):
        second.add(administrator)


@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_at_the_same_moment_one_is_refused(previous: Parameter, administrator: Any) -> None:
    both_checked = Barrier(2)

    def add() -> str:
        try:
            filled = form(previous.key, close_previous="on")
            assert filled.is_valid()
            both_checked.wait(timeout=10)
            filled.add(administrator)
        except ValidationError as error:
            return error.messages[0]
        else:
            return "added"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        refused, added = sorted(outcome.result() for outcome in [pool.submit(add) for _ in range(2)])
    assert added == "added"
    # Refused by the check under the lock, which names the other value, and not only by the constraint.
    assert refused.startswith("Deze periode overlapt met de waarde 15.20")


@pytest.mark.parametrize(
    ("kind", "typed", "stored"),
    [
        ("decimal", "14,91", "14.91"),
        ("decimal", "14.91", "14.91"),
        ("decimal", "3714", "3714"),
        ("integer", " 3 ", "3"),
        ("boolean", "Ja", "true"),
        ("boolean", "nee", "false"),
        ("date", "3/9/2025", "2025-09-03"),
        ("text", "10-31", "10-31"),
    ],
)
def test_a_value_is_read_as_people_type_it(key: ParameterKey, kind: str, typed: str, stored: str) -> None:
    ParameterKey.objects.filter(pk=key.pk).update(kind=kind)
    filled = form(key, value=typed)
    assert filled.is_valid(), filled.errors
    assert filled.cleaned_data["value"] == stored


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": "veel"}, "value"),
        ({"value": "3.714"}, "value"),
        ({"value": ""}, "value"),
        ({"key": ""}, "key"),
        ({"valid_from": "31/31/2026"}, "valid_from"),
        ({"valid_from": ""}, "valid_from"),
        ({"valid_until": "2026-08-31"}, "valid_until"),
        ({"source": "  "}, "source"),
        ({"status": ""}, "status"),
    ],
)
def test_errors_stand_at_their_field_in_dutch(key: ParameterKey, changes: dict[str, str], field: str) -> None:
    errors = form(key, **changes).errors
    assert list(errors) == [field]
    assert errors[field][0].startswith(("Vul", "Kies", "Gebruik", "De einddatum"))


def test_a_value_must_match_the_pattern_of_its_parameter(key: ParameterKey) -> None:
    ParameterKey.objects.filter(pk=key.pk).update(pattern=r"0(\.[0-9]+)?|1", unit="breuk")
    assert form(key, value="80").errors == {"value": ["Vul een waarde in die past bij de eenheid ‘breuk’."]}
    assert form(key, value="0,8").is_valid()
