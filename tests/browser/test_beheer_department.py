"""The department's screens, Mijn profiel, a link to ask a right, deciding on several, and /staf/."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect
from post_office.models import Email

from accounts.models import Organisation, Rechtaanvraag, User
from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


def test_the_department_puts_an_organisation_in_order(page: Page):
    page.context.watch.allow("422")
    walk = Walker(page, "departement", "gebruikersbeheer")
    walk.arrive("Pieter Lemmens", "Departement")
    page.goto("/")
    walk.click("Organisaties", "link", within=walk.right_menu)
    walk.see("Organisaties", "organisaties")
    walk.fill("Zoek op naam", "smets")
    walk.click("Zoek", exact=True)
    walk.click("Houthandel Smets bv", "link")
    walk.see("Houthandel Smets bv", "organisatie")

    walk.click("Wijzig de soorten", "link")
    walk.see("Soorten van Houthandel Smets bv", "soorten")
    page.get_by_label("Dimona Mandaatnemer").check()
    walk.click("Verder")
    walk.see("Controleer en bevestig", "soorten-bevestigen")
    walk.click("Bevestig", exact=True)
    walk.see("Houthandel Smets bv")

    walk.click("Duid de eerste beheerder aan", "link")
    walk.see("Duid de eerste beheerder aan", "eerste-beheerder")
    walk.fill("Rijksregisternummer", "84.07.11-991.08")
    walk.click("Verder")
    walk.see_errors(
        "Duid de eerste beheerder aan",
        {"Rijksregisternummer": "Dit INSZ bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na."},
    )
    walk.fill("Rijksregisternummer", "84.07.11-991.07")
    walk.click("Verder")
    walk.see("Gegevens van de persoon", "nieuwe-persoon")
    walk.fill("Voornaam", "Rik")
    page.get_by_label("Naam", exact=True).fill("Thys")
    walk.fill("Reden", "Zaakvoerder")
    walk.click("Verder")
    walk.see("Telefoonnummer en e-mailadres", "contact")
    walk.fill("Telefoonnummer", "050 12 34 56")
    walk.fill("E-mailadres", "rik.thys@smets.example")
    walk.click("Verder")
    walk.see("Controleer en bevestig", "bevestigen")
    walk.click("Bevestig", exact=True)
    walk.see("Houthandel Smets bv", "met-beheerder")
    expect(page.get_by_role("row", name="Rik Thys")).to_be_visible()


def test_the_department_manages_the_catalogue(page: Page):
    page.context.watch.allow("422")
    walk = Walker(page, "catalogus", "gebruikersbeheer")
    walk.arrive("Pieter Lemmens", "Departement")
    page.goto("/departement/rechten/")
    walk.see("Catalogus van gebruikersrechten", "catalogus")
    walk.click("Voeg een gebruikersrecht toe", "link")
    walk.see("Voeg een gebruikersrecht toe", "nieuw-recht")
    walk.fill("Naam", "DWSE opleider")
    walk.fill("Code", "Met hoofdletters")
    walk.click("Bewaar")
    walk.see_errors(
        "Voeg een gebruikersrecht toe",
        {"Code": "Gebruik kleine letters, cijfers en _, met een letter vooraan."},
    )
    walk.fill("Code", "dwse_opleider")
    page.get_by_label("Dit recht wordt per context toegekend").check()
    walk.click("Bewaar")
    walk.see("DWSE opleider", "recht")
    walk.click("Voeg een context toe", "link")
    walk.see("Voeg een context toe aan DWSE opleider", "nieuwe-context")
    walk.fill("Naam", "tijdsregistratie")
    walk.fill("Code", "tijdsregistratie")
    walk.click("Bewaar")
    walk.click("Wijzig de naam van tijdsregistratie", "link")
    walk.see("Geef “tijdsregistratie” een andere naam", "andere-naam")
    walk.fill("Naam", "Platos-tijdsregistratie")
    walk.click("Bewaar")
    walk.click("Sluit af Platos-tijdsregistratie", "link")
    walk.see("Sluit “Platos-tijdsregistratie” af", "afsluiten")
    walk.click("Sluit af")
    walk.see("DWSE opleider", "afgesloten")
    expect(page.get_by_role("row", name="Platos-tijdsregistratie")).to_contain_text("afgesloten op")


def test_my_profile_and_another_mail_address(page: Page):
    page.context.watch.allow("422")
    page.context.watch.allow("410")
    walk = Walker(page, "profiel", "gebruikersbeheer")
    walk.arrive("Bart Maes", "De Korenbloem")
    page.goto("/")
    walk.click("Mijn profiel", "link")
    walk.see("Mijn profiel", "profiel")
    walk.click("Wijzig e-mailadres", "link")
    walk.see("Wijzig uw e-mailadres", "e-mailadres")
    walk.fill("Nieuw e-mailadres", "bart")
    walk.click("Stuur de link")
    expect(page.get_by_role("alert")).to_be_focused()
    walk.fill("Nieuw e-mailadres", "bart@nieuw.example")
    walk.click("Stuur de link")
    walk.see("Mijn profiel", "wacht")
    link = re.search(r"(/profiel/e-mailadres/\S+)", Email.objects.get(to=["bart@nieuw.example"]).message)[1]
    page.goto(link)
    walk.see("Bevestig uw e-mailadres", "bevestigen")
    walk.click("Bevestig", exact=True)
    walk.see("Mijn profiel", "gewijzigd")
    expect(page.get_by_role("main")).to_contain_text("bart@nieuw.example")
    page.goto(link)
    walk.see("Deze link is niet geldig", "link-ongeldig")


def test_a_link_to_ask_a_right_and_deciding_on_several(page: Page):
    page.context.watch.allow("400")
    page.context.watch.allow("422")
    walk = Walker(page, "zelfregistratie", "gebruikersbeheer")
    walk.arrive("Jana Goossens")
    page.goto("/gebruikersrechten/aanvraag?dg=EA&oc=0999000129")
    walk.see("Deze link klopt niet", "fout")
    page.goto("/gebruikersrechten/aanvraag?dg=EA&ec=dwse_organisatieverantwoordelijke&oc=0999000129")
    walk.see("Gebruikersrecht aanvragen", "aanvraag")
    walk.choose("Welke context hebt u nodig?", "maatwerk")
    walk.click("Bevestigen")
    walk.see_errors(
        "Gebruikersrecht aanvragen",
        {
            "Uw e-mailadres bij deze organisatie": "Vul “Uw e-mailadres bij deze organisatie” in.",
            "Uw telefoonnummer": "Vul “Uw telefoonnummer” in.",
        },
    )
    walk.fill("Uw e-mailadres", "jana@thuis.example")
    walk.fill("Uw telefoonnummer", "0470 12 34 56")
    walk.click("Bevestigen")
    walk.see("Mijn profiel", "verstuurd")

    walk.arrive("An Claes", "De Korenbloem")
    page.goto("/gebruikersrechten/verzoeken/?q=jana")
    walk.see("Aanvragen van rechten", "gefilterd")
    walk.click("Jana Goossens", "link")
    walk.see("Aanvraag van Jana Goossens", "een-aanvraag")
    page.goto("/gebruikersrechten/verzoeken/")
    walk.click("Ken de gekozen toe")
    walk.see("Aanvragen van rechten", "niets-gekozen")
    expect(page.get_by_role("alert")).to_contain_text("Kies minstens één aanvraag.")
    for name in ("Jana Goossens", "Sofie Janssens"):
        page.get_by_label(f"Kies {name}").check()
    walk.fill("Einddatum", "1/1/2099")
    walk.click("Ken de gekozen toe")
    walk.see("Aanvragen van rechten", "fouten")
    expect(page.get_by_label("Kies Jana Goossens")).to_be_checked()
    page.get_by_label("Kies Sofie Janssens").uncheck()
    walk.fill("Reden", "Wie bent u?")
    walk.click("Weiger de gekozen")
    walk.see("Aanvragen van rechten", "geweigerd")
    assert Rechtaanvraag.objects.get(status="geweigerd").person.first_name == "Jana"


def test_the_administration_of_local_staff_works_under_the_policy_for_content(page: Page):
    """Looks are Django's own; what counts is that no page needs an inline style or script."""
    page.context.watch.allow("favicon.ico")
    cache.clear()
    user = User.objects.create_user("wim", "een lang wachtwoord 42", is_staff=True)
    device = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    page.goto("/staf/")
    page.get_by_label("Code uit uw app").fill(f"{totp(device.bin_key):06}")
    page.locator("#id_username").fill("wim")
    page.locator("#id_password").fill("een lang wachtwoord 42")
    page.get_by_role("button", name="Aanmelden").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Gegevens (enkel lezen)")
    korenbloem = Organisation.objects.get(kbo="0999000129").pk
    for address in (
        reverse("admin:accounts_organisation_changelist"),
        reverse("admin:accounts_organisation_change", args=[korenbloem]),
        reverse("admin:journal_journalentry_changelist"),
        reverse("admin:password_change"),
    ):
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
