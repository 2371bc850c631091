"""Rows of the files of `bench/bulk.py`, from a seed, and what is copied back bare."""

import csv
import datetime
import random
import time
from pathlib import Path

import xlsxwriter
from django.db import connection
from django.utils import timezone

from loket.demo import world

KINDS = ("vov", "deelname")
SEED = 20261125
FIRST_NAMES = "Emma Tom Fatima Wim Lotte Karim Ann Jan Sara Luc Noor Bram Ilse Piet Amina Koen Zoë André".split()  # noqa: SIM905
LAST_NAMES = "Lambert Vermeulen Daems Jacobs Mertens Claes Wouters Maes Peeters Aerts Goossens D'Hondt".split()  # noqa: SIM905
TABLES = {
    "vov": (
        ("aanvragen_aanvraag", "bestand_id = %s"),
        ("aanvragen_vovgegevens", "aanvraag_id IN (SELECT id FROM aanvragen_aanvraag WHERE bestand_id = %s)"),
        ("aanvragen_statusmove", "aanvraag_id IN (SELECT id FROM aanvragen_aanvraag WHERE bestand_id = %s)"),
    ),
    "deelname": (
        (
            "deelname_deelname",
            "registratie_id IN (SELECT registratie_id FROM deelname_bestand_bestandregistratie WHERE bestand_id = %s)",
        ),
    ),
}


def insz(serial: int) -> str:
    """A valid number; each serial another one."""
    day = datetime.date(1950, 1, 1) + datetime.timedelta(days=serial // 499)
    digits = f"{day:%y%m%d}{serial % 499 * 2 + 1:03d}"
    return f"{digits}{97 - int(digits) % 97:02d}"


def _vov_rows(count: int):
    from aanvragen.vov.bestand.columns import COLUMNS

    chance = random.Random(SEED)
    titles = {column.key: column.title for column in COLUMNS}
    left_out = ("title", "provider_name", "kind", "size", "end", "hired_on", "attest_code")
    keys = [key for key in titles if key not in left_out]
    yield [titles[key] for key in keys]
    today = timezone.localdate()
    for serial in range(count):
        first, last = chance.choice(FIRST_NAMES), f"{chance.choice(LAST_NAMES)} {chance.choice(LAST_NAMES)}"
        start = today - datetime.timedelta(days=chance.randint(1, 19))
        percent = chance.choice([80, 90, 100, 100, 100])
        yield [
            insz(serial), first, last, "2999000171", percent, "38" if percent == 100 else "30,4",
            f"w{serial}@bench.example" if chance.random() < 0.5 else "", "nee", "ODB-9000001",
            f"{start:%d/%m/%Y}", chance.choice(["werknemer", "werkgever"]),
            chance.choice([8, 16, 24, 32, 40, 64]), "ja",
        ]  # fmt: skip


def _deelname_rows(count: int):
    from aanvragen.deelname.bestand.columns import COLUMNS

    chance = random.Random(SEED)
    titles = {column.key: column.title for column in COLUMNS}
    keys = [key for key in titles if key not in ("contract", "unjustified", "real_end", "change", "reason")]
    yield [titles[key] for key in keys]
    today = timezone.localdate()
    quarter = f"{today.year}/{(today.month + 2) // 3}"
    for serial in range(count):
        first, last = chance.choice(FIRST_NAMES), f"{chance.choice(LAST_NAMES)} {chance.choice(LAST_NAMES)}"
        hours = chance.choice(["8", "12,5", "16", "20,25", "24"])
        yield ["ODB-9000001", quarter, insz(serial), first, last, hours, "nog niet", "nog niet"]


ROWS = {"vov": _vov_rows, "deelname": _deelname_rows}


def write(kind: str, path: Path, count: int) -> None:
    """The file, as a person's spreadsheet writes it."""
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path), {"constant_memory": False}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(ROWS[kind](count)):
                sheet.write_row(number, 0, row)
        return
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerows(ROWS[kind](count))


def prepared(kind: str):
    """Who uploads what, with what beside it."""
    from aanvragen.deelname.bestand.kind import DEELNAME_BESTAND
    from aanvragen.vov.bestand.kind import VOV_BESTAND
    from bench import filer

    if kind == "deelname":
        answers = {"contact_name": "Hanne Jacobs", "contact_email": "hanne.jacobs@kompas.example"}
        return filer.acting(filer.REGISTRAR, filer.organisation(world.KOMPAS)), DEELNAME_BESTAND, answers
    answers = {
        "contact_name": "Bart Maes",
        "contact_email": "bart.maes@korenbloem.example",
        "contact_phone": "02 553 00 00",
        "iban": "BE71096123456769",
    }
    return filer.acting(filer.READER), VOV_BESTAND, answers


def bare_copy(kind: str, bestand) -> float:
    """Seconds for COPY of the same rows into the same tables, emptied of them; with all indexes and foreign keys."""
    kept = []
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        for table, condition in TABLES[kind]:
            part = bytearray()
            rows = f"SELECT * FROM {table} WHERE {condition.replace('%s', str(bestand.pk))}"  # noqa: S608
            with cursor.copy(f"COPY ({rows}) TO STDOUT") as copy:
                for data in copy:
                    part += data
            kept.append((table, part))
    empty(kind, bestand)
    with connection.cursor() as cursor:
        begin = time.monotonic()
        for table, data in kept:
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                copy.write(data)
        return time.monotonic() - begin


def empty(kind: str, bestand) -> None:
    """As if the file was never filed. Without triggers: those that forbid deleting, and those of what refers to it."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET session_replication_role = replica")
        for table, condition in reversed(TABLES[kind]):
            cursor.execute(f"DELETE FROM {table} WHERE {condition.replace('%s', str(bestand.pk))}")  # noqa: S608
        cursor.execute("SET session_replication_role = origin")
        for table, _ in TABLES[kind]:
            cursor.execute(f"VACUUM {table}")
        cursor.execute("CHECKPOINT")
