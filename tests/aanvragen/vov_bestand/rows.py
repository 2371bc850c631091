"""Rows of a file with terugbetalingsaanvragen, from the same answers as the form gets."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase

from aanvragen.vov.bestand.columns import COLUMNS
from aanvragen.vov.bestand.kind import VOV_BESTAND
from loket.bulk.large import files
from loket.bulk.large.models import Bestand
from loket.bulk.large.running import go_on
from loket.ui.exports import csv_lines
from tests.aanvragen.filing import CONTACT, EMMA, VERLOF, lasser
from tests.world import context_of

TITLES = {column.key: column.title for column in COLUMNS}
BART = ("Bart Maes", "De Korenbloem")


def row(worker: dict = EMMA, course: dict | None = None, verlof: dict = VERLOF, data: dict | None = None) -> dict:
    """The answers of the steps of the form as the cells of a row, by column."""
    answers = {**worker, **(course or lasser()), **(data or {}), **verlof}
    answers["akkoord"] = "ja" if answers.get("akkoord") else "nee"
    words = {"uren": "contacturen"}
    answers["kind"] = words.get(answers.get("kind", ""), answers.get("kind", ""))
    return {TITLES[key]: value for key, value in answers.items() if key in TITLES}


def as_csv(*rows: dict) -> bytes:
    titles = list(TITLES.values())
    return "".join(csv_lines(titles, [[item.get(title, "") for title in titles] for item in rows])).encode()


def upload(content: bytes, who=BART, *, again=False, name="aanvragen.csv") -> Bestand:
    return files.upload(
        VOV_BESTAND, context_of(*who), name, SimpleUploadedFile(name, content), again=again, answers=ANSWERS
    )


ANSWERS = {**CONTACT, "iban": "BE71096123456769"}


def work(bestand: Bestand) -> Bestand:
    with TestCase.captureOnCommitCallbacks(execute=True):
        while go_on(bestand.pk, 60):
            pass
    bestand.refresh_from_db()
    return bestand


def checked(*rows: dict, **options) -> Bestand:
    return work(upload(as_csv(*rows), **options))


def filed(*rows: dict, who=BART, **options) -> Bestand:
    bestand = checked(*rows, who=who, **options)
    files.confirm(context_of(*who), bestand, only_right=True)
    bestand.refresh_from_db()
    return work(bestand)


def findings(bestand: Bestand) -> list[tuple]:
    return [(item.number, *found) for item in bestand.rijen.order_by("number") for found in item.findings]
