"""Who gets what on the screens of Dimona mandates.

{mandaat} is De Korenbloem's, given to Horizon and active; {wacht} waits for De Korenbloem. Goran manages at Van Hoof,
which gave Horizon one as well; Wim manages at another secretariat.
"""

import io

import pytest
from django.urls import get_resolver, resolve

from loket.access.table import rows
from mandates.dimona import services
from mandates.dimona.importing.files import upload
from mandates.dimona.importing.running import go_on
from mandates.models import DimonaBestand, DimonaMandaat, DimonaStap
from tests.access import personas
from tests.access.personas import TRACES, addresses, answers_to_get, answers_to_post, expectations
from tests.access.test_matrix import methods_of, named_views
from tests.mandates.dimona.parties import now, second_secretariat, terms
from tests.world import context_of, organisation

PEOPLE = {
    "An": ("An Claes", "De Korenbloem"),
    "Lotte": ("Lotte Willems", "De Korenbloem"),
    "Bart": ("Bart Maes", "De Korenbloem"),
    "Goran": ("Goran De Smet", "Van Hoof"),
    "Dirk": ("Dirk Peeters", "Boekhoudkantoor Peeters"),
    "Marc": ("Marc Dubois", "Boekhoudkantoor Peeters"),
    "Freya": ("Freya Wouters", "Horizon"),
    "Elif": ("Elif Yildiz", "Horizon"),
    "Wim": ("Wim Maas", "Einder"),
    "Ivo": ("Ivo Mertens", "De Brug"),
    "Nele": ("Nele Aerts", "Departement"),
    "Pieter": ("Pieter Lemmens", "Departement"),
    "BartZ": ("Bart Maes", None),
}
READ = """
address                                          An  Lotte Bart Goran Dirk Marc Freya Elif Wim Ivo Nele Pieter BartZ
/mandaten/dimona/                                200 200   403  200   200  403  200   403  200 403 403  403    403
/mandaten/dimona/geven/                          200 200   403  200   200  403  200   403  200 403 403  403    403
/mandaten/dimona/vragen/                         302 302   403  302   302  403  200   403  200 403 403  403    403
/mandaten/dimona/klanten/                        200 200   403  200   200  403  200   403  200 403 403  403    403
/mandaten/dimona/klanten/export.csv              200 200   403  200   200  403  200   403  200 403 403  403    403
/mandaten/dimona/klanten/export.xlsx             200 200   403  200   200  403  200   403  200 403 403  403    403
/mandaten/dimona/{mandaat}/                      200 200   403  404   404  403  200   403  404 403 403  403    403
/mandaten/dimona/{mandaat}/stoppen/              200 200   403  404   404  403  200   403  404 403 403  403    403
/mandaten/dimona/{mandaat}/bevestigen/           302 302   403  404   404  403  302   403  404 403 403  403    403
/mandaten/dimona/{mandaat}/iets/                 404 404   403  404   404  403  404   403  404 403 403  403    403
/mandaten/dimona/{wacht}/                        200 200   403  404   404  403  200   403  404 403 403  403    403
/mandaten/dimona/{wacht}/bevestigen/             200 200   403  404   404  403  302   403  404 403 403  403    403
/mandaten/dimona/{wacht}/weigeren/               200 200   403  404   404  403  302   403  404 403 403  403    403
/mandaten/dimona/{wacht}/intrekken/              302 302   403  404   404  403  200   403  404 403 403  403    403
/mandaten/dimona/register/                       403 403   403  403   403  403  403   403  403 403 200  200    403
/mandaten/dimona/register/opladen/               403 403   403  403   403  403  403   403  403 403 200  200    403
/mandaten/dimona/register/sjabloon.csv           403 403   403  403   403  403  403   403  403 403 200  200    403
/mandaten/dimona/register/{bestand}/             403 403   403  403   403  403  403   403  403 403 200  200    403
/mandaten/dimona/register/{bestand}/voortgang/   403 403   403  403   403  403  403   403  403 403 302  302    403
/mandaten/dimona/register/{bestand}/geweigerd.csv 403 403  403  403   403  403  403   403  403 403 200  200    403
/mandaten/dimona/register/{bestand}/indienen/    403 403   403  403   403  403  403   403  403 403 405  405    403
/mandaten/dimona/register/{bestand}/annuleren/   403 403   403  403   403  403  403   403  403 403 405  405    403
"""
# A POST without answers: 422 is the page with its errors.
WRITE = """
address                                          An  Lotte Bart Goran Dirk Marc Freya Elif Wim Ivo Nele Pieter BartZ
/mandaten/dimona/geven/                          422 422   403  422   422  403  422   403  422 403 403  403    403
/mandaten/dimona/vragen/                         302 302   403  302   302  403  422   403  422 403 403  403    403
/mandaten/dimona/{mandaat}/stoppen/              422 422   403  404   404  403  422   403  404 403 403  403    403
/mandaten/dimona/{wacht}/weigeren/               422 422   403  404   404  403  302   403  404 403 403  403    403
/mandaten/dimona/{wacht}/bevestigen/             302 302   403  404   404  403  302   403  404 403 403  403    403
/mandaten/dimona/{wacht}/intrekken/              302 302   403  404   404  403  302   403  404 403 403  403    403
/mandaten/dimona/register/opladen/               403 403   403  403   403  403  403   403  403 403 422  422    403
/mandaten/dimona/register/{bestand}/indienen/    403 403   403  403   403  403  403   403  403 403 302  302    403
/mandaten/dimona/register/{bestand}/annuleren/   403 403   403  403   403  403  403   403  403 403 302  302    403
"""
# What a POST with good answers changes, and who may.
CHANGING = {
    "/mandaten/dimona/{mandaat}/stoppen/": {"An", "Lotte", "Freya"},
    "/mandaten/dimona/{wacht}/bevestigen/": {"An", "Lotte"},
    "/mandaten/dimona/{wacht}/weigeren/": {"An", "Lotte"},
    "/mandaten/dimona/{wacht}/intrekken/": {"Freya"},
    "/mandaten/dimona/register/{bestand}/indienen/": {"Nele", "Pieter"},
    "/mandaten/dimona/register/{bestand}/annuleren/": {"Nele", "Pieter"},
}
HEAD = "gever;nemer;groep;beginkwartaal;toestand"


