"""Numbers in the register: with dots in the database, as the files have them; ten digits everywhere else."""

from typing import Any

from django.db import models

from loket.numbers import SEPARATORS, format_establishment, format_kbo

# The first digit of an establishment number; an enterprise number begins with 0 or 1.
FIRST_OF_ESTABLISHMENT = "2"


def dotted(number: str) -> str:
    """`0999000129` as `0999.000.129`, `2999000171` as `2.999.000.171`; anything else as it is."""
    return format_establishment(number) if number >= FIRST_OF_ESTABLISHMENT else format_kbo(number)


def dotted_prefix(digits: str) -> str:
    """The first digits of a number as the numbers in the database begin: `09990` as `0999.0`."""
    cuts = (1, 4, 7) if digits >= FIRST_OF_ESTABLISHMENT else (4, 7)
    places = [0, *(cut for cut in cuts if cut < len(digits)), len(digits)]
    return ".".join(digits[start:end] for start, end in zip(places, places[1:], strict=False))


def digits_of(number: str) -> str:
    """The ten digits of a number with dots."""
    return number.replace(".", "")


class DottedNumberField(models.TextField):
    """Ten digits for Python, dots in the database: COPY puts the files in the tables without rewriting a row."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["db_collation"] = "C"
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return value if value is None else digits_of(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return dotted(SEPARATORS.sub("", value)) if isinstance(value, str) else value
