"""Who gets what on the screens of maatwerk.

All objects are De Wissel's. Karim reads for De Wissel; Noor is fully entitled at Noorderwind, where none of this
exists; Nele is of the department, which sees all. Marc acts for De Wissel by an SSM mandate for maatwerk (raadplegen),
MarcVov by one for opleidingsverlof only, and Marc himself has no right at home.
"""

import pytest
from django.urls import get_resolver, resolve

from loket.journal.models import JournalEntry
from maatwerk.models import Berekening, Toekenning
from mandates.models import SsmMandaat
from tests.access import personas
from tests.access.personas import TRACES, addresses, answers_to_get, answers_to_post, expectations
from tests.access.test_matrix import methods_of, named_views
from tests.mandates.mandaten import act_for, ssm
from tests.world import add_person, give_right, text_of

PEOPLE = {
    "Karim": ("Karim Benali", "De Wissel"),
    "Els": ("Els Maas", "De Wissel"),
    "Noor": ("Noor Vos", "Noorderwind"),
    "Nele": ("Nele Aerts", "Departement"),
    "Pieter": ("Pieter Lemmens", "Departement"),
    "Bart": ("Bart Maes", "De Korenbloem"),
    "Goran": ("Goran De Smet", "Van Hoof"),
    "Dirk": ("Dirk Peeters", "Boekhoudkantoor"),
    "Marc": ("Marc Dubois", "Boekhoudkantoor"),
    "MarcW": ("Marc Dubois", "Boekhoudkantoor"),
    "MarcVov": ("Marc Dubois", "Boekhoudkantoor"),
    "KarimZ": ("Karim Benali", None),
}
MANDATES = {"MarcW": ("De Wissel", "maatwerk-raadplegen"), "MarcVov": ("Van Hoof", "vov")}
# Dirk represents his company by law, which has the right without a grant; but nothing is granted to it.
READ = """
address                                                      Karim Els Noor Nele Pieter Bart Goran Dirk Marc MarcW MarcVov KarimZ
/maatwerk/                                                   200   403 200  200  403    403  403   200  403  200   403     403
/maatwerk/ondernemingen/                                     200   403 200  200  403    403  403   200  403  200   403     403
/maatwerk/ondernemingen/exporteer/                           403   403 403  200  403    403  403   403  403  403   403     403
/maatwerk/ondernemingen/exporteer/?formaat=csv&inhoud=kwartalen 403 403 403 200  403    403  403   403  403  403   403     403
/maatwerk/ondernemingen/{of}/                                200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/afrekening/                     200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/afrekening/kwartaal/            200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/afrekening/jaar/                200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/afrekening/afrekening/          200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/afrekening/debiteuren/          200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/voorschot/                      200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/wop/                            200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/wop/?werknemer={worker}         200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/exporteer/loket/                200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/exporteer/loket/?formaat=csv&inhoud=werknemers 200 403 404 200 403 403 403 404 403 200 403 403
/maatwerk/ondernemingen/{of}/exporteer/voorschot/?formaat=xlsx 200 403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/exporteer/wop/?formaat=csv      200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/ondernemingen/{of}/exporteer/iets/                 404   403 404  404  403    403  403   404  403  404   403     403
/maatwerk/berekeningen/{quarter}/                            200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/berekeningen/{year}/                               404   403 404  404  403    403  403   404  403  404   403     403
/maatwerk/berekeningen/{quarter}/narekenen/                  403   403 403  200  403    403  403   403  403  403   403     403
/maatwerk/berekeningen/{year}/narekenen/                     403   403 403  404  403    403  403   403  403  403   403     403
/maatwerk/berekeningen/{quarter}/verschillen/1/              200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/berekeningen/{quarter}/verschillen/2/              404   403 404  404  403    403  403   404  403  404   403     403
/maatwerk/berekeningen/{quarter}/werknemers/                 200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/berekeningen/{quarter}/werknemers/{worker}/        200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/berekeningen/{elsewhere}/werknemers/{worker}/      404   403 404  404  403    403  403   404  403  404   403     403
/maatwerk/jaren/{year}/                                      200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/jaren/{quarter}/                                   404   403 404  404  403    403  403   404  403  404   403     403
/maatwerk/jaren/{year}/kwartalen/1/                          200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/jaren/{year}/kwartalen/5/                          404   403 404  404  403    403  403   404  403  404   403     403
/maatwerk/voorschotten/{advance}/                            200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/leveringen/                                        403   403 403  200  200    403  403   403  403  403   403     403
/maatwerk/vragenlijst/                                       200   403 200  200  403    403  403   200  403  200   403     403
/maatwerk/vragenlijst/resultaten/                            403   403 403  200  403    403  403   403  403  403   403     403
"""
# A POST without answers: 422 is the page with its errors.
WRITE = """
address                                                      Karim Els Noor Nele Pieter Bart Goran Dirk Marc MarcW MarcVov KarimZ
/maatwerk/ondernemingen/{of}/wop/                            422   403 404  422  403    403  403   404  403  422   403     403
/maatwerk/berekeningen/{quarter}/werknemers/                 422   403 404  422  403    403  403   404  403  422   403     403
/maatwerk/berekeningen/{quarter}/werknemers/{worker}/insz/   200   403 404  200  403    403  403   404  403  200   403     403
/maatwerk/vragenlijst/                                       422   403 422  422  403    403  403   422  403  422   403     403
"""


