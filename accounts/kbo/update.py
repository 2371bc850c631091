"""An update: for each table the keys of what changed or ended, then all rows of what is there now. One transaction.

What is deleted and not inserted again vanished: it stays, with its names and addresses, marked with the day.
"""

from django.db import connection, transaction

from accounts.kbo import following
from accounts.kbo.full import schema_in_use
from accounts.kbo.lanes import Step
from accounts.kbo.layout import CODE, Part
from accounts.kbo.loading import (
    NAMED,
    insert_staged,
    number_of,
    refuse,
    refuse_dates,
    refuse_twice,
    refuse_wrong,
    run,
    stage,
)
from accounts.kbo.progress import Progress
from accounts.kbo.source import Extract
from accounts.kbo.tables import NO_ENTERPRISE, NO_ENTITY, TABLES, Table, unknown_enterprise, unknown_entity


class Update:
    """One import of an update."""

    def __init__(self, extract: Extract, import_pk: int, progress: Progress) -> None:
        self.extract, self.pk, self.progress = extract, import_pk, progress
        self.parts = {part.file: part for part in extract.parts}

    def steps(self, finish) -> list[Step]:
        """All in one step: it is small, and whole or not at all. `finish` notes in the same transaction that it is
        done."""
        return [Step("De update verwerken", lambda: self._apply(finish))]

    def _apply(self, finish) -> None:
        with transaction.atomic():
            self.schema = schema_in_use()
            run(f'CREATE TEMP TABLE {NAMED} (number text COLLATE "C") ON COMMIT DROP')
            following.forget_marks()
            self._entities("enterprise", "")
            column = "establishment_insert.enterprise"
            self._entities("establishment", unknown_enterprise(self.schema, column))
            self._belongings("denomination")
            self._belongings("address")
            self._codes()
            following.follow()
            finish()

    def _stage(self, name: str) -> str:
        part = self.parts[name]
        table = TABLES[part.layout.name]
        read = stage(table, name, part, self.progress.reading(self.extract.pieces(part)), "TEMP")
        self.progress.count(name, "read", read)
        return name

    def _clean(self, table: Table, part: Part) -> None:
        self._refused(part.file, refuse_wrong(table, part.file, part.file, self.pk))
        self._refused(part.file, refuse_dates(table, part.file, part.file, self.pk, NAMED))

    def _refused(self, file: str, number: int) -> None:
        self.progress.count(file, "refused", number)

    def _entities(self, name: str, unknown: str) -> None:
        """Enterprises or establishments: mark what vanished, replace what is there now."""
        table = TABLES[name]
        gone, there = self._stage(f"{name}_delete"), self._stage(f"{name}_insert")
        part = self.parts[there]
        self._clean(table, part)
        if unknown:
            named = (f"{there}.number", NAMED)
            self._refused(there, refuse(there, unknown, f"{there}.enterprise", NO_ENTERPRISE, there, self.pk, named))
        self._refused(there, refuse_twice(table, there, there, self.pk))
        run(f"ANALYZE {there}")
        now_there = f"number IN (SELECT number FROM {there} UNION ALL SELECT number FROM {NAMED})"
        ceased = run(
            f"""UPDATE {table.name} SET ceased_on = %s
                WHERE number IN (SELECT number FROM {gone}) AND ceased_on IS NULL AND NOT ({now_there})""",
            [self.extract.meta.snapshot_on],
        )
        returned = number_of(
            f"""SELECT count(*) FROM {table.name} old
                WHERE ceased_on IS NOT NULL AND number IN (SELECT number FROM {there})"""
        )
        run(f"DELETE FROM {table.name} WHERE number IN (SELECT number FROM {there})")
        insert_staged(table, there, table.name)
        self.progress.count(there, "ceased", ceased)
        self.progress.count(there, "returned", returned)

    def _belongings(self, name: str) -> None:
        """Names or addresses: those of an entity are replaced as a whole; those of what vanished stay."""
        table = TABLES[name]
        gone, there = self._stage(f"{name}_delete"), self._stage(f"{name}_insert")
        self._clean(table, self.parts[there])
        column = f"{there}.entity"
        unknown = unknown_entity(self.schema, column)
        self._refused(there, refuse(there, unknown, column, NO_ENTITY, there, self.pk))
        ceased = " UNION ALL ".join(
            f"SELECT number FROM {TABLES[entities].name} WHERE ceased_on IS NOT NULL"
            for entities in ("enterprise", "establishment")
        )
        run(
            f"""DELETE FROM {table.name} WHERE entity IN (SELECT entity FROM {there})
                OR entity IN (SELECT entity FROM {gone} EXCEPT ({ceased}))"""
        )
        insert_staged(table, there, table.name)

    def _codes(self) -> None:
        """code.csv is always whole."""
        table = TABLES[CODE]
        staged = self._stage(CODE)
        self._clean(table, self.parts[CODE])
        self._refused(CODE, refuse_twice(table, staged, CODE, self.pk))
        run(f"DELETE FROM {table.name}")
        insert_staged(table, staged, table.name)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TABLE {', '.join(self.parts)}")
