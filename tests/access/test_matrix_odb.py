"""Who gets what of the opleidingsdatabank: the registrations of CVO De Brug, where only Ivo has the right; who has the
right at another verstrekker finds nothing. The list of opleidingen is for everybody."""

import pytest

from aanvragen.models import Aanvraag, Opleiding
from loket.journal.models import JournalEntry
from tests.access.personas import PERSONAS, TRACES, answers_to_get, answers_to_post, expectations
from tests.access.personas import addresses as addresses_of
from tests.world import act_as, text_of, token

READ = """
address                                                        An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/aanvragen/odb/start/                                          403 403  403 403   403   403    403   200 200  403  403    403  403   403  403   403
/aanvragen/{odb_filed}/                                        403 404  404 403   403   403    404   200 404  403  403    403  403   403  404   404
/aanvragen/{odb_draft}/                                        403 404  404 403   403   403    404   302 404  403  403    403  403   403  404   404
/aanvragen/{odb_draft}/verder/                                 403 404  404 403   403   403    404   302 404  403  403    403  403   403  404   404
/aanvragen/{odb_draft}/stap/contact/                           403 404  404 403   403   403    404   200 404  403  403    403  403   403  404   404
/aanvragen/{odb_draft}/stap/werknemer/                         403 404  404 403   403   403    404   404 404  403  403    403  403   403  404   404
/aanvragen/{odb_draft}/controleren/                            403 404  404 403   403   403    404   302 404  403  403    403  403   403  404   404
/aanvragen/{odb_draft}/verwijderen/                            403 404  404 403   403   403    404   200 404  403  403    403  403   403  404   404
/aanvragen/{odb_filed}/ontvangstbewijs/klaar/                  403 404  404 403   403   403    404   200 404  403  403    403  403   403  404   404
/opleidingsdatabank/registratie/{odb_asked}/aanvullen/         403 403  403 403   403   403    403   200 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{odb_filed}/aanvullen/         403 403  403 403   403   403    403   302 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{odb_draft}/aanvullen/         403 403  403 403   403   403    403   404 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{filed}/aanvullen/             403 403  403 403   403   403    403   404 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{odb_done}/verlengen/          403 403  403 403   403   403    403   200 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{filed}/verlengen/             403 403  403 403   403   403    403   404 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{odb_done}/stopzetten/         403 403  403 403   403   403    403   200 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{filed}/stopzetten/            403 403  403 403   403   403    403   404 404  403  403    403  403   403  403   403
/aanvragen/dossiers/?dienst=odb                                403 403  403 403   403   403    403   403 403  200  403    403  403   403  403   403
/aanvragen/dossiers/{odb_filed}/                               403 403  403 403   403   403    403   403 403  200  403    403  403   403  403   403
/aanvragen/dossiers/{odb_draft}/                               403 403  403 403   403   403    403   403 403  404  403    403  403   403  403   403
/gebruikersrechten/aanvragen/opleidingsdatabank/               200 200  200 200   200   200    200   200 200  404  404    404  404   200  404   404
/opleidingsdatabank/                                           200 200  200 200   200   200    200   200 200  200  200    200  200   200  200   200
/opleidingsdatabank/gegevens/                                  200 200  200 200   200   200    200   200 200  200  200    200  200   200  200   200
/opleidingsdatabank/schema.json                                200 200  200 200   200   200    200   200 200  200  200    200  200   200  200   200
/opleidingsdatabank/opleidingen.csv                            200 200  200 200   200   200    200   200 200  200  200    200  200   200  200   200
/opleidingsdatabank/opleidingen.json                           200 200  200 200   200   200    200   200 200  200  200    200  200   200  200   200
/opleidingsdatabank/ODB-9000001/                               200 200  200 200   200   200    200   200 200  200  200    200  200   200  200   200
/opleidingsdatabank/ODB-0999999/                               404 404  404 404   404   404    404   404 404  404  404    404  404   404  404   404
"""
# A POST without answers, but for the context: 422 is the page with its errors.
WRITE = """
address                                                        An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/aanvragen/odb/start/                                          403 403  403 403   403   403    403   422 422  403  403    403  403   403  403   403
/aanvragen/{odb_draft}/stap/contact/                           403 404  404 403   403   403    404   422 404  403  403    403  403   403  404   404
/aanvragen/{odb_draft}/controleren/                            403 404  404 403   403   403    404   302 404  403  403    403  403   403  404   404
/aanvragen/{odb_filed}/annuleren/                              403 404  404 403   403   403    404   302 404  403  403    403  403   403  404   404
/opleidingsdatabank/registratie/{odb_asked}/aanvullen/         403 403  403 403   403   403    403   422 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{filed}/aanvullen/             403 403  403 403   403   403    403   404 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{odb_done}/verlengen/          403 403  403 403   403   403    403   422 404  403  403    403  403   403  403   403
/opleidingsdatabank/registratie/{odb_done}/stopzetten/         403 403  403 403   403   403    403   422 404  403  403    403  403   403  403   403
/aanvragen/dossiers/{odb_asked}/goedkeuren/                    403 403  403 403   403   403    403   403 403  302  403    403  403   403  403   403
"""


@pytest.mark.parametrize("who", PERSONAS)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    # The file of the whole list is made by whoever asks for it first.
    assert writes <= TRACES | {"odb_lijstbestand"}


@pytest.mark.parametrize("who", PERSONAS)
def test_writing(objects, who):
    assert list(answers_to_post(addresses_of(WRITE), who, objects)) == expectations(WRITE, who)


def test_who_is_not_entitled_changed_nothing(objects):
    before = JournalEntry.objects.count()
    states = list(Aanvraag.objects.order_by("pk").values_list("pk", "status"))
    for who in set(PERSONAS) - {"Ivo", "Nele"}:
        typed = {"kbo": "999001", "answer": "Ja.", "reason": "Ja.", "new_end": "1/1/2099"}
        assert len(list(answers_to_post(addresses_of(WRITE), who, objects, **typed))) == len(addresses_of(WRITE))
    assert JournalEntry.objects.count() == before
    assert list(Aanvraag.objects.order_by("pk").values_list("pk", "status")) == states
    assert not Opleiding.objects.filter(stopped_on__isnull=False).exists()


def test_the_right_at_another_verstrekker_opens_nothing(client, objects):
    hanne = act_as(client, "Hanne Jacobs", "Kompas")
    for address in addresses_of(READ):
        if "{odb_" in address and "dossiers" not in address:
            assert hanne.get(address.format(**objects)).status_code == 404, address
    for address in addresses_of(WRITE):
        if "{odb_" in address and "dossiers" not in address:
            answer = hanne.post(address.format(**objects), {"namens_context": token(hanne)})
            assert answer.status_code == 404, address


def test_without_a_login_the_list_is_open_and_names_nobody(client, objects):
    for address in addresses_of(READ):
        if address.startswith("/opleidingsdatabank/") and "registratie" not in address and "0999999" not in address:
            answer = client.get(address)
            assert answer.status_code == 200, address
            shown = b"".join(answer).decode() if answer.streaming else text_of(answer)
            assert "debrug.example" not in shown
            assert "Mertens" not in shown
