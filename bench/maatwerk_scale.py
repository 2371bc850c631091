"""Maatwerk at the scale of Flanders: 126 enterprises with 25,000 workers over 28 quarters, about 1.4 million lines.

Filled once and kept in a folder of its own; made anew when the code that makes it changed, or when it has aged. The
same seed gives the same people and amounts, but for the day they count from.
"""

import datetime
import hashlib
import json
import random
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.kbo.generating import with_check_digits
from accounts.models import Gebruikersrecht, Organisation, Person, RechtContext, ToegekendRecht, Werkrelatie
from accounts.models.organisation import Kind
from bench.scale import empty
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE
from loket.acting.context import Doelgroep
from loket.demo.loading import load_world
from loket.demo.maatwerk import PARAMETERS
from loket.embedded import servers
from loket.parameters.files import read_parameters
from maatwerk.generating.careers import Mensen
from maatwerk.generating.history import Maker, Plan, kwartalen_voor
from maatwerk.generating.storing import Storing

SEED = 20_261_125
ENTERPRISES, WORKERS, QUARTERS = 126, 25_000, 28
LARGEST, SMALLEST, SECOND_LABEL_FROM = 1_800, 24, 400
# Beyond the people of the demo, and numbers of enterprises that nobody else here uses.
FIRST_PERSON, FIRST_NUMBER = 100_000, 9_990_100
READER = "84071199107"
BEST_BEFORE_DAYS = 45
MADE_FROM = ("bench/maatwerk_scale.py", "maatwerk/**/*.py", "maatwerk/parameters.toml", "*/migrations/*.py")
# The filling hangs on models, engine and generator; not on screens, exports and deliveries.
NOT_FROM = tuple(
    f"maatwerk/{name}"
    for name in (
        "views", "vragenlijst", "exports", "leveringen", "templatetags", "management", "forms", "trail", "uitleg",
        "urls", "menu", "journal", "narekenen", "vlaanderen", "verschillen", "grenzen", "invulling", "toegang",
        "dienst", "attention",
    )
)  # fmt: skip


def ensure(data: Path, database_url: str) -> None:
    """Fill the database unless that was done."""
    mark = data / "filled.json"
    today = timezone.localdate()
    try:
        kept = json.loads(mark.read_text())
        age = today - datetime.date.fromisoformat(kept["day"])
        if kept["source"] == fingerprint() and 0 <= age.days <= BEST_BEFORE_DAYS:
            return
    except (OSError, ValueError, KeyError):
        pass
    mark.unlink(missing_ok=True)
    print(
        f"Filling {data} with {ENTERPRISES} enterprises, {WORKERS:,} workers, {QUARTERS} quarters (once) ...",
        flush=True,
    )
    begin = time.monotonic()
    empty(database_url)
    call_command("migrate", interactive=False, verbosity=0)
    load_world()
    with connection.cursor() as cursor:
        # The limit of a web request.
        cursor.execute("SET statement_timeout = 0")
    fill(today)
    with connection.cursor() as cursor:
        # VACUUM too, so that no autovacuum comes by during the measurements.
        cursor.execute("VACUUM ANALYZE")
    mark.write_text(json.dumps({"source": fingerprint(), "day": today.isoformat()}))
    print(f"Filled in {time.monotonic() - begin:.0f} s.", flush=True)


def fingerprint() -> str:
    """Changes with whatever the data are made from."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in MADE_FROM for path in servers.ROOT.glob(pattern)}):
        name = path.relative_to(servers.ROOT).as_posix()
        if not name.startswith(NOT_FROM):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def sizes(rnd: random.Random) -> list[int]:
    """Workers per enterprise: many small ones, a few large ones, together exactly WORKERS."""
    drawn = [min(LARGEST, max(SMALLEST, rnd.lognormvariate(4.95, 0.8))) for _ in range(ENTERPRISES)]
    scale = WORKERS / sum(drawn)
    rounded = [max(SMALLEST, int(size * scale)) for size in drawn]
    rounded[rounded.index(max(rounded))] += WORKERS - sum(rounded)
    return rounded


def plans(number: int, size: int, rnd: random.Random) -> Iterator[Plan]:
    """The labels of one enterprise; their contingents are filled for 88 to 104 %."""
    parts = [size] if size < SECOND_LABEL_FROM else [size * 2 // 3, size - size * 2 // 3]
    for label, workers in enumerate(parts, start=1):
        vte = (Decimal(workers) * Decimal(rnd.randint(800, 950)) / 1000).quantize(Decimal("0.1"))
        yield Plan(f"{number:05d}{label:02d}", f"Label {label}", workers, vte, turnover=0.05)


def _let_read(organisation: Organisation, today: datetime.date) -> None:
    """Somebody who reads the figures of this enterprise."""
    reader = Person.objects.create(insz=READER, first_name="Ria", last_name="Lezer")
    start = today - datetime.timedelta(days=100)
    relation = Werkrelatie.objects.create(person=reader, organisation=organisation, start=start, email="", phone="")
    recht = Gebruikersrecht.objects.get(code=DWSE_ORGANISATIEVERANTWOORDELIJKE)
    ToegekendRecht.objects.create(
        werkrelatie=relation,
        recht=recht,
        context=RechtContext.objects.get(recht=recht, code="maatwerk"),
        start=start,
        end=today + datetime.timedelta(days=1000),
    )


def fill(today: datetime.date) -> None:
    """Each enterprise in a transaction of its own."""
    rnd = random.Random(SEED)
    people = Mensen(SEED, FIRST_PERSON)
    maker = Maker(people, read_parameters(PARAMETERS), today)
    quarters = kwartalen_voor(today, QUARTERS, whole_years=False)
    begin = time.monotonic()
    wanted = sizes(rnd)
    for number, size in enumerate(wanted, start=1):
        with transaction.atomic():
            organisation = Organisation.objects.create(
                name=f"Maatwerkbedrijf {number:03d} vzw",
                kbo=with_check_digits(FIRST_NUMBER + number),
                doelgroep=Doelgroep.ONDERNEMING.value,
                kinds=[Kind.WERKGEVER.value, Kind.MAATWERKBEDRIJF.value],
            )
            storing = Storing(organisation.pk, today, rnd)
            for plan in plans(number, size, rnd):
                storing.store(maker.historiek(plan, quarters))
            if size == max(wanted):
                _let_read(organisation, today)
        if number % 20 == 0:
            print(f"  {number} enterprises after {time.monotonic() - begin:.0f} s", flush=True)
