"""Rows of a file into a table with COPY, and wrong rows out of it into the report.

A file goes straight into its table: COPY reads the dates itself. Only a file in which it stumbles over a value is read
again as text, so that its wrong rows can be told from the others.
"""

from collections.abc import Callable, Iterable

import psycopg
from django.db import connection, transaction
from psycopg import errors, sql

from accounts.kbo.errors import ImportRefused
from accounts.kbo.layout import Part
from accounts.kbo.tables import NO_DATE, TWICE, VALUE_SHOWN, Table

# Values that a column cannot hold; anything else that COPY refuses is a file that is not CSV.
VALUE_ERRORS = (errors.InvalidDatetimeFormat, errors.DatetimeFieldOverflow, errors.NotNullViolation)
Pieces = Callable[[], Iterable[bytes]]
REFUSALS_KEPT = 1000
# Numbers that a file names in rows that were refused: what they stand for did not vanish.
NAMED = "kbo_named_number"


def run(statement: str, parameters: Iterable[object] = ()) -> int:
    """Execute; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters) or None)
        return int(cursor.rowcount)


def number_of(statement: str, parameters: Iterable[object] = ()) -> int:
    """The one number that a query gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters) or None)
        return int(cursor.fetchone()[0])


def copy_rows(target: str, columns: Iterable[str], pieces: Iterable[bytes], file: str, *, freeze: bool = False) -> int:
    """COPY the pieces of a CSV file; returns the number of rows. `freeze`: into a table emptied in this transaction.

    Raises ImportRefused for what is not CSV in UTF-8, and psycopg's error for a value that a column cannot hold.
    """
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    # An empty text in quotes is empty as well.
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FORMAT csv, FREEZE {}, FORCE_NULL ({}))").format(
        sql.SQL(target), names, sql.SQL("on" if freeze else "off"), names
    )
    try:
        with connection.cursor() as cursor:
            with cursor.copy(statement) as copy:
                for piece in pieces:
                    copy.write(piece)
            return int(cursor.rowcount)
    except VALUE_ERRORS:
        raise
    except psycopg.DataError as error:
        raise ImportRefused(_not_csv(file, error)) from error


def _not_csv(file: str, error: psycopg.Error) -> str:
    """Where COPY stopped; it counts rows without the header that we took off."""
    context = error.diag.context or ""
    _, _, after = context.partition("line ")
    digits = after.split(",")[0].split(":")[0]
    row = f" rij {int(digits) + 1}" if digits.isdigit() else ""
    return f"{file}.csv,{row}: dit is geen juiste CSV in UTF-8. Haal het extract opnieuw op."


def load_file(table: Table, schema: str, part: Part, pieces: Pieces, import_pk: int) -> tuple[int, int]:
    """All rows of a file into the table of that schema, without those that are wrong in themselves.

    Returns how many were read and how many of those refused.
    """
    target = f"{schema}.{table.name}"
    numbered = f"{schema}.{table.name}_line"
    run(f"CREATE SEQUENCE {numbered} START 2 CACHE 1000")
    run(f"ALTER TABLE {target} ALTER line SET DEFAULT nextval('{numbered}')")
    try:
        # Frozen rows: who reads them first does not write all pages once more to note that they are there.
        with transaction.atomic():
            run(f"TRUNCATE {target}")
            read = copy_rows(target, table.columns, pieces(), part.file, freeze=True)
        refused = refuse_wrong(table, target, part.file, import_pk)
    except VALUE_ERRORS:
        staged = f"{schema}.{table.name}_text"
        read = stage(table, staged, part, pieces())
        refused = refuse_wrong(table, staged, part.file, import_pk)
        refused += refuse_dates(table, staged, part.file, import_pk, f"{schema}.{NAMED}")
        insert_staged(table, staged, target)
    run(f"ALTER TABLE {target} ALTER line DROP DEFAULT")
    return read, refused


def stage(table: Table, staged: str, part: Part, pieces: Iterable[bytes], temporary: str = "UNLOGGED") -> int:
    """The rows as text, numbered, in a table of their own. Returns how many."""
    columns = table.columns if len(part.columns) > 1 else (table.key,)
    text = ", ".join(f'{column} text COLLATE "C"' for column in columns)
    run(f"CREATE {temporary} TABLE {staged} (line integer GENERATED ALWAYS AS IDENTITY (START 2 CACHE 1000), {text})")
    return copy_rows(staged, columns, pieces, part.file)


def insert_staged(table: Table, staged: str, target: str) -> int:
    """Put staged rows in the table itself. Returns how many."""
    columns = ", ".join(table.columns)
    values = ", ".join(f"{column}::date" if column in table.dates else column for column in table.columns)
    return run(f"INSERT INTO {target} (line, {columns}) SELECT line, {values} FROM {staged}")


def refuse(
    target: str,
    condition: str,
    shown: str,
    reason: str,
    file: str,
    import_pk: int,
    named: tuple[str, str] | None = None,
) -> int:
    """Take rows out of a table into the report; the first ones are kept there. Returns how many.

    `named`: a column of these rows, and the table in which it is noted that the file does name this number.
    """
    column, noted = named or ("NULL::text", "")
    # The modulo of the check digits is no placeholder.
    condition = condition.replace("%", "%%")
    note = f"noted AS (INSERT INTO {noted} SELECT number FROM bad WHERE number IS NOT NULL)," if noted else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH bad AS (
                    DELETE FROM {target} WHERE {condition} RETURNING line, {shown} AS value, {column} AS number
                ), {note}
                kept AS (
                    INSERT INTO kbo_refusal (of_id, file, line, value, reason)
                    SELECT %s, %s, line, left(coalesce(value::text, ''), {VALUE_SHOWN}), %s
                    FROM bad ORDER BY line LIMIT {REFUSALS_KEPT}
                )
                SELECT count(*) FROM bad""",
            [import_pk, file, reason],
        )
        return int(cursor.fetchone()[0])


def refuse_wrong(table: Table, target: str, file: str, import_pk: int) -> int:
    """Rows that are wrong in themselves. Looked for first, all reasons at once: mostly there are none."""
    any_of = " OR ".join(f"({condition})" for condition, _shown, _reason in table.wrong)
    if not any_of or not number_of(f"SELECT count(*) FROM {target} WHERE {any_of}"):
        return 0
    return sum(refuse(target, condition, shown, reason, file, import_pk) for condition, shown, reason in table.wrong)


def refuse_dates(table: Table, staged: str, file: str, import_pk: int, noted: str) -> int:
    """Staged rows with something else than a date where a date belongs: what COPY would not have read either."""
    total = 0
    named = (table.key, noted) if table.unique else None
    for column in table.dates:
        wrong = f"{column} IS NOT NULL AND NOT pg_input_is_valid({column}, 'date')"
        total += refuse(staged, wrong, column, NO_DATE, file, import_pk, named)
    return total


def refuse_twice(table: Table, target: str, file: str, import_pk: int) -> int:
    """Every row but the first of those that are the same in what must be unique."""
    own, first = (", ".join(f"{alias}.{column}" for column in table.unique) for alias in ("own", "first"))
    condition = f"EXISTS (SELECT FROM {target} first WHERE ({first}) = ({own}) AND first.line < own.line)"
    return refuse(f"{target} own", condition, f"own.{table.key}", TWICE, file, import_pk)
