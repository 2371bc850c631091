"""Attendance by file: the rows of the form's rules, double rows, periods together, and what is stored."""

import datetime
import io
from decimal import Decimal

import pytest
from django.utils import timezone
from pypdf import PdfReader

from aanvragen.deelname.bestand.kind import DEELNAME_BESTAND
from aanvragen.deelname.models import Deelname, Registratie
from aanvragen.deelname.regels.lijn import Ernst, Line, check_line
from aanvragen.deelname.regels.perioden import periode_of
from aanvragen.deelname.registreren import context_for, load_rules, register
from aanvragen.models import Opleiding
from loket.bulk.large import csv_source, files
from loket.bulk.large.models import Bestand
from loket.bulk.large.receipts import ensure_receipt
from tests.aanvragen.deelname_bestand.rows import (
    EMMA,
    HANNE,
    ODB,
    TOM,
    WIM,
    checked,
    filed,
    findings,
    quarter,
    row,
    work,
)
from tests.world import context_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def course() -> Opleiding:
    return Opleiding.objects.get(odb_number=ODB)


def test_from_upload_to_registraties():
    bestand = filed(row(), row(insz=TOM, first_name="Tom"), row(odb_number="ODB-9000002", insz=WIM, period=quarter()))
    assert (bestand.status, bestand.stored_rows, findings(bestand)) == ("verwerkt", 3, [])
    one, other = Registratie.objects.filter(uit_bestand__bestand=bestand).order_by("opleiding__odb_number")
    assert (one.line_count, other.line_count, one.kind) == (2, 1, "bestand")
    assert one.reference.startswith("REG-")
    assert one.filed_at
    line = Deelname.objects.get(insz=EMMA, opleiding=course())
    assert (line.hours_present, line.final_assessment, line.completed) == (Decimal("12.5"), None, None)
    with ensure_receipt(bestand.pk).receipt.open("rb") as file:
        [page] = PdfReader(io.BytesIO(file.read())).pages
    words = page.extract_text().split()
    # No number is broken over two lines, however narrow its column.
    for line in DEELNAME_BESTAND.receipt_lines(bestand):
        reference, _what, odb, first_day, _name, insz, hours = line
        assert {reference, odb, first_day, insz, hours} <= set(words)


LINES = {
    "right": {},
    "no hours": {"hours_present": ""},
    "more than planned": {"hours_present": "65"},
    "too many": {"hours_present": "10000"},
    "ended in the future": {"real_end": "01/01/2099"},
    "ended before": {"real_end": "01/01/2020"},
    "completed while it runs": {"completed": "ja"},
    "over, never paid": {
        "real_end": f"{timezone.localdate():%d/%m/%Y}",
        "final_assessment": "nee",
        "completed": "nee",
    },
    "not a single hour": {
        "real_end": f"{timezone.localdate():%d/%m/%Y}",
        "final_assessment": "ja",
        "completed": "ja",
        "hours_present": "0",
    },
}


@pytest.mark.parametrize("case", LINES)
def test_a_row_is_judged_by_the_rules_of_a_line(case):
    given = LINES[case]
    words = {"ja": True, "nee": False, "nog niet": None}
    asked = {"final_assessment": "nog niet", "completed": "nog niet", "hours_present": "12,5", **given}
    params, today = load_rules(), timezone.localdate()
    real_end = datetime.datetime.strptime(given["real_end"], "%d/%m/%Y").date() if "real_end" in given else None
    hours = Decimal(asked["hours_present"].replace(",", ".")) if asked["hours_present"] else None
    line = Line(
        EMMA, "Emma", "Lambert", "", hours, None, words[asked["final_assessment"]], words[asked["completed"]], real_end
    )
    wanted = check_line(line, context_for(params, course(), periode_of(params, today), today))
    bestand = checked(row(**given))
    wrong = {finding.message for finding in wanted if finding.ernst is Ernst.FOUT}
    if case == "too many":
        # The field of the form says it before the rules do.
        assert [found[-1] for found in findings(bestand)] == ["Vul een getal in van hoogstens 9999,99."]
        return
    assert {found[-1] for found in findings(bestand)} == wrong
    said = {finding.message for finding in wanted if finding.ernst is not Ernst.FOUT} if not wrong else set()
    assert {message for _column, message, *_ in bestand.notices} == said
    never = sum(finding.ernst is Ernst.NOOIT_BETAALD for finding in wanted)
    assert bestand.counts.get("nooit_betaald", 0) == (never if not wrong else 0)


