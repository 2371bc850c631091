"""Year settlements: a row per quarter, and a row per worker whom the settlement moved inside in it.

All of a settlement is in one file. Its rows are put aside during the check (`Jaarrij`) and held against each other at
its end; confirming makes everything at once. What the quarters and the workers had before stands in the calculations
that the rows name, so nothing of it is delivered again.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models import Q

from loket import dutch
from loket.acting.context import ActingContext
from loket.bulk.columns import Column, parse_date, parse_insz_cell
from loket.bulk.large.batch import Batch
from loket.bulk.large.kinds import StopFile
from loket.bulk.models import Bestand
from loket.numbers import is_plain_insz
from maatwerk.berekening.afronding import places
from maatwerk.copying import copy_rows
from maatwerk.leveringen import cellen
from maatwerk.leveringen.berekeningen import VERSION
from maatwerk.leveringen.lonen import QUARTER
from maatwerk.leveringen.rijen import NEW, THERE, TWICE, UNKNOWN_LABEL, Rijen, labels_of, people_of
from maatwerk.leveringen.wops import LABEL
from maatwerk.models import Berekening, Berekeningslijn, Jaarkwartaal, Jaarlijn, Jaarrij, Toekenning
from maatwerk.models.berekening import Onderwerp, Soort, Status

COLUMNS = (
    LABEL,
    QUARTER,
    VERSION,
    Column(
        "insz",
        "INSZ",
        parse_insz_cell,
        distinct=True,
        plain=is_plain_insz,
        help="Leeg in de rij van het kwartaal zelf.",
        example="",
    ),
    Column("eerste", "eerste berekening", cellen.integer(999), needed=True, filled=True, example="1"),
    Column("herberekend", "herberekening", cellen.integer(999), needed=True, filled=True, example="2"),
    Column("status", "status", cellen.one_of(dict(Status.choices)), needed=True, filled=True, example="definitief"),
    Column("berekend_op", "berekend op", parse_date, needed=True, filled=True, example="31/03/2027"),
    Column("bron", "gemaakt door", cellen.text_of(40), needed=True, filled=True, example="SUMO"),
    Column("vte", "bijkomende VTE", cellen.aandeel, needed=True, filled=True, example="1,5"),
    Column("bijkomend", "bijkomend bedrag", cellen.euro, needed=True, filled=True, example="4200,00"),
    Column("totaal", "bijkomende subsidie van het jaar", cellen.euro, needed=True, filled=True, example="9600,00"),
)
YEAR = ("status", "berekend_op", "bron", "totaal")
STAGED = (
    "bestand_id", "nummer", "toekenning_id", "kwartaal", "versie", "werknemer_id", "eerste_id", "herberekend_id",
    "vte", "bijkomend", *YEAR,
)  # fmt: skip
NO_CALCULATION = "Deze berekening van het kwartaal is er niet. Lever eerst de berekening en haar lijnen."
NOT_ON_LIST = "Deze werknemer staat niet in de herberekening van dit kwartaal. Kijk het INSZ en het kwartaal na."
NOT_MOVED = "Wie er in dit kwartaal geen VTE bijkrijgt, heeft geen rij. Laat de rij weg of verbeter de VTE."
TOO_MUCH = "Deze werknemer heeft in dit kwartaal maar {} VTE buiten het contingent. Verbeter de VTE."
ELSEWHERE = "Deze jaarberekening staat in een ander bestand dat nog niet afgewerkt is. Werk dat bestand eerst af."
OTHER = "Deze versie van het jaar is al geleverd met andere cijfers. Een correctie krijgt het volgende versienummer."


class Jaren(Rijen):
    """A row is a quarter of a settlement, or a worker whom it moved. What was delivered is never replaced."""

    som = "bijkomend"

    def judge(self, batch: Batch) -> None:
        """Rows are judged once: what is confirmed are the rows that the check put aside."""
        if not self.storing:
            super().judge(batch)

    def look_up(self, batch: Batch) -> None:
        self.labels, self.people = labels_of(batch), people_of(batch)
        labels, days = self.labels.values(), {day for day in batch.values["kwartaal"] if day}
        people = self.people.values()
        # Before the years: a file that ends meanwhile is then found as one or the other.
        staged = Jaarrij.objects.filter(toekenning__in=labels, kwartaal__in=days)
        names = ("toekenning_id", "kwartaal", "versie", "werknemer_id", "bestand_id")
        self.staged = {tuple(key): bestand for *key, bestand in staged.values_list(*names)}
        found = Berekening.objects.filter(toekenning__in=labels, onderwerp=Onderwerp.KWARTAAL, periode__in=days)
        found = found.only("toekenning_id", "periode", "versie")
        self.quarters = {(row.toekenning_id, row.periode, row.versie): row.pk for row in found}
        lines = Berekeningslijn.objects.filter(berekening__in=self.quarters.values(), werknemer__in=people)
        self.outside = {
            (calculation, worker): vte - inside
            for calculation, worker, vte, inside in lines.values_list("berekening", "werknemer", "vte", "vte_binnen")
        }
        january = {day.replace(month=1) for day in days}
        years = Berekening.objects.filter(toekenning__in=labels, onderwerp=Onderwerp.JAAR, periode__in=january)
        self.years = {(row.toekenning_id, row.periode, row.versie): row for row in years.defer("parameters")}
        quarters = Jaarkwartaal.objects.filter(berekening__in=self.years.values())
        moved = Jaarlijn.objects.filter(berekening__in=self.years.values(), werknemer__in=people)
        self.there: dict[tuple[Any, ...], tuple[Any, ...]] = {
            (row.berekening_id, row.kwartaal, None): (
                row.bijkomende_vte, row.bijkomend, row.eerste_id, row.herberekend_id
            )
            for row in quarters
        }  # fmt: skip
        for line in moved:
            self.there[line.berekening_id, line.kwartaal, line.werknemer_id] = (line.vte, line.bijkomend)

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        label = self.labels.get(values["nummer"])
        if label is None:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
            return
        quarter = (label.pk, values["kwartaal"])
        first, last = (self.quarters.get((*quarter, values[name])) for name in ("eerste", "herberekend"))
        worker = self.people.get(values["insz"]) if values["insz"] else None
        outside = self.outside.get((last, worker))
        if not values["versie"]:
            batch.refuse(index, "versie", "De eerste jaarberekening is versie 1.")
        elif first is None or last is None:
            batch.refuse(index, "herberekend" if first else "eerste", NO_CALCULATION)
        elif values["herberekend"] < values["eerste"]:
            batch.refuse(index, "herberekend", "De herberekening komt na de eerste berekening. Verbeter de versies.")
        elif values["insz"] and outside is None:
            batch.refuse(index, "insz", NOT_ON_LIST)
        elif values["insz"] and not values["vte"]:
            batch.refuse(index, "vte", NOT_MOVED)
        elif outside is not None and values["vte"] > outside:
            batch.refuse(index, "vte", TOO_MUCH.format(dutch.number(outside)))
        elif not values["insz"] and values["vte"] != places(values["vte"]):
            batch.refuse(index, "vte", "De VTE van een kwartaal heeft hoogstens 4 decimalen. Rond ze af.")
        else:
            self._new_or_there(batch, index, values, (*quarter, values["versie"], worker), (first, last))

    def _new_or_there(
        self, batch: Batch, index: int, values: Mapping[str, Any], key: tuple[Any, ...], calculations: tuple[int, int]
    ) -> None:
        label, day, version, worker = key
        year = self.years.get((label, day.replace(month=1), version))
        file = self.staged.get(key)
        if file == self.bestand.pk or self.twice(batch, index, *key):
            if file == self.bestand.pk:
                batch.refuse(index, "", TWICE)
        elif file is not None:
            batch.refuse(index, "versie", ELSEWHERE)
        elif year is None:
            batch.counts[NEW] += 1
        else:
            says = (values["vte"], values["bijkomend"], *(() if worker else calculations))
            same = says == self.there.get((year.pk, day, worker))
            if same and all(values[name] == getattr(year, name) for name in YEAR):
                batch.double(index, THERE)
            else:
                batch.refuse(index, "versie", OTHER)

    def keep(self, batch: Batch) -> None:
        """Put the right rows aside."""
        copy_rows(Jaarrij, STAGED, (self._staged(batch, index) for index in batch.right()))

    def _staged(self, batch: Batch, index: int) -> tuple[Any, ...]:
        row = {key: column[index] for key, column in batch.values.items()}
        label, day = self.labels[row["nummer"]].pk, row["kwartaal"]
        return (
            self.bestand.pk, batch.numbers[index], label, day, row["versie"],
            self.people[row["insz"]] if row["insz"] else None,
            self.quarters[label, day, row["eerste"]], self.quarters[label, day, row["herberekend"]],
            row["vte"], row["bijkomend"], *(row[name] for name in YEAR),
        )  # fmt: skip

    def store(self, batch: Batch) -> int:
        """Nothing yet: `finish` makes everything at once."""
        return len(batch.right())


Settlement = tuple[str, int, date, int]


def _settlements(bestand: Bestand) -> Iterator[tuple[Settlement, list[Jaarrij]]]:
    """The rows that were put aside, per settlement: number and id of the label, first day of the year, version."""

    def key(row: Jaarrij) -> Settlement:
        return row.toekenning.nummer, row.toekenning_id, row.kwartaal.replace(month=1), row.versie

    rows = Jaarrij.objects.filter(bestand=bestand).select_related("toekenning")
    for found, group in groupby(sorted(rows, key=lambda row: (key(row), row.nummer)), key=key):
        yield found, list(group)


def add_up(bestand: Bestand) -> None:
    """The rows of each settlement against each other. Raises StopFile."""
    for (nummer, label, january, version), rows in _settlements(bestand):
        if wrong := _wrong(label, january, rows):
            raise StopFile(
                f"Jaarberekening {january.year} van {nummer}, versie {version}: {wrong} Er is niets verwerkt."
            )


def _wrong(label: int, january: date, rows: list[Jaarrij]) -> str:
    quarters = {row.kwartaal: row for row in rows if row.werknemer_id is None}
    which = Q(toekenning=label, onderwerp=Onderwerp.KWARTAAL, periode__year=january.year)
    wanted = set(Berekening.objects.filter(which).values_list("periode", flat=True))
    if set(quarters) != wanted:
        return "niet elk berekend kwartaal van het jaar heeft een rij."
    if len({tuple(getattr(row, name) for name in YEAR) for row in rows}) > 1:
        return "de rijen verschillen in status, datum, maker of subsidie van het jaar."
    for day, quarter in quarters.items():
        moved = [row for row in rows if row.werknemer_id and row.kwartaal == day]
        if any(row.herberekend_id != quarter.herberekend_id or row.eerste_id != quarter.eerste_id for row in moved):
            return "een werknemer gaat uit van een andere berekening dan zijn kwartaal."
        if places(sum((row.vte for row in moved), Decimal(0))) != quarter.vte:
            return "de VTE van de werknemers tellen niet op tot die van hun kwartaal."
        if sum((row.bijkomend for row in moved), Decimal(0)) > quarter.bijkomend:
            return "de werknemers krijgen er samen meer bij dan hun kwartaal."
    if rows[0].totaal > sum((row.bijkomend for row in quarters.values()), Decimal(0)):
        return "het jaar krijgt er meer bij dan zijn kwartalen."
    return ""


# Every worker of either calculation, with what the settlement adds.
LINES = """
    INSERT INTO maatwerk_jaarlijn
        (berekening_id, kwartaal, werknemer_id, eerste, herberekend, bijkomend, premie, vte, binnen)
    SELECT q.berekening_id, q.kwartaal, both_lists.werknemer_id, both_lists.eerste, both_lists.herberekend,
        coalesce(r.bijkomend, 0), coalesce(both_lists.herberekend, 0) + coalesce(r.bijkomend, 0), coalesce(r.vte, 0),
        coalesce(both_lists.binnen, false) OR r.id IS NOT NULL
    FROM maatwerk_jaarkwartaal q
    JOIN maatwerk_berekening b ON b.id = q.berekening_id
    CROSS JOIN LATERAL (
        SELECT werknemer_id, e.premie AS eerste, h.premie AS herberekend, h.binnen
        FROM (SELECT * FROM maatwerk_berekeningslijn WHERE berekening_id = q.eerste_id) e
        FULL JOIN (SELECT * FROM maatwerk_berekeningslijn WHERE berekening_id = q.herberekend_id) h
        USING (werknemer_id)
    ) both_lists
    LEFT JOIN maatwerk_jaarrij r ON r.bestand_id = %s AND r.toekenning_id = b.toekenning_id AND r.versie = b.versie
        AND r.kwartaal = q.kwartaal AND r.werknemer_id = both_lists.werknemer_id
    WHERE q.berekening_id = ANY(%s)
