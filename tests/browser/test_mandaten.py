"""Seed 002, steps 1 to 3: the right to manage mandates, giving one, and its approval by the other party."""

import pytest
from playwright.sync_api import Page, expect

from mandates.models import SsmBestand
from mandates.sides import Side
from mandates.ssm.bulk.applying import apply_rows
from tests.browser.walk import Walker
from tests.browser.watch import Watch
from tests.mandates.ssm import making
from tests.world import context_of, give_right

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]


@pytest.fixture
def world(transactional_db: None, demo_world: None, watch: Watch) -> None:
    # Wrong answers are meant here.
    watch.allow("422")


def test_from_the_right_to_an_active_mandate(page: Page):
    walk = Walker(page, "2-mandaat", "seed-002")
    # Step 1: the Hoofd Lokale Beheerder of the taker grants the right.
    walk.arrive("An Claes", "De Korenbloem")
    page.goto("/gebruikersbeheer/")
    walk.click("Bart Maes", "link")
    walk.click("Ken gebruikersrecht toe", "link")
    page.get_by_label("SSM Mandaatbeheerder").check()
    walk.click("Verder")
    walk.click("Verder")
    walk.click("Bevestig", exact=True)
    expect(page.get_by_role("row", name="SSM Mandaatbeheerder").first).to_be_visible()
    # Step 2: the mandaatbeheerder of the giver gives a mandate.
    walk.arrive("Goran De Smet", "Van Hoof")
    page.goto("/")
    walk.click("Mandaten", "link", within=walk.right_menu, exact=True)
    walk.see("Mandaten", "overzicht")
    walk.click("Mandaat geven", "link")
    walk.see("Mandaat geven", "wie")
    walk.click("Verder")
    walk.see_errors("Mandaat geven", {"Wie is de andere partij?": "Kies wie de andere partij is."})
    walk.choose("Wie is de andere partij?", "Een organisatie")
    walk.click("Verder")
    walk.see("Mandaat geven", "type-en-partij")
    walk.fill("KBO-nummer", "0999.000.128")
    walk.click("Verder")
    wrong = "Dit KBO-nummer bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na."
    walk.see_errors("Mandaat geven", {"Welk mandaat?": "Kies een type mandaat.", "KBO-nummer": wrong})
    walk.choose(
        "Welk mandaat?",
        "Terugbetalingsaanvraag Vlaams opleidingsverlof. "
        "De mandaatnemer mag aanvragen raadplegen, invullen en indienen.",
    )
    walk.fill("KBO-nummer", "0999.000.129")
    walk.click("Verder")
    walk.see("Periode en referentie", "periode")
    walk.fill("Begindatum", "31/2/2027")
    walk.click("Verder")
    walk.see_errors(
        "Periode en referentie",
        {"Begindatum": "Vul een bestaande datum in als dag/maand/jaar, bijvoorbeeld 1/9/2026."},
        looks=False,
    )
    walk.fill("Begindatum", f"{making.day(0):%d/%m/%Y}")
    walk.fill("Referentie", "Samenwerking 2027")
    walk.click("Verder")
    walk.see("Controleer en bevestig", "controleren")
    expect(page.get_by_text("Daarna ondertekent de mandaatnemer: Bakkerij De Korenbloem bv.")).to_be_visible()
    walk.click("Bevestigen")
    walk.see("Terugbetalingsaanvraag Vlaams opleidingsverlof", "verstuurd")
    # Step 3: the mandaatbeheerder of the taker approves.
    walk.arrive("Bart Maes", "De Korenbloem")
    page.goto("/")
    walk.click("Onderteken", "link")
    walk.pass_by("Mandaten")
    page.get_by_role("region", name="Door mij te ondertekenen").get_by_role("link").nth(1).click()
    walk.see("Terugbetalingsaanvraag Vlaams opleidingsverlof", "te-ondertekenen")
    walk.click("Keur goed", "link")
    walk.see("Keur goed", "keur-goed")
    walk.click("Keur goed")
    walk.see("Terugbetalingsaanvraag Vlaams opleidingsverlof", "actief")
    expect(page.get_by_text("Het is nu actief")).to_be_visible()
    with page.expect_download() as download:
        walk.click("Download als pdf", "link")
    assert download.value.suggested_filename.startswith("mandaat-")


