"""Who gets what on the screens of verstrekkers: enrolments, attests, lines, filings; and what the department sees.

Everything belongs to Kompas, where Hanne has both contexts and Lotte no right; Ivo is fully entitled at a school, Bart
and Goran have the same right at an employer.
"""

import pytest
from django.urls import get_resolver, resolve

from aanvragen.deelname.attesten import ask_bundle
from aanvragen.deelname.models import Attestbundel, Deelname, GewijzigdeDeelname, Inschrijving, Registratie
from aanvragen.deelname.wijzigen import correct, line_of
from aanvragen.states import Status
from loket.access.table import rows
from tests.aanvragen.deelname.lines import EMMA, TOM
from tests.aanvragen.filing import stored
from tests.access import personas
from tests.access.personas import TRACES, addresses, answers_to_get, answers_to_post, expectations
from tests.access.test_matrix import methods_of, named_views
from tests.world import context_of

PEOPLE = {
    "Hanne": ("Hanne Jacobs", "Kompas"),
    "LotteK": ("Lotte Willems", "Kompas"),
    "Ivo": ("Ivo Mertens", "De Brug"),
    "Bart": ("Bart Maes", "De Korenbloem"),
    "Goran": ("Goran De Smet", "Van Hoof"),
    "An": ("An Claes", "De Korenbloem"),
    "Elif": ("Elif Yildiz", "Horizon"),
    "Nele": ("Nele Aerts", "Departement"),
    "Pieter": ("Pieter Lemmens", "Departement"),
    "HanneZ": ("Hanne Jacobs", None),
}
READ = """
address                                                        Hanne LotteK Ivo Bart Goran An  Elif Nele Pieter HanneZ
/aanvragen/deelname/start/                                     200   403    200 200  200   403 403  403  403    403
/verstrekker/opleidingen/                                      200   403    200 200  200   403 403  403  403    403
/verstrekker/opleidingen/export.csv                            200   403    200 200  200   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/                          200   403    404 404  404   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/inschrijvingen/           200   403    404 404  404   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/inschrijvingen/export.csv 200   403    404 404  404   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/inschrijven/              200   403    404 404  404   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/attesten/                 405   403    405 405  405   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/deelnames/                200   403    404 404  404   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/deelnames/export.xlsx     200   403    404 404  404   403 403  403  403    403
/verstrekker/inschrijvingen/{inschrijving}/                    200   403    404 404  404   403 403  403  403    403
/verstrekker/inschrijvingen/{inschrijving}/intrekken/          200   403    404 404  404   403 403  403  403    403
/verstrekker/inschrijvingen/{inschrijving}/attest.pdf          302   403    404 404  404   403 403  403  403    403
/verstrekker/attesten/{bundel}/                                200   403    404 404  404   403 403  403  403    403
/verstrekker/attesten/{bundel}/voortgang/                      200   403    404 404  404   403 403  403  403    403
/verstrekker/attesten/{bundel}/attesten.zip                    302   403    404 404  404   403 403  403  403    403
/verstrekker/deelnames/{lijn}/                                 200   403    404 404  404   403 403  403  403    403
/verstrekker/deelnames/{lijn}/verbeteren/                      200   403    404 404  404   403 403  403  403    403
/verstrekker/deelnames/{lijn}/intrekken/                       200   403    404 404  404   403 403  403  403    403
/verstrekker/registraties/                                     200   403    200 200  200   403 403  403  403    403
/verstrekker/registraties/{registratie}/                       200   403    404 404  404   403 403  403  403    403
/verstrekker/registraties/{registratie}/ontvangstbewijs.pdf    202   403    404 404  404   403 403  403  403    403
/verstrekker/registraties/{registratie}/ontvangstbewijs/klaar/ 200   403    404 404  404   403 403  403  403    403
/verstrekker/gewijzigd/                                        403   403    403 403  403   403 403  200  403    403
/verstrekker/gewijzigd/{gewijzigd}/gezien/                     403   403    403 403  403   403 403  405  403    403
"""
# A POST without answers: 422 is the page with its errors.
WRITE = """
address                                                        Hanne LotteK Ivo Bart Goran An  Elif Nele Pieter HanneZ
/aanvragen/deelname/start/                                     422   403    422 422  422   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/registreren/              302   403    404 404  404   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/inschrijven/              422   403    404 404  404   403 403  403  403    403
/verstrekker/opleidingen/{opleiding}/attesten/                 302   403    404 404  404   403 403  403  403    403
/verstrekker/inschrijvingen/{inschrijving}/                    422   403    404 404  404   403 403  403  403    403
/verstrekker/inschrijvingen/{inschrijving}/intrekken/          422   403    404 404  404   403 403  403  403    403
/verstrekker/inschrijvingen/{inschrijving}/attest.pdf          302   403    404 404  404   403 403  403  403    403
/verstrekker/deelnames/{lijn}/verbeteren/                      422   403    404 404  404   403 403  403  403    403
/verstrekker/deelnames/{lijn}/intrekken/                       422   403    404 404  404   403 403  403  403    403
/verstrekker/gewijzigd/{gewijzigd}/gezien/                     403   403    403 403  403   403 403  302  403    403
"""
# What a POST with a reason changes, and who may.
CHANGING = {
    "/verstrekker/inschrijvingen/{inschrijving}/intrekken/": {"Hanne"},
    "/verstrekker/deelnames/{lijn}/intrekken/": {"Hanne"},
    "/verstrekker/gewijzigd/{gewijzigd}/gezien/": {"Nele"},
}


