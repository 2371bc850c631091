"""Who gets what in gebruikersbeheer, Mijn profiel, the department's screens and the parameters."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import (
    AccessReview,
    AccessReviewItem,
    BulkFile,
    EmailChange,
    Gebruikersrecht,
    Organisation,
    RechtContext,
    ToegekendRecht,
    Werkrelatie,
)
from loket.journal.models import JournalEntry
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

# {x}: see `one_of_each`; all of De Korenbloem, but {new} and {dirk}, the legal representative of another company.
READ = """
address                                           An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/beheer/parameters/                               403 403  403 403   403   403    403   403 403  200  200    403  403  403  403   403
/beheer/parameters/nieuw/                         403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/contexten/999999/afsluiten/          403 403  403 403   403   403    403   403 403  403  404    403  403  403  403   403
/departement/contexten/999999/naam/               403 403  403 403   403   403    403   403 403  403  404    403  403  403  403   403
/departement/contexten/{ctx}/afsluiten/           403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/contexten/{ctx}/naam/                403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/kbo/                                 403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/kbo/?q=korenbloem                    403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/kbo/imports/                         403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/kbo/imports/{kbo}/                   403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/kbo/imports/{kbo}/geweigerd.csv      403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/kbo/imports/{kbo}/voortgang/         403 403  403 403   403   403    403   403 403  403  302    403  403  403  403   403
/departement/kbo/ondernemingen/0999000228/        403 403  403 403   403   403    403   403 403  403  404    403  403  403  403   403
/departement/kbo/ondernemingen/{entry}/           403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/organisaties/                        403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/organisaties/999999/                 403 403  403 403   403   403    403   403 403  403  404    403  403  403  403   403
/departement/organisaties/{org}/                  403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/organisaties/{org}/eerste-beheerder/ 403 403  403 403   403   403    403   403 403  403  302    403  403  403  403   403
/departement/organisaties/{org}/soorten/          403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/organisaties/{new}/eerste-beheerder/ 403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/rechten/                             403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/rechten/999999/                      403 403  403 403   403   403    403   403 403  403  404    403  403  403  403   403
/departement/rechten/nieuw/                       403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/rechten/{recht}/                     403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/rechten/{recht}/afsluiten/           403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/rechten/{recht}/contexten/nieuw/     403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/rechten/{recht}/naam/                403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/gebruikersbeheer/                                200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/                      200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/kolommen/             200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/opladen/              200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/sjabloon.csv          200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/sjabloon.xlsx         200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/{bulk}/               200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/{bulk}/annuleren/     405 403  403 403   405   403    405   405 405  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/{bulk}/geweigerd/     200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/{bulk}/indienen/      405 403  403 403   405   403    405   405 405  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/{bulk}/voortgang/     302 403  403 403   302   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/contexten/                      200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/contexten/?recht=bestaat-niet   404 403  403 403   404   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/contexten/?recht={code}         200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/journaal/                       200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/journaal/export.csv             200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/journaal/export.xlsx            200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/koppelen/geen-token/            404 403  403 403   404   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/koppelen/{link}/                200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/                        200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/{review}/               200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/{review}/afronden/      405 403  403 403   405   403    405   405 405  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/{review}/beeindigen/    405 403  403 403   405   403    405   405 405  403  403    403  403  403  403   403
/gebruikersbeheer/personen/999999/                404 403  403 403   404   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/personen/nieuw/                 200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/personen/{dirk}/                404 403  403 403   404   403    404   404 200  403  403    403  403  403  403   403
/gebruikersbeheer/personen/{sofie}/               200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/rapport/                        200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/rapport/export.csv              200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/rapport/export.xlsx             200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/rechten/verlengen/              200 403  403 403   200   403    200   200 200  403  403    403  403  403  403   403
/gebruikersbeheer/rechten/{right}/beeindigen/     200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/rechten/{right}/verlengen/      200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/werkrelaties/999/beeindigen/    404 403  403 403   404   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/werkrelaties/{job}/beeindigen/  200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/werkrelaties/{job}/toekennen/   200 403  403 403   200   403    404   404 404  403  403    403  403  403  403   403
/profiel/                                         200 200  200 200   200   200    200   200 200  200  200    200  200  200  200   200
/profiel/e-mailadres/geen-token/                  410 410  410 410   410   410    410   410 410  410  410    410  410  410  410   410
/profiel/e-mailadres/{mail}/                      410 410  410 200   410   410    410   410 410  410  410    410  410  410  410   410
/profiel/werkrelaties/{job}/e-mailadres/          404 404  404 200   404   404    404   404 404  404  404    404  404  404  404   404
"""
# A POST without answers: 422 is the page with its errors, 404 and 403 as above.
WRITE = """
address                                           An  Bart Rik Sofie Lotte LotteK Goran Ivo Dirk Nele Pieter Jana BartZ Elif ElifK MarcV
/beheer/parameters/nieuw/                         403 403  403 403   403   403    403   403 403  403  422    403  403  403  403   403
/departement/contexten/{ctx}/afsluiten/           403 403  403 403   403   403    403   403 403  403  302    403  403  403  403   403
/departement/contexten/{ctx}/naam/                403 403  403 403   403   403    403   403 403  403  422    403  403  403  403   403
/departement/kbo/imports/                         403 403  403 403   403   403    403   403 403  403  422    403  403  403  403   403
/departement/organisaties/{org}/eerste-beheerder/ 403 403  403 403   403   403    403   403 403  403  302    403  403  403  403   403
/departement/organisaties/{org}/soorten/          403 403  403 403   403   403    403   403 403  403  200    403  403  403  403   403
/departement/organisaties/{new}/eerste-beheerder/ 403 403  403 403   403   403    403   403 403  403  422    403  403  403  403   403
/departement/rechten/nieuw/                       403 403  403 403   403   403    403   403 403  403  422    403  403  403  403   403
/departement/rechten/{recht}/afsluiten/           403 403  403 403   403   403    403   403 403  403  302    403  403  403  403   403
/departement/rechten/{recht}/contexten/nieuw/     403 403  403 403   403   403    403   403 403  403  422    403  403  403  403   403
/departement/rechten/{recht}/naam/                403 403  403 403   403   403    403   403 403  403  422    403  403  403  403   403
/gebruikersbeheer/bestanden/opladen/              422 403  403 403   422   403    422   422 422  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/{bulk}/annuleren/     302 403  403 403   302   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/bestanden/{bulk}/indienen/      302 403  403 403   302   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/contexten/                      302 403  403 403   302   403    302   302 302  403  403    403  403  403  403   403
/gebruikersbeheer/koppelen/{link}/                422 403  403 403   422   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/                        302 403  403 403   302   403    302   302 302  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/{review}/               302 403  403 403   302   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/{review}/afronden/      302 403  403 403   302   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/nazicht/{review}/beeindigen/    302 403  403 403   302   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/personen/nieuw/                 422 403  403 403   422   403    422   422 422  403  403    403  403  403  403   403
/gebruikersbeheer/rechten/verlengen/              422 403  403 403   422   403    422   422 422  403  403    403  403  403  403   403
/gebruikersbeheer/rechten/{right}/beeindigen/     422 403  403 403   422   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/rechten/{right}/verlengen/      422 403  403 403   422   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/werkrelaties/{job}/beeindigen/  422 403  403 403   422   403    404   404 404  403  403    403  403  403  403   403
/gebruikersbeheer/werkrelaties/{job}/toekennen/   422 403  403 403   422   403    404   404 404  403  403    403  403  403  403   403
/profiel/e-mailadres/geen-token/                  410 410  410 410   410   410    410   410 410  410  410    410  410  410  410   410
/profiel/e-mailadres/{mail}/                      410 410  410 302   410   410    410   410 410  410  410    410  410  410  410   410
/profiel/werkrelaties/{job}/e-mailadres/          404 404  404 422   404   404    404   404 404  404  404    404  404  404  404   404
"""
# What a POST with good answers changes, and the one who may.
CHANGING = {
    "/gebruikersbeheer/bestanden/{bulk}/annuleren/": "An",
    "/gebruikersbeheer/bestanden/{bulk}/indienen/": "An",
    "/gebruikersbeheer/koppelen/{link}/": "An",
    "/gebruikersbeheer/nazicht/{review}/": "An",
    "/gebruikersbeheer/nazicht/{review}/beeindigen/": "An",
    "/gebruikersbeheer/rechten/verlengen/": "An",
    "/gebruikersbeheer/rechten/{right}/beeindigen/": "An",
    "/gebruikersbeheer/rechten/{right}/verlengen/": "An",
    "/gebruikersbeheer/werkrelaties/{job}/beeindigen/": "An",
    "/gebruikersbeheer/werkrelaties/{job}/toekennen/": "An",
    "/profiel/e-mailadres/{mail}/": "Sofie",
    "/profiel/werkrelaties/{job}/e-mailadres/": "Sofie",
    "/departement/contexten/{ctx}/afsluiten/": "Pieter",
    "/departement/contexten/{ctx}/naam/": "Pieter",
    "/departement/organisaties/{org}/soorten/": "Pieter",
    "/departement/organisaties/{new}/eerste-beheerder/": "Pieter",
    "/departement/rechten/nieuw/": "Pieter",
    "/departement/rechten/{recht}/afsluiten/": "Pieter",
    "/departement/rechten/{recht}/contexten/nieuw/": "Pieter",
    "/departement/rechten/{recht}/naam/": "Pieter",
}


@pytest.mark.parametrize("who", PERSONAS)
def test_reading(objects, who):
    found, writes = answers_to_get(READ, who, objects)
    assert found == expectations(READ, who)
    assert writes <= TRACES


@pytest.mark.parametrize("who", PERSONAS)
def test_writing(objects, who):
    assert list(answers_to_post(addresses(WRITE), who, objects)) == expectations(WRITE, who)


def good_answers(objects) -> dict[str, object]:
    """What every form here accepts, and so what would change something if a check were missing."""
    today = timezone.localdate()
    return {
        "stap": "9",
        "actie": "",
        "wanneer": "meteen",
        "bevestigd": "1",
        "reason": "Poging",
        "start": f"{today:%d/%m/%Y}",
        "end": f"{today + datetime.timedelta(days=700):%d/%m/%Y}",
        "keuze": "juiste",
        "een": objects["item"],
        # The last one is the answer where one right is asked.
        "recht": [objects["right"], f"{objects['code']}:maatwerk"],
        "organisatie": "0999000129",
        "insz": "84071199107",
        "email": "iemand@anders.example",
        "phone": "02 553 00 00",
        "type": "vast",
        "kinds": ["werkgever", "maatwerkbedrijf"],
        "gezien": ["werkgever"],
        "label": "Anders",
        "name": "Nieuw recht",
        "code": "nieuw_recht",
        "max_months": "12",
    }


def state(objects) -> list[list[tuple]]:
    """Everything of De Korenbloem and of the department that these screens change."""
    company = objects["org"]
    models = (Organisation, Gebruikersrecht, RechtContext, Werkrelatie, EmailChange, BulkFile, AccessReviewItem)
    kept = [model.objects.order_by("pk") for model in models]
    kept.append(ToegekendRecht.objects.order_by("pk"))
    kept.append(AccessReview.objects.filter(organisation=company).order_by("pk"))
    kept.append(JournalEntry.objects.filter(own=company).order_by("pk"))
    return [list(rows.values_list()) for rows in kept]


@pytest.mark.parametrize("who", PERSONAS)
def test_only_who_may_changes_something(objects, who):
    """Each address apart: what one POST did is undone before the next. Lotte manages too, so she is left out."""
    before, changed = state(objects), []
    for address, _status in answers_to_post(CHANGING, who, objects, undone=True, **good_answers(objects)):
        if state(objects) != before:
            changed.append(address)
    if who != "Lotte":
        assert changed == [address for address, entitled in CHANGING.items() if entitled == who]


def test_nobody_reads_of_another_organisation(objects):
    """The lists and files of beheerders elsewhere are their own."""
    for who in ("Goran", "Ivo", "Dirk"):
        client = acting_as(who)
        for address in addresses(READ):
            if address.startswith("/gebruikersbeheer/") and "{" not in address:
                response = client.get(address)
                page = b"".join(response).decode(errors="replace") if response.streaming else text_of(response)
                assert "Korenbloem" not in page, (who, address)
                assert "Sofie" not in page, (who, address)
