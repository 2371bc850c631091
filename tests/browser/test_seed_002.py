"""Seed 002, step 1: a Hoofd Lokale Beheerder grants the rights for the Mandatenbeheer."""

import pytest
from playwright.sync_api import Page, expect

from loket.demo.loading import load_world
from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]


@pytest.fixture
def world(transactional_db: None) -> None:
    load_world()


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
