"""Keyset pages: the next page starts after the last row, so page 400 costs what page 1 costs."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.core import signing
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

from loket.prepared import Prepared

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
        value, pk = signing.Signer(salt=salt).unsign_object(request.GET.get(name, ""))
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return value, pk


def _rows_at(rows: QuerySet, key: str, number: int, descending: bool, position: tuple[Any, int] | None) -> QuerySet:
    """So many rows from a position on, or from the first."""
    if position is not None:
        value, pk = position
        beyond = "lt" if descending else "gt"
        # By the first condition an index finds where the page begins.
        rows = rows.filter(
            Q(**{f"{key}__{beyond}e": value}), Q(**{f"{key}__{beyond}": value}) | Q(**{f"pk__{beyond}": pk})
        )
    sign = "-" if descending else ""
    return rows.order_by(f"{sign}{key}", f"{sign}pk")[:number]


def keyset_page(request: HttpRequest, rows: QuerySet, *, key: str, per_page: int, newest_first: bool = True) -> Page:
    """A page of `rows` ordered by (key, pk). The filters in the address are kept in the links."""

    def fetch(backwards: bool, position: tuple[Any, int] | None) -> list[Any]:
        return list(_rows_at(rows, key, per_page + 1, newest_first != backwards, position))

    return _page(request, rows.model, key, per_page, fetch)


class PreparedPages:
    """The pages of a list that has no filters, in order of (key, pk), through prepared queries (`loket/prepared.py`).

    `build` takes the parameters by name and gives a query of `model` or its `values_list(...)`, with `pk` and `key`, a
    text, a day or a moment (`at`). A page is that of `keyset_page`: the links of the one work for the other.
    """

    def __init__(
        self,
        model: type[Model],
        build: Callable[..., QuerySet],
        *,
        key: str,
        per_page: int,
        newest_first: bool = True,
        at: type[str] | type[datetime.date] = str,
        **parameters: type,
    ) -> None:
        self._model, self._key, self._per_page = model, key, per_page
        self._position_of: Callable[[str], Any] = at.fromisoformat if issubclass(at, datetime.date) else at

        def first(**values: Any) -> QuerySet:
            return _rows_at(build(**values), key, per_page + 1, newest_first, None)

        def beyond(backwards: bool) -> Prepared:
            def rows(begin: Any, begin_pk: int, **values: Any) -> QuerySet:
                return _rows_at(build(**values), key, per_page + 1, newest_first != backwards, (begin, begin_pk))

            return Prepared(rows, plan_anew=True, begin=at, begin_pk=int, **parameters)

        self._first = Prepared(first, plan_anew=True, **parameters)
        self._beyond = {backwards: beyond(backwards) for backwards in (False, True)}

    def page(self, request: HttpRequest, **values: Any) -> Page:
        """The page that the address asks for."""

        def fetch(backwards: bool, position: tuple[Any, int] | None) -> list[Any]:
            if position is None:
                return self._first(**values)
            begin, begin_pk = position
            return self._beyond[backwards](begin=self._position_of(begin), begin_pk=begin_pk, **values)

        return _page(request, self._model, self._key, self._per_page, fetch)


def _page(
    request: HttpRequest,
    model: type[Model],
    key: str,
    per_page: int,
    fetch: Callable[[bool, tuple[Any, int] | None], list[Any]],
) -> Page:
    """What `fetch` finds from the address's position on, one row more than the page if there are more."""
    # A position means something in its own list only.
    salt = f"{SALT}.{model._meta.label_lower}.{key}"
    after, before = _read(request, "na", salt), _read(request, "voor", salt)
    backwards = before is not None
    found = fetch(backwards, before or after)
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
        query[name] = signing.Signer(salt=salt).sign_object(_position(row, key))
        return f"?{query.urlencode()}"

    return Page(
        rows=found,
        previous=link("voor", found[0]) if found and has_previous else "",
        next=link("na", found[-1]) if found and has_next else "",
    )
