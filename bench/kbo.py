"""The KBO register at its real size: the import beside a bare COPY of the same files, and searching in it.

Everything happens in a folder that is thrown away. The bare COPY puts the four large files in plain tables of text,
one after the other; the import validates, folds names, builds every index and takes the old register's place.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from loket.embedded import servers

MOST_RATIO = 3.0
MOST_MEMORY_MB = 500
MOST_SEARCH_MS = 50.0
SEED = 20261122
SEARCH_ROUNDS = 5
# Imports over a full register, after the one into an empty register.
IMPORTS_OVER = 2
QUERIES = (
    "bouw", "bv", "nv", "bouw bv", "vzw nv", "bakkerij", "bakkerij van", "de smet", "van den", "janssens", "café",
    "peeters jan", "D'Hondt", "sint-", "verzekeringen goosmansens", "garage de", "bouwwerken & zonen bv", "zonen",
    "transport ver nv", "koen", "con", "int bv", "x", "b", "bestaat niet", "0200", "0203.4", "0999.000.129",
    "2.000.000.141",
)  # fmt: skip


def run(enterprises: int) -> bool:
    """Generate, copy, import, search; print; True when every target is met."""
    for name in (*servers.EMBEDDED, "BASE_URL"):
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    parent = servers.ROOT / ".data"
    parent.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-kbo-", dir=parent))
    try:
        with servers.running(folder):
            return _measure(folder, enterprises)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measure(folder: Path, enterprises: int) -> bool:
    # Only after the servers' addresses are in the environment.
    import django

    django.setup()
    from django.core.management import call_command

    from accounts.kbo.generating import write_full

    call_command("migrate", interactive=False, verbosity=0)
    extract = folder / "extract"
    begin = time.monotonic()
    write_full(extract, enterprises, SEED)
    size = sum(item.stat().st_size for item in extract.iterdir()) // 1_048_576
    print(
        f"\n{enterprises:,} enterprises, {size} MB, generated in {time.monotonic() - begin:.0f} s; {_load()}",
        flush=True,
    )
    # Each import beside the bare COPY before and after it: a machine may be slower from minute to minute.
    bare, ratios, memory = [_bare_copy(extract)], [], 0
    print(f"bare COPY: {bare[-1]:.1f} s; {_load()}", flush=True)
    for title, options in (("an empty", []), *[("a full", ["--opnieuw"])] * IMPORTS_OVER):
        seconds, most = _import(extract, *options)
        bare.append(_bare_copy(extract))
        memory = max(memory, most)
        ratios.append(seconds / statistics.mean(bare[-2:]))
        print(f"import into {title} register: {seconds:.1f} s, peak memory {most} MB", flush=True)
        print(f"bare COPY: {bare[-1]:.1f} s; ratio to the two around it {ratios[-1]:.2f}; {_load()}", flush=True)
    p95 = _search()
    ratio = max(ratios)
    print(f"import / bare COPY: {', '.join(f'{one:.2f}' for one in ratios)} (target <= {MOST_RATIO:g})")
    print(f"peak memory: {memory} MB (target < {MOST_MEMORY_MB}); search p95: {p95:.1f} ms (< {MOST_SEARCH_MS:g})")
    return ratio <= MOST_RATIO and memory < MOST_MEMORY_MB and p95 < MOST_SEARCH_MS


def _load() -> str:
    return f"load average {os.getloadavg()[0]:.1f}"


def _bare_copy(extract: Path) -> float:
    """Seconds for COPY of the same files into plain tables."""
    from django.db import connection

    from accounts.kbo.layout import ENTITY_FILES, LAYOUTS
    from accounts.kbo.source import PIECE

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for name in ENTITY_FILES:
            columns = ", ".join(f'"{column}" text' for column in LAYOUTS[name].columns)
            cursor.execute(f"CREATE TABLE bare_{name} ({columns})")
        begin = time.monotonic()
        for name in ENTITY_FILES:
            with (extract / f"{name}.csv").open("rb") as file:
                file.readline()
                with cursor.copy(f"COPY bare_{name} FROM STDIN WITH (FORMAT csv)") as copy:
                    while piece := file.read(PIECE):
                        copy.write(piece)
        seconds = time.monotonic() - begin
        cursor.execute(f"DROP TABLE {', '.join(f'bare_{name}' for name in ENTITY_FILES)}")
        # What it left to write must not fall in the next measurement.
        cursor.execute("CHECKPOINT")
    return seconds


def _import(extract: Path, *options: str) -> tuple[float, int]:
    """Seconds and peak memory in MB of the command, the start of Python included."""
    begin = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "kbo_import", "--skip-checks", str(extract), *options],
        cwd=servers.ROOT,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin
    if status:
        raise RuntimeError("The import failed.")
    return seconds, usage.ru_maxrss // 1024


def _search() -> float:
    """The 95th percentile in milliseconds over all queries, each a few times."""
    from accounts.kbo.search import search

    times: dict[str, list[float]] = {query: [] for query in QUERIES}
    found = {}
    for _ in range(SEARCH_ROUNDS):
        for query in QUERIES:
            begin = time.monotonic()
            found[query] = len(search(query))
            times[query].append((time.monotonic() - begin) * 1000)
    for query, taken in times.items():
        print(f"  {query:26} {found[query]:3} hits  median {statistics.median(taken):6.1f}  most {max(taken):6.1f} ms")
    every = sorted(taken for one in times.values() for taken in one)
    return every[int(len(every) * 0.95)]
