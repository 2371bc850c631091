"""What is wrong is said in Dutch, at the field where it is mended."""

from datetime import timedelta

import pytest
from django.utils import timezone

from aanvragen.models import Aanvraag
from accounts.models import Establishment, Organisation
from tests.aanvragen.filing import (
    CONTACT,
    EMMA,
    FATIMA,
    TOM,
    VERLOF,
    WIM,
    confirm,
    dutch,
    errors_at,
    file_one,
    lasser,
    post_step,
    start_draft,
)
from tests.world import organisation, text_of

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
LATE = {**lasser(), "odb_number": "ODB-9000002", "start": dutch(TODAY - timedelta(days=100))}
STUDIEPUNTEN = {**lasser(), "odb_number": "ODB-9000003", "start": dutch(TODAY + timedelta(days=30))}
CREDIT = {**lasser(), "creditcontract": "ja", "odb_number": ""}
CREDIT_COURSE = {
    "title": "Bachelor informatica",
    "provider_name": "Hogeschool",
    "kind": "studiepunten",
    "size": "6",
    "end": dutch(TODAY + timedelta(days=60)),
}


@pytest.fixture
def bart(acting):
    return acting("Bart Maes", "De Korenbloem")


def draft_at(client, slug: str, worker: dict = EMMA, course: dict | None = None) -> Aanvraag:
    """A draft of which all steps before `slug` are right."""
    draft = start_draft(client)
    for step, data in (("contact", CONTACT), ("werknemer", worker), ("opleiding", course or lasser())):
        if step == slug:
            break
        assert post_step(client, draft, step, data).status_code == 302
    return draft


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("contact_name", " ", "Vul “Naam van de contactpersoon” in."),
        ("contact_email", "bart", "geldig e-mailadres"),
        ("contact_phone", "1700", "Vul een telefoonnummer in"),
        ("iban", "BE71 0961 2345 6768", "Vul een geldig IBAN in"),
    ],
)
def test_contact(bart, field, typed, message):
    response = post_step(bart, start_draft(bart), "contact", {**CONTACT, field: typed})
    assert message in errors_at(response, field)
    assert set(response.context["form"].errors) == {field}
    assert message in text_of(response)
    assert "<title>Fout: " in text_of(response)


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("insz", "90.01.20-990.17", "Dit INSZ bestaat niet: de controlecijfers kloppen niet."),
        ("insz", "12345", "Vul een INSZ van 11 cijfers in"),
        ("fraction", "101", "Vul een getal in van hoogstens 100 %."),
        ("fraction", "-1", "Vul een getal in van minstens 0 %."),
        ("fraction", "tachtig", "Vul een getal in"),
        ("fraction", "NaN", "Vul een getal in"),
        ("fraction", "1e2000", "Vul een getal in"),
        ("hours_per_week", "30,456", "Gebruik hoogstens 2 cijfers na de komma."),
        ("hours_per_week", "61", "hoogstens 60 uur"),
        ("establishment", "2999000270", "Selecteer een geldige keuze"),
        ("hired_on", "30/2/2026", "Vul een bestaande datum in als dag/maand/jaar"),
        ("worker_email", "emma@", "geldig e-mailadres"),
    ],
)
def test_werknemer(bart, field, typed, message):
    response = post_step(bart, draft_at(bart, "werknemer"), "werknemer", {**EMMA, field: typed})
    assert message in errors_at(response, field)
    assert set(response.context["form"].errors) == {field}


def test_an_establishment_outside_flanders_is_refused(bart):
    Establishment.objects.create(
        number="2999000468", organisation=organisation("De Korenbloem"), municipality="Namen", in_flanders=False
    )
    response = post_step(bart, draft_at(bart, "werknemer"), "werknemer", {**EMMA, "establishment": "2999000468"})
    assert "niet in het Vlaamse Gewest" in errors_at(response, "establishment")


