"""Delivered calculations, first file: each calculation with its totals, which its lines must then add up to."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from loket.acting.context import ActingContext
from loket.bulk.columns import Column, parse_date
from loket.bulk.large.batch import Batch
from loket.bulk.models import Bestand
from maatwerk.leveringen import cellen
from maatwerk.leveringen.lonen import QUARTER
from maatwerk.leveringen.rijen import NEW, THERE, UNKNOWN_LABEL, Rijen, differing, labels_of
from maatwerk.leveringen.wops import LABEL
from maatwerk.models import Aankondiging, Berekening
from maatwerk.models.berekening import SOORTEN, Onderwerp, Soort, Status

KINDS = {soort.value: soort.label for soort in SOORTEN[Onderwerp.KWARTAAL]}
VERSION = Column("versie", "versie", cellen.integer(999), needed=True, filled=True, example="1")


def _amount(key: str, title: str, example: str) -> Column:
    return Column(key, title, cellen.euro, needed=True, filled=True, distinct=True, example=example)


def _count(key: str, title: str, example: str) -> Column:
    return Column(key, title, cellen.integer(99_999), needed=True, filled=True, example=example)


COLUMNS = (
    LABEL,
    Column("soort", "berekening", cellen.one_of(KINDS), needed=True, filled=True, example=Soort.KWARTAAL),
    QUARTER,
    VERSION,
    Column("status", "status", cellen.one_of(dict(Status.choices)), needed=True, filled=True, example="voorlopig"),
    Column("berekend_op", "berekend op", parse_date, needed=True, filled=True, example="15/06/2026"),
    Column("bron", "gemaakt door", cellen.text_of(40), needed=True, filled=True, example="SUMO"),
    Column("contingent", "contingent (VTE)", cellen.vte, needed=True, filled=True, example="98,5"),
    Column("maximum", "maximumbedrag", cellen.euro, help="Leeg als er geen bedrag is toegekend."),
    _count("werknemers", "werknemers", "120"),
    _count("binnen", "werknemers binnen het contingent", "108"),
    _count("vaste_delen", "vaste delen", "108"),
    Column("ingevuld", "ingevuld (VTE)", cellen.vte, needed=True, filled=True, example="101,25"),
    Column("begrensd", "binnen het contingent (VTE)", cellen.vte, needed=True, filled=True, example="98,5"),
    _amount("loonpremie", "loonpremies", "500000,00"),
    _amount("vast", "begeleidingspremies, vast deel", "60000,00"),
    _amount("variabel", "begeleidingspremies, variabel deel", "70000,00"),
    _amount("premie", "premies", "630000,00"),
    _amount("ondersteuning", "organisatieondersteuning", "45000,00"),
    _amount("supplement", "supplement organisatieondersteuning", "11000,00"),
    _amount("boven_maximum", "boven het maximumbedrag", "0,00"),
    _amount("totaal", "subsidie", "686000,00"),
)
NAMES = ("soort", *(column.key for column in COLUMNS[4:]))
OTHER = "Deze versie is al geleverd met andere cijfers. Een correctie krijgt het volgende versienummer."


class Berekeningen(Rijen):
    """A row announces a calculation. What was delivered is never replaced."""

    som = "totaal"

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        quarters = {day for day in batch.values["kwartaal"] if day}
        which = Q(toekenning__in=self.labels.values(), onderwerp=Onderwerp.KWARTAAL, periode__in=quarters)
        self.there: dict[tuple[Any, ...], Any] = {}
        # An announcement tells what a calculation was delivered as, so it goes last.
        for model in (Berekening, Aankondiging):
            for row in model.objects.filter(which):
                self.there[row.toekenning_id, row.periode, row.versie] = row

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        label = self.labels.get(values["nummer"])
        if label is None:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
        elif not values["versie"]:
            batch.refuse(index, "versie", "De eerste berekening is versie 1.")
        elif values["premie"] != values["loonpremie"] + values["vast"] + values["variabel"]:
            batch.refuse(index, "premie", "De premies zijn niet de som van de loonpremies en de begeleidingspremies.")
        elif (
            values["totaal"]
            != values["premie"] + values["ondersteuning"] + values["supplement"] - (values["boven_maximum"])
        ):
            batch.refuse(index, "totaal", "De subsidie is niet de som van haar delen.")
        elif values["begrensd"] > values["contingent"]:
            batch.refuse(index, "begrensd", "Binnen het contingent kan niet meer zijn dan het contingent.")
        elif not self.twice(batch, index, label.pk, values["kwartaal"], values["versie"]):
            stored = self.there.get((label.pk, values["kwartaal"], values["versie"]))
            if stored is None:
                batch.counts[NEW] += 1
            elif differing(values, stored, NAMES):
                batch.refuse(index, "versie", OTHER)
            else:
                batch.double(index, THERE)

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        Aankondiging.objects.bulk_create(
            Aankondiging(
                toekenning=self.labels[row["nummer"]],
                onderwerp=Onderwerp.KWARTAAL,
                periode=row["kwartaal"],
                versie=row["versie"],
                bestand=self.bestand,
                **{name: row[name] for name in NAMES},
            )
            for row in rows
        )


def finish(bestand: Bestand, acting: ActingContext | None) -> None:
    """A calculation of nobody has no lines to wait for."""
    make_berekeningen(Aankondiging.objects.filter(bestand=bestand, werknemers=0, berekening=None), bestand)


def make_berekeningen(announced: Iterable[Aankondiging], bestand: Bestand) -> None:
    """The calculations that were announced, as they are from now on."""
    rows = list(announced)
    made = Berekening.objects.bulk_create(
        Berekening(
            toekenning_id=row.toekenning_id,
            onderwerp=row.onderwerp,
            periode=row.periode,
            versie=row.versie,
            levering_sha256=bestand.sha256,
            **{name: getattr(row, name) for name in NAMES},
        )
        for row in rows
    )
    for row, berekening in zip(rows, made, strict=True):
        row.berekening = berekening
    Aankondiging.objects.bulk_update(rows, ["berekening"])
