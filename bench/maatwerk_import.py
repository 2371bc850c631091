"""Importing delivered lines: a quarter of all Flanders, and six of them, by the command that a terminal uses.

Each is a process of its own, so that its peak memory is its own. What came in is taken out again.
"""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import psutil

from bench.maatwerk import FOLDER, load, verdict
from loket.embedded import servers

QUARTERS = (1, 6)
# Six times the lines may not take more memory than this above one time.
MOST_GROWTH_MB = 60
VERSION, MADE_BY = 99, "benchmark"
USER = "bench-maatwerk"


def run() -> bool:
    """Write the files, import them, print; True when the memory stays flat."""
    from django.conf import settings

    os.environ["BULK_MAX_ROWS"], os.environ["BULK_MAX_MB"] = "1000000", "500"
    settings.BULK_MAX_ROWS = 1_000_000
    _user()
    peaks = []
    for number in QUARTERS:
        _take_out()
        quarters = _quarters(number)
        headers = _write("berekeningen", _announced(quarters), "totaal")
        lines = _write("lijnen", _lines(quarters), "premie")
        bare = _bare_copy(quarters)
        _, _ = _import(*headers)
        seconds, peak = _import(*lines)
        peaks.append(peak)
        rows = lines[2]
        print(
            f"import of {rows:,} lines: {seconds:.1f} s, {rows / seconds:,.0f} lines/s, checked and stored; bare COPY "
            f"of them {bare:.1f} s (x {seconds / bare:.1f}); peak memory {peak} MB; {load()}",
            flush=True,
        )
    _take_out()
    met = peaks[-1] - peaks[0] < MOST_GROWTH_MB
    print(f"  growth of memory {peaks[-1] - peaks[0]} MB, target < {MOST_GROWTH_MB}: {verdict(met)}", flush=True)
    return met


def _user() -> None:
    """The account of the dossierbehandelaar."""
    from accounts.models import Person, User

    nele = Person.objects.get(first_name="Nele", last_name="Aerts")
    User.objects.update_or_create(person=nele, defaults={"username": USER})


def _quarters(number: int) -> list[Any]:
    from maatwerk.models import Berekening

    found = Berekening.objects.filter(onderwerp="kwartaal", soort="kwartaal")
    return list(found.order_by("-periode").values_list("periode", flat=True).distinct()[:number])


def _announced(quarters: Sequence[Any]) -> Iterator[dict[str, Any]]:
    from maatwerk.leveringen.berekeningen import NAMES
    from maatwerk.models import Berekening

    rows = Berekening.objects.filter(onderwerp="kwartaal", soort="kwartaal", periode__in=quarters)
    for nummer, periode, *values in rows.values_list("toekenning__nummer", "periode", *NAMES).iterator():
        row = {"nummer": nummer, "kwartaal": periode, "versie": VERSION, **dict(zip(NAMES, values, strict=True))}
        yield row | {"soort": "correctie", "bron": MADE_BY}


def _lines(quarters: Sequence[Any]) -> Iterator[dict[str, Any]]:
    from maatwerk.models import Berekeningslijn
    from maatwerk.opslag import LIJN_WAARDEN

    rows = Berekeningslijn.objects.filter(berekening__soort="kwartaal", berekening__periode__in=quarters)
    names = ("berekening__toekenning__nummer", "berekening__periode", "werknemer__insz", "werknemer__naam")
    for nummer, periode, insz, naam, voornaam, *values in (
        rows.order_by("pk").values_list(*names, "werknemer__voornaam", *LIJN_WAARDEN).iterator(chunk_size=5000)
    ):
        yield {
            "nummer": nummer, "kwartaal": periode, "versie": VERSION, "insz": insz, "naam": naam, "voornaam": voornaam,
            **dict(zip(LIJN_WAARDEN, values, strict=True)),
        }  # fmt: skip


