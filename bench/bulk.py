"""Large files: 100,000 rows from upload to stored on one worker process, beside a bare COPY of what was stored.

Each measurement is a process of its own, so that its peak memory is its own. "Bare COPY" puts the very rows that the
file made, all columns of all tables, back into the same empty tables with their indexes and foreign keys.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from loket.embedded import servers

LEAST_PER_SECOND = 20_000
MOST_MEMORY_MB = 250
SMALL = 10_000
WARM = 50
XLSX_ROWS = 50_000


def run(rows: int) -> bool:
    """Make the files, run each measurement, print; True when every target is met."""
    for name in (*servers.EMBEDDED, "BASE_URL"):
        os.environ.pop(name, None)
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.settings"
    parent = servers.ROOT / ".data"
    parent.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bench-bulk-", dir=parent))
    os.environ["LOKET_DATA"] = os.environ["LOKET_MEDIA"] = str(folder)
    try:
        with servers.running(folder):
            _prepare()
            return _measure(folder, rows)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from loket.demo.loading import load_world

    call_command("migrate", interactive=False, verbosity=0)
    load_world()


def _measure(folder: Path, rows: int) -> bool:
    from bench import bulk_rows

    met = True
    for kind in bulk_rows.KINDS:
        peaks = {}
        for count, extension in ((SMALL, "csv"), (rows, "csv"), (XLSX_ROWS, "xlsx")):
            path = folder / f"{kind}-{count}.{extension}"
            bulk_rows.write(kind, path, count)
            found = _in_process(kind, path)
            assert found["stored"] == count, found
            peaks[extension, count] = found["memory"]
            print(
                f"{kind:9} {extension:4} {count:7,} rows: check {found['check']:.1f} s, store {found['store']:.1f} s "
                f"({found['cpu']:.1f} s CPU of the worker), {count / (found['check'] + found['store']):,.0f} rows/s, "
                f"peak memory {found['memory']} MB; bare COPY {found['bare']:.1f} s, "
                f"ratio {(found['check'] + found['store']) / found['bare']:.2f}; "
                f"load average {os.getloadavg()[0]:.1f}",
                flush=True,
            )
            if (extension, count) == ("csv", rows):
                met = met and count / (found["check"] + found["store"]) >= LEAST_PER_SECOND
            met = met and found["memory"] < MOST_MEMORY_MB
    print(f"targets: {LEAST_PER_SECOND:,} rows/s as CSV, under {MOST_MEMORY_MB} MB; {'met' if met else 'missed'}")
    return met


def _in_process(kind: str, path: Path) -> dict:
    done = subprocess.run(
        [sys.executable, "-m", "bench.bulk", kind, str(path)],
        cwd=servers.ROOT,
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return json.loads(done.stdout.strip().splitlines()[-1])


def _one(kind: str, path: Path) -> dict:
    """Upload, check, confirm and store one file in this process, as a worker does; then copy what it made again."""
    import logging

    import django

    django.setup()
    logging.disable(logging.WARNING)
    from bench import bulk_rows
    from loket.celery import spare_collector

    spare_collector()
    # A worker has done files before: what it loads and connects once is no part of the measurement.
    small = path.with_name(f"warm-{path.name}").with_suffix(".csv")
    bulk_rows.write(kind, small, WARM)
    bulk_rows.empty(kind, _through(kind, small)["file"])
    found = _through(kind, path)
    bestand = found.pop("file")
    found["bare"] = bulk_rows.bare_copy(kind, bestand)
    bulk_rows.empty(kind, bestand)
    return found


def _through(kind: str, path: Path) -> dict:
    from django.core.files.uploadedfile import TemporaryUploadedFile

    from bench import bulk_rows
    from loket.bulk.large import files
    from loket.bulk.large.running import go_on

    upload = TemporaryUploadedFile(path.name, "", path.stat().st_size, None)
    with path.open("rb") as source:
        shutil.copyfileobj(source, upload.file)
    acting, of_kind, answers = bulk_rows.prepared(kind)
    begin, cpu = time.monotonic(), time.process_time()
    bestand = files.upload(of_kind, acting, path.name, upload, again=True, answers=answers)
    while go_on(bestand.pk, 60):
        pass
    bestand.refresh_from_db()
    assert bestand.status == "gecontroleerd", bestand.stop_reason
    assert not bestand.wrong_rows, list(bestand.rijen.values_list("findings")[:3])
    checked = time.monotonic()
    files.confirm(acting, bestand, only_right=False)
    while go_on(bestand.pk, 60):
        pass
    stored, used = time.monotonic(), time.process_time() - cpu
    memory = _peak_memory()
    bestand.refresh_from_db()
    return {
        "file": bestand,
        "check": checked - begin,
        "store": stored - checked,
        "cpu": used,
        "memory": memory,
        "stored": bestand.stored_rows,
    }


def _peak_memory() -> int:
    """In MB, of this program alone: what getrusage tells begins with the peak of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


if __name__ == "__main__":
    print(json.dumps(_one(sys.argv[1], Path(sys.argv[2]))))
