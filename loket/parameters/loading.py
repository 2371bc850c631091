"""Loads parameter files into the database, and leaves alone what is there."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.apps import apps as installed_apps
from django.apps.registry import Apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, transaction

from loket.parameters.files import ParameterDefinition, read_definitions
from loket.parameters.values import ParameterValue, format_value

logger = logging.getLogger(__name__)

Period = tuple[date, date | None]


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did: values `inserted`, and those `left` out because their period is taken by a different one.

    A value that was there already is in neither of them. Each is (code, first day of the period).
    """

    inserted: tuple[tuple[str, date], ...]
    left: tuple[tuple[str, date], ...]


def load_files(paths: Iterable[Path], *, apps: Apps = installed_apps, using: str = DEFAULT_DB_ALIAS) -> LoadReport:
    """Insert the parameters and values that are missing.

    A value is known by its parameter and its first day. Nothing is ever changed or deleted, so what an administrator
    added or closed stays. Raises ParameterFileError for a wrong file; then nothing has been inserted.
    """
    definitions = [definition for path in paths for definition in read_definitions(path)]
    keys, values = apps.get_model("parameters", "ParameterKey"), apps.get_model("parameters", "Parameter")
    with transaction.atomic(using=using):
        keys.objects.using(using).bulk_create(
            (_key_row(keys, definition) for definition in definitions), ignore_conflicts=True
        )
        codes = [definition.code for definition in definitions]
        # The lock makes an administrator's addition wait, or us for it, so that no period changes below us.
        locked = keys.objects.using(using).filter(code__in=codes).order_by("pk").select_for_update()
        key_ids = {key.code: key.pk for key in locked}
        periods: dict[int, list[Period]] = {pk: [] for pk in key_ids.values()}
        existing = values.objects.using(using).filter(key__in=key_ids.values())
        for key_id, valid_from, valid_until in existing.values_list("key_id", "valid_from", "valid_until"):
            periods[key_id].append((valid_from, valid_until))
        rows, left = [], []
        for definition in definitions:
            key_id = key_ids[definition.code]
            taken = periods[key_id]
            for value in definition.values:
                if any(valid_from == value.valid_from for valid_from, _ in taken):
                    continue
                if any(_overlap((value.valid_from, value.valid_until), period) for period in taken):
                    left.append((value.key, value.valid_from))
                else:
                    rows.append(_value_row(values, key_id, value))
        values.objects.using(using).bulk_create(rows)
    codes_by_id = {pk: code for code, pk in key_ids.items()}
    return LoadReport(tuple((codes_by_id[row.key_id], row.valid_from) for row in rows), tuple(left))


def load_after_migrate(*, using: str, apps: Apps = installed_apps, **kwargs: Any) -> None:
    """Load the files in the setting `PARAMETER_FILES`; receiver of `post_migrate`."""
    try:
        apps.get_model("parameters", "Parameter")
    except LookupError:
        # Migrated back to before the tables existed.
        return
    report = load_files(getattr(settings, "PARAMETER_FILES", ()), apps=apps, using=using)
    for code, valid_from in report.left:
        logger.warning("Parameter %s from %s left out: its period is taken by another value", code, valid_from)


def _overlap(one: Period, other: Period) -> bool:
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])


def _key_row(model: Any, definition: ParameterDefinition) -> Any:
    return model(
        code=definition.code,
        label=definition.label,
        unit=definition.unit,
        kind=definition.kind,
        pattern=definition.pattern,
        description=definition.description,
    )


def _value_row(model: Any, key_id: int, value: ParameterValue) -> Any:
    return model(
        key_id=key_id,
        value=format_value(value.value),
        valid_from=value.valid_from,
        valid_until=value.valid_until,
        source=value.source,
        status=value.status,
        note=value.note,
    )
