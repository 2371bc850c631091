"""Settlements of delivered calculations, and the claims that negative ones leave."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from loket.bulk.columns import Column, parse_date
from loket.bulk.large.batch import Batch
from maatwerk.leveringen import cellen
from maatwerk.leveringen.berekeningen import VERSION
from maatwerk.leveringen.lonen import QUARTER
from maatwerk.leveringen.rijen import NEW, THERE, UNKNOWN_LABEL, Rijen, differing, labels_of
from maatwerk.leveringen.wops import LABEL
from maatwerk.models import Afrekening, Berekening, Toekenning, Vordering
from maatwerk.models.afrekening import Wijze
from maatwerk.models.berekening import Onderwerp

signed = cellen.number(2, 11, negative=True)


def _amount(key: str, title: str, example: str) -> Column:
    return Column(key, title, signed, needed=True, filled=True, example=example)


OVER = {Onderwerp.KWARTAAL.value: "een kwartaal", Onderwerp.JAAR.value: "een jaar"}
COLUMNS = (
    LABEL,
    Column(
        "over",
        "afrekening van",
        cellen.one_of(OVER),
        help="Leeg betekent kwartaal. Bij een jaar vult u als kwartaal het eerste kwartaal van dat jaar in.",
        example="kwartaal",
    ),
    QUARTER,
    VERSION,
    Column("afgerekend_op", "afgerekend op", parse_date, needed=True, filled=True, example="15/06/2026"),
    _amount("berekend", "berekend", "686000,00"),
    _amount("voorschotten", "voorschotten", "651700,00"),
    _amount("eerder", "eerder afgerekend", "0,00"),
    _amount("saldo", "saldo", "34300,00"),
    Column("te_betalen_op", "te betalen op", parse_date, needed=True, filled=True, example="14/07/2026"),
    Column("vordering", "vordering", cellen.text_of(30), help="Alleen bij een negatief saldo.", example=""),
    Column("verjaart_op", "verjaart op", parse_date, help="Alleen bij een negatief saldo.", example=""),
    Column("plan", "afbetalingsplan", cellen.text_of(500), help="In woorden, als er een is.", example=""),
)
NAMES = ("afgerekend_op", "berekend", "voorschotten", "eerder", "saldo", "te_betalen_op")
NO_CALCULATION = "Deze berekening is er niet. Lever eerst de berekening en haar lijnen."
NO_YEAR = "Deze jaarberekening is er niet. Lever eerst de jaarberekening."
NOT_JANUARY = "Een jaar vult u in met zijn eerste kwartaal, bijvoorbeeld 2026 K1."
YEAR_PAYS = "Een jaarafrekening betaalt alleen bij. Wat terug moet, staat in een correctie van een kwartaal."
CLAIM_TWICE = "Deze vordering staat al hoger in het bestand. Elke vordering heeft een eigen nummer."
OTHER = "Deze berekening is al afgerekend met andere cijfers. Een correctie is een nieuwe berekening."


class Afrekeningen(Rijen):
    """A row settles one calculation, of a quarter or of a year. What was settled is not settled otherwise."""

    som = "berekend"

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        quarters = {day for day in batch.values["kwartaal"] if day}
        which = Q(toekenning__in=self.labels.values(), onderwerp__in=OVER, periode__in=quarters)
        found = Berekening.objects.filter(which).defer("parameters").select_related("afrekening")
        self.there = {(row.toekenning_id, row.onderwerp, row.periode, row.versie): row for row in found}
        numbers = {number for number in batch.values["vordering"] if number}
        self.claims = dict(Vordering.objects.filter(nummer__in=numbers).values_list("nummer", "afrekening_id"))

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        label = self.labels.get(values["nummer"])
        if label is None:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
            return
        key = self._key(label, values)
        found, year = self.there.get(key), values["over"] == Onderwerp.JAAR
        negative = values["saldo"] < 0
        if year and values["kwartaal"].month != 1:
            batch.refuse(index, "kwartaal", NOT_JANUARY)
        elif found is None:
            batch.refuse(index, "versie", NO_YEAR if year else NO_CALCULATION)
        elif values["berekend"] != found.totaal:
            batch.refuse(index, "berekend", "Dit is niet de subsidie van deze berekening.")
        elif values["saldo"] != values["berekend"] - values["voorschotten"] - values["eerder"]:
            batch.refuse(index, "saldo", "Het saldo is niet het berekende min de voorschotten en het eerdere.")
        elif year and negative:
            batch.refuse(index, "saldo", YEAR_PAYS)
        elif negative != bool(values["vordering"]) or negative != bool(values["verjaart_op"]):
            batch.refuse(index, "vordering", "Alleen een negatief saldo heeft een vordering, met haar verjaring.")
        elif not self.twice(batch, index, *key):
            self._settled(batch, index, values, getattr(found, "afrekening", None))

    def _settled(self, batch: Batch, index: int, values: Mapping[str, Any], stored: Afrekening | None) -> None:
        claim = self.claims.get(values["vordering"])
        if stored is None and claim is None:
            number = values["vordering"]
            if number and self.twice(batch, index, "vordering", number, column="vordering", message=CLAIM_TWICE):
                return
            batch.counts[NEW] += 1
        elif stored is None or differing(values, stored, NAMES) or (values["vordering"] and claim != stored.pk):
            batch.refuse(index, "saldo" if stored else "vordering", OTHER if stored else "Deze vordering is er al.")
        else:
            batch.double(index, THERE)

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        made = Afrekening.objects.bulk_create(
            Afrekening(
                toekenning=self.labels[row["nummer"]],
                berekening=self._berekening(row),
                soort=self._berekening(row).soort,
                periode=row["kwartaal"],
                levering=self.bestand,
                wijze=Wijze.BETALING if row["saldo"] > 0 else Wijze.INHOUDING if row["saldo"] else Wijze.GEEN,
                **{name: row[name] for name in NAMES},
            )
            for row in rows
        )
        Vordering.objects.bulk_create(
            Vordering(
                toekenning=afrekening.toekenning,
                afrekening=afrekening,
                nummer=row["vordering"],
                ontstaan_op=row["afgerekend_op"],
                verjaart_op=row["verjaart_op"],
                bedrag=-row["saldo"],
                openstaand=-row["saldo"],
                afbetalingsplan=row["plan"] or "",
            )
            for row, afrekening in zip(rows, made, strict=True)
            if row["vordering"]
        )

    def _berekening(self, row: Mapping[str, Any]) -> Berekening:
        return self.there[self._key(self.labels[row["nummer"]], row)]

    def _key(self, label: Toekenning, values: Mapping[str, Any]) -> tuple[Any, ...]:
        return label.pk, values["over"] or Onderwerp.KWARTAAL.value, values["kwartaal"], values["versie"]
