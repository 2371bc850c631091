"""Parameters as a filed aanvraag keeps them: the values by which it was judged, whatever becomes of them later."""

from typing import Any

from loket.parameters.values import ParameterValue, format_value


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
