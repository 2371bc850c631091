"""Wages of the DmfA, and allowances that are deducted."""

from collections.abc import Mapping
from typing import Any

from loket.bulk.columns import Column, parse_date
from loket.bulk.large.batch import Batch
from maatwerk.leveringen import cellen
from maatwerk.leveringen.rijen import (
    NEW,
    THERE,
    UNKNOWN_LABEL,
    Rijen,
    differing,
    ensure_people,
    labels_of,
    people_of,
)
from maatwerk.leveringen.wops import LABEL, PERSON
from maatwerk.models import Activeringsuitkering, Loonlijn

QUARTER = Column("kwartaal", "kwartaal", cellen.quarter, needed=True, filled=True, example="2026 K1")
COLUMNS = (
    *PERSON,
    LABEL,
    QUARTER,
    Column("versie", "versie van de aangifte", cellen.integer(99), needed=True, filled=True, example="1"),
    Column("aangegeven_op", "aangegeven op", parse_date, example="25/04/2026"),
    Column("brutoloon", "brutoloon", cellen.euro, needed=True, filled=True, distinct=True, example="6900,00"),
    Column("eindejaarspremie", "waarvan eindejaarspremie", cellen.euro, help="Leeg betekent 0.", example="0,00"),
    Column(
        "bijdragen", "werkgeversbijdragen", cellen.euro, needed=True, filled=True, distinct=True, example="1719,48"
    ),
    Column("structureel", "structurele vermindering", cellen.euro, needed=True, filled=True, example="910,80"),
    Column("doelgroep", "doelgroepvermindering", cellen.euro, needed=True, filled=True, example="310,50"),
    Column("q", "Q", cellen.uren, needed=True, filled=True, help="Uren per week van het contract.", example="30,4"),
    Column("s", "S", cellen.uren, needed=True, filled=True, help="Uren per week van een voltijdse.", example="38"),
    Column("q_effectief", "uren bij progressieve werkhervatting", cellen.uren, example=""),
    Column("dagen_betaald", "betaalde dagen", cellen.integer(92), needed=True, filled=True, example="61"),
    Column("dagen_ziekte", "dagen ziekte zonder loon", cellen.integer(92), help="Leeg betekent 0.", example="3"),
    Column("in_dienst_van", "in dienst vanaf", parse_date, help="Alleen als het contract in het kwartaal begint."),
    Column("in_dienst_tot", "in dienst tot en met", parse_date, help="Alleen als het in het kwartaal eindigt."),
)
ZERO = ("eindejaarspremie", "dagen_ziekte")
NAMES = tuple(column.key for column in COLUMNS[6:])
CHANGED_WAGE = "Deze versie is er al met andere cijfers. Een gewijzigde aangifte krijgt het volgende versienummer."


class Lonen(Rijen):
    """A row is one version of a declared wage. What was declared is not overwritten."""

    som = "brutoloon"

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        quarters = {day for day in batch.values["kwartaal"] if day}
        rows = Loonlijn.objects.filter(
            toekenning__in=self.labels.values(),
            kwartaal__in=quarters,
            werknemer__in=people_of(batch).values(),
        ).select_related("werknemer")
        self.there = {(row.toekenning_id, row.kwartaal, row.werknemer.insz, row.versie): row for row in rows}

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        label = self.labels.get(values["nummer"])
        begin, end = values["in_dienst_van"], values["in_dienst_tot"]
        if label is None:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
        elif not values["s"]:
            batch.refuse(index, "s", "Een voltijdse werkt meer dan 0 uur per week.")
        elif not values["versie"]:
            batch.refuse(index, "versie", "De eerste aangifte is versie 1.")
        elif begin and end and end < begin:
            batch.refuse(index, "in_dienst_tot", "Het einde ligt voor het begin. Verbeter een van beide.")
        elif not self.twice(batch, index, label.pk, values["kwartaal"], values["insz"], values["versie"]):
            stored = self.there.get((label.pk, values["kwartaal"], values["insz"], values["versie"]))
            if stored is None:
                batch.counts[NEW] += 1
            elif differing(values, stored, NAMES):
                batch.refuse(index, "versie", CHANGED_WAGE)
            else:
                batch.double(index, THERE)

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        people = ensure_people(rows)
        Loonlijn.objects.bulk_create(
            Loonlijn(
                werknemer_id=people[row["insz"]],
                toekenning=self.labels[row["nummer"]],
                kwartaal=row["kwartaal"],
                versie=row["versie"],
                levering=self.bestand,
                **{name: row[name] or 0 if name in ZERO else row[name] for name in NAMES},
            )
            for row in rows
        )


UITKERINGEN = (
    *PERSON,
    LABEL,
    QUARTER,
    Column("bedrag", "bedrag", cellen.euro, needed=True, filled=True, example="1250,00"),
    Column("herkomst", "herkomst", cellen.text_of(100), needed=True, filled=True, example="RVA"),
)


class Uitkeringen(Rijen):
    """A row is an allowance of one quarter; another amount takes its place."""

    som = "bedrag"

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        quarters = {day for day in batch.values["kwartaal"] if day}
        rows = Activeringsuitkering.objects.filter(
            toekenning__in=self.labels.values(),
            kwartaal__in=quarters,
            werknemer__in=people_of(batch).values(),
        ).select_related("werknemer")
        self.there = {(row.toekenning_id, row.kwartaal, row.werknemer.insz): row for row in rows}

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        label = self.labels.get(values["nummer"])
        if label is None:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
        elif not self.twice(batch, index, label.pk, values["kwartaal"], values["insz"]):
            stored = self.there.get((label.pk, values["kwartaal"], values["insz"]))
            if stored is None:
                batch.counts[NEW] += 1
            elif differing(values, stored, ("bedrag", "herkomst")):
                self.change(batch, index, stored)
            else:
                batch.double(index, THERE)

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        people = ensure_people(rows)
        Activeringsuitkering.objects.bulk_create(
            (
                Activeringsuitkering(
                    werknemer_id=people[row["insz"]],
                    toekenning=self.labels[row["nummer"]],
                    kwartaal=row["kwartaal"],
                    bedrag=row["bedrag"],
                    herkomst=row["herkomst"],
                    levering=self.bestand,
                )
                for row in rows
            ),
            update_conflicts=True,
            unique_fields=["toekenning", "kwartaal", "werknemer"],
            update_fields=["bedrag", "herkomst", "levering"],
        )