@pytest.fixture
def objects(objects_of, monkeypatch) -> dict[str, object]:
    """One of each, and the personas of these tables."""
    monkeypatch.setattr(personas, "PERSONAS", PEOPLE)
    return objects_of("dimona", one_of_each)


def one_of_each() -> dict[str, object]:
    second_secretariat()
    korenbloem = organisation("De Korenbloem")
    waits = services.ask(context_of("Freya Wouters", "Horizon"), korenbloem, terms(groep="dmfappl_dimona"))
    right = f"0999000327;0999001020;dmfa_dimona;{now()};actief"
    content = "\n".join([HEAD, right, right.replace("actief", "?")]).encode()
    bestand = upload(None, "register.csv", io.BytesIO(content), len(content))
    assert not go_on(bestand.pk, 60)
    return {
        "mandaat": DimonaMandaat.objects.get(giver=korenbloem, status="actief").key,
        "wacht": waits.key,
        "bestand": bestand.key,
    }


@pytest.mark.parametrize("who", PEOPLE)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    # Of a download stands in the journal that it was made.
    assert writes <= TRACES


@pytest.mark.parametrize("who", PEOPLE)
def test_writing(objects, who):
    found = list(answers_to_post(addresses(WRITE), who, objects, undone=True))
    assert found == expectations(WRITE, who)


def state() -> list[list[tuple]]:
    return [list(model.objects.order_by("pk").values_list()) for model in (DimonaMandaat, DimonaStap, DimonaBestand)]


@pytest.mark.parametrize("who", PEOPLE)
def test_only_who_may_changes_something(objects, who):
    """Each address apart: what one POST did is undone before the next."""
    before, changed = state(), set()
    for address, _status in answers_to_post(
        CHANGING, who, objects, undone=True, reason="Poging", last=str(now()), keuze="juiste"
    ):
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
        if row.view.startswith("mandates.dimona.")
        for method in methods_of(views[row.name])
    }
    assert len(wanted) > 15
    assert wanted - found == set()