"""


def finish(bestand: Bestand, acting: ActingContext | None) -> None:
    """Make the settlements; a file that did not come to its end leaves nothing behind.

    Raises StopFile when what came in since the check made one incomplete. No quarter comes in meanwhile.
    """
    if bestand.status != Bestand.State.DONE:
        bestand.stored_rows, bestand.reference = 0, None
        bestand.save(update_fields=["stored_rows", "reference"])
        return
    labels = Jaarrij.objects.filter(bestand=bestand).values("toekenning")
    list(Toekenning.objects.filter(pk__in=labels).order_by("pk").select_for_update())
    add_up(bestand)
    made = [_make(bestand, found, rows) for found, rows in _settlements(bestand)]
    with connection.cursor() as cursor:
        # One statement over all lines takes longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(LINES, [bestand.pk, made])


def _make(bestand: Bestand, found: Settlement, rows: list[Jaarrij]) -> int:
    _, label, january, version = found
    quarters = sorted((row for row in rows if row.werknemer_id is None), key=lambda row: row.kwartaal)
    before = Berekening.objects.in_bulk({pk for row in quarters for pk in (row.eerste_id, row.herberekend_id)})
    added = sum((row.bijkomend for row in quarters), Decimal(0))
    year = Berekening.objects.create(
        toekenning_id=label,
        soort=Soort.JAAR,
        onderwerp=Onderwerp.JAAR,
        periode=january,
        versie=version,
        levering_sha256=bestand.sha256,
        contingent=before[quarters[-1].herberekend_id].contingent,
        boven_maximum=added - rows[0].totaal,
        **{name: getattr(rows[0], name) for name in YEAR},
    )
    Jaarkwartaal.objects.bulk_create(
        Jaarkwartaal(
            berekening=year,
            kwartaal=row.kwartaal,
            eerste_id=row.eerste_id,
            herberekend_id=row.herberekend_id,
            contingent=before[row.herberekend_id].contingent,
            ingevuld=before[row.herberekend_id].ingevuld,
            bijkomende_vte=row.vte,
            eerste_totaal=before[row.eerste_id].totaal,
            herberekend_totaal=before[row.herberekend_id].totaal,
            bijkomend=row.bijkomend,
        )
        for row in quarters
    )
    return year.pk


def forget(bestand: Bestand) -> None:
    """What was put aside."""
    Jaarrij.objects.filter(bestand=bestand).delete()


def receipt_lines(bestand: Bestand) -> Iterator[tuple[Any, ...]]:
    """The settlements that this file brought."""
    made = Berekening.objects.filter(levering_sha256=bestand.sha256, onderwerp=Onderwerp.JAAR)
    names = ("toekenning__nummer", "periode", "versie", "totaal")
    for nummer, periode, *rest in made.order_by("toekenning__nummer", "periode", "versie").values_list(*names):
        yield nummer, periode.year, *rest