@pytest.fixture
def objects(objects_of, monkeypatch) -> dict[str, object]:
    """One of each, and the personas of these tables."""
    monkeypatch.setattr(personas, "PERSONAS", PEOPLE)
    return objects_of("deelname", one_of_each)


def one_of_each() -> dict[str, object]:
    kompas = context_of("Hanne Jacobs", "Kompas")
    toms = Deelname.objects.get(insz=TOM, opleiding__odb_number="ODB-9000011")
    stored(
        "Bart Maes", "De Korenbloem", Status.GOEDGEKEURD, insz=TOM, opleiding=toms.opleiding, odb_number="ODB-9000011"
    )
    changed = correct(kompas, toms.pk, line_of(toms)._replace(final_assessment=True), "Toch meegedaan")
    bundel = ask_bundle(kompas, toms.opleiding_id)
    return {
        "opleiding": toms.opleiding_id,
        "inschrijving": Inschrijving.objects.get(insz=EMMA, opleiding=toms.opleiding).pk,
        "bundel": bundel.bundel.key,
        "lijn": Deelname.objects.get(insz=EMMA, opleiding=toms.opleiding).pk,
        "registratie": changed.registratie.key,
        "gewijzigd": GewijzigdeDeelname.objects.get().pk,
    }


@pytest.mark.parametrize("who", PEOPLE)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    assert writes <= TRACES


@pytest.mark.parametrize("who", PEOPLE)
def test_writing(objects, who):
    found = list(answers_to_post(addresses(WRITE), who, objects, undone=True))
    assert found == expectations(WRITE, who)


def state() -> list[list[tuple]]:
    models = (Inschrijving, Registratie, Deelname, GewijzigdeDeelname, Attestbundel)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_may_changes_something(objects, who):
    """Each address apart: what one POST did is undone before the next."""
    before, changed = state(), set()
    for address, _status in answers_to_post(CHANGING, who, objects, undone=True, reason="Poging"):
        if state() != before:
            changed.add(address)
    assert changed == {address for address, entitled in CHANGING.items() if who in entitled}


def test_every_view_is_in_the_tables(objects):
    """A row for GET and one for POST, as far as the view takes them."""
    found = {
        (resolve(address.format(**objects)).view_name, method)
        for method, table in (("GET", READ), ("POST", WRITE))
        for address in addresses(table)
    }
    views = dict(named_views(get_resolver()))
    wanted = {
        (row.name, method)
        for row in rows()
        if row.view.startswith("aanvragen.deelname.")
        for method in methods_of(views[row.name])
    }
    assert len(wanted) > 25
    assert wanted - found == set()