def test_a_company_without_known_establishments_types_the_number(bart):
    Establishment.objects.filter(organisation__kbo="0999000129").delete()
    draft = draft_at(bart, "werknemer")
    wrong = post_step(bart, draft, "werknemer", {**EMMA, "establishment": "2.999.000.172"})
    assert "controlecijfers" in errors_at(wrong, "establishment")
    assert post_step(bart, draft, "werknemer", {**EMMA, "establishment": "2.999.000.171"}).status_code == 302


@pytest.mark.parametrize(
    ("course", "field", "message"),
    [
        ({**lasser(), "odb_number": "ODB-1234567"}, "odb_number", "staat niet in de opleidingsdatabank"),
        ({**lasser(), "odb_number": "9000001"}, "odb_number", "Vul een ODB-nummer in"),
        ({**lasser(), "odb_number": ""}, "odb_number", "Vul een ODB-nummer in, bijvoorbeeld ODB-0002141."),
        ({**lasser(), "creditcontract": ""}, "creditcontract", "Kies ja of nee."),
        ({**lasser(), "initiatief": ""}, "initiatief", "Kies wie het initiatief nam."),
        ({**lasser(), "start": dutch(TODAY + timedelta(days=71))}, "start", "Vul een startdatum in die daarin ligt."),
        ({**lasser(), "start": "2026"}, "start", "Vul een bestaande datum in"),
        (LATE, "start", "U kunt deze aanvraag niet meer indienen. De laatste dag was"),
        ({**CREDIT, "odb_number": "ODB-9000001"}, "odb_number", "Vul bij een creditcontract ODB-P00004 in."),
        ({**lasser(), "odb_number": "ODB-P00004"}, "creditcontract", "is er enkel voor een creditcontract"),
        ({**CREDIT, "start": dutch(TODAY + timedelta(days=100))}, "start", "U kunt deze aanvraag nog niet indienen."),
        ({**CREDIT, "start": "1/1/1990"}, "start", "Voor deze startdatum zijn geen regels bekend."),
    ],
)
def test_opleiding(bart, course, field, message):
    draft = draft_at(bart, "opleiding")
    response = post_step(bart, draft, "opleiding", course)
    assert message in errors_at(response, field)
    assert bart.get(f"/aanvragen/{draft.key}/verder/").url.endswith("/stap/opleiding/")


def test_who_is_hired_later_has_more_time(bart):
    """ODB-9000002 started 100 days ago; for who came 10 days ago, the months count from there."""
    draft = draft_at(bart, "opleiding", {**EMMA, "hired_on": dutch(TODAY - timedelta(days=10))})
    assert post_step(bart, draft, "opleiding", LATE).status_code == 302
    post_step(bart, draft, "verlof", {**VERLOF, "hours": "40"})
    assert confirm(bart, draft).status_code == 302
    draft.refresh_from_db()
    assert draft.deadline > TODAY + timedelta(days=70)


def test_half_time_is_not_enough_this_schooljaar(bart):
    response = post_step(bart, draft_at(bart, "opleiding", FATIMA), "opleiding", lasser())
    assert "Deze werknemer komt niet in aanmerking. In de referentiemaand werkt de werknemer 50 %." in errors_at(
        response
    )
    assert "Minstens 80 % is nodig." in errors_at(response)
    assert "Voor dit schooljaar is nog geen nieuwe grens bekend" in errors_at(response)


def test_exactly_80_percent_is_enough_for_100_hours(bart):
    draft = draft_at(bart, "verlof", TOM)
    assert "100 uur" in text_of(bart.get(f"/aanvragen/{draft.key}/stap/verlof/"))


def test_80_percent_with_too_few_hours_is_not(bart):
    draft = draft_at(bart, "opleiding", {**TOM, "hours_per_week": "27,99"})
    assert "Minstens 28 uur is nodig." in errors_at(post_step(bart, draft, "opleiding", lasser()))


