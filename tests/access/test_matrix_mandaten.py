"""Who gets what on the screens of SSM mandates: who manages them for Van Hoof (Goran, by a right) and Boekhoudkantoor
Peeters (Dirk, by law), and citizens in their own name; for everybody else they are closed.
"""

import pytest

from accounts.models import Person
from loket.journal.models import JournalEntry
from mandates.models import SsmBestand, SsmMandaat, SsmStap
from tests.access.personas import (
    PERSONAS,
    TRACES,
    acting_as,
    addresses,
    answers_to_get,
    answers_to_post,
    expectations,
)
from tests.world import text_of

READ = """
address                                     An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/mandaten/                                  403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/lijst/                            403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/lijst/export.csv                  403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/lijst/export.xlsx                 403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/geven/                            403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/aanvragen/                        403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/{ssm}/                            403 403  403 403   403   403    200   403 200  403  403    404  404  403  403   403
/mandaten/{ssm}/mandaat.pdf                 403 403  403 403   403   403    200   403 200  403  403    404  404  403  403   403
/mandaten/{ssm}/openen/                     404 404  404 404   404   404    302   404 302  404  404    404  404  404  404   404
/mandaten/{ssm}/overdragen/                 403 403  403 403   403   403    200   403 200  403  403    404  404  403  403   403
/mandaten/{ssm}/uitbreiden/                 403 403  403 403   403   403    404   403 404  403  403    404  404  403  403   403
/mandaten/{ssm}/zet/stoppen/                403 403  403 403   403   403    200   403 200  403  403    404  404  403  403   403
/mandaten/{ssm}/zet/verlopen/               403 403  403 403   403   403    404   403 404  403  403    404  404  403  403   403
/mandaten/{ssm_ends}/uitbreiden/            403 403  403 403   403   403    200   403 200  403  403    404  404  403  403   403
/mandaten/{ssm_waits}/                      403 403  403 403   403   403    404   403 200  403  403    404  404  403  403   403
/mandaten/{ssm_waits}/zet/intrekken/        403 403  403 403   403   403    404   403 200  403  403    404  404  403  403   403
/mandaten/{ssm_waits}/zet/goedkeuren/       403 403  403 403   403   403    404   403 302  403  403    404  404  403  403   403
/mandaten/{ssm_draft}/                      403 403  403 403   403   403    302   403 404  403  403    404  404  403  403   403
/mandaten/{ssm_draft}/openen/               404 404  404 404   404   404    404   404 404  404  404    404  404  404  404   404
/mandaten/{ssm_draft}/gegevens/             403 403  403 403   403   403    200   403 404  403  403    404  404  403  403   403
/mandaten/{ssm_draft}/controleren/          403 403  403 403   403   403    200   403 404  403  403    404  404  403  403   403
/mandaten/{ssm_draft}/mandaat.pdf           403 403  403 403   403   403    404   403 404  403  403    404  404  403  403   403
/mandaten/bestanden/                        403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/bestanden/opladen/                403 403  403 403   403   403    200   403 200  403  403    200  200  403  403   403
/mandaten/bestanden/{ssm_file}/             403 403  403 403   403   403    404   403 200  403  403    404  404  403  403   403
/mandaten/bestanden/{ssm_file}/voortgang/   403 403  403 403   403   403    404   403 302  403  403    404  404  403  403   403
/mandaten/bestanden/{ssm_file}/geweigerd/   403 403  403 403   403   403    404   403 200  403  403    404  404  403  403   403
"""
# A POST without answers, but for the context: 422 is the page with its errors.
WRITE = """
address                                     An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/mandaten/lijst/meerdere/                   403 403  403 403   403   403    302   403 302  403  403    302  302  403  403   403
/mandaten/geven/?soort=organisatie          403 403  403 403   403   403    422   403 422  403  403    422  422  403  403   403
/mandaten/aanvragen/?soort=persoon          403 403  403 403   403   403    422   403 422  403  403    422  422  403  403   403
/mandaten/{ssm}/openen/                     404 404  404 404   404   404    200   404 200  404  404    404  404  404  404   404
/mandaten/{ssm}/overdragen/?soort=persoon   403 403  403 403   403   403    422   403 422  403  403    404  404  403  403   403
/mandaten/{ssm_ends}/uitbreiden/            403 403  403 403   403   403    302   403 302  403  403    404  404  403  403   403
/mandaten/{ssm_draft}/gegevens/             403 403  403 403   403   403    422   403 404  403  403    404  404  403  403   403
/mandaten/{ssm_draft}/controleren/          403 403  403 403   403   403    302   403 404  403  403    404  404  403  403   403
/mandaten/{ssm_waits}/zet/goedkeuren/       403 403  403 403   403   403    404   403 302  403  403    404  404  403  403   403
/mandaten/{ssm_waits}/zet/intrekken/        403 403  403 403   403   403    404   403 302  403  403    404  404  403  403   403
/mandaten/{ssm}/zet/stoppen/                403 403  403 403   403   403    302   403 302  403  403    404  404  403  403   403
/mandaten/bestanden/opladen/                403 403  403 403   403   403    422   403 422  403  403    422  422  403  403   403
/mandaten/bestanden/{ssm_file}/indienen/    403 403  403 403   403   403    404   403 302  403  403    404  404  403  403   403
/mandaten/bestanden/{ssm_file}/annuleren/   403 403  403 403   403   403    404   403 302  403  403    404  404  403  403   403
"""
# What these addresses change with good answers, and who may: each tried by everybody.
CHANGING = {
    "/mandaten/{ssm}/zet/stoppen/": {"Goran", "Dirk"},
    "/mandaten/{ssm_waits}/zet/intrekken/": {"Dirk"},
    "/mandaten/{ssm_ends}/uitbreiden/": {"Goran", "Dirk"},
    "/mandaten/{ssm}/overdragen/?soort=organisatie": {"Goran", "Dirk"},
    "/mandaten/{ssm_draft}/gegevens/": {"Goran"},
    "/mandaten/{ssm_draft}/controleren/": {"Goran"},
    "/mandaten/lijst/meerdere/": {"Goran", "Dirk"},
    "/mandaten/bestanden/{ssm_file}/indienen/": {"Dirk"},
    "/mandaten/bestanden/{ssm_file}/annuleren/": {"Dirk"},
}
GOOD = {
    "kbo": "0999.002.010",
    "start": "31/12/2099",
    "end": "31/12/2099",
    "reference": "Nieuw",
    "reason": "Daarom",
    "beslissing": "stoppen",
    "keuze": "juiste",
}


