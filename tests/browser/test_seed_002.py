"""Seed 002, step 1: a Hoofd Lokale Beheerder grants the rights for the Mandatenbeheer."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


@pytest.mark.parametrize("right", ["SSM Mandaatbeheerder", "SSM Mandaatuitvoerder"])
def test_step_1_rights_for_the_mandatenbeheer(page: Page, right: str):
    """Dirk Peeters is a legal representative: he grants without a right of his own."""
    walk = Walker(page, "1-rechten", "seed-002")
    walk.log_in("Dirk Peeters")
    walk.act_for("Boekhoudkantoor Peeters bv")
    walk.click("Gebruikersbeheer", "link", within=walk.right_menu)
    walk.pass_by("Gebruikersbeheer")
    walk.click("Marc Dubois", "link")
    if right == "SSM Mandaatuitvoerder":
        # Marc has it already: the portal offers to extend it.
        expect(page.get_by_role("row", name=right).first).to_be_visible()
    walk.click("Ken gebruikersrecht toe", "link")
    page.get_by_label(right).check()
    walk.click("Verder")
    walk.click("Verder")
    walk.pass_by("Controleer en bevestig")
    walk.click("Bevestig", exact=True)
    if right == "SSM Mandaatuitvoerder":
        walk.see("Verleng gebruikersrechten", "verlengen")
        expect(page.get_by_text("U kunt dat recht verlengen")).to_be_visible()
    else:
        walk.see("Marc Dubois", "persoon")
        expect(page.get_by_role("row", name=right).first).to_be_visible()


def test_step_4_log_in_by_the_mandate(page: Page):
    walk = Walker(page, "6-aanmelden", "seed-002")
    walk.log_in("Marc Dubois")
    walk.click("Een onderneming of organisatie", "link")
    walk.see("Kies uw organisatie", "tegels")
    walk.click("namens Metaalwerken Van Hoof nv")
    walk.see("Welkom", "loket")
    line = page.get_by_role("region", name="Namens wie u handelt")
    expect(line).to_contain_text("Metaalwerken Van Hoof nv")
    expect(line).to_contain_text("Boekhoudkantoor Peeters bv")
    expect(line).to_contain_text("SSM-mandaat")
    walk.click("Aanvraag", "link", within=walk.right_menu, exact=True)
    walk.see("Aanvraag", "overzicht")
    walk.click("Aanvragen", "link", within=walk.dienst("Terugbetalingsaanvraag Vlaams opleidingsverlof"))
    walk.click("Doorgaan")
    walk.see("Contact", "eerste-stap")
