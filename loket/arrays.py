"""Thousands of numbers for one query, as the text of an array."""

from collections.abc import Iterable


def number_array(numbers: Iterable[object]) -> str:
    """What PostgreSQL reads as an array of these numbers, or of texts of digits alone: `{1,2,3}`.

    For a query that says the type: `ANY(%s::text[])`. A list would be written by psycopg item by item, which takes
    longer than the answer.
    """
    return f"{{{','.join(map(str, numbers))}}}"
