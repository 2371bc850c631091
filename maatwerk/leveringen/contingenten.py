"""Toekenningen and their contingents: which label of which enterprise, and how many places in which quarter."""

from collections.abc import Mapping
from typing import Any

from accounts.models import Organisation
from loket.bulk.columns import Column
from loket.bulk.large.batch import Batch
from maatwerk.leveringen import cellen
from maatwerk.leveringen.rijen import NEW, THERE, Rijen, differing, labels_of
from maatwerk.models import Contingent, Toekenning

COLUMNS = (
    Column("nummer", "toekenningsnummer", cellen.text_of(30), needed=True, filled=True, example="0012345"),
    Column("kbo", "ondernemingsnummer", cellen.kbo, needed=True, filled=True, example="0999.003.097"),
    Column("label", "label", cellen.text_of(200), needed=True, filled=True, example="De Wissel Groen"),
    Column("kwartaal", "kwartaal", cellen.quarter, needed=True, filled=True, example="2026 K1"),
    Column("vte", "contingent (VTE)", cellen.vte, needed=True, filled=True, example="98,5"),
    Column("maximum", "maximumbedrag", cellen.euro, help="Leeg als er geen bedrag is toegekend.", example="650000,00"),
    Column("reden", "reden van de wijziging", cellen.text_of(200), example="Uitbreiding"),
)
NAMES = ("vte", "maximum", "reden")


class Contingenten(Rijen):
    """A row is a contingent; a number that is new makes a label."""

    som = "vte"

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        numbers = {number for number in batch.values["kbo"] if number}
        self.organisations = dict(Organisation.objects.filter(kbo__in=numbers).values_list("kbo", "pk"))
        quarters = {day for day in batch.values["kwartaal"] if day}
        rows = Contingent.objects.filter(toekenning__in=self.labels.values(), kwartaal__in=quarters)
        self.there = {(row.toekenning_id, row.kwartaal): row for row in rows}
        # To which enterprise this file gives a new number.
        self.given: dict[str, str] = {}

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        number, kbo = values["nummer"], values["kbo"]
        label = self.labels.get(number)
        owner = label.organisation.kbo if label else self.given.setdefault(number, kbo)
        if kbo not in self.organisations:
            batch.refuse(index, "kbo", "Deze onderneming staat niet in het loket. Voeg ze eerst toe.")
        elif owner != kbo:
            batch.refuse(index, "nummer", "Dit toekenningsnummer hoort bij een andere onderneming. Kijk het na.")
        elif not self.twice(batch, index, number, values["kwartaal"]):
            stored = self.there.get((label.pk, values["kwartaal"])) if label else None
            if stored is None:
                batch.counts[NEW] += 1
            elif differing(values, stored, NAMES):
                self.change(batch, index, stored)
            else:
                batch.double(index, THERE)

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        new = {row["nummer"]: row for row in rows if row["nummer"] not in self.labels}
        Toekenning.objects.bulk_create(
            Toekenning(
                organisation_id=self.organisations[row["kbo"]],
                nummer=number,
                label=row["label"],
                start=min(other["kwartaal"] for other in rows if other["nummer"] == number),
            )
            for number, row in new.items()
        )
        labels = dict(
            Toekenning.objects.filter(nummer__in={row["nummer"] for row in rows}).values_list("nummer", "pk")
        )
        Contingent.objects.bulk_create(
            (
                Contingent(
                    toekenning_id=labels[row["nummer"]],
                    kwartaal=row["kwartaal"],
                    vte=row["vte"],
                    maximum=row["maximum"],
                    reden=row["reden"] or "",
                    levering=self.bestand,
                )
                for row in rows
            ),
            update_conflicts=True,
            unique_fields=["toekenning", "kwartaal"],
            update_fields=[*NAMES, "levering"],
        )
