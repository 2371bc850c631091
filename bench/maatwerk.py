"""Maatwerk at the scale of Flanders: computing a quarter, exporting a million lines, importing a quarter, the screens.

The export stands beside a bare COPY of the same columns of the same rows, and the import beside a bare COPY of the
same lines into the same table.
"""

import os
import statistics
import time
from collections.abc import Iterator
from http.cookies import SimpleCookie

import django
import psutil

from bench import server
from bench.load import Shot, http_request
from loket.embedded import servers

FOLDER = servers.ROOT / ".data" / "bench-maatwerk"
MOST_SECONDS_QUARTER = 5.0
LEAST_EXPORT_RATIO = 0.5
EXPORT_LINES = 1_000_000
# What a process may grow by while it writes a million lines.
MOST_GROWTH_MB = 40
ROUNDS = 3


def run(rounds: int, seconds: float) -> bool:
    """Fill, compute, export, import, ask for the screens; print; True when every target is met."""
    os.environ["LOKET_DATA"] = os.environ["LOKET_MEDIA"] = str(FOLDER)
    with server.data_servers(FOLDER):
        django.setup()
        import logging

        logging.getLogger().setLevel(logging.WARNING)
        from bench import maatwerk_import, maatwerk_scale

        maatwerk_scale.ensure(FOLDER, os.environ["DATABASE_URL"])
        return all([_compute(), _export(), maatwerk_import.run(), _screens(rounds, seconds)])


def load() -> str:
    """How busy the machine is with other things."""
    return f"load average {os.getloadavg()[0]:.1f}"


def verdict(met: bool) -> str:
    return "met" if met else "missed"


def _compute() -> bool:
    """One quarter of all labels, in this process: reading the inputs, and the engine."""
    from django.utils import timezone

    from loket.parameters.selectors import load_parameters
    from maatwerk.generating.history import laatste_berekende
    from maatwerk.models import Berekeningslijn
    from maatwerk.vlaanderen import bereken_alle_labels

    quarter = laatste_berekende(timezone.localdate())
    print(f"\n{Berekeningslijn.objects.count():,} lines in the database; {load()}", flush=True)
    taken, lines, labels = [], 0, 0
    for _ in range(ROUNDS):
        begin = time.monotonic()
        outcomes = [outcome for _, outcome in bereken_alle_labels(quarter, load_parameters("maatwerk."))]
        taken.append(time.monotonic() - begin)
        lines, labels = sum(len(outcome.lijnen) for outcome in outcomes), len(outcomes)
    seconds = statistics.median(taken)
    met = seconds < MOST_SECONDS_QUARTER
    print(f"computing {quarter}: {labels} labels, {lines:,} lines in {seconds:.2f} s, one process")
    print(f"  target < {MOST_SECONDS_QUARTER:g} s: {verdict(met)}; {load()}", flush=True)
    return met


