"""Who gets what on the pages of deliveries: the department alone. {bestand} is one that Nele uploaded and checked."""

import pytest
from django.urls import get_resolver, resolve

from loket.bulk.large.files import upload
from loket.bulk.large.running import go_on
from loket.bulk.models import Bestand
from maatwerk.leveringen.soorten import SOORTEN
from tests.access import personas
from tests.access.personas import TRACES, addresses, answers_to_get, answers_to_post, expectations
from tests.access.test_matrix import methods_of, named_views
from tests.maatwerk.leveringen import files

PEOPLE = {
    "Nele": ("Nele Aerts", "Departement"),
    "Pieter": ("Pieter Lemmens", "Departement"),
    "Karim": ("Karim Benali", "De Wissel"),
    "An": ("An Claes", "De Korenbloem"),
    "Marc": ("Marc Dubois", "Boekhoudkantoor"),
    "Elif": ("Elif Yildiz", "Horizon"),
    "KarimZ": ("Karim Benali", None),
}
READ = """
address                                          Nele Pieter Karim An  Marc Elif KarimZ
/maatwerk/leveringen/                            200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/                     200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/opladen/             200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/kolommen/            200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/sjabloon.csv           200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/sjabloon-komma.csv   200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/sjabloon.xlsx          200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/{bestand}/           200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/{bestand}/voortgang/ 302  302    403   403 403  403  403
/maatwerk/leveringen/{kind}/{bestand}/geweigerd/ 200  200    403   403 403  403  403
/maatwerk/leveringen/{kind}/{bestand}/ontvangstbewijs.pdf 404 404 403 403 403 403 403
/maatwerk/leveringen/{kind}/{bestand}/lijst.csv  404  404    403   403 403  403  403
/maatwerk/leveringen/{kind}/{bestand}/bewijs/klaar/ 200 200  403   403 403  403  403
"""
# A POST without answers: 422 is the page with its errors.
WRITE = """
address                                          Nele Pieter Karim An  Marc Elif KarimZ
/maatwerk/leveringen/{kind}/opladen/             422  422    403   403 403  403  403
/maatwerk/leveringen/{kind}/{bestand}/indienen/  302  302    403   403 403  403  403
/maatwerk/leveringen/{kind}/{bestand}/annuleren/ 302  302    403   403 403  403  403
"""


@pytest.fixture
def objects(objects_of, monkeypatch) -> dict[str, object]:
    monkeypatch.setattr(personas, "PERSONAS", PEOPLE)
    return objects_of("leveringen", one_of_each)


def one_of_each() -> dict[str, object]:
    rows = files.contingenten(files.history())
    kind = files.FILES["contingenten"][0]
    # One right row and one wrong one.
    content = files.ContentFile(files.as_csv(kind, [rows[0], rows[1] | {"vte": "?"}]))
    bestand = upload(kind, files.nele(), "levering.csv", content, answers={"rijen": 2, "totaal": None})
    assert not go_on(bestand.pk, 60)
    return {"kind": "contingenten", "bestand": bestand.key}


@pytest.mark.parametrize("who", PEOPLE)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    assert writes <= TRACES


@pytest.mark.parametrize("who", PEOPLE)
def test_writing(objects, who):
    before = Bestand.objects.get().status
    assert list(answers_to_post(addresses(WRITE), who, objects)) == expectations(WRITE, who)
    assert (Bestand.objects.get().status != before) == (who in ("Nele", "Pieter"))


def test_every_page_of_a_delivery_is_in_the_matrix(objects):
    found = {
        (resolve(address.format(**objects)).view_name, method)
        for method, table in (("GET", READ), ("POST", WRITE))
        for address in addresses(table)
    }
    wanted = {
        (name, method)
        for name, view in named_views(get_resolver())
        if name.startswith("maatwerk_contingenten_bestand")
        for method in methods_of(view)
    }
    assert len(wanted) > 12
    assert wanted <= found


def test_all_kinds_have_the_same_rule():
    rules = {rule for kind in SOORTEN for rule in (kind.fill, kind.file, kind.read)}
    assert len(rules) == 1
