"""Delivered calculations, second file: the lines. All of a calculation become visible at once, or none.

During the check the lines are put aside as they came (`Leveringslijn`). At its end they are held against what was
announced. Confirming them makes the calculations and moves the lines, in the transaction that ends the file.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import connection
from psycopg import sql

from loket.acting.context import ActingContext
from loket.bulk.columns import Column
from loket.bulk.large.batch import Batch
from loket.bulk.large.kinds import StopFile
from loket.bulk.models import Bestand
from maatwerk.copying import copy_rows
from maatwerk.leveringen import cellen
from maatwerk.leveringen.berekeningen import VERSION, make_berekeningen
from maatwerk.leveringen.lonen import QUARTER
from maatwerk.leveringen.rijen import NEW, THERE, TWICE, Rijen, labels_of, quarter_label
from maatwerk.leveringen.wops import LABEL, PACKAGE, PERSON
from maatwerk.models import Aankondiging, Berekening, Berekeningslijn, Leveringslijn
from maatwerk.models.berekening import CorrectieReden, Onderwerp, Reden, VastDeel
from maatwerk.opslag import LIJN_WAARDEN


def _amount(key: str, title: str) -> Column:
    return Column(key, title, cellen.euro, needed=True, filled=True, distinct=True)


def _exact(key: str, title: str) -> Column:
    return Column(key, title, cellen.euro_exact, needed=True, filled=True, distinct=True)


def _share(key: str, title: str) -> Column:
    return Column(key, title, cellen.aandeel, needed=True, filled=True)


def _word(key: str, title: str, words: Any) -> Column:
    return Column(key, title, cellen.one_of(dict(words)), needed=True, filled=True)


COLUMNS = (
    LABEL,
    QUARTER,
    VERSION,
    *PERSON,
    *PACKAGE,
    _share("duur", "deel van het kwartaal"),
    _amount("brutoloon", "brutoloon"),
    _amount("bijdragen", "werkgeversbijdragen"),
    _amount("structureel", "structurele vermindering"),
    _amount("doelgroep", "doelgroepvermindering"),
    Column("referteloon", "referteloon", cellen.number(2, 11, negative=True), needed=True, filled=True, distinct=True),
    Column("q", "Q", cellen.uren, needed=True, filled=True),
    Column("s", "S", cellen.uren, needed=True, filled=True),
    _share("fractie", "contractuele breuk"),
    _exact("plafond", "grens van het referteloon"),
    _exact("geplafonneerd", "geplafonneerd referteloon"),
    _share("correctiefactor", "correctiefactor"),
    _word("correctie_reden", "reden van de correctie", CorrectieReden.choices),
    _exact("gecorrigeerd", "gecorrigeerd geplafonneerd referteloon"),
    _amount("loonpremie_incl", "loonpremie incl. activeringsuitkering"),
    _amount("activering", "activeringsuitkering"),
    _amount("loonpremie", "loonpremie"),
    Column("vast", "begeleidingspremie, vast deel", cellen.euro, needed=True, filled=True),
    _word("vast_reden", "reden van het vaste deel", VastDeel.choices),
    Column("variabel", "begeleidingspremie, variabel deel", cellen.euro, needed=True, filled=True),
    Column("begeleidingspremie", "begeleidingspremie", cellen.euro, needed=True, filled=True),
    _amount("premie", "premie"),
    Column("rang", "rang", cellen.integer(99_999), needed=True, filled=True, distinct=True),
    _share("vte", "VTE"),
    _share("vte_binnen", "VTE binnen het contingent"),
    _share("vte_effectief", "VTE voor de invullingsgraad"),
    Column("cumul", "VTE tot en met deze rang", cellen.cumul, needed=True, filled=True, distinct=True),
    Column("binnen", "binnen het contingent", cellen.yes_no, needed=True, filled=True),
    _word("reden", "reden", Reden.choices),
)
STAGED = ("bestand_id", "aankondiging_id", "nummer", "insz", "voornaam", "naam", *LIJN_WAARDEN)
UNKNOWN = "Deze berekening is niet aangekondigd. Lever eerst het bestand met de berekeningen en hun totalen."
ELSEWHERE = "De lijnen van deze berekening staan in een ander bestand dat nog niet afgewerkt is."
OTHER = "Deze berekening is al geleverd, met een andere lijn voor deze werknemer. Een correctie is een nieuwe versie."
# What of a calculation must be what its lines are together.
SUMS = (
    ("werknemers", "count(*)"), ("binnen", "count(*) FILTER (WHERE l.binnen)"),
    ("vaste_delen", "count(*) FILTER (WHERE l.vast_reden = 'ja')"), ("loonpremie", "sum(l.loonpremie)"),
    ("vast", "sum(l.vast)"), ("variabel", "sum(l.variabel)"), ("premie", "sum(l.premie)"),
    ("ingevuld", "round(sum(l.vte_effectief), 4)"), ("begrensd", "round(sum(l.vte_binnen), 4)"),
)  # fmt: skip
NAMED = 3


class Lijnen(Rijen):
    """A row is a line of a calculation that was announced."""

    som = "premie"

    def judge(self, batch: Batch) -> None:
        """Rows are judged once: what is confirmed are the lines that the check put aside."""
        if not self.storing:
            super().judge(batch)

    def look_up(self, batch: Batch) -> None:
        labels = labels_of(batch)
        quarters = {day for day in batch.values["kwartaal"] if day}
        found = Aankondiging.objects.filter(
            toekenning__in=labels.values(), onderwerp=Onderwerp.KWARTAAL, periode__in=quarters
        ).select_related("toekenning")
        self.announced = {(row.toekenning.nummer, row.periode, row.versie): row for row in found}
        numbers = {number for number in batch.values["insz"] if number}
        delivered = [row.berekening_id for row in self.announced.values() if row.berekening_id]
        stored = Berekeningslijn.objects.filter(berekening__in=delivered, werknemer__insz__in=numbers)
        self.stored = {
            (berekening, insz): values
            for berekening, insz, *values in stored.values_list("berekening_id", "werknemer__insz", *LIJN_WAARDEN)
        }
        # What earlier turns of this check put aside.
        staged = Leveringslijn.objects.filter(bestand=self.bestand, insz__in=numbers)
        self.staged = set(staged.values_list("aankondiging_id", "insz"))

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        announced = self.announced.get((values["nummer"], values["kwartaal"], values["versie"]))
        if announced is None:
            batch.refuse(index, "versie", UNKNOWN)
        elif values["begeleidingspremie"] != values["vast"] + values["variabel"]:
            batch.refuse(index, "begeleidingspremie", "Dit is niet de som van het vaste en het variabele deel.")
        elif values["premie"] != values["loonpremie"] + values["begeleidingspremie"]:
            batch.refuse(index, "premie", "De premie is niet de som van de loonpremie en de begeleidingspremie.")
        elif announced.berekening_id:
            there = self.stored.get((announced.berekening_id, values["insz"]))
            if there == [values[name] for name in LIJN_WAARDEN]:
                batch.double(index, THERE)
            else:
                batch.refuse(index, "", OTHER)
        elif announced.regels_id not in (None, self.bestand.pk):
            batch.refuse(index, "versie", ELSEWHERE)
        elif (announced.pk, values["insz"]) in self.staged:
            batch.refuse(index, "insz", TWICE)
        else:
            self.staged.add((announced.pk, values["insz"]))
            batch.counts[NEW] += 1

    def keep(self, batch: Batch) -> None:
        """Put the right lines aside, and claim their calculations for this file."""
        right = batch.right()
        columns = batch.values
        keys = list(zip(columns["nummer"], columns["kwartaal"], columns["versie"], strict=True))
        claimed = Aankondiging.objects.filter(pk__in={self.announced[keys[index]].pk for index in right})
        claimed.filter(regels=None, berekening=None).update(regels=self.bestand)
        if claimed.exclude(regels=self.bestand).exists():
            # Another file was checked at the same time, and was first.
            raise StopFile(ELSEWHERE)
        read = [columns[name] for name in STAGED[3:]]
        copy_rows(
            Leveringslijn,
            STAGED,
            (
                (
                    self.bestand.pk,
                    self.announced[keys[index]].pk,
                    batch.numbers[index],
                    *(column[index] for column in read),
                )
                for index in right
            ),
        )

    def store(self, batch: Batch) -> int:
        """Nothing yet: `finish` moves all lines at once."""
        return len(batch.right())


def add_up(bestand: Bestand) -> None:
    """The lines that were put aside against what was announced. Raises StopFile."""
    compared = sql.SQL(", ").join(sql.SQL("{} AS {}").format(sql.SQL(how), sql.Identifier(name)) for name, how in SUMS)
    differs = sql.SQL(" OR ").join(
        sql.SQL("a.{0} <> t.{0}").format(sql.Identifier(name)) for name, _ in SUMS
    )  # fmt: skip
    statement = sql.SQL(
        "SELECT k.nummer, a.periode, a.versie FROM maatwerk_aankondiging a JOIN ("
        "SELECT l.aankondiging_id, {} FROM maatwerk_leveringslijn l WHERE l.bestand_id = %s GROUP BY 1"
        ") t ON t.aankondiging_id = a.id JOIN maatwerk_toekenning k ON k.id = a.toekenning_id "
        "WHERE {} ORDER BY 1, 2, 3"
    ).format(compared, differs)
    with connection.cursor() as cursor:
        cursor.execute(statement, [bestand.pk])
        wrong = cursor.fetchall()
    if wrong:
        named = "; ".join(
            f"{number}, {day:%Y} K{(day.month + 2) // 3}, versie {v}" for number, day, v in wrong[:NAMED]
        )
        more = f" en {len(wrong) - NAMED} andere" if len(wrong) > NAMED else ""
        raise StopFile(
            f"De lijnen tellen niet op tot de aangekondigde totalen van {named}{more}. Er is niets verwerkt."
        )


PUBLISH = sql.SQL(
    """
    INSERT INTO maatwerk_berekeningslijn (berekening_id, werknemer_id, wop_id, {columns})
    SELECT a.berekening_id, w.id, p.id, {values}
    FROM maatwerk_leveringslijn l
    JOIN maatwerk_aankondiging a ON a.id = l.aankondiging_id
    JOIN maatwerk_werknemer w ON w.insz = l.insz
    LEFT JOIN LATERAL (
        SELECT o.id FROM maatwerk_wop o
        WHERE o.werknemer_id = w.id AND o.toekenning_id = a.toekenning_id
          AND o.start < a.periode + interval '3 months' AND (o."end" IS NULL OR o."end" >= a.periode)
        ORDER BY (o.percentage = l.percentage AND o.niveau = l.niveau) DESC, o.start DESC LIMIT 1
    ) p ON true
    WHERE l.bestand_id = %s
    """
).format(
    columns=sql.SQL(", ").join(map(sql.Identifier, LIJN_WAARDEN)),
    values=sql.SQL(", ").join(sql.Identifier("l", name) for name in LIJN_WAARDEN),
)


def finish(bestand: Bestand, acting: ActingContext | None) -> None:
    """Make the calculations and move their lines; a file that did not come to its end leaves nothing behind."""
    if bestand.status != Bestand.State.DONE:
        bestand.stored_rows, bestand.reference = 0, None
        bestand.save(update_fields=["stored_rows", "reference"])
        return
    with connection.cursor() as cursor:
        # One statement over all lines takes longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = 0")
        make_berekeningen(Aankondiging.objects.filter(regels=bestand, berekening=None), bestand)
        cursor.execute(
            "INSERT INTO maatwerk_werknemer (key, insz, voornaam, naam) "
            "SELECT DISTINCT ON (insz) gen_random_uuid(), insz, voornaam, naam FROM maatwerk_leveringslijn "
            "WHERE bestand_id = %s ORDER BY insz, nummer ON CONFLICT (insz) DO NOTHING",
            [bestand.pk],
        )
        cursor.execute(PUBLISH, [bestand.pk])


def forget(bestand: Bestand) -> None:
    """What was put aside, and the claim on calculations whose lines did not come."""
    Aankondiging.objects.filter(regels=bestand, berekening=None).update(regels=None)
    Leveringslijn.objects.filter(bestand=bestand).delete()


def receipt_lines(bestand: Bestand) -> Iterator[tuple[Any, ...]]:
    """The calculations that this file brought the lines of."""
    made = Berekening.objects.filter(aankondiging__regels=bestand).order_by("toekenning__nummer", "periode", "versie")
    rows = made.values_list("toekenning__nummer", "periode", "versie", "werknemers", "premie")
    for nummer, periode, *values in rows.iterator():
        yield nummer, quarter_label(periode), *values