@pytest.mark.parametrize(
    ("data", "field", "message"),
    [
        ({**VERLOF, "hours": "65"}, "hours", "Deze opleiding geeft hoogstens 64 uur opleidingsverlof."),
        ({**VERLOF, "hours": "0"}, "hours", "minstens 0,01 uur"),
        ({**VERLOF, "hours": ""}, "hours", "Vul het aantal uren in."),
        ({"hours": "10"}, "akkoord", "De werknemer moet akkoord zijn."),
    ],
)
def test_verlof(bart, data, field, message):
    response = post_step(bart, draft_at(bart, "verlof"), "verlof", data)
    assert message in errors_at(response, field)
    assert set(response.context["form"].errors) == {field}


def test_what_other_requests_took_is_left_out_of_the_maximum(bart):
    for _ in range(2):
        file_one(bart, worker=WIM, verlof={**VERLOF, "hours": "60"})
    draft = draft_at(bart, "verlof", WIM)
    assert "Voor deze werknemer kunt u nog hoogstens 5 uur aanvragen." in errors_at(
        post_step(bart, draft, "verlof", {**VERLOF, "hours": "5,5"}), "hours"
    )
    assert post_step(bart, draft, "verlof", {**VERLOF, "hours": "5"}).status_code == 302
    # Another werknemer has hours of his own.
    assert post_step(bart, draft_at(bart, "verlof"), "verlof", {**VERLOF, "hours": "64"}).status_code == 302


def test_a_credit_contract_brings_a_step_and_files(bart):
    draft = draft_at(bart, "verlof", course=CREDIT)
    step = f"/aanvragen/{draft.key}/stap/opleidingsgegevens/"
    assert bart.get(f"/aanvragen/{draft.key}/verder/").url == step
    assert "Gegevens opleiding" in text_of(bart.get(step))
    before = post_step(bart, draft, "opleidingsgegevens", {**CREDIT_COURSE, "end": dutch(TODAY - timedelta(days=30))})
    assert "De einddatum ligt voor de startdatum" in errors_at(before, "end")
    small = post_step(bart, draft, "opleidingsgegevens", {**CREDIT_COURSE, "size": "1"})
    assert "De opleiding telt 1 studiepunten." in errors_at(small, "size")
    assert post_step(bart, draft, "opleidingsgegevens", CREDIT_COURSE).status_code == 302
    assert post_step(bart, draft, "verlof", {**VERLOF, "hours": "10"}).status_code == 302
    assert "Bachelor informatica" in text_of(bart.get(f"/aanvragen/{draft.key}/controleren/"))
    assert confirm(bart, draft).status_code == 302
    draft.refresh_from_db()
    assert (draft.vov.odb_number, draft.vov.creditcontract) == ("ODB-P00004", True)


def test_the_step_goes_when_the_number_is_no_pseudo_number_any_more(bart):
    draft = draft_at(bart, "verlof", course=CREDIT)
    post_step(bart, draft, "opleidingsgegevens", CREDIT_COURSE)
    assert post_step(bart, draft, "opleiding", lasser()).url.endswith("/stap/verlof/")
    assert "Gegevens opleiding" not in text_of(bart.get(f"/aanvragen/{draft.key}/stap/verlof/"))
    draft.refresh_from_db()
    assert (draft.vov.title, draft.vov.provider_name) == ("Lasser MIG/MAG", "Opleidingscentrum Kompas vzw")


def test_an_opleiding_in_studiepunten_counts_in_hours(bart):
    draft = draft_at(bart, "verlof", course=STUDIEPUNTEN)
    page = text_of(bart.get(f"/aanvragen/{draft.key}/stap/verlof/"))
    assert "De opleiding geeft hoogstens" in page
    assert Organisation.objects.get(name="CVO De Brug").name == draft_provider(draft)


def draft_provider(draft: Aanvraag) -> str:
    draft.refresh_from_db()
    return draft.vov.provider_name
