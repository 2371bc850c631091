"""Filing lines: all or none, never twice, and what is stored can never be changed."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, ProgrammingError, transaction
from django.utils import timezone

from aanvragen.deelname.bekend import known_lines
from aanvragen.deelname.models import Deelname, Registratie
from aanvragen.deelname.opslaan import row_of, store_lines
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import periode_of
from aanvragen.deelname.registreren import (
    LinesRefused,
    close_registratie,
    open_registratie,
    register,
)
from aanvragen.models import Opleiding
from loket.journal.models import JournalEntry
from tests.aanvragen.deelname.lines import EMMA, FATIMA, TOM, line
from tests.world import context_of

pytestmark = pytest.mark.usefixtures("demo_world")


def of(opleiding: Opleiding):
    """The lines of one opleiding: the demo has others."""
    return Deelname.objects.filter(opleiding=opleiding)


@pytest.fixture
def kompas():
    return context_of("Hanne Jacobs", "Kompas")


@pytest.fixture
def lasser() -> Opleiding:
    return Opleiding.objects.get(odb_number="ODB-9000001")


@pytest.fixture
def periode(lasser):
    return periode_of(load_rules(), lasser.start)


def going_on(insz: str = EMMA, **values):
    return line(insz, **{"final_assessment": None, "completed": None, **values})


def test_a_filing_has_lines_a_reference_and_a_line_in_the_journal(kompas, lasser, periode):
    filed = register(kompas, lasser, periode, [going_on(EMMA), going_on(TOM, hours_present=Decimal("7.5"))])
    assert filed.reference == f"REG-{timezone.localdate().year}-{filed.pk:06d}"
    assert filed.line_count == 2
    assert list(filed.lines.values_list("insz", "hours_present", "version").order_by("insz")) == [
        (TOM, Decimal("7.50"), 1),
        (EMMA, Decimal("20.00"), 1),
    ]
    assert JournalEntry.objects.get(action="deelnames_formulier").details["lijnen"] == 2


def test_errors_stop_the_whole_filing(kompas, lasser, periode):
    with pytest.raises(LinesRefused) as refused:
        register(kompas, lasser, periode, [going_on(), going_on(TOM, hours_present=None), going_on(EMMA)])
    assert [(index, finding.field) for index, finding in refused.value.findings] == [(2, "insz"), (1, "hours_present")]
    assert not of(lasser).exists()
    assert not Registratie.objects.filter(opleiding=lasser).exists()


def test_a_trainee_is_registered_once_in_a_period(kompas, lasser, periode):
    register(kompas, lasser, periode, [going_on()])
    with pytest.raises(LinesRefused):
        register(kompas, lasser, periode, [going_on(hours_present=Decimal(9))])
    row = of(lasser).get()
    row.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_another_verstrekker_cannot_file(lasser, periode):
    with pytest.raises(ValueError, match="represented"):
        register(context_of("Ivo Mertens", "CVO De Brug"), lasser, periode, [going_on()])


def test_lines_in_chunks_for_more_than_one_filing(kompas, lasser, periode):
    """As a file does it: who is registered already comes back by name, and nothing is overwritten."""
    register(kompas, lasser, periode, [going_on(TOM)])
    one = open_registratie(kompas, lasser, periode, Registratie.Kind.BESTAND)
    assert not Registratie.objects.of_provider(kompas).filter(pk=one.pk).exists()
    trainees = [EMMA, TOM, FATIMA, EMMA]
    stored = store_lines(row_of(one.pk, lasser.pk, periode.first, going_on(insz)) for insz in trainees)
    assert stored.counts == {one.pk: 2}
    assert stored.existing == [(one.pk, TOM), (one.pk, EMMA)]
    close_registratie(kompas, one, load_rules())
    assert one.filed_at is not None


def test_a_withdrawn_line_is_followed_up_by_a_next_version(kompas, lasser, periode):
    register(kompas, lasser, periode, [going_on()])
    first = of(lasser).get()
    Deelname.objects.filter(pk=first.pk).update(current=False)
    Deelname.objects.create(
        registratie=first.registratie, opleiding=lasser, period_from=periode.first, insz=EMMA, first_name="Emma",
        last_name="Lambert", version=2, replaces=first, withdrawn=True,
    )  # fmt: skip
    register(kompas, lasser, periode, [going_on(hours_present=Decimal(3))])
    assert list(of(lasser).order_by("version").values_list("version", "current", "withdrawn")) == [
        (1, False, False),
        (2, False, True),
        (3, True, False),
    ]


def test_a_version_cannot_be_changed_or_deleted_or_brought_back(kompas, lasser, periode):
    register(kompas, lasser, periode, [going_on()])
    rows = of(lasser)
    for attempt in (
        lambda: rows.update(hours_present=Decimal(99)),
        lambda: rows.update(hours_present=Decimal(99), current=False),
        lambda: rows._raw_delete(rows.db),
    ):
        with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
            attempt()
    assert rows.update(current=False) == 1
    with pytest.raises(ProgrammingError, match="pgtrigger"), transaction.atomic():
        rows.update(current=True)


def test_hours_of_other_periods_are_known(kompas, lasser, periode):
    register(kompas, lasser, periode, [going_on()])
    known = known_lines([lasser.pk], [EMMA, TOM])
    assert known.line(lasser.pk, EMMA, periode.first)[4] == Decimal(20)
    assert known.line(lasser.pk, TOM, periode.first) is None
    other = periode_of(load_rules(), periode.first.replace(year=periode.first.year - 1))
    assert known.earlier(lasser.pk, EMMA, other.first) == (Decimal(20), Decimal(0))
    assert known.earlier(lasser.pk, EMMA, periode.first) == (Decimal(0), Decimal(0))
