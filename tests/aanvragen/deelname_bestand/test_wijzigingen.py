"""Rows that correct or withdraw what is registered: next versions with a reason, by the rules of the form."""

from decimal import Decimal

import pytest

from aanvragen.deelname.bestand.kind import DEELNAME_BESTAND
from aanvragen.deelname.exports import COLUMNS_OF_LINES, rows_of_lines
from aanvragen.deelname.models import Deelname, GewijzigdeDeelname, Registratie
from aanvragen.deelname.wijzigen import correct, line_of
from aanvragen.models import Opleiding
from aanvragen.states import Status
from loket.bulk.large import csv_source, files
from loket.bulk.large.models import Bestand
from tests.aanvragen.deelname_bestand.rows import (
    EMMA,
    HANNE,
    ODB,
    TITLES,
    TOM,
    WIM,
    checked,
    filed,
    findings,
    row,
    work,
)
from tests.aanvragen.filing import stored
from tests.world import context_of

pytestmark = pytest.mark.django_db
WHY = "Aanwezigheidslijst verkeerd overgenomen."


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def better(**cells: str) -> dict[str, str]:
    return row(**{"change": "verbeteren", "reason": WHY, **cells})


def away(**cells: str) -> dict[str, str]:
    return row(**{"change": "Intrekken", "reason": WHY, **cells})


def confirmed(bestand: Bestand) -> Bestand:
    files.confirm(context_of(*HANNE), bestand, only_right=True)
    bestand.refresh_from_db()
    return work(bestand)


def versions(insz: str) -> list[tuple]:
    rows = Deelname.objects.filter(insz=insz, opleiding__odb_number=ODB).order_by("version")
    return list(rows.values_list("version", "current", "withdrawn", "hours_present"))


def three() -> None:
    filed(row(), row(insz=TOM, first_name="Tom"), row(insz=WIM, first_name="Wim"))


def test_a_file_corrects_withdraws_and_registers(monkeypatch):
    """One row to a chunk, so that nothing hangs on what stands beside each other."""
    monkeypatch.setattr(csv_source, "PORTION", 1)
    filed(row(), row(insz=TOM, first_name="Tom"))
    bestand = checked(
        better(hours_present="10"), away(insz=TOM, first_name="Tom", reason="Nooit gekomen"), row(insz=WIM)
    )
    assert (bestand.right_rows, bestand.counts) == (3, {"verbeterd": 1, "ingetrokken": 1})
    assert versions(EMMA) == [(1, True, False, Decimal("12.5"))]
    bestand = confirmed(bestand)
    assert (bestand.status, bestand.stored_rows, bestand.right_rows) == ("verwerkt", 3, 3)
    assert versions(EMMA) == [(1, False, False, Decimal("12.5")), (2, True, False, Decimal(10))]
    assert versions(TOM) == [(1, False, False, Decimal("12.5")), (2, True, True, Decimal("12.5"))]
    filings = Registratie.objects.filter(uit_bestand__bestand=bestand).order_by("kind")
    assert [(item.kind, item.line_count, item.reason) for item in filings] == [
        ("bestand", 1, ""),
        ("intrekking", 1, "Nooit gekomen"),
        ("verbetering", 1, WHY),
    ]
    assert all(item.reference and item.filed_at == bestand.confirmed_at for item in filings)
    assert [line[1] for line in DEELNAME_BESTAND.receipt_lines(bestand)] == ["Verbeterd", "Ingetrokken", "Nieuw"]


def test_changes_for_the_same_reason_are_one_filing():
    three()
    bestand = filed(
        better(hours_present="1"),
        better(insz=TOM, first_name="Tom", hours_present="2"),
        better(insz=WIM, first_name="Wim", hours_present="3", reason="Iets anders"),
    )
    counts = Registratie.objects.filter(uit_bestand__bestand=bestand).values_list("reason", "line_count")
    assert dict(counts) == {WHY: 2, "Iets anders": 1}