def _write(name: str, rows: Iterator[dict[str, Any]], control: str) -> tuple[str, Path, int, Decimal]:
    """The delivery as CSV: its kind, place, number of rows and control total."""
    from maatwerk.management.commands.maatwerk_levering import KINDS

    path, columns = FOLDER / f"{name}.csv", KINDS[name].columns
    count, total = 0, Decimal(0)
    with path.open("w", newline="") as target:
        writer = csv.writer(target, delimiter=";")
        writer.writerow([column.title for column in columns])
        for row in rows:
            writer.writerow([_cell(row[column.key]) for column in columns])
            count += 1
            total += row[control]
    return name, path, count, total


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return format(value, "f").replace(".", ",") if isinstance(value, Decimal) else str(value)


def _import(name: str, path: Path, count: int, total: Decimal) -> tuple[float, int]:
    """Seconds and peak memory in MB of the command, the start of Python included."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [
            *(sys.executable, "manage.py", "maatwerk_levering", "--skip-checks", name, str(path)),
            *("--user", USER, "--rows", str(count), "--total", str(total)),
        ],
        cwd=servers.ROOT,
        stdout=subprocess.DEVNULL,
    )
    peak = 0
    # What the system remembers as a peak begins with that of the process that started it; so it is looked at instead.
    watched = psutil.Process(process.pid)
    while process.poll() is None:
        with suppress(psutil.NoSuchProcess):
            peak = max(peak, watched.memory_info().rss)
        time.sleep(0.02)
    if process.returncode:
        raise RuntimeError("The import failed.")
    return time.monotonic() - begin, peak // 1_048_576


def _bare_copy(quarters: Sequence[Any]) -> float:
    """Seconds for the same lines by COPY alone, into a copy of the table with its indexes and foreign keys."""
    from django.db import connection, transaction

    where = "l JOIN maatwerk_berekening b ON b.id = l.berekening_id WHERE b.soort = 'kwartaal' AND b.periode = ANY(%s)"
    columns = "berekening_id, werknemer_id"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("CREATE TABLE bench_lijn (LIKE maatwerk_berekeningslijn INCLUDING ALL)")
        for column, target in zip(columns.split(", "), ("maatwerk_berekening", "maatwerk_werknemer"), strict=True):
            cursor.execute(f"ALTER TABLE bench_lijn ADD FOREIGN KEY ({column}) REFERENCES {target}")
        statement = cursor.mogrify(f"COPY (SELECT l.* FROM maatwerk_berekeningslijn {where}) TO STDOUT", [quarters])  # noqa: S608
        with cursor.copy(statement) as copy:
            blocks = [bytes(block) for block in copy]
        begin = time.monotonic()
        with cursor.copy("COPY bench_lijn FROM STDIN") as copy:
            copy.write(b"".join(blocks))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        seconds = time.monotonic() - begin
        cursor.execute("DROP TABLE bench_lijn")
    return seconds


def _take_out() -> None:
    """What the benchmark delivered goes, which only it may do: its triggers are off."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL session_replication_role = replica")
        mine = f"SELECT id FROM maatwerk_berekening WHERE bron = '{MADE_BY}'"  # noqa: S608
        cursor.execute(f"DELETE FROM maatwerk_berekeningslijn WHERE berekening_id IN ({mine})")  # noqa: S608
        cursor.execute(f"DELETE FROM maatwerk_aankondiging WHERE bron = '{MADE_BY}'")  # noqa: S608
        cursor.execute(f"DELETE FROM maatwerk_berekening WHERE bron = '{MADE_BY}'")  # noqa: S608
        cursor.execute(
            "UPDATE maatwerk_berekening b SET recentste = true WHERE NOT b.recentste AND NOT EXISTS ("
            "SELECT 1 FROM maatwerk_berekening o WHERE o.toekenning_id = b.toekenning_id "
            "AND o.onderwerp = b.onderwerp AND o.periode = b.periode AND o.versie > b.versie)"
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE maatwerk_berekeningslijn")
