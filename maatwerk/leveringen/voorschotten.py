"""Advances: a row per monthly part, with the advance of the quarter that it is part of."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import DecimalField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from loket import dutch
from loket.bulk.columns import Column, parse_date
from loket.bulk.large.batch import Batch
from maatwerk.leveringen import cellen
from maatwerk.leveringen.lonen import QUARTER
from maatwerk.leveringen.rijen import NEW, THERE, UNKNOWN_LABEL, Rijen, differing, labels_of
from maatwerk.leveringen.wops import LABEL
from maatwerk.models import Berekening, Contingent, Verrekening, Voorschot, Voorschotschijf
from maatwerk.models.berekening import Onderwerp, Soort, Status
from mandates.quarters import Quarter


def _amount(key: str, title: str, example: str) -> Column:
    return Column(key, title, cellen.euro, needed=True, filled=True, example=example)


COLUMNS = (
    LABEL,
    QUARTER,
    Column("berekend_op", "berekend op", parse_date, needed=True, filled=True, example="22/12/2025"),
    Column("bron", "gemaakt door", cellen.text_of(40), needed=True, filled=True, example="SUMO"),
    _amount("basis", "basis", "686000,00"),
    Column("percentage", "percentage", cellen.number(2, 3), needed=True, filled=True, example="95"),
    _amount("voorschot", "voorschot van het kwartaal", "651700,00"),
    Column("maand", "maand", parse_date, needed=True, filled=True, help="Eerste dag.", example="01/01/2026"),
    _amount("bedrag", "schijf", "217233,33"),
    _amount("ingehouden", "ingehouden", "0,00"),
    Column("te_betalen_op", "te betalen op", parse_date, needed=True, filled=True, example="15/01/2026"),
    Column("betaald_op", "betaald op", parse_date, help="Leeg zolang er niet betaald is."),
)
WHOLE, LATER = ("basis", "percentage", "bedrag"), ("ingehouden", "betaald_op")
OTHER = "Dit voorschot is er al met andere cijfers. Kijk de levering na."
NOT_THE_WHOLE = "De schijven van dit kwartaal tellen op tot {}; het voorschot is {}. Kijk de levering na."
MONTHS = 3
SET_OFF = "Van deze schijf is al {} verrekend met vorderingen. Er kan niet minder ingehouden worden."
NO_PLACES = "Voor dit kwartaal is er geen contingent. Lever dat eerst."


def with_set_offs(parts: QuerySet[Voorschotschijf], *, hold: bool) -> QuerySet[Voorschotschijf]:
    """These parts, each with what was set off against it (`verrekend`).

    `hold`: until the transaction ends nobody else changes what is kept back of them, or sets it off.
    """
    if hold:
        held = parts.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True)
        parts = parts.filter(pk__in=list(held))
    done = Verrekening.objects.filter(schijf=OuterRef("pk")).order_by().values("schijf").annotate(som=Sum("bedrag"))
    none = Value(Decimal(0), output_field=DecimalField())
    return parts.annotate(verrekend=Coalesce(Subquery(done.values("som")), none))


class Voorschotten(Rijen):
    """A row is a monthly part. Of one that is there, only what was kept back and when it was paid may still come."""

    som = "bedrag"

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        # What rows above say of a quarter that is new; and the parts of a quarter, stored or above, by month.
        self.above: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        self.amounts: dict[tuple[Any, ...], dict[date, Decimal]] = defaultdict(dict)

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        quarters = {day for day in batch.values["kwartaal"] if day}
        which = Q(toekenning__in=self.labels.values(), kwartaal__in=quarters)
        self.granted = {(row.toekenning_id, row.kwartaal): row for row in Contingent.objects.filter(which)}
        self.whole = {(row.toekenning_id, row.kwartaal): row for row in Voorschot.objects.filter(which)}
        parts = with_set_offs(Voorschotschijf.objects.filter(voorschot__in=self.whole.values()), hold=self.storing)
        self.parts = {(row.voorschot_id, row.maand): row for row in parts}
        key_of = {whole.pk: key for key, whole in self.whole.items()}
        for part in self.parts.values():
            self.amounts[key_of[part.voorschot_id]][part.maand] = part.bedrag

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        label, month = self.labels.get(values["nummer"]), values["maand"]
        if label is None:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
            return
        key = (label.pk, values["kwartaal"])
        says = tuple(values[name] for name in ("basis", "percentage", "voorschot"))
        whole = self.whole.get(key)
        if key not in self.granted:
            batch.refuse(index, "kwartaal", NO_PLACES)
        elif month.day != 1 or Quarter.of(month).first_day != values["kwartaal"]:
            batch.refuse(index, "maand", "Dit is niet de eerste dag van een maand van dit kwartaal.")
        elif values["ingehouden"] > values["bedrag"]:
            batch.refuse(index, "ingehouden", "Er kan niet meer ingehouden worden dan de schijf.")
        elif (whole and says != tuple(getattr(whole, name) for name in WHOLE)) or (
            not whole and self.above.setdefault(key, says) != says
        ):
            batch.refuse(index, "voorschot", OTHER)
        elif not self.twice(batch, index, *key, month):
            self._part(batch, index, values, key, self.parts.get((whole.pk, month)) if whole else None)

    def _part(
        self,
        batch: Batch,
        index: int,
        values: Mapping[str, Any],
        key: tuple[Any, ...],
        stored: Any,
    ) -> None:
        if stored is None:
            amounts = self.amounts[key] | {values["maand"]: values["bedrag"]}
            total, whole = sum(amounts.values(), Decimal(0)), values["voorschot"]
            if total > whole or (len(amounts) == MONTHS and total != whole):
                batch.refuse(index, "bedrag", NOT_THE_WHOLE.format(dutch.number(total), dutch.number(whole)))
                return
            self.amounts[key] = amounts
            batch.counts[NEW] += 1
        elif differing(values, stored, ("bedrag", "te_betalen_op")):
            batch.refuse(index, "bedrag", OTHER)
        elif values["ingehouden"] < min(stored.ingehouden, stored.verrekend):
            batch.refuse(index, "ingehouden", SET_OFF.format(dutch.amount(stored.verrekend)))
        elif differing(values, stored, LATER):
            self.change(batch, index, stored)
        else:
            batch.double(index, THERE)

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            key = (self.labels[row["nummer"]].pk, row["kwartaal"])
            if key not in self.whole:
                self.whole[key] = self._make(key, row)
        Voorschotschijf.objects.bulk_create(
            (
                Voorschotschijf(
                    voorschot=self.whole[self.labels[row["nummer"]].pk, row["kwartaal"]],
                    levering=self.bestand,
                    **{name: row[name] for name in ("maand", "bedrag", "te_betalen_op", *LATER)},
                )
                for row in rows
            ),
            update_conflicts=True,
            unique_fields=["voorschot", "maand"],
            update_fields=[*LATER, "levering"],
        )

    def _make(self, key: tuple[Any, ...], row: Mapping[str, Any]) -> Voorschot:
        """The advance of a quarter, as a calculation of its own."""
        granted = self.granted[key]
        berekening = Berekening.objects.create(
            toekenning_id=key[0],
            soort=Soort.VOORSCHOT,
            onderwerp=Onderwerp.VOORSCHOT,
            periode=key[1],
            versie=1,
            status=Status.DEFINITIEF,
            berekend_op=row["berekend_op"],
            bron=row["bron"],
            levering_sha256=self.bestand.sha256,
            contingent=granted.vte,
            maximum=granted.maximum,
            totaal=row["voorschot"],
        )
        return Voorschot.objects.create(
            berekening=berekening,
            toekenning_id=key[0],
            kwartaal=key[1],
            basis=row["basis"],
            percentage=row["percentage"],
            bedrag=row["voorschot"],
        )
