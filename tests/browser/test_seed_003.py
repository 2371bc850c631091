"""Seed 003, step 2: the lokale beheerder of a school adds a user and grants the right, with either context."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


@pytest.mark.parametrize("maatregel", ["opleidingsdatabank", "opleidingsverlof"])
def test_a_user_of_a_school_gets_the_right(page: Page, maatregel: str):
    walk = Walker(page, f"2-{maatregel}", "seed-003")
    walk.log_in("Ivo Mertens")
    walk.act_for("CVO De Brug", capacity="Een onderwijs- of vormingsinstelling")
    expect(page.get_by_role("region", name="Namens wie u handelt")).to_contain_text("999001")
    walk.click("Gebruikersbeheer", "link", within=walk.right_menu)
    walk.click("Nieuwe persoon toevoegen", "link")
    walk.fill("Rijksregisternummer", "85.05.05-991.97")
    walk.click("Verder")
    walk.see("Gegevens van de persoon", "nieuwe-persoon")
    walk.fill("Voornaam", "Wout")
    page.get_by_label("Naam", exact=True).fill("Baert")
    walk.fill("Reden", "Registreert de aanwezigheden.")
    walk.click("Verder")
    walk.click("Bevestig", exact=True)
    walk.pass_by("Koppel gebruiker aan organisatie")
    expect(page.get_by_label("KBO-nummer of naam")).to_have_value("999001")
    walk.fill("KBO-nummer of naam", "CVO De Brug")
    walk.click("Verder")
    walk.fill("Telefoonnummer", "09 123 45 67")
    walk.fill("E-mailadres", "wout.baert@debrug.example")
    walk.click("Verder")
    walk.click("Bevestig", exact=True)
    walk.pass_by("Wout Baert")
    walk.click("Ken gebruikersrecht toe", "link")
    page.get_by_label(f"DWSE organisatieverantwoordelijke, context {maatregel}").check()
    walk.click("Verder")
    walk.click("Verder")
    walk.click("Bevestig", exact=True)
    walk.see("Wout Baert", "persoon-met-recht")
    expect(page.get_by_role("row", name=maatregel).first).to_be_visible()
