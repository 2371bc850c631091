"""What a filed aanvraag keeps, in the form in which pages, receipts and dossiers read it: what was declared, and the
values by which it was judged, whatever becomes of them later."""

from collections.abc import Iterable
from typing import Any

from aanvragen.flow import Step
from loket.parameters.values import ParameterValue, format_value


def declared(summary: Iterable[tuple[Step, list[tuple[str, str]]]]) -> list[list[Any]]:
    """The answers as the review page showed them."""
    return [[step.title, [list(answer) for answer in answers]] for step, answers in summary]


def frozen_parameter(value: ParameterValue) -> dict[str, Any]:
    """For the snapshot."""
    return {
        "label": value.label or value.key,
        "value": format_value(value.value),
        "unit": value.unit,
        "from": value.valid_from.isoformat(),
        "until": value.valid_until.isoformat() if value.valid_until else None,
        "source": value.source,
        "status": value.status.value,
        "carried": value.carried,
    }