def acting_as(who: str):
    full_name, company = PEOPLE[who]
    if who not in MANDATES:
        return personas.act_as(personas.Client(), full_name, company)
    giver, kind = MANDATES[who]
    return act_for(full_name, company, SsmMandaat.objects.get(giver_organisation__name__contains=giver, type=kind))


@pytest.fixture
def objects(maatwerk_world, monkeypatch) -> dict[str, object]:
    """What stands for {x} in the tables, and the personas."""
    monkeypatch.setattr(personas, "PERSONAS", PEOPLE)
    monkeypatch.setattr(personas, "acting_as", acting_as)
    add_person("Els Maas", "84071199107", "De Wissel")
    add_person("Noor Vos", "86122999154", "Noorderwind")
    give_right("Noor Vos", "Noorderwind", "dwse_organisatieverantwoordelijke", "maatwerk")
    ssm("De Wissel", "Boekhoudkantoor", "maatwerk-raadplegen")
    label = Toekenning.objects.get(nummer="0012345")
    rows = Berekening.objects.filter(toekenning=label)
    quarter = rows.filter(onderwerp="kwartaal", versie=2).latest("periode")
    return {
        "of": label.key,
        "quarter": quarter.key,
        "year": rows.filter(onderwerp="jaar").latest("periode").key,
        "advance": rows.filter(onderwerp="voorschot").latest("periode").key,
        "worker": quarter.lijnen.get(rang=1).werknemer.key,
        # Of the other enterprise, where this worker is on no list.
        "elsewhere": Berekening.objects.filter(toekenning__nummer="0020781", onderwerp="kwartaal").first().key,
    }


def test_reading(objects):
    """In one test: this world takes a second to load."""
    for who in PEOPLE:
        found, writes = answers_to_get(READ, who, objects)
        assert found == expectations(READ, who), who
        assert writes <= TRACES, who


def test_writing(objects):
    for who in PEOPLE:
        assert list(answers_to_post(addresses(WRITE), who, objects)) == expectations(WRITE, who), who


def test_every_view_of_maatwerk_is_in_the_matrix(objects):
    found = {
        (resolve(address.split("?")[0].format(**objects)).view_name, method)
        for method, table in (("GET", READ), ("POST", WRITE))
        for address in addresses(table)
    }
    wanted = {
        (name, method)
        for name, view in named_views(get_resolver())
        if view.__module__.startswith("maatwerk.")
        for method in methods_of(view)
    }
    assert len(wanted) > 20
    assert wanted == found


def test_lists_hold_the_own_enterprise_only(objects):
    assert "Noorderwind vzw" not in text_of(acting_as("Karim").get("/maatwerk/ondernemingen/"))
    assert "De Wissel" not in text_of(acting_as("Noor").get("/maatwerk/ondernemingen/"))
    everything = text_of(acting_as("Nele").get("/maatwerk/ondernemingen/"))
    assert "Noorderwind vzw" in everything
    assert "De Wissel vzw" in everything
    assert "geen toekenning voor maatwerk" in text_of(acting_as("Dirk").get("/maatwerk/ondernemingen/"))


def test_a_look_by_mandate_is_read_back_by_the_giver(objects):
    client = acting_as("MarcW")
    client.get(f"/maatwerk/berekeningen/{objects['quarter']}/werknemers/")
    client.get(f"/maatwerk/ondernemingen/{objects['of']}/wop/")
    looks = JournalEntry.objects.filter(action="bekeken", represented__name__contains="De Wissel")
    assert [entry.details["scherm"] for entry in looks.order_by("pk")] == ["maatwerk_werknemers", "maatwerk_wop"]
    assert looks.first().details["reference"].startswith("0012345 ")
    page = text_of(acting_as("Karim").get("/mandaten/in-uw-naam/"))
    assert "Lijst werknemers" in page
    assert "Marc Dubois" in page


def test_the_department_leaves_a_trace_at_personal_data(objects):
    client = acting_as("Nele")
    for address in ("/", "/werknemers/", f"/werknemers/{objects['worker']}/"):
        client.get(f"/maatwerk/berekeningen/{objects['quarter']}{address}")
    entries = JournalEntry.objects.filter(action="maatwerk_bekeken").order_by("pk")
    assert [entry.details["scherm"] for entry in entries] == ["maatwerk_werknemers", "maatwerk_persoon"]


def test_each_opening_of_an_insz_is_in_the_journal(objects):
    address = f"/maatwerk/berekeningen/{objects['quarter']}/werknemers/{objects['worker']}/insz/"
    for who in ("Karim", "Noor", "Els", "MarcW"):
        assert len(list(answers_to_post([address], who, {}))) == 1
    entries = JournalEntry.objects.filter(action="maatwerk_insz_getoond").order_by("pk")
    assert [entry.person.first_name for entry in entries] == ["Karim", "Marc"]
    assert all("insz" not in entry.details for entry in entries)