@pytest.fixture(autouse=True)
def no_broker(monkeypatch):
    """What is confirmed here is carried out by nobody."""
    monkeypatch.setattr("mandates.ssm.bulk.tasks.apply_file.delay_quietly", lambda pk: None)


@pytest.mark.parametrize("who", PERSONAS)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    # Opening a page changes nothing but what says that it was opened.
    assert writes <= TRACES


@pytest.mark.parametrize("who", PERSONAS)
def test_writing(objects, who):
    assert list(answers_to_post(addresses(WRITE), who, objects)) == expectations(WRITE, who)


def state() -> list[list[tuple]]:
    models = (SsmMandaat, SsmStap, SsmBestand, Person, JournalEntry)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


@pytest.mark.parametrize("who", PERSONAS)
def test_only_who_may_changes_something(objects, who):
    """Each address apart: what one POST did is undone before the next."""
    before, changed = state(), set()
    for address, _status in answers_to_post(CHANGING, who, objects, undone=True, **GOOD, mandaat=str(objects["ssm"])):
        if state() != before:
            changed.add(address)
    assert changed == {address for address, entitled in CHANGING.items() if who in entitled}


def test_nobody_reads_of_other_parties(objects):
    """Lists, boxes and exports are the own ones."""
    for who in ("Jana", "BartZ"):
        client = acting_as(who)
        for address in addresses(READ):
            if "{" not in address:
                response = client.get(address)
                page = b"".join(response).decode(errors="replace") if response.streaming else text_of(response)
                for name in ("Peeters", "Van Hoof", "Klant 104"):
                    assert name not in page, (who, address)
