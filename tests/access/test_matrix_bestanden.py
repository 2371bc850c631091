"""Who gets what on the screens of files with aanvragen.

{bestand} was uploaded by Bart for De Korenbloem and waits; {klaar} was filed; {horizon} was uploaded by Elif under the
Dimona mandate of De Korenbloem and waits: the onderneming sees it once it is confirmed. Goran is entitled at Van Hoof,
where Marc acts by an SSM mandate.
"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, resolve

from aanvragen.models import Aanvraag
from aanvragen.vov.bestand.kind import VOV_BESTAND
from loket.access.table import rows
from loket.bulk.large import files
from loket.bulk.large.models import Bestand
from loket.bulk.large.receipts import ensure_receipt
from mandates.models import DimonaMandaat
from tests.aanvragen.deelname_bestand import rows as attendance
from tests.aanvragen.filing import EMMA, TOM, WIM
from tests.aanvragen.vov_bestand.rows import ANSWERS, as_csv, checked, filed, row, work
from tests.access import personas
from tests.access.personas import TRACES, addresses, answers_to_get, answers_to_post, expectations
from tests.access.test_matrix import methods_of, named_views
from tests.mandates.mandaten import context_for
from tests.world import organisation

PEOPLE = {
    "An": ("An Claes", "De Korenbloem"),
    "Bart": ("Bart Maes", "De Korenbloem"),
    "Goran": ("Goran De Smet", "Van Hoof"),
    "Ivo": ("Ivo Mertens", "De Brug"),
    "Elif": ("Elif Yildiz", "Horizon"),
    "ElifK": ("Elif Yildiz", "Horizon"),
    "MarcV": ("Marc Dubois", "Boekhoudkantoor"),
    "Nele": ("Nele Aerts", "Departement"),
    "BartZ": ("Bart Maes", None),
    "Hanne": ("Hanne Jacobs", "Kompas"),
}
B = "/aanvragen/vov/bestanden/"
READ = f"""
address                             An  Bart Goran Ivo Elif ElifK MarcV Nele BartZ  Hanne
{B}                                 403 200  200   403 403  200   200   403  403    200
{B}opladen/                         403 200  200   403 403  200   200   403  403    200
{B}kolommen/                        403 200  200   403 403  200   200   403  403    200
{B}sjabloon.csv                     403 200  200   403 403  200   200   403  403    200
{B}sjabloon-komma.csv               403 200  200   403 403  200   200   403  403    200
{B}sjabloon.xlsx                    403 200  200   403 403  200   200   403  403    200
{B}{{bestand}}/                     403 200  404   403 403  404   404   403  403    404
{B}{{bestand}}/voortgang/           403 302  404   403 403  404   404   403  403    404
{B}{{bestand}}/geweigerd/           403 200  404   403 403  404   404   403  403    404
{B}{{bestand}}/ontvangstbewijs.pdf  403 404  404   403 403  404   404   403  403    404
{B}{{klaar}}/                       403 200  404   403 403  404   404   403  403    404
{B}{{klaar}}/ontvangstbewijs.pdf    403 200  404   403 403  404   404   403  403    404
{B}{{klaar}}/lijst.csv              403 200  404   403 403  404   404   403  403    404
{B}{{klaar}}/bewijs/klaar/          403 200  404   403 403  404   404   403  403    404
{B}{{klaar}}/geweigerd/             403 302  404   403 403  404   404   403  403    404
{B}{{horizon}}/                     403 404  404   403 403  200   404   403  403    404
{B}{{horizon}}/geweigerd/           403 404  404   403 403  302   404   403  403    404
{B}{{bestand}}/indienen/            403 405  405   403 403  405   405   403  403    405
{B}{{bestand}}/annuleren/           403 405  405   403 403  405   405   403  403    405
"""
# Of a verstrekker: {{lijnen}} is Hanne's, for Kompas.
V = "/verstrekker/bestanden/"
READ += f"""\
{V}                                 403 200  200   200 403  403   403   403  403    200
{V}opladen/                         403 200  200   200 403  403   403   403  403    200
{V}kolommen/                        403 200  200   200 403  403   403   403  403    200
{V}sjabloon.csv                     403 200  200   200 403  403   403   403  403    200
{V}sjabloon-komma.csv               403 200  200   200 403  403   403   403  403    200
{V}sjabloon.xlsx                    403 200  200   200 403  403   403   403  403    200
{V}{{lijnen}}/                      403 404  404   404 403  403   403   403  403    200
{V}{{lijnen}}/voortgang/            403 404  404   404 403  403   403   403  403    302
{V}{{lijnen}}/geweigerd/            403 404  404   404 403  403   403   403  403    302
{V}{{lijnen}}/ontvangstbewijs.pdf   403 404  404   404 403  403   403   403  403    404
{V}{{lijnen}}/lijst.csv             403 404  404   404 403  403   403   403  403    404
{V}{{lijnen}}/bewijs/klaar/         403 404  404   404 403  403   403   403  403    200
"""
WRITE = f"""
address                             An  Bart Goran Ivo Elif ElifK MarcV Nele BartZ  Hanne
{B}opladen/                         403 422  422   403 403  422   422   403  403    422
{B}{{bestand}}/indienen/            403 302  404   403 403  404   404   403  403    404
{B}{{bestand}}/annuleren/           403 302  404   403 403  404   404   403  403    404
{B}{{klaar}}/annuleren/             403 302  404   403 403  404   404   403  403    404
{B}{{horizon}}/indienen/            403 404  404   403 403  302   404   403  403    404
{B}{{horizon}}/annuleren/           403 404  404   403 403  302   404   403  403    404
"""
WRITE += f"""\
{V}opladen/                         403 422  422   422 403  403   403   403  403    422
{V}{{lijnen}}/indienen/             403 404  404   404 403  403   403   403  403    302
{V}{{lijnen}}/annuleren/            403 404  404   404 403  403   403   403  403    302
"""
CHANGING = {
    f"{B}{{bestand}}/indienen/": {"Bart"},
    f"{B}{{bestand}}/annuleren/": {"Bart"},
    f"{B}{{klaar}}/annuleren/": set(),
    f"{B}{{horizon}}/indienen/": {"ElifK"},
    f"{B}{{horizon}}/annuleren/": {"ElifK"},
    f"{V}{{lijnen}}/indienen/": {"Hanne"},
    f"{V}{{lijnen}}/annuleren/": {"Hanne"},
}


@pytest.fixture
def objects(objects_of, monkeypatch) -> dict[str, object]:
    monkeypatch.setattr(personas, "PERSONAS", PEOPLE)
    return objects_of("bestanden", one_of_each)


def one_of_each() -> dict[str, object]:
    mandaat = DimonaMandaat.objects.get(giver=organisation("De Korenbloem"), status="actief")
    elif_ = context_for("Elif Yildiz", "Horizon", mandaat)
    content = SimpleUploadedFile("horizon.csv", as_csv(row(WIM)))
    horizon = files.upload(VOV_BESTAND, elif_, "horizon.csv", content, answers=ANSWERS)
    klaar = filed(row(TOM))
    ensure_receipt(klaar.pk)
    return {
        "bestand": checked(row(), row({**EMMA, "insz": "1"})).key,
        "klaar": klaar.key,
        "horizon": work(horizon).key,
        "lijnen": attendance.checked(attendance.row()).key,
    }


@pytest.mark.parametrize("who", PEOPLE)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    assert writes <= TRACES


@pytest.mark.parametrize("who", PEOPLE)
def test_writing(objects, who):
    """The status of a POST without answers, and what one with answers changes."""
    changed = set()

    def state() -> list[list[tuple]]:
        return [list(model.objects.order_by("pk").values_list()) for model in (Bestand, Aanvraag)]

    before = state()
    found = list(answers_to_post(addresses(WRITE), who, objects, undone=True))
    for address, _status in answers_to_post(CHANGING, who, objects, undone=True, keuze="juiste"):
        if state() != before:
            changed.add(address)
    assert found == expectations(WRITE, who)
    assert changed == {address for address, entitled in CHANGING.items() if who in entitled}


def test_every_view_is_in_the_tables(objects):
    found = {
        (resolve(address.format(**objects)).view_name, method)
        for method, table in (("GET", READ), ("POST", WRITE))
        for address in addresses(table)
    }
    views = dict(named_views(get_resolver()))
    wanted = {
        (row.name, method)
        for row in rows()
        # Those of maatwerk are in `test_matrix_leveringen.py`.
        if row.view.startswith("loket.bulk.large.views.") and not row.name.startswith("maatwerk_")
        for method in methods_of(views[row.name])
    }
    assert len(wanted) > 20
    assert wanted - found == set()