def test_refusing_stopping_and_the_list(page: Page):
    walk = Walker(page, "3-lijst", "seed-002")
    give_right("An Claes", "De Korenbloem", "ssm_mandaatbeheerder")
    walk.arrive("An Claes", "De Korenbloem")
    page.goto(f"/mandaten/{making.korenbloem_peeters().key}/")
    walk.click("Weiger", "link")
    walk.pass_by("Weiger")
    walk.click("Weiger")
    walk.see_errors("Weiger", {"Reden": "Vul de reden in."})
    walk.fill("Reden", "Wij werken niet met u.")
    walk.click("Weiger")
    walk.see("Terugbetalingsaanvraag Vlaams opleidingsverlof", "geweigerd")
    walk.arrive("Dirk Peeters", "Boekhoudkantoor Peeters")
    page.goto("/mandaten/lijst/")
    walk.see("Alle mandaten", "lijst")
    page.get_by_label("Metaalwerken Van Hoof nv").check()
    walk.click("Zet de gekozen stop")
    walk.see("Resultaat", "resultaat")
    page.goto("/mandaten/lijst/?q=bestaat+niet")
    walk.see("Alle mandaten")


def test_extending_handing_over_and_a_citizen(page: Page):
    walk = Walker(page, "4-volgen", "seed-002")
    goran, dirk = context_of(*making.GORAN), context_of(*making.DIRK)
    mandaat = making.signed(goran, Side.GEVER, "Peeters", dirk, "vov-raadplegen", end=30)
    walk.arrive("Dirk Peeters", "Boekhoudkantoor Peeters")
    page.goto(f"/mandaten/{mandaat.key}/")
    walk.click("Uitbreiden", "link")
    walk.see("Mandaat uitbreiden", "uitbreiden")
    walk.click("Verder")
    walk.see("Controleer en bevestig")
    walk.click("Bevestigen")
    walk.pass_by("Terugbetalingsaanvraag")
    page.goto(f"/mandaten/{making.van_hoof_peeters().key}/")
    walk.click("Overdragen", "link")
    walk.choose("Wie is de andere partij?", "Een natuurlijk persoon")
    walk.click("Verder")
    walk.see("Mandaat overdragen", "overdragen")
    walk.fill("Voornaam", "Jana")
    page.get_by_label("Naam van de andere partij", exact=True).fill("Goossens")
    walk.fill("INSZ", "95.08.12-996.16")
    walk.fill("Vanaf", f"{making.day(3):%d/%m/%Y}")
    walk.click("Verder")
    walk.see("Controleer en bevestig", "overdracht-controleren")
    walk.click("Bevestigen")
    walk.see("Terugbetalingsaanvraag", "wordt-overgedragen")
    expect(page.get_by_text("wordt overgedragen aan Jana Goossens")).to_be_visible()
    walk.click("Trek de overdracht in", "link")
    walk.see("Trek de overdracht in")
    walk.arrive("Jana Goossens")
    page.goto("/mandaten/aanvragen/?soort=persoon")
    walk.see("Mandaat aanvragen", "burger")
    page.goto("/mandaten/")
    walk.see("Mandaten")


def test_a_file_with_mandates(page: Page, monkeypatch):
    monkeypatch.setattr("mandates.ssm.bulk.tasks.apply_file.delay_quietly", lambda pk: None)
    walk = Walker(page, "5-bestand", "seed-002")
    walk.arrive("Dirk Peeters", "Boekhoudkantoor Peeters")
    page.goto("/mandaten/bestanden/")
    walk.see("Bestanden met mandaten")
    walk.click("Bestand opladen", "link")
    walk.see("Bestand met mandaten opladen", "opladen")
    walk.click("Controleer het bestand")
    walk.see_errors(
        "Bestand met mandaten opladen",
        {"Welk mandaat staat": "Kies welk mandaat in elke rij staat.", "Bestand met mandaten": "Kies een bestand."},
    )
    page.get_by_label("Ik vraag een mandaat aan: Terugbetalingsaanvraag Vlaams opleidingsverlof", exact=True).check()
    page.get_by_label("Bestand met mandaten").set_input_files(
        {"name": "klanten.csv", "mimeType": "text/csv", "buffer": b"0999000327;;;;Smets;;\r\n0999000228;;;fr;;;\r\n"}
    )
    walk.click("Controleer het bestand")
    walk.see("Controleer en bevestig", "gecontroleerd")
    walk.click("Dien alleen de juiste rijen in")
    walk.see("Het bestand wordt verwerkt", "bezig")
    assert apply_rows(SsmBestand.objects.get().pk, 1000) is False
    walk.see("klanten.csv", "klaar")
