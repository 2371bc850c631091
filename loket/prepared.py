"""Queries of which Django writes the SQL once per process, and PostgreSQL makes the plan once per connection.

For the few queries of every page: building and planning such a query takes many times as long as answering it.
"""

import datetime
import uuid
from collections import namedtuple
from collections.abc import Callable
from functools import cached_property
from typing import Any

import psycopg
from django.db import connection
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

# Values that nobody else puts in a query, by which a parameter is found back in the SQL's own list of values.
STAND_INS: dict[type, Callable[[int], Any]] = {
    int: lambda number: 1_870_000_000 + number,
    str: lambda number: f"\x01stand-in {number}\x01",
    datetime.date: lambda number: datetime.date(1, 1, 1 + number),
    datetime.datetime: lambda number: datetime.datetime(1, 1, 1 + number, tzinfo=datetime.UTC),
    uuid.UUID: lambda number: uuid.UUID(int=1_870_000_000 + number),
}


class Prepared:
    """`Prepared(build, person=int, day=datetime.date)`, called as `prepared(person=3, day=today)`.

    `build` takes the parameters by name and gives a `values_list(...)` query, of which the rows are named tuples, or
    one of models. A value may change nothing but itself in the SQL: no None, no list, nothing that `build` looks at.

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
        sql, slots, made_of = self._prepared
        params = [_anywhere(values[name]) if inside else values[name] for name, inside in slots]
        # Whoever looks at the queries of a request (a test, the debug log) must see this one too.
        with connection.cursor() as cursor:
            if connection.execute_wrappers or connection.queries_logged:
                cursor.execute(sql, params)
                return made_of(cursor.fetchall())
        with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(sql, params, prepare=not self._plan_anew)
            return made_of(cursor.fetchall())

    @cached_property
    def _prepared(self) -> tuple[str, list[tuple[str, bool]], Callable[[list[tuple]], list[Any]]]:
        stand_ins = {name: STAND_INS[kind](number) for number, (name, kind) in enumerate(self._parameters.items())}
        rows = self._build(**stand_ins)
        compiler = rows.query.get_compiler(connection=connection)
        sql, params = compiler.as_sql()
        slots = [_slot(stand_ins, param) for param in params]
        if missing := set(stand_ins) - {slot[0] for slot in slots if slot}:
            raise TypeError(f"not in the query as it is: {', '.join(sorted(missing))}")
        with connection.cursor() as cursor:
            # What never changes stands in the SQL itself: PostgreSQL need not guess its type.
            fixed = [
                "%s" if slot else cursor.mogrify("%s", [param]).replace("%", "%%")
                for slot, param in zip(slots, params, strict=True)
            ]
        return (
            sql.replace("%%", "%%%%") % tuple(fixed),
            [slot for slot in slots if slot],
            _instances(compiler) if rows._iterable_class is ModelIterable else _tuples(compiler),
        )


def _tuples(compiler: SQLCompiler) -> Callable[[list[tuple]], list[Any]]:
    """Makes named tuples of what the database gives."""
    row = namedtuple("Row", compiler.query.selected)
    if converters := compiler.get_converters([column for column, *_ in compiler.select]):
        return lambda found: [row._make(values) for values in compiler.apply_converters(found, converters)]
    return lambda found: [row._make(values) for values in found]


def _instances(compiler: SQLCompiler) -> Callable[[list[tuple]], list[Any]]:
    """Makes models of what the database gives, with what `select_related` joined to them, as Django does."""
    known = compiler.klass_info
    first, last = known["select_fields"][0], known["select_fields"][-1]
    names = [column.target.attname for column, *_ in compiler.select[first : last + 1]]
    converters = compiler.get_converters([column for column, *_ in compiler.select])
    related = get_related_populators(known, compiler.select, connection.alias)

    def made(found: list[tuple]) -> list[Any]:
        instances = []
        for values in compiler.apply_converters(found, converters):
            instance = known["model"].from_db(connection.alias, names, values[first : last + 1])
            for populator in related:
                populator.populate(values, instance)
            instances.append(instance)
        return instances

    return made


def _slot(stand_ins: dict[str, Any], param: Any) -> tuple[str, bool] | None:
    """Which parameter stands there, and whether it is looked for inside a text; None for what is fixed."""
    for name, mark in stand_ins.items():
        if type(param) is type(mark) and param in (mark, f"%{mark}%"):
            return name, param != mark
    return None


def _anywhere(text: str) -> str:
    """The pattern for a text in which this one stands, as Django makes it."""
    return f"%{connection.ops.prep_for_like_query(text)}%"
