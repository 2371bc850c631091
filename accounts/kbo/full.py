"""A full set: fresh tables beside the old ones, which take their place in one short transaction.

What is not in the set any more comes along from the old tables, marked with the day of the extract without it.
A killed import leaves only the schema `kbo_new`, which the next one throws away.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from functools import partial

from django.db import IntegrityError, connection, transaction

from accounts.kbo import following
from accounts.kbo.lanes import Step
from accounts.kbo.layout import CODE, Part
from accounts.kbo.loading import NAMED, load_file, number_of, refuse, refuse_twice, run
from accounts.kbo.progress import Progress
from accounts.kbo.source import Extract
from accounts.kbo.tables import NO_ENTERPRISE, NO_ENTITY, SCHEMA, TABLES, Table, unknown_enterprise, unknown_entity

NAME_INDEXES = {
    "Woorden van namen ordenen": "kbo_denomination_words",
    "Begin van namen ordenen": "kbo_denomination_folded",
    "Namen per nummer ordenen": "kbo_denomination_pkey",
}


def prepare() -> None:
    """Empty tables like the live ones, in a schema of their own; what an earlier import left there goes."""
    run(f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE")
    run(f"CREATE SCHEMA {SCHEMA}")
    for table in TABLES.values():
        run(f"CREATE TABLE {SCHEMA}.{table.name} (LIKE {table.name} INCLUDING DEFAULTS INCLUDING GENERATED)")
    run(f'CREATE UNLOGGED TABLE {SCHEMA}.{NAMED} (number text COLLATE "C")')


class Full:
    """One import of a full set, as steps."""

    def __init__(self, extract: Extract, import_pk: int, progress: Progress) -> None:
        self.extract, self.pk, self.progress = extract, import_pk, progress
        self.parts = {part.layout.name: part for part in extract.parts}
        self.day = extract.meta.snapshot_on

    def steps(self) -> list[Step]:
        """The longest way first: the names, with their index of words. The others fill what it leaves free, the longer
        ones first, so that both lanes end together."""
        # Side by side: one connection makes one index.
        words, beginnings, numbers = (
            Step(step, partial(_index, name), ["Namen lezen"]) for step, name in NAME_INDEXES.items()
        )
        return [
            Step("Namen lezen", self._reader("denomination")),
            Step("Ondernemingen lezen", self._reader("enterprise")),
            Step("Ondernemingen vergelijken", self._enterprises, ["Ondernemingen lezen"]),
            Step("Vestigingen lezen", self._reader("establishment")),
            Step("Vestigingen vergelijken", self._establishments, ["Vestigingen lezen", "Ondernemingen vergelijken"]),
            words,
            Step("Adressen lezen", self._reader("address")),
            beginnings,
            numbers,
            Step("Adressen ordenen", partial(_index, "kbo_address_pkey"), ["Adressen lezen"]),
            Step("Adressen nakijken", partial(self._of_entities, "address"), ["Adressen ordenen", *ENTITIES_DONE]),
            Step("Namen nakijken", partial(self._of_entities, "denomination"), [*NAME_INDEXES, *ENTITIES_DONE]),
            Step("Codes lezen", self._codes),
        ]

    def _reader(self, name: str) -> Callable[[], None]:
        return partial(self._read, TABLES[name], self.parts[name])

    def _read(self, table: Table, part: Part) -> None:
        """A file into its fresh table, without the rows that are wrong in themselves."""
        pieces = partial(self._pieces, part)
        read, refused = load_file(table, SCHEMA, part, pieces, self.pk)
        self.progress.count(part.file, "read", read)
        self.progress.count(part.file, "refused", refused)

    def _pieces(self, part: Part) -> Iterator[bytes]:
        return self.progress.reading(self.extract.pieces(part))

    def _codes(self) -> None:
        table = TABLES[CODE]
        self._read(table, self.parts[CODE])
        self.progress.count(CODE, "refused", refuse_twice(table, f"{SCHEMA}.{table.name}", CODE, self.pk))
        _finish(table)

    def _refuse_unknown(self, name: str, known: Collection[str], condition: str, column: str, reason: str) -> None:
        """Rows of something that is not there. Looked for first, by indexes alone: mostly there are none."""
        target = f"{SCHEMA}.{TABLES[name].name}"
        if not _all_known(target, column, known):
            named = (f"{TABLES[name].name}.{TABLES[name].key}", f"{SCHEMA}.{NAMED}") if TABLES[name].unique else None
            refused = refuse(target, condition, column, reason, self.parts[name].file, self.pk, named)
            self.progress.count(self.parts[name].file, "refused", refused)

    def _enterprises(self) -> None:
        self._keyed("enterprise")
        _finish(TABLES["enterprise"], but={"kbo_enterprise_pkey"})

    def _establishments(self) -> None:
        column = f"{TABLES['establishment'].name}.enterprise"
        _index("kbo_establishment_enterprise")
        unknown = unknown_enterprise(SCHEMA, column)
        self._refuse_unknown("establishment", ["enterprise"], unknown, column, NO_ENTERPRISE)
        self._keyed("establishment")
        _finish(TABLES["establishment"], but={"kbo_establishment_pkey", "kbo_establishment_enterprise"})

    def _keyed(self, name: str) -> None:
        """Make the key; then bring along what vanished: by the key, it is known what is not in the set."""
        table = TABLES[name]
        target = f"{SCHEMA}.{table.name}"
        try:
            _index(f"{table.name}_pkey")
        except IntegrityError:
            refused = refuse_twice(table, target, self.parts[name].file, self.pk)
            self.progress.count(self.parts[name].file, "refused", refused)
            _index(f"{table.name}_pkey")
        self._count_returned(table, name)
        own = ", ".join(("line", *table.columns))
        is_named = f"EXISTS (SELECT FROM {SCHEMA}.{NAMED} named WHERE named.number = old.number)"
        with _by_index():
            vanished = run(
                f"""WITH missing AS MATERIALIZED (
                        SELECT number FROM {table.name} old
                        WHERE NOT EXISTS (SELECT FROM {target} fresh WHERE fresh.number = old.number)
                    )
                    INSERT INTO {target} ({own}, ceased_on)
                    SELECT {own}, coalesce(ceased_on, CASE WHEN NOT {is_named} THEN %s::date END)
                    FROM missing JOIN {table.name} old USING (number)""",
                [self.day],
            )
        if vanished:
            gone = f"SELECT count(*) FROM {target} fresh JOIN {table.name} old USING (number)"
            condition = "fresh.ceased_on IS NOT NULL AND old.ceased_on IS NULL"
            self.progress.count(self.parts[name].file, "ceased", number_of(f"{gone} WHERE {condition}"))

    def _count_returned(self, table: Table, name: str) -> None:
        returned = number_of(
            f"""SELECT count(*) FROM {table.name} old JOIN {SCHEMA}.{table.name} fresh USING (number)
                WHERE old.ceased_on IS NOT NULL"""
        )
        self.progress.count(self.parts[name].file, "returned", returned)

    def _of_entities(self, name: str) -> None:
        """Names or addresses: refuse those of unknown entities, bring along those of what vanished."""
        table = TABLES[name]
        column = f"{table.name}.entity"
        known = ("enterprise", "establishment")
        self._refuse_unknown(name, known, unknown_entity(SCHEMA, column), column, NO_ENTITY)
        own = ", ".join(("line", *table.columns))
        for entities in known:
            run(
                f"""INSERT INTO {SCHEMA}.{table.name} ({own})
                    SELECT {", ".join(f"old.{item}" for item in ("line", *table.columns))}
                    FROM {SCHEMA}.{TABLES[entities].name} entity JOIN {table.name} old ON old.entity = entity.number
                    WHERE entity.ceased_on IS NOT NULL"""
            )
        _finish(table, but={f"{table.name}_pkey", *NAME_INDEXES.values()})


@contextmanager
def _by_index() -> Iterator[None]:
    """Compare by what is in order already: a hash of two million numbers costs five times as much."""
    with transaction.atomic():
        for setting in ("enable_hashjoin", "enable_nestloop", "enable_sort", "enable_seqscan"):
            run(f"SET LOCAL {setting} = off")
        yield


def _all_known(target: str, column: str, known: Collection[str]) -> bool:
    """Whether the column names nothing but what is in these tables."""
    numbers = " UNION ALL ".join(f"SELECT number FROM {SCHEMA}.{TABLES[name].name}" for name in known)
    with _by_index():
        return not number_of(
            f"""SELECT count(*) FROM {target}
                WHERE NOT EXISTS (SELECT FROM ({numbers}) known WHERE known.number = {column})"""
        )


ENTITIES_DONE = ("Ondernemingen vergelijken", "Vestigingen vergelijken")


def _index(name: str) -> None:
    """Make the index of a live table on its fresh counterpart, under the same name; `_finish` makes keys of some."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE indexname = %s AND schemaname = current_schema()", [name]
        )
        table, definition = cursor.fetchone()
    before, _, after = definition.partition(" USING ")
    run(f"{before.rpartition(' ON ')[0]} ON {SCHEMA}.{table} USING {after}")


