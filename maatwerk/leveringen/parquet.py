"""Parquet as a delivery: the same columns, by the same names, as in CSV. Read in portions."""

import datetime
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings

from loket.bulk.columns import Cell, Column
from loket.bulk.errors import FileRefused
from loket.bulk.large.sources import COLUMNS_MAX, Opener, Record, Source, open_source, too_wide

MAGIC = b"PAR1"
PORTION = 2000
DAMAGED = "Dit Parquet-bestand is beschadigd. Maak het opnieuw en laad het op."
NESTED = "De kolom “{}” bevat geen gewone waarden. Een levering heeft per kolom een tekst, een getal of een datum."
WRITTEN = {True: "ja", False: "nee"}


class ParquetSource:
    """One file. Its names are row 1, so that rows are numbered as in a spreadsheet."""

    kind = "parquet"

    def __init__(self, opener: Opener) -> None:
        # Here, so that only a worker that reads one loads it.
        import pyarrow
        import pyarrow.parquet

        self._opener, self._parquet = opener, pyarrow.parquet
        # A date after the year 9999 is a ValueError or an OverflowError.
        self._broken = (pyarrow.ArrowException, OSError, ValueError, OverflowError)
        try:
            with opener() as file, self._open(file) as table:
                self.lines = table.metadata.num_rows + 1
                self._names = table.schema_arrow.names
                nested = [field.name for field in table.schema_arrow if pyarrow.types.is_nested(field.type)]
                groups = [table.metadata.row_group(number) for number in range(table.num_row_groups)]
        except self._broken as error:
            raise FileRefused(DAMAGED) from error
        if len(self._names) > COLUMNS_MAX:
            raise too_wide(1, len(self._names))
        if nested:
            raise FileRefused(NESTED.format(nested[0][:60]))
        if sum(group.total_byte_size for group in groups) > settings.BULK_UNPACKED_MAX_BYTES:
            raise FileRefused("Het bestand is uitgepakt te groot. Verdeel de rijen over meer bestanden.")

    def _open(self, file: Any) -> Any:
        return self._parquet.ParquetFile(file, pre_buffer=False, buffer_size=1 << 16)

    def records(self, after: int = 0) -> Iterator[list[Record]]:
        if after < 1:
            yield [(1, self._names)]
        number = 1
        try:
            with self._opener() as file, self._open(file) as table:
                for group in range(table.num_row_groups):
                    rows = table.metadata.row_group(group).num_rows
                    if number + rows <= after:
                        # Nothing of it is wanted: it is not even unpacked.
                        number += rows
                        continue
                    for batch in table.iter_batches(PORTION, row_groups=[group]):
                        first = max(0, after - number)
                        if first < batch.num_rows:
                            yield self._portion(batch.slice(first), number + first + 1)
                        number += batch.num_rows
        except self._broken as error:
            raise FileRefused(DAMAGED) from error

    @staticmethod
    def _portion(batch: Any, number: int) -> list[Record]:
        columns = [[_cell(value) for value in column.to_pylist()] for column in batch.columns]
        return list(enumerate(zip(*columns, strict=True), start=number))


def _cell(value: Any) -> Cell:
    """What a spreadsheet would hold."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return WRITTEN[value]
    if isinstance(value, datetime.datetime):
        return value.date() if value.time() == datetime.time() else value.isoformat()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, Decimal):
        return format(value, "f").replace(".", ",")
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f").replace(".", ",") if value == value else ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return str(value)


def open_delivery(opener: Opener, columns: Sequence[Column]) -> Source:
    """The file by what its content is: Parquet, or what every large file may be. Raises FileRefused."""
    with opener() as file:
        start = file.read(len(MAGIC))
    return ParquetSource(opener) if start == MAGIC else open_source(opener, columns)