WRONG = {
    "another line without saying so": (row(hours_present="1"), "insz", "Vul “verbeteren” of “intrekken” in"),
    "no reason": (better(reason="", hours_present="1"), "reason", "Vul in waarom"),
    "not registered": (
        better(insz=WIM),
        "change",
        "Is het INSZ van een lijn fout, verbeter dan die lijn op het scherm.",
    ),
    "nothing to withdraw": (away(insz=WIM), "change", "nog niet geregistreerd"),
    "withdrawn before": (better(insz=TOM), "change", "is ingetrokken"),
    "another word": (better(change="wissen"), "change", "Vul “verbeteren” of “intrekken” in."),
    "by the rules": (better(hours_present="99"), "hours_present", "u komt aan 99"),
    "reason too long": (better(reason="x" * 1001), "reason", "1000"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_changed_says_what_to_do(case):
    filed(row(), row(insz=TOM, first_name="Tom"))
    filed(away(insz=TOM, first_name="Tom"))
    given, key, words = WRONG[case]
    bestand = checked(given)
    [(number, column, _value, message)] = findings(bestand)
    assert (number, column, bestand.right_rows) == (2, TITLES[key], 0)
    assert words in message


def test_what_was_changed_so_before_is_double():
    filed(row(), row(insz=TOM, first_name="Tom"))
    changes = better(hours_present="9"), away(insz=TOM, first_name="Tom")
    filed(*changes)
    bestand = checked(*changes, row(insz=WIM))
    assert (bestand.right_rows, bestand.double_rows, bestand.wrong_rows) == (1, 2, 0)


@pytest.mark.parametrize("portion", [1, 500])
def test_one_line_is_changed_once_in_a_file(monkeypatch, portion):
    monkeypatch.setattr(csv_source, "PORTION", portion)
    three()
    bestand = checked(
        better(hours_present="1"),
        better(hours_present="1"),
        better(hours_present="2"),
        away(insz=TOM),
        away(insz=TOM),
        row(insz=TOM),
        row(insz=WIM, first_name="Wim"),
        better(insz=WIM, first_name="Wim", hours_present="1"),
    )
    # The row of Wim is what is registered; it may be said, and then be corrected.
    assert (bestand.right_rows, bestand.double_rows, bestand.wrong_rows) == (3, 3, 2)
    assert [number for number, _column, _value, message in findings(bestand) if "twee keer" in message] == [4, 7]


def test_a_withdrawal_takes_what_is_registered():
    """Whatever else stands in the row; that is said."""
    filed(row())
    bestand = checked(away(hours_present="99", last_name="Lambrecht"))
    assert [(column, count) for column, _text, count, _first in bestand.notices] == [("wijziging", 1)]
    confirmed(bestand)
    line = Deelname.objects.get(insz=EMMA, opleiding__odb_number=ODB, current=True)
    assert (line.withdrawn, line.last_name, line.hours_present) == (True, "Lambert", Decimal("12.5"))


def test_somebody_else_changed_the_line_after_the_check():
    """What he did is not overwritten, whichever way the file goes."""
    filed(row(), row(insz=TOM, first_name="Tom"))
    bestand = checked(better(hours_present="9"), away(insz=TOM))
    for insz in (EMMA, TOM):
        line = Deelname.objects.get(insz=insz, opleiding__odb_number=ODB, current=True)
        correct(context_of(*HANNE), line.pk, line_of(line)._replace(hours_present=Decimal(11)), "Nageteld.")
    bestand = confirmed(bestand)
    assert (bestand.stored_rows, bestand.wrong_rows) == (0, 2)
    assert {message.split(".")[0] for *_, message in findings(bestand)} == {"Deze lijn is intussen gewijzigd"}
    assert [item[1:] for item in versions(EMMA)[1:] + versions(TOM)[1:]] == [(True, False, Decimal(11))] * 2


def test_a_reason_without_a_change_is_said():
    bestand = checked(row(reason="Zomaar"))
    assert [(column, count) for column, _text, count, _first in bestand.notices] == [("reden", 1)]
    assert bestand.right_rows == 1


def test_the_dossier_that_used_a_line_is_flagged():
    filed(row(), row(insz=TOM, first_name="Tom"))
    opleiding = Opleiding.objects.get(odb_number=ODB)
    dossiers = [
        stored("Bart Maes", "De Korenbloem", Status.GOEDGEKEURD, insz=insz, opleiding=opleiding, odb_number=ODB)
        for insz in (EMMA, TOM)
    ]
    filed(better(hours_present="9"), away(insz=TOM, first_name="Tom"))
    flagged = GewijzigdeDeelname.objects.filter(aanvraag__in=dossiers).order_by("aanvraag")
    assert [(item.aanvraag, item.deelname.withdrawn) for item in flagged] == [
        (dossiers[0], False),
        (dossiers[1], True),
    ]


def test_the_export_of_lines_can_be_uploaded_with_changes():
    three()
    lines = Deelname.objects.counting().filter(opleiding=Opleiding.objects.get(odb_number=ODB))
    exported = [dict(zip(COLUMNS_OF_LINES, map(_cell, values), strict=True)) for values in rows_of_lines(lines)]
    first, second, *_ = exported
    first |= {"Uren aanwezig": "8", "wijziging": "verbeteren", "reden": WHY}
    second |= {"wijziging": "intrekken", "reden": WHY}
    titles = [*COLUMNS_OF_LINES, "wijziging", "reden"]
    bestand = checked(*exported, titles=titles)
    assert (bestand.right_rows, bestand.wrong_rows, bestand.double_rows) == (2, 0, len(exported) - 2)
    assert set(bestand.unknown_columns) == {"Referentie", "Versie", "Geregistreerd op"}


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)