def _export() -> bool:
    """A million lines as CSV, and the same values by COPY alone, in turns."""
    from django.db import connection
    from psycopg import sql

    from maatwerk.exports import content
    from maatwerk.exports.lines import blocks
    from maatwerk.exports.writing import values
    from maatwerk.models import Berekeningslijn, Toekenning

    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        query, params = values(Berekeningslijn.objects.all(), content.WERKNEMERS).query.sql_with_params()
        bare = f"COPY ({cursor.mogrify(query, params)} LIMIT {EXPORT_LINES}) TO STDOUT WITH (FORMAT csv)"
    table = sql.SQL("COPY (SELECT * FROM maatwerk_berekeningslijn LIMIT {}) TO STDOUT").format(EXPORT_LINES)
    process, ratios, to_table, growth = psutil.Process(), [], [], 0
    for _ in range(ROUNDS):
        times = {}
        before = process.memory_info().rss
        begin = time.monotonic()
        lines, size = _drain(blocks(content.berekeningen(Toekenning.objects.all(), {})))
        times["export"] = (time.monotonic() - begin) * EXPORT_LINES / lines
        growth = max(growth, (process.memory_info().rss - before) // 1_048_576)
        for name, statement in (("columns", bare), ("table", table)):
            begin = time.monotonic()
            with connection.cursor() as cursor, cursor.copy(statement) as copy:
                for _block in copy:
                    pass
            times[name] = time.monotonic() - begin
        ratios.append(times["columns"] / times["export"])
        to_table.append(times["table"] / times["export"])
        print(
            f"export of {lines:,} lines, {size / 1_048_576:.0f} MB: a million in {times['export']:.1f} s; bare COPY "
            f"of the same columns {times['columns']:.1f} s, of the table alone {times['table']:.1f} s; {load()}",
            flush=True,
        )
    ratio = statistics.median(ratios)
    met = ratio >= LEAST_EXPORT_RATIO and growth < MOST_GROWTH_MB
    print(f"  speed to bare COPY {ratio:.2f} to the table {statistics.median(to_table):.2f}; growth {growth} MB")
    print(f"  target >= {LEAST_EXPORT_RATIO:g} and < {MOST_GROWTH_MB} MB: {verdict(met)}", flush=True)
    return met


def _drain(blocks: Iterator[bytes]) -> tuple[int, int]:
    """Take at least a million lines; how many, and how many bytes they were."""
    lines = size = 0
    for block in blocks:
        lines += block.count(b"\n")
        size += len(block)
        if lines > EXPORT_LINES:
            break
    return lines, size


def _screens(rounds: int, seconds: float) -> bool:
    """Every screen of the largest enterprise, for who reads it and for the department, beside the bare view."""
    from django.conf import settings

    from bench import filer, pages
    from bench.maatwerk_scale import READER
    from loket.demo import world

    reader = filer.client(READER, chosen=False)
    relation = filer.Werkrelatie.objects.select_related("organisation").get(person__insz=READER)
    fresh = filer.bare_client(READER)
    filer.choose(reader, filer.choice(relation.organisation))
    nele = filer.client("87030399089", chosen=False)
    filer.choose(nele, filer.choice(filer.Organisation.objects.get(ovo=world.DEPARTEMENT)))
    cookies = {
        browser: SimpleCookie({settings.SESSION_COOKIE_NAME: browser.cookies[settings.SESSION_COOKIE_NAME].value})
        for browser in (reader, fresh, nele)
    }

    def page(name: str, path: str, browser: filer.Client, judged: bool = True) -> pages.Page:
        shot = Shot(name, (http_request("GET", path, pages.headers(cookies[browser])),))
        return pages.Page(shot, pages.queries_of(browser, "GET", path), judged)

    found = [page(pages.BARE, pages.BARE_ADDRESS, fresh, judged=False)]
    found += [page(name, path, reader) for name, path in _addresses(relation.organisation_id)]
    found += [
        page("companies, department", "/maatwerk/ondernemingen/", nele),
        page("deliveries, department", "/maatwerk/leveringen/", nele),
    ]
    processes, each = server.spread()
    with server.web(FOLDER) as port:
        results = pages.measure(found, port, rounds, seconds, FOLDER)
    pages.show(results, f"{processes * each} connections, {rounds} rounds of {seconds:g} s, medians; {load()}")
    return not any(result.missed for result in results)


def _addresses(organisation: int) -> Iterator[tuple[str, str]]:
    """Name and address of each screen, on the largest label and its longest history."""
    from maatwerk.models import Berekening, Toekenning

    rows = Berekening.objects.filter(toekenning__organisation=organisation)
    quarter = rows.filter(onderwerp="kwartaal", versie=2).order_by("-werknemers", "-periode")[0]
    label = f"/maatwerk/ondernemingen/{Toekenning.objects.get(pk=quarter.toekenning_id).key}"
    year, advance = (
        rows.filter(toekenning=quarter.toekenning_id, onderwerp=kind).latest("periode")
        for kind in ("jaar", "voorschot")
    )
    worker = quarter.lijnen.order_by("rang")[10].werknemer
    lists = f"/maatwerk/berekeningen/{quarter.key}"
    yield "start", "/maatwerk/"
    yield "companies", "/maatwerk/ondernemingen/"
    yield "company", f"{label}/"
    for name in ("", "kwartaal/", "jaar/", "afrekening/", "debiteuren/"):
        yield f"afrekening {name}".rstrip(" /"), f"{label}/afrekening/{name}"
    yield "quarter", f"{lists}/"
    yield "workers", f"{lists}/werknemers/"
    yield "workers by name", f"{lists}/werknemers/?naam=a&contingent=binnen"
    yield "person", f"{lists}/werknemers/{worker.key}/"
    yield "differences", f"{lists}/verschillen/1/"
    yield "year", f"/maatwerk/jaren/{year.key}/"
    yield "year, workers", f"/maatwerk/jaren/{year.key}/kwartalen/4/"
    yield "advances", f"{label}/voorschot/"
    yield "advance", f"/maatwerk/voorschotten/{advance.key}/"
    yield "WOPs", f"{label}/wop/"
    yield "WOPs that end", f"{label}/wop/?eindigt=90&naam=a"
    yield "export, choices", f"{label}/exporteer/loket/"
