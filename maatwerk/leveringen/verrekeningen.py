"""Set-offs of claims: what was kept back on an advance, and what was paid back."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import F

from loket import dutch
from loket.bulk.columns import Column, parse_date
from loket.bulk.large.batch import Batch
from maatwerk.leveringen import cellen
from maatwerk.leveringen.rijen import NEW, THERE, UNKNOWN_LABEL, Rijen, labels_of
from maatwerk.leveringen.voorschotten import with_set_offs
from maatwerk.leveringen.wops import LABEL
from maatwerk.models import Verrekening, Voorschotschijf, Vordering
from maatwerk.models.vordering import VerrekeningSoort

SOORTEN = dict(VerrekeningSoort.choices)
COLUMNS = (
    LABEL,
    Column("vordering", "vordering", cellen.text_of(30), needed=True, filled=True, example="V-2026-0001"),
    Column("soort", "soort", cellen.one_of(SOORTEN), needed=True, filled=True, example="inhouding"),
    Column(
        "maand",
        "maand van het voorschot",
        parse_date,
        help="Eerste dag. Alleen bij een inhouding.",
        example="01/07/2026",
    ),
    Column("op", "verrekend op", parse_date, needed=True, filled=True, example="15/07/2026"),
    Column("bedrag", "bedrag", cellen.euro, needed=True, filled=True, example="1500,00"),
)
NO_CLAIM = "Deze vordering kennen we niet bij dit toekenningsnummer. Lever eerst de afrekening die ze maakt."
NOTHING = "Een verrekening is meer dan 0 euro. Laat deze rij weg of verbeter het bedrag."
TOO_EARLY = "De vordering bestond nog niet: ze is ontstaan op {}. Verbeter de datum."
MONTH = "Een inhouding heeft de maand van het voorschot, een terugbetaling niet. Verbeter de maand of de soort."
NO_PART = "Voor deze maand is er geen schijf van een voorschot. Lever eerst de voorschotten."
NOT_KEPT = "Van deze schijf is nog {} ingehouden en niet verrekend. Verbeter het bedrag of lever eerst de inhouding."
TOO_MUCH = "Van deze vordering staat nog {} open. Verbeter het bedrag."
OTHER = "Deze verrekening is er al met een ander bedrag. Tel terugbetalingen van één dag op tot één rij."


class Verrekeningen(Rijen):
    """A row is one set-off. What was set off stays; the database keeps the open balance of the claim."""

    som = "bedrag"

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        # What rows above take of a claim (by its id) and of a part (by its id); stored rows are in the database.
        self.off_claim: Counter[int] = Counter()
        self.off_part: Counter[int] = Counter()

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        claims = Vordering.objects.filter(nummer__in={number for number in batch.values["vordering"] if number})
        if self.storing:
            # Two files with the same claim take turns, so that the second one sees what the first set off.
            claims = claims.select_for_update().order_by("pk")
            self.off_claim.clear()
            self.off_part.clear()
        self.claims = {claim.nummer: claim for claim in claims}
        stored = Verrekening.objects.filter(vordering__in=self.claims.values())
        self.there = {(row.vordering_id, row.soort, row.op, row.schijf_id): row.bedrag for row in stored}
        parts = Voorschotschijf.objects.filter(
            voorschot__toekenning__in=self.labels.values(), maand__in={day for day in batch.values["maand"] if day}
        )
        parts = with_set_offs(parts, hold=self.storing).annotate(label=F("voorschot__toekenning"))
        self.parts = {(part.label, part.maand): part for part in parts}

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        label, claim = self.labels.get(values["nummer"]), self.claims.get(values["vordering"])
        if label is None:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
        elif claim is None or claim.toekenning_id != label.pk:
            batch.refuse(index, "vordering", NO_CLAIM)
        elif not values["bedrag"]:
            batch.refuse(index, "bedrag", NOTHING)
        elif values["op"] < claim.ontstaan_op:
            batch.refuse(index, "op", TOO_EARLY.format(dutch.day(claim.ontstaan_op)))
        elif (values["soort"] == VerrekeningSoort.INHOUDING) != bool(values["maand"]):
            batch.refuse(index, "maand", MONTH)
        elif values["maand"] and (label.pk, values["maand"]) not in self.parts:
            batch.refuse(index, "maand", NO_PART)
        else:
            part = self.parts[label.pk, values["maand"]] if values["maand"] else None
            self._set_off(batch, index, values, claim, part)

    def _set_off(self, batch: Batch, index: int, values: Mapping[str, Any], claim: Vordering, part: Any) -> None:
        key, amount = (claim.pk, values["soort"], values["op"], part.pk if part else None), values["bedrag"]
        if self.twice(batch, index, *key):
            return
        if key in self.there:
            if self.there[key] == amount:
                batch.double(index, THERE)
            else:
                batch.refuse(index, "bedrag", OTHER)
            return
        left = claim.openstaand - self.off_claim[claim.pk]
        kept = part.ingehouden - part.verrekend - self.off_part[part.pk] if part else amount
        if amount > left:
            batch.refuse(index, "bedrag", TOO_MUCH.format(dutch.amount(left)))
        elif amount > kept:
            batch.refuse(index, "bedrag", NOT_KEPT.format(dutch.amount(kept)))
        else:
            self.off_claim[claim.pk] += amount
            if part:
                self.off_part[part.pk] += amount
            batch.counts[NEW] += 1

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        Verrekening.objects.bulk_create(
            Verrekening(
                vordering=self.claims[row["vordering"]],
                schijf=self.parts[self.labels[row["nummer"]].pk, row["maand"]] if row["maand"] else None,
                levering=self.bestand,
                **{name: row[name] for name in ("soort", "op", "bedrag")},
            )
            for row in rows
        )
