"""The dossierbehandelaar asks more; the employer corrects the hours in the answer; both see both versions."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from loket.dates import add_months
from loket.dutch import day
from tests.aanvragen.filing import file_one
from tests.browser.walk import Walker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def world(transactional_db, demo_world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def test_asking_correcting_and_reading_both(page: Page, watch):
    watch.allow("422")
    walk = Walker(page, "6-aanvullen")
    aanvraag = file_one(walk.arrive("Bart Maes", "De Korenbloem"))

    walk.arrive("Nele Aerts", "Departement")
    page.goto(f"/aanvragen/dossiers/{aanvraag.key}/")
    walk.click("Neem in behandeling")
    walk.click("Vraag een aanvulling")
    walk.see_errors("Dossier VOV-", {"Wat moet de indiener bezorgen": "Vul een reden in."}, looks=False)
    walk.fill("Wat moet de indiener bezorgen", "Op het attest staan 32 uren. Klopt het aantal uren?")
    walk.click("Vraag een aanvulling")
    expect(page.get_by_role("status").first).to_contain_text("Aanvulling gevraagd")
    walk.see("Dossier VOV-", "dossier-gevraagd")

    walk.arrive("Bart Maes", "De Korenbloem")
    page.goto("/")
    walk.see("Welkom", "home-aanvullen")
    page.get_by_role("link", name="Vul aan").first.click()
    walk.see("Vul uw aanvraag aan", "gevraagd")
    expect(page.get_by_text(f"tot en met {day(add_months(timezone.localdate(), 1))}")).to_be_visible()
    walk.click("Begin uw antwoord")
    walk.see("^Antwoord$", "antwoord")
    walk.click("Volgende")
    walk.see_errors("^Antwoord$", {"Uw antwoord": "Vul uw antwoord in."})
    walk.fill("Uw antwoord", "Het zijn er 32.")
    walk.click("Verlof", "link")
    walk.see("^Verlof$")
    walk.fill("Aantal uren opleidingsverlof", "32")
    walk.click("Volgende")
    walk.see("^Antwoord$")
    walk.fill("Uw antwoord", "Het zijn er 32.")
    walk.click("Volgende")
    walk.see("Controleer uw antwoord", "controleren")
    walk.click("Bevestigen")
    walk.see("Aanvraag VOV-", "versies")
    row = page.get_by_role("row", name="Uren opleidingsverlof")
    expect(row.get_by_role("cell")).to_have_text(["40 uur", "32 uur"])
    with page.expect_download() as download:
        walk.click("versie 1 (pdf)", "link")
    assert download.value.suggested_filename == f"ontvangstbewijs-{aanvraag.reference}-versie-1.pdf"

    walk.arrive("Nele Aerts", "Departement")
    page.goto(f"/aanvragen/dossiers/{aanvraag.key}/")
    walk.see("Dossier VOV-", "dossier-versies")
    row = page.get_by_role("row", name="Uren opleidingsverlof gewijzigd")
    expect(row.get_by_role("cell")).to_have_text(["40 uur", "32 uur"])
    walk.click("Keur goed")
    expect(page.get_by_role("status").first).to_contain_text("Goedgekeurd")
