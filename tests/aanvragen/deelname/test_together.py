"""Two at the same moment: of two corrections one is first; two filings store a trainee once; one bundle, one code."""

from decimal import Decimal

import pytest

from aanvragen.deelname.attesten import ask_bundle
from aanvragen.deelname.inschrijven import AlreadyEnrolled, enrol
from aanvragen.deelname.models import Attestbundel, Deelname, Inschrijving, Registratie
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import periode_of
from aanvragen.deelname.registreren import LinesRefused, register
from aanvragen.deelname.wijzigen import Changed, Overtaken, correct, line_of, withdraw
from aanvragen.models import Opleiding
from loket.parameters.models import ParameterKey
from tests.aanvragen.deelname.lines import EMMA, FATIMA, TOM, line
from tests.world import context_of, together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def kompas(demo_world):
    assert ParameterKey.objects.exists()
    return context_of("Hanne Jacobs", "Kompas")


@pytest.fixture
def emmas(kompas) -> Deelname:
    return Deelname.objects.get(insz=EMMA, opleiding__odb_number="ODB-9000011")


def hold(emmas: Deelname):
    return lambda: Deelname.objects.select_for_update(no_key=True).get(pk=emmas.pk)


def test_two_corrections_of_one_line(kompas, emmas):
    said = line_of(emmas)
    results = together(
        lambda: correct(kompas, emmas.pk, said._replace(hours_present=Decimal(30)), "Eerste"),
        lambda: correct(kompas, emmas.pk, said._replace(hours_present=Decimal(31)), "Tweede"),
        holding=hold(emmas),
    )
    assert {type(result) for result in results} == {Changed, Overtaken}
    assert Deelname.objects.filter(replaces=emmas).count() == 1
    assert Deelname.objects.filter(insz=EMMA, opleiding=emmas.opleiding, current=True).count() == 1


def test_two_lines_corrected_to_one_trainee(kompas, emmas):
    pks = [emmas.pk, Deelname.objects.get(insz=TOM, opleiding=emmas.opleiding).pk]
    said = line_of(emmas)._replace(insz=FATIMA)
    results = together(
        *[lambda pk=pk: correct(kompas, pk, said, "INSZ") for pk in pks],
        holding=lambda: list(Deelname.objects.select_for_update(no_key=True).filter(pk__in=pks)),
    )
    assert {type(result) for result in results} == {Changed, LinesRefused}
    assert Deelname.objects.filter(insz=FATIMA, opleiding=emmas.opleiding, current=True).count() == 1


def test_the_same_correction_twice_is_a_double_click(kompas, emmas):
    changed = line_of(emmas)._replace(hours_present=Decimal(30))
    results = together(*[lambda: correct(kompas, emmas.pk, changed, "Dubbel")] * 2, holding=hold(emmas))
    assert {result.version.pk for result in results} == {Deelname.objects.get(replaces=emmas).pk}


def test_a_correction_and_a_withdrawal(kompas, emmas):
    changed = line_of(emmas)._replace(hours_present=Decimal(30))
    results = together(
        lambda: correct(kompas, emmas.pk, changed, "Verbeterd"),
        lambda: withdraw(kompas, emmas.pk, "Ingetrokken"),
        holding=hold(emmas),
    )
    assert {type(result) for result in results} == {Changed, Overtaken}


def test_two_filings_of_the_same_trainee(kompas, emmas):
    opleiding = emmas.opleiding
    periode = periode_of(load_rules(), opleiding.end)
    results = together(*[lambda: register(kompas, opleiding, periode, [line(FATIMA)])] * 2)
    assert {type(result) for result in results} == {Registratie, LinesRefused}
    assert Deelname.objects.filter(insz=FATIMA).count() == 1
    # Of the one that was refused, nothing is left.
    assert Registratie.objects.filter(opleiding=opleiding).count() == 2


def test_the_same_trainee_enrolled_twice(kompas):
    opleiding = Opleiding.objects.get(odb_number="ODB-9000002")
    trainee = {"insz": FATIMA, "first_name": "Fatima", "last_name": "El Amrani", "enrolled_on": opleiding.start}
    results = together(*[lambda: enrol(kompas, opleiding, [trainee])] * 2)
    assert sorted(type(result).__name__ for result in results) == [AlreadyEnrolled.__name__, "list"]
    assert Inschrijving.objects.filter(opleiding=opleiding).count() == 1


def test_two_clicks_give_one_bundle(kompas, emmas):
    results = together(*[lambda: ask_bundle(kompas, emmas.opleiding_id)] * 2)
    assert {result.bundel.pk for result in results} == {Attestbundel.objects.get().pk}
