"""Seed 000, steps 2 and 3: a social secretariat comes in for a client and files for it; the client reads it back."""

import re

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page, expect
from post_office.models import Email

from mandates.models import DimonaMandaat
from tests.browser.walk import Walker
from tests.mandates.mandaten import dimona

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]


@pytest.fixture
def world(transactional_db: None, demo_world: None) -> None:
    # The demo world's own, or else the same.
    for giver in ("De Korenbloem", "Van Hoof"):
        if not DimonaMandaat.objects.filter(giver__name__contains=giver).exists():
            dimona(giver)


def top_line(page: Page):
    return page.get_by_role("region", name="Namens wie u handelt")


def test_steps_2_and_3(page: Page):
    walk = Walker(page, "2-namens-een-onderneming", "seed-000")
    walk.log_in("Elif Yildiz")
    walk.see("Namens wie wilt u aanmelden", "hoedanigheid")
    walk.click("Een onderneming of organisatie", "link")
    walk.see("Kies uw organisatie", "organisatie")
    walk.click("Sociaal Secretariaat Horizon vzw")
    walk.see("Voor welke onderneming treedt u op", "kbo-nummer")
    walk.fill("KBO-nummer", "0999.000.129")
    walk.click("Doorgaan")

    walk.see("Welkom", "loket")
    expect(top_line(page)).to_contain_text("Bakkerij De Korenbloem bv")
    expect(top_line(page)).to_contain_text("0999.000.129")
    expect(top_line(page)).to_contain_text("Sociaal Secretariaat Horizon vzw")
    walk.click("Aanvraag", "link", within=walk.right_menu)
    walk.see("Aanvraag", "overzicht")
    walk.click("Aanvragen", "link", within=walk.dienst("Terugbetalingsaanvraag Vlaams opleidingsverlof"))
    walk.see("Terugbetalingsaanvraag Vlaams opleidingsverlof", "kbo-nummer-opnieuw")
    expect(page.get_by_label("KBO-nummer van de onderneming")).to_have_value("0999.000.129")
    walk.click("Doorgaan")
    walk.see("Contact", "eerste-scherm")
    expect(top_line(page)).to_contain_text("0999.000.129")
    walk.click("Terug naar Sociaal Secretariaat Horizon vzw")
    walk.see("Welkom")
    walk.click("Werk voor klanten", "link", within=walk.right_menu)
    walk.see("Werk voor klanten", "werk-voor-klanten")
    walk.click("Ga verder")
    walk.see("Contact")


def test_step_2_with_the_wrong_numbers(page: Page):
    walk = Walker(page, "2-fouten", "seed-000")
    page.context.watch.allow("422")
    walk.log_in("Elif Yildiz")
    walk.click("Een onderneming of organisatie", "link")
    walk.click("Sociaal Secretariaat Horizon vzw")
    for number, words in (
        ("0999.002.109", "Dit is het KBO-nummer van een school. Geef geen KBO-nummer van een school in."),
        ("0999.000.128", "Dit KBO-nummer bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na."),
        ("0999.000.327", "Houthandel Smets bv gaf geen Dimona-mandaat aan Sociaal Secretariaat Horizon vzw."),
    ):
        walk.fill("KBO-nummer", number)
        walk.click("Doorgaan")
        walk.see_errors("Voor welke onderneming treedt u op", {"KBO-nummer": words}, looks=number == "0999.002.109")
        expect(page.get_by_label("KBO-nummer")).to_have_value(number)


