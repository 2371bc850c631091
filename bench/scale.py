"""The data at scale: the demo world, filed aanvragen of De Korenbloem and of a thousand others, one big employer.

Filled once and kept in the benchmark's own folder; made anew when this code, the migrations or the demo world
changed, and when the demo world, whose dates count from the day of loading, has aged.
"""

import datetime
import hashlib
import json
import time
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

import psycopg
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.utils import timezone
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bench import filer, rows
from loket.demo.loading import load_world
from loket.embedded import servers
from mandates.quarters import Quarter

SEED = 20261122
KORENBLOEM_ROWS = 10_000
OTHER_ORGANISATIONS = 1_000
ROWS_PER_OTHER = 90
BIG_EMPLOYER_PEOPLE = 5_000
CLIENTS = 10_000
BEST_BEFORE_DAYS = 21
MADE_FROM = (
    *("bench/scale.py", "bench/rows.py", "bench/filer.py", "loket/demo/world.py"),
    *("*/migrations/*.py", "loket/*/migrations/*.py"),
)


def ensure(data: Path, database_url: str, drafts: int) -> None:
    """Fill the database unless that was done, with as many drafts of the filer as there will be connections."""
    mark = data / "filled.json"
    today = timezone.localdate()
    wanted = {"source": _fingerprint(), "drafts": drafts}
    try:
        kept = json.loads(mark.read_text())
        age = today - datetime.date.fromisoformat(kept.pop("day"))
        if kept == wanted and 0 <= age.days <= BEST_BEFORE_DAYS:
            return
    except (OSError, ValueError, KeyError):
        pass
    mark.unlink(missing_ok=True)
    total = KORENBLOEM_ROWS + OTHER_ORGANISATIONS * ROWS_PER_OTHER
    print(f"Filling {data} with {total:,} aanvragen (once) ...", flush=True)
    begin = time.monotonic()
    empty(database_url)
    call_command("migrate", interactive=False, verbosity=0)
    load_world()
    filer.let_file()
    filer.make_drafts(drafts)
    _fill(rows.Maker(SEED, filer.snapshot()))
    mark.write_text(json.dumps(wanted | {"day": today.isoformat()}))
    print(f"Filled in {time.monotonic() - begin:.0f} s.", flush=True)


def _fingerprint() -> str:
    """Changes with whatever the data are made from."""
    paths = sorted(path for pattern in MADE_FROM for path in servers.ROOT.glob(pattern))
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def empty(database_url: str) -> None:
    """An empty database in place of the one of the benchmark's own server."""
    connection.close()
    name = sql.Identifier(str(conninfo_to_dict(database_url)["dbname"]))
    with psycopg.connect(make_conninfo(database_url, dbname="postgres"), autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        server.execute(sql.SQL("CREATE DATABASE {}").format(name))


def _fill(maker: rows.Maker) -> None:
    with connection.cursor() as cursor:
        # The limit of a web request.
        cursor.execute("SET statement_timeout = 0")
    korenbloem = maker.known_employer(filer.organisation(), filer.user().person)
    others = [maker.employer() for _ in range(OTHER_ORGANISATIONS)]
    for group in ("person", "organisation", "establishment", "relation", "right"):
        _copy([getattr(employer, group) for employer in others])
    staff = maker.staff(filer.BIG_EMPLOYER, BIG_EMPLOYER_PEOPLE)
    for group in ([staff.organisation], staff.people, staff.relations, staff.rights):
        _copy(group)
    filed = [maker.filed(korenbloem, light=False) for _ in range(KORENBLOEM_ROWS)]
    filed += [maker.filed(employer, light=True) for employer in others for _ in range(ROWS_PER_OTHER)]
    secretariat, first = filer.secretariat(), Quarter.of(maker.today).previous.first_day
    clients, mandates = zip(*(maker.client(secretariat, first) for _ in range(CLIENTS)), strict=True)
    _copy(clients)
    _copy(mandates)
    filer.use_clients(mandates)
    # As in real life, rows of one employer do not lie side by side on disk.
    filed.sort(key=lambda item: item.aanvraag.submitted_at)
    _copy(item.aanvraag for item in filed)
    _copy(item.gegevens for item in filed)
    _copy(chain.from_iterable(item.moves for item in filed))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), rows.MODELS):
            cursor.execute(statement)
        # VACUUM too, so that no autovacuum comes by during the measurements.
        cursor.execute("VACUUM ANALYZE")


def _copy(made: Iterable[models.Model]) -> None:
    """COPY unsaved rows; each field converts its own value, so that the models stay the only description."""
    items = iter(made)
    first = next(items)
    fields = first._meta.local_concrete_fields
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(first._meta.db_table), sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    )
    # Looked up once: `connection` stands for the thread's own, and finds it anew at each use.
    own = connections[DEFAULT_DB_ALIAS]
    with own.cursor() as cursor, cursor.copy(statement) as copy:
        for item in chain([first], items):
            copy.write_row([field.get_db_prep_save(getattr(item, field.attname), own) for field in fields])