def _finish(table: Table, but: Collection[str] = ()) -> None:
    """All indexes and the key of the live table, and the figures by which queries are planned."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = %s AND schemaname = current_schema()", [table.name]
        )
        names = [name for (name,) in cursor.fetchall() if name not in but]
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = %s::regclass", [table.name]
        )
        (key,) = cursor.fetchone()
    for name in sorted(names):
        _index(name)
    run(f"ALTER TABLE {SCHEMA}.{table.name} ADD CONSTRAINT {key} PRIMARY KEY USING INDEX {key}")
    run(f"ANALYZE {SCHEMA}.{table.name}")


def put_in_use(finish: Callable[[], None]) -> None:
    """In one transaction, the fresh tables take the place of the old ones and the portal's organisations follow."""
    with transaction.atomic():
        following.forget_marks()
        for table in TABLES.values():
            grants = _grants(table.name)
            run(f"DROP TABLE {table.name}")
            run(f"ALTER TABLE {SCHEMA}.{table.name} SET SCHEMA {schema_in_use()}")
            for grant in grants:
                run(grant)
        run(f"DROP SCHEMA {SCHEMA} CASCADE")
        following.follow()
        finish()


def schema_in_use() -> str:
    """The schema of the live tables."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        return str(cursor.fetchone()[0])


def _grants(table: str) -> list[str]:
    """What others than the owner may do with a table, as statements: a fresh table knows nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT format('GRANT %%s ON %%I TO %%s', acl.privilege_type, c.relname,
                             CASE acl.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(acl.grantee)) END)
               FROM pg_class c, aclexplode(c.relacl) acl
               WHERE c.oid = %s::regclass AND acl.grantee <> c.relowner""",
            [table],
        )
        return [statement for (statement,) in cursor.fetchall()]