def test_clients_and_what_the_giver_reads(page: Page):
    walk = Walker(page, "3-klanten", "seed-000")
    walk.arrive("Elif Yildiz", "Sociaal Secretariaat Horizon vzw")
    page.goto("/mandaten/namens/klanten/")
    walk.see("Mijn klanten", "klanten")
    walk.click("Maak favoriet", within=page.get_by_role("listitem").filter(has_text="Metaalwerken Van Hoof nv"))
    walk.see("Mijn klanten", "favoriet")
    walk.click("Aanvragen", within=page.get_by_role("listitem").filter(has_text="Bakkerij De Korenbloem bv"))
    walk.pass_by("Terugbetalingsaanvraag Vlaams opleidingsverlof")
    walk.click("Doorgaan")
    walk.pass_by("Contact")

    giver = Walker(page, "4-in-uw-naam", "seed-000")
    giver.arrive("An Claes", "Bakkerij De Korenbloem bv")
    page.goto("/")
    giver.click("In uw naam", "link", within=giver.right_menu)
    giver.see("Wat deden anderen in uw naam", "in-uw-naam")
    row = page.get_by_role("row").filter(has_text="Concept begonnen")
    expect(row).to_contain_text("Elif Yildiz")
    expect(row).to_contain_text("Sociaal Secretariaat Horizon vzw")
    expect(row).to_contain_text(re.compile(f"{timezone.localdate().year}"))
    giver.click("Wijzig dat", "link")
    giver.see("Overzicht per mail", "per-mail")
    page.get_by_label("Wilt u een overzicht per mail?").select_option("dagelijks")
    giver.click("Bewaar")
    giver.see("Wat deden anderen in uw naam")
    expect(page.get_by_role("status").first).to_contain_text("U krijgt dit overzicht voortaan per mail.")


def test_another_address_for_the_overview_is_confirmed_from_there(page: Page):
    walk = Walker(page, "6-ander-adres", "seed-000")
    page.context.watch.allow("422")
    page.context.watch.allow("410")
    walk.arrive("An Claes", "Bakkerij De Korenbloem bv")
    page.goto("/mandaten/in-uw-naam/per-mail/")
    page.get_by_label("Wilt u een overzicht per mail?").select_option("wekelijks")
    walk.fill("E-mailadres", "")
    walk.click("Bewaar")
    walk.see_errors("Overzicht per mail", {"E-mailadres": "Vul een e-mailadres in, of kies “Nee”."})
    walk.fill("E-mailadres", "boekhouding@korenbloem.example")
    walk.click("Bewaar")
    walk.see("Wat deden anderen in uw naam", "wacht")
    expect(page.get_by_role("status").first).to_contain_text("We stuurden een link naar boekhouding@korenbloem")
    waits = page.get_by_text("wacht op uw bevestiging")
    expect(waits).to_contain_text("U krijgt hier geen mail over.")

    mail = Email.objects.get(to="boekhouding@korenbloem.example")
    link = re.search(rf"{re.escape(settings.BASE_URL)}(\S+)", mail.message)[1]
    page.goto(link)
    walk.see("Bevestig het adres voor uw overzicht", "bevestigen")
    expect(page.get_by_role("main")).to_contain_text("Elke maandag")
    walk.click("Bevestig")
    walk.pass_by("Welkom")
    expect(page.get_by_role("status").first).to_contain_text(
        "U krijgt het overzicht voortaan op boekhouding@korenbloem.example."
    )
    page.goto(link)
    walk.see("Deze link is niet geldig", "link-gebruikt")
    page.goto("/mandaten/in-uw-naam/")
    expect(page.get_by_role("main")).to_contain_text("U krijgt dit overzicht per mail: elke maandag.")
    expect(waits).to_have_count(0)


def test_help_about_mandates(page: Page):
    walk = Walker(page, "5-hulp", "seed-002")
    page.goto("/hulp/")
    walk.click("Aanmelden via Mandatenbeheer", "link")
    walk.see("Aanmelden via het Mandatenbeheer van de Vlaamse overheid", "hulp")
    for step in ("Stap 1", "Stap 2", "Stap 3", "Stap 4", "Veelgestelde vragen", "Handleiding"):
        expect(page.get_by_role("heading", name=re.compile(step)).first).to_be_visible()
