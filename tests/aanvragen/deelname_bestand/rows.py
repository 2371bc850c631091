"""Rows of a file with attendance of Kompas."""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.utils import timezone

from aanvragen.deelname.bestand.columns import COLUMNS
from aanvragen.deelname.bestand.kind import DEELNAME_BESTAND
from loket.bulk.large import files
from loket.bulk.large.models import Bestand
from loket.bulk.large.running import go_on
from loket.ui.exports import csv_lines
from tests.world import context_of

HANNE = ("Hanne Jacobs", "Kompas")
TITLES = {column.key: column.title for column in COLUMNS}
ALL_TITLES = tuple(TITLES.values())
EMMA, TOM, WIM = "90012099016", "86071499156", "05060799340"
FATIMA = "93050299263"
# Runs on after today: "nog niet" is an answer.
ODB = "ODB-9000001"


def quarter(day: datetime.date | None = None) -> str:
    day = day or timezone.localdate()
    return f"{day.year}/{(day.month + 2) // 3}"


def row(**cells: str) -> dict[str, str]:
    given = {
        "odb_number": ODB,
        "period": quarter(),
        "insz": EMMA,
        "first_name": "Emma",
        "last_name": "Lambert",
        "hours_present": "12,5",
        "final_assessment": "nog niet",
        "completed": "nog niet",
    }
    return {TITLES[key]: value for key, value in (given | cells).items()}


def upload(*rows: dict, who=HANNE, again=False, titles=ALL_TITLES) -> Bestand:
    content = "".join(csv_lines(titles, [[item.get(title, "") for title in titles] for item in rows])).encode()
    answers = {"contact_name": "Hanne Jacobs", "contact_email": "hanne@kompas.example"}
    file = SimpleUploadedFile("deelnames.csv", content)
    return files.upload(DEELNAME_BESTAND, context_of(*who), "deelnames.csv", file, again=again, answers=answers)


def work(bestand: Bestand) -> Bestand:
    with TestCase.captureOnCommitCallbacks(execute=True):
        while go_on(bestand.pk, 60):
            pass
    bestand.refresh_from_db()
    return bestand


def checked(*rows: dict, **options) -> Bestand:
    return work(upload(*rows, **options))


def filed(*rows: dict, **options) -> Bestand:
    bestand = checked(*rows, **options)
    files.confirm(context_of(*HANNE), bestand, only_right=True)
    bestand.refresh_from_db()
    return work(bestand)


def findings(bestand: Bestand) -> list[tuple]:
    return [(item.number, *found) for item in bestand.rijen.order_by("number") for found in item.findings]