def test_the_same_row_and_another_one_of_the_same_trainee(monkeypatch):
    """Also when they stand in different chunks."""
    monkeypatch.setattr(csv_source, "PORTION", 1)
    bestand = checked(row(), row(), row(hours_present="3"))
    assert (bestand.right_rows, bestand.double_rows, bestand.wrong_rows) == (1, 1, 1)
    found = findings(bestand)
    assert found[0][3] == "Dezelfde lijn staat al op een eerdere rij van dit bestand."
    assert found[1][3] == "Deze cursist staat hier twee keer. Houd één lijn over."


def test_what_is_registered_already_is_double_or_refused():
    filed(row())
    again = checked(row(), row(insz=TOM, first_name="Tom"))
    assert (again.right_rows, again.double_rows) == (1, 1)
    other = checked(row(hours_present="2"))
    assert "al geregistreerd" in findings(other)[0][3]


def test_hours_of_two_periods_count_together():
    before = timezone.localdate() - datetime.timedelta(days=100)
    Opleiding.objects.filter(odb_number=ODB).update(start=before)
    bestand = checked(row(period=quarter(before), hours_present="40"), row(hours_present="30"))
    assert (bestand.right_rows, bestand.wrong_rows) == (1, 1)
    assert "u komt aan 70" in findings(bestand)[0][3]


def test_registered_by_somebody_else_between_check_and_storing():
    """The database guards; nobody is overwritten, and the row comes back."""
    bestand = checked(row(), row(insz=TOM, first_name="Tom"))
    params, today = load_rules(), timezone.localdate()
    line = Line(TOM, "Tom", "Vermeulen", "", Decimal(1), None, None, None, None)
    register(context_of(*HANNE), course(), periode_of(params, today), [line])
    files.confirm(context_of(*HANNE), bestand, only_right=True)
    bestand.refresh_from_db()
    work(bestand)
    assert (bestand.status, bestand.stored_rows, bestand.right_rows, bestand.wrong_rows) == ("verwerkt", 1, 1, 1)
    assert Deelname.objects.get(insz=TOM, opleiding=course()).hours_present == 1


def test_the_moment_of_confirming_is_when_it_was_filed():
    """However long the worker takes: what was confirmed in time is not late."""
    # Of an earlier quarter: a day before today may lie in another one.
    before = timezone.localdate() - datetime.timedelta(days=100)
    Opleiding.objects.filter(odb_number=ODB).update(start=before)
    bestand = checked(row(period=quarter(before)))
    files.confirm(context_of(*HANNE), bestand, only_right=True)
    then = timezone.now() - datetime.timedelta(days=1)
    Bestand.objects.filter(pk=bestand.pk).update(confirmed_at=then)
    work(bestand)
    registratie = Registratie.objects.get(uit_bestand__bestand=bestand)
    assert (registratie.filed_at, registratie.reference) == (
        then,
        f"REG-{timezone.localdate(then).year}-{registratie.pk:06d}",
    )


def test_another_verstrekkers_opleiding_and_periods_that_cannot_be():
    bestand = checked(
        row(odb_number="ODB-9000003"),
        row(period="2019/1"),
        row(period="2099/1"),
        row(period="vroeger"),
        row(completed=""),
    )
    assert [(number, column) for number, column, *_ in findings(bestand)] == [
        (2, "ODB-nummer"),
        (3, "periode"),
        (4, "periode"),
        (5, "periode"),
        (6, "traject voltooid"),
    ]


def test_what_is_not_asked_is_said():
    bestand = checked(row(contract="credit"))
    assert [(column, count) for column, _text, count, _first in bestand.notices] == [("soort contract", 1)]
    assert bestand.right_rows == 1
