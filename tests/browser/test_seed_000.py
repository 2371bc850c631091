"""Seed 000, step 1: the Hoofd Lokale Beheerder of a sociaal secretariaat puts the rights of a colleague in order."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


def test_step_1_rights_in_order(page: Page):
    walk = Walker(page, "1-rechten", "seed-000")
    walk.log_in("Freya Wouters")
    walk.act_for("Sociaal Secretariaat Horizon vzw")
    walk.click("Gebruikersbeheer", "link", within=walk.right_menu)
    walk.see("Gebruikersbeheer", "gebruikersbeheer")
    walk.click("Nieuwe persoon toevoegen", "link")
    walk.see("Nieuwe persoon toevoegen", "nieuwe-persoon")
    walk.fill("Rijksregisternummer of BIS-nummer", "95.08.12-996.16")
    walk.click("Verder")

    walk.see("Koppel gebruiker aan organisatie", "koppel")
    walk.fill("KBO-nummer of naam van de organisatie", "0999.001.020")
    walk.click("Verder")
    walk.see("Telefoonnummer en e-mailadres", "koppel-contact")
    walk.fill("Telefoonnummer", "09 123 45 67")
    walk.fill("E-mailadres", "jana.goossens@horizon.example")
    walk.click("Verder")
    walk.see("Controleer en bevestig", "koppel-bevestig")
    walk.click("Bevestig", exact=True)

    walk.see("Jana Goossens", "persoon")
    walk.click("Ken gebruikersrecht toe", "link")
    walk.see("Ken gebruikersrecht toe", "recht")
    page.get_by_label("Dimona Mandaatuitvoerder").check()
    walk.click("Verder")
    walk.see("Begindatum en einddatum", "datums")
    walk.click("Verder")
    walk.see("Controleer en bevestig", "recht-bevestig")
    walk.click("Bevestig", exact=True)
    walk.see("Jana Goossens", "persoon-met-recht")
    expect(page.get_by_role("row", name="Dimona Mandaatuitvoerder").first).to_be_visible()


def test_step_1_with_the_wrong_input(page: Page):
    walk = Walker(page, "1-fouten", "seed-000")
    page.context.watch.allow("422")
    walk.log_in("An Claes")
    walk.act_for("Bakkerij De Korenbloem bv")
    page.goto("/gebruikersbeheer/personen/nieuw/")
    walk.fill("Rijksregisternummer", "95.08.12-996.17")
    walk.click("Verder")
    walk.see("Nieuwe persoon toevoegen")
    expect(page.get_by_role("alert")).to_contain_text("controlecijfers kloppen niet")
    walk.fill("Rijksregisternummer", "95.08.12-996.16")
    walk.click("Verder")
    walk.fill("KBO-nummer of naam", "0999.000.228")
    walk.click("Verder")
    walk.see("Koppel gebruiker aan organisatie")
    expect(page.get_by_role("alert")).to_contain_text("klik dan bovenaan op “Wisselen”")
    page.goto("/gebruikersbeheer/")
    walk.click("Sofie Janssens", "link")
    walk.click("Ken gebruikersrecht toe", "link")
    expect(page.get_by_label("Dimona Mandaatuitvoerder")).to_have_count(0)
    page.get_by_label("DWSE organisatieverantwoordelijke, context opleidingsverlof").check()
    walk.click("Verder")
    walk.fill("Einddatum", "1/1/2050")
    walk.click("Verder")
    walk.see("Begindatum en einddatum")
    expect(page.get_by_role("alert")).to_contain_text("hoogstens 4 jaar")
