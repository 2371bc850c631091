"""How outcomes of the engine stand in the database: the columns of a line, and the parameters it used."""

from collections.abc import Iterable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from loket.parameters.values import ParameterValue, format_value
from maatwerk.berekening.kwartaal import Lijn

# The values of a line that the engine makes, under the names that the table has for them too.
LIJN_WAARDEN = tuple(item.name for item in fields(Lijn) if item.name != "plaats")
LIJN_COLUMNS = ("berekening_id", "werknemer_id", "wop_id", *LIJN_WAARDEN)
lijn_waarden = attrgetter(*LIJN_WAARDEN)


def parameters_json(used: Iterable[ParameterValue]) -> list[dict[str, Any]]:
    """The values with what a screen must show beside them; `value` as `parse_value` reads it."""
    return [
        {
            "key": item.key,
            "label": item.label,
            "value": format_value(item.value),
            "unit": item.unit,
            "valid_from": item.valid_from.isoformat(),
            "valid_until": item.valid_until and item.valid_until.isoformat(),
            "source": item.source,
            "status": item.status.value,
            "note": item.note,
            "carried": item.carried,
        }
        for item in used
    ]
