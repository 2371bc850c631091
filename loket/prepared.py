"""Queries of which Django writes the SQL once per process, and PostgreSQL makes the plan once per connection.

For the few queries of every page: building and planning such a query takes many times as long as answering it.
"""

import datetime
from collections import namedtuple
from collections.abc import Callable
from functools import cached_property
from typing import Any

import psycopg
from django.db import connection
from django.db.models import QuerySet

# Values that nobody else puts in a query, by which a parameter is found back in the SQL's own list of values.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 1_870_000_000 + number,
    str: lambda number: f"\x01stand-in {number}\x01",
    datetime.date: lambda number: datetime.date(1, 1, 1 + number),
}


class Prepared:
    """`Prepared(build, person=int, day=datetime.date)`, called as `prepared(person=3, day=today)`.

    `build` takes the parameters by name and gives a `values_list(...)` query; the rows are named tuples. A value may
    change nothing but itself in the SQL: no None, no list, nothing that `build` looks at.

    With `plan_anew`, PostgreSQL makes its plan at each call, for the values that it gets: a plan for an organisation
    of any size is made for a small one, and reads the rights of 5,000 people one by one.
    """

    def __init__(self, build: Callable[..., QuerySet], *, plan_anew: bool = False, **parameters: type) -> None:
        self._build = build
        self._plan_anew = plan_anew
        self._parameters = parameters

    def __call__(self, **values: Any) -> list[Any]:
        """The rows. Raises TypeError when the values are not those that were declared."""
        for name, kind in self._parameters.items():
            if not isinstance(values.get(name), kind):
                raise TypeError(f"{name} must be of type {kind.__name__}, not {type(values.get(name)).__name__}")
        if len(values) != len(self._parameters):
            raise TypeError(f"expected {', '.join(self._parameters)}")
        sql, slots, row = self._prepared
        params = [values[slot] for slot in slots]
        # Whoever looks at the queries of a request (a test, the debug log) must see this one too.
        with connection.cursor() as cursor:
            if connection.execute_wrappers or connection.queries_logged:
                cursor.execute(sql, params)
                return [row._make(found) for found in cursor.fetchall()]
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(sql, params, prepare=not self._plan_anew)
            return [row._make(found) for found in cursor.fetchall()]

    @cached_property
    def _prepared(self) -> tuple[str, list[str], Any]:
        stand_ins = {name: STAND_INS[kind](number) for number, (name, kind) in enumerate(self._parameters.items())}
        query = self._build(**stand_ins).query
        compiler = query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        slots = [next((name for name, mark in stand_ins.items() if _same(mark, param)), "") for param in params]
        if missing := set(stand_ins) - set(slots):
            raise TypeError(f"not in the query as it is: {', '.join(sorted(missing))}")
        if compiler.get_converters([column for column, *_ in compiler.select]):
            raise TypeError("a column needs Django's own conversion")
        with connection.cursor() as cursor:
            # What never changes stands in the SQL itself: PostgreSQL need not guess its type.
            fixed = [
                "%s" if slot else cursor.mogrify("%s", [param]).replace("%", "%%")
                for slot, param in zip(slots, params, strict=True)
            ]
        return (
            sql.replace("%%", "%%%%") % tuple(fixed),
            [slot for slot in slots if slot],
            namedtuple("Row", query.selected),
        )


def _same(mark: Any, param: Any) -> bool:
    return type(param) is type(mark) and param == mark
