"""Keyset pages: the next page starts after the last row, so page 400 costs what page 1 costs."""

import datetime
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

SALT = "loket.paging"


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, and the query strings of the pages before and after ("" when there is none)."""

    rows: list[Any]
    previous: str
    next: str


def _position(row: Model, key: str) -> list:
    value = reduce(getattr, key.split("__"), row)
    return [value.isoformat() if isinstance(value, datetime.date) else value, row.pk]


def _read(request: HttpRequest, name: str, salt: str) -> tuple[Any, int] | None:
    """A signed position from the address; a broken one, or one of another list, counts as the first page."""
    try:
        value, pk = signing.loads(request.GET.get(name, ""), salt=salt)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return value, pk


def keyset_page(request: HttpRequest, rows: QuerySet, *, key: str, per_page: int, newest_first: bool = True) -> Page:
    """A page of `rows` ordered by (key, pk). The filters in the address are kept in the links."""
    # A position means something in its own list only.
    salt = f"{SALT}.{rows.model._meta.label_lower}.{key}"
    after, before = _read(request, "na", salt), _read(request, "voor", salt)
    backwards = before is not None
    descending = newest_first != backwards
    position = before or after
    if position is not None:
        value, pk = position
        beyond = "lt" if descending else "gt"
        rows = rows.filter(Q(**{f"{key}__{beyond}": value}) | Q(**{key: value, f"pk__{beyond}": pk}))
    sign = "-" if descending else ""
    found = list(rows.order_by(f"{sign}{key}", f"{sign}pk")[: per_page + 1])
    more = len(found) > per_page
    found = found[:per_page]
    if backwards:
        found.reverse()
    has_previous = more if backwards else after is not None
    has_next = True if backwards else more

    def link(name: str, row: Model) -> str:
        query = request.GET.copy()
        query.pop("na", None)
        query.pop("voor", None)
        query[name] = signing.dumps(_position(row, key), salt=salt)
        return f"?{query.urlencode()}"

    return Page(
        rows=found,
        previous=link("voor", found[0]) if found and has_previous else "",
        next=link("na", found[-1]) if found and has_next else "",
    )
