"""Foreign keys that are looked at once per statement, for tables into which rows come by the thousand.

PostgreSQL looks a foreign key up for each row by itself, also when all rows name the same: most of what a COPY of
aanvragen cost was that. A shared key is looked up once for all rows of a statement, and refuses as a foreign key does:

- rows that come in, or change, must name a row that exists, and hold that row until the end of the transaction;
- a row that is named is neither removed nor given another number.

Two things differ. It is never deferred: what is named must be there first, and be visible to who names it. And the row
that is named may not be removed at an isolation above "read committed", which nothing here uses: such a transaction
would not see who named it meanwhile.

The field of the model says `db_constraint=False`; the migration that takes away the foreign key adds `shared_keys`.
"""

from collections.abc import Mapping

from django.db import migrations

COMES_IN = """
    named := ARRAY(SELECT DISTINCT {column} FROM fresh WHERE {column} IS NOT NULL);
    PERFORM FROM {parent} WHERE id = ANY(named) FOR KEY SHARE;
    GET DIAGNOSTICS known = ROW_COUNT;
    IF known < cardinality(named) THEN
        RAISE foreign_key_violation USING MESSAGE = '{table}.{column} names no row of {parent}',
            TABLE = '{table}', COLUMN = '{column}';
    END IF;
"""
CHANGES = """
    IF NEW.{column} IS DISTINCT FROM OLD.{column} AND NEW.{column} IS NOT NULL THEN
        PERFORM FROM {parent} WHERE id = NEW.{column} FOR KEY SHARE;
        IF NOT FOUND THEN
            RAISE foreign_key_violation USING MESSAGE = '{table}.{column} names no row of {parent}',
                TABLE = '{table}', COLUMN = '{column}';
        END IF;
    END IF;
"""
GOES = """
    IF EXISTS (SELECT FROM {table} WHERE {column} = OLD.id) THEN
        RAISE foreign_key_violation USING MESSAGE = '{table}.{column} still names this row of {parent}',
            TABLE = '{table}', COLUMN = '{column}';
    END IF;
"""
# The plan is kept, and each number of `named` is to be found by the index also when the table has grown since.
COME_IN = """
CREATE OR REPLACE FUNCTION {table}_keys_come_in() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
    DECLARE named bigint[]; known bigint; BEGIN {come_in} RETURN NULL; END $$;
"""
ON_TABLE = """
CREATE FUNCTION {table}_keys_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {change} RETURN NULL; END $$;
CREATE TRIGGER keys_come_in AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION {table}_keys_come_in();
CREATE TRIGGER keys_change AFTER UPDATE OF {columns} ON {table}
    FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {table}_keys_change();
"""
ON_PARENT = """
CREATE FUNCTION {table}_names_{parent}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {go} RETURN NULL; END $$;
CREATE TRIGGER {table}_goes AFTER DELETE ON {parent}
    FOR EACH ROW EXECUTE FUNCTION {table}_names_{parent}();
CREATE TRIGGER {table}_moves AFTER UPDATE OF id ON {parent}
    FOR EACH ROW WHEN (OLD.id IS DISTINCT FROM NEW.id) EXECUTE FUNCTION {table}_names_{parent}();
"""
OFF_TABLE = """
DROP TRIGGER keys_come_in ON {table}; DROP TRIGGER keys_change ON {table};
DROP FUNCTION {table}_keys_come_in(); DROP FUNCTION {table}_keys_change();
"""
OFF_PARENT = """
DROP TRIGGER {table}_goes ON {parent}; DROP TRIGGER {table}_moves ON {parent};
DROP FUNCTION {table}_names_{parent}();
"""


def _of_columns(text: str, table: str, columns: Mapping[str, str]) -> str:
    return "".join(text.format(table=table, column=column, parent=parent) for column, parent in columns.items())


def _come_in(table: str, parents: Mapping[str, str]) -> str:
    return COME_IN.format(table=table, come_in=_of_columns(COMES_IN, table, parents))


def shared_keys(table: str, parents: Mapping[str, str]) -> migrations.RunSQL:
    """The shared keys of a table: by column, the table of which it names the `id`. Once for each table."""
    names = sorted(set(parents.values()))
    of_parent = {name: {column: parent for column, parent in parents.items() if parent == name} for name in names}
    rows = {row: ", ".join(f"{row}.{column}" for column in parents) for row in ("OLD", "NEW")}
    on = _come_in(table, parents) + ON_TABLE.format(
        table=table,
        change=_of_columns(CHANGES, table, parents),
        columns=", ".join(parents),
        old=rows["OLD"],
        new=rows["NEW"],
    )
    off = OFF_TABLE.format(table=table)
    for name in names:
        on += ON_PARENT.format(table=table, parent=name, go=_of_columns(GOES, table, of_parent[name]))
        off += OFF_PARENT.format(table=table, parent=name)
    return migrations.RunSQL(on, off)


def shared_keys_anew(table: str, parents: Mapping[str, str]) -> migrations.RunSQL:
    """The look of `shared_keys` at rows that come in, as it is by now, in a database that has an earlier one."""
    return migrations.RunSQL(_come_in(table, parents), migrations.RunSQL.noop)
