"""The department's side, the other people of the demo world, long and empty lists, and paper."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aanvragen.states import Status
from accounts.models import Organisation, Werkrelatie
from loket.parameters.models import Parameter
from tests.aanvragen.filing import dutch, file_one, stored
from tests.browser.test_seed_001 import TITLE, start_of_lasser
from tests.browser.walk import Walker
from tests.world import act_as, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


def test_a_dossier_is_handled(page: Page, client):
    aanvraag = file_one(act_as(client, "Bart Maes", "De Korenbloem"))
    stored("Bart Maes", "De Korenbloem", Status.GOEDGEKEURD, first_name="Tom", last_name="Vermeulen")
    walk = Walker(page, "5-dossierbehandeling")
    walk.arrive("Nele Aerts", "Departement")
    page.goto("/")
    walk.see("Welkom")
    walk.click("Dossiers", "link", within=walk.right_menu)
    walk.see("Dossiers", "dossiers")
    expect(page.get_by_role("row")).to_have_count(3)
    walk.fill("Naam van de werknemer of referentie", "lambert")
    page.get_by_label("Status").select_option("Ingediend")
    walk.click("Filter")
    expect(page.get_by_role("row")).to_have_count(2)
    walk.fill("Ingediend vanaf", dutch(timezone.localdate()))
    walk.fill("Ingediend tot en met", dutch(timezone.localdate() - timedelta(days=1)))
    walk.click("Filter")
    walk.see_errors("Dossiers", {"Ingediend tot en met": "Deze dag ligt voor “Ingediend vanaf”."})
    walk.click("Dossiers", "link", within=walk.right_menu)
    walk.click(aanvraag.reference, "link")

    walk.see(f"Dossier {aanvraag.reference}", "dossier")
    expect(page.get_by_text("90.01.20-990.16").first).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("Uren opleidingsverlof bij voltijdse"))).to_contain_text("125")
    walk.click("Neem in behandeling")
    expect(page.get_by_role("status")).to_have_text("De status is nu “In behandeling”.")
    page.context.watch.allow("422")
    walk.click("Weiger")
    walk.see_errors("Dossier", {"Reden": "Vul een reden in."})
    walk.fill("Reden", "Het inschrijvingsattest ontbreekt.\nVraag het aan Kompas.")
    walk.click("Weiger")
    expect(page.get_by_role("status")).to_have_text("De status is nu “Geweigerd”.")
    expect(page.get_by_role("button", name="Weiger")).to_have_count(0)
    steps = page.get_by_role("region", name="Wat gebeurde er met deze aanvraag").get_by_role("listitem")
    expect(steps).to_contain_text(["Concept", "Ingediend", "In behandeling", "Geweigerd"])
    expect(steps.last).to_contain_text("Nele Aerts (Departement Werk en Sociale Economie)")
    expect(steps.last).to_contain_text("Reden: Het inschrijvingsattest ontbreekt.")
    walk.see("Dossier", "geweigerd")

    walk.click("Postbus van de oefenomgeving", "link")
    walk.see("Postbus van de oefenomgeving", "postbus")
    page.get_by_role("link", name=re.compile(f"{aanvraag.reference}.*geweigerd", re.IGNORECASE)).first.click()
    expect(page.get_by_role("main")).to_contain_text("Het inschrijvingsattest ontbreekt.")
    walk.see(aanvraag.reference, "bericht")
    # The filer follows the link of the mail.
    walk.arrive("Bart Maes", "De Korenbloem")
    page.get_by_role("main").get_by_role("link", name=re.compile("^http")).click()
    walk.see(f"Aanvraag {aanvraag.reference}", "geweigerd-voor-de-indiener")
    expect(page.get_by_role("main")).to_contain_text("Het inschrijvingsattest ontbreekt.")


def test_a_parameter_gets_a_value(page: Page):
    walk = Walker(page, "parameters")
    page.context.watch.allow("422")
    previous = Parameter.objects.get(key__code="vov.minimum_uren", valid_until__isnull=True)
    walk.arrive("Pieter Lemmens", "Departement")
    page.goto("/")
    walk.click("Parameters", "link", within=walk.right_menu)
    walk.see("Parameters")
    walk.click("Voeg een waarde toe", "link")
    walk.click("Bewaar")
    required = {
        "Parameter": "Kies een parameter.",
        "Waarde": "Vul een waarde in.",
        "Geldig vanaf": "Vul in wanneer de waarde begint.",
        "Bron": "Vul de bron van de waarde in.",
        "Status": "Kies een status.",
    }
    walk.see_errors("Voeg een waarde toe", required)
    page.get_by_label("Parameter").select_option(previous.key.label)
    walk.fill("Waarde", "veel")
    walk.fill("Geldig vanaf", "1/9/2027")
    walk.fill("Bron", "Belgisch Staatsblad, oefening")
    page.get_by_label("Status").select_option("wet")
    walk.click("Bewaar")
    overlap = f"Deze periode overlapt met de waarde {previous.value}, die geldt {previous.period}. "
    overlap += "Sluit de vorige waarde af of kies een andere periode."
    not_a_number = "Vul een getal in, bijvoorbeeld 14,91."
    walk.see_errors("Voeg een waarde toe", {"Waarde": not_a_number, "Geldig vanaf": overlap}, looks=False)
    expect(walk.field("Waarde")).to_have_value("veel")
    expect(walk.field("Geldig vanaf")).to_have_value(re.compile("2027"))
    walk.fill("Waarde", "30,5")
    walk.click("Bewaar")
    walk.see_errors("Voeg een waarde toe", {"Geldig vanaf": overlap})
    page.get_by_label("Sluit de vorige waarde af").check()
    walk.click("Bewaar")
    walk.pass_by("Parameters")
    expect(page.get_by_role("status")).to_have_text(f"De waarde voor “{previous.key.label}” is toegevoegd.")
    values = page.get_by_role("region", name=previous.key.label, exact=True)
    expect(values.get_by_role("row")).to_contain_text(["Geldig vanaf", "31 augustus 2027", "30,5"])


def test_nobody_to_ask_the_right(page: Page):
    walk = Walker(page, "niemand-om-te-vragen")
    walk.arrive("Omar Haddad", "Houthandel Smets")
    page.goto("/aanvraag/")
    walk.click("Gebruikersrecht aanvragen", "link", within=walk.dienst(TITLE))
    walk.see("Gebruikersrecht aanvragen")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Houthandel Smets bv heeft geen lokale beheerder met een e-mailadres.")
    expect(alert).to_contain_text("1700")
    expect(page.get_by_role("button", name="Bevestigen")).to_have_count(0)


def test_people_for_whom_there_is_nothing_to_file(page: Page):
    walk = Walker(page, "andere-personen")
    walk.log_in("Ivo Mertens")
    walk.see("Namens wie wilt u aanmelden")
    walk.click("Een onderwijs- of vormingsinstelling", "link")
    walk.click("CVO De Brug")
    expect(page.get_by_role("region", name="Namens wie u handelt")).to_contain_text("999001")
    walk.see("Welkom")
    walk.click("Aanvraag", "link", within=walk.right_menu, exact=True)
    walk.see("Aanvraag")
    walk.click("Aanvragen van rechten", "link", within=walk.right_menu)
    expect(page.get_by_text("Er zijn geen aanvragen waarover u moet beslissen.")).to_be_visible()
    walk.see("Aanvragen van rechten")
    page.goto("/gebruikersrechten/verzoeken/?toon=beslist")
    expect(page.get_by_text("Er is nog over geen enkele aanvraag beslist.")).to_be_visible()

    walk.arrive("Nele Aerts", "Departement")
    page.goto("/aanvraag/")
    expect(page.get_by_role("main")).to_contain_text("zijn er in dit loket nu geen diensten.")
    walk.see("Aanvraag")

    # Karim is the Hoofd Lokale Beheerder himself: he asks the right, and decides about it.
    walk.arrive("Karim Benali", "De Wissel")
    page.goto("/aanvraag/")
    walk.click("Gebruikersrecht aanvragen", "link", within=walk.dienst(TITLE))
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text(["Karim Benali"])
    walk.click("Bevestigen")
    expect(walk.dienst(TITLE)).to_contain_text("Aangevraagd op")

    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto("/")
    walk.click("Mijn aanvragen", "link", within=walk.right_menu)
    expect(page.get_by_text("U diende nog geen aanvraag in")).to_be_visible()
    walk.see("Mijn aanvragen")
    walk.click("Bekijk de diensten", "link")
    walk.click("Aanvragen", "link", within=walk.dienst(TITLE))
    expect(walk.field("KBO-nummer")).to_have_value("0999.002.010")

    walk.arrive("Nele Aerts", "Departement")
    page.goto("/aanvragen/dossiers/")
    expect(page.get_by_text("Er zijn nog geen dossiers.")).to_be_visible()
    walk.see("Dossiers")


@pytest.mark.usefixtures("celery_worker_running")
def test_a_legal_representative_files_and_prints(page: Page):
    walk = Walker(page, "wettelijk-vertegenwoordiger")
    walk.arrive("Dirk Peeters", "Boekhoudkantoor Peeters")
    page.goto("/")
    line = page.get_by_role("region", name="Namens wie u handelt")
    expect(line).to_contain_text("wettelijk vertegenwoordiger")
    walk.see("Welkom")
    walk.click("Aanvraag", "link", within=walk.right_menu, exact=True)
    walk.click("Aanvragen", "link", within=walk.dienst(TITLE))
    walk.click("Doorgaan")
    walk.pass_by("Contact")
    walk.fill("Naam van de contactpersoon", "Dirk Peeters")
    walk.fill("E-mailadres", "dirk.peeters.de.zaakvoerder@boekhoudkantoor-peeters-en-zonen.example")
    walk.fill("Telefoonnummer", "0470 12 34 56")
    walk.fill("IBAN", "BE71 0961 2345 6769")
    walk.click("Volgende")
    walk.pass_by("Werknemer")
    for label, text in (
        ("INSZ", "90.01.20-990.16"),
        ("Voornaam", "Emma"),
        ("Vestigingsnummer", "2.999.000.171"),
        ("Tewerkstellingsbreuk", "100"),
        ("Gemiddeld aantal uren per week", "38"),
    ):
        walk.fill(label, text)
    page.get_by_label("Naam", exact=True).fill("Lambert")
    # The enterprise has no establishment in the portal: the number is typed.
    walk.see("Werknemer")
    walk.click("Volgende")
    walk.pass_by("Opleiding")
    walk.choose("creditcontract", "Nee")
    walk.fill("ODB-nummer", "ODB-P00001")
    walk.fill("Startdatum van de opleiding", start_of_lasser())
    walk.choose("Wie nam het initiatief", "De werknemer")
    walk.click("Volgende")
    walk.see("Gegevens opleiding")
    page.context.watch.allow("422")
    walk.click("Volgende")
    walk.see_errors(
        "Gegevens opleiding",
        {
            "Naam van de opleiding": "Vul “Naam van de opleiding” in.",
            "Naam van de opleidingsverstrekker": "Vul “Naam van de opleidingsverstrekker” in.",
            "Waarin telt de opleiding?": "Kies contacturen, lestijden of studiepunten.",
            "Aantal contacturen": "Vul het aantal contacturen, lestijden of studiepunten in.",
            "Einddatum": "Vul “Einddatum van de opleiding” in.",
        },
        looks=False,
    )
    walk.fill("Naam van de opleiding", "Leidinggeven")
    walk.fill("Naam van de opleidingsverstrekker", "Syntra Oefen")
    walk.choose("Waarin telt de opleiding?", "Contacturen")
    walk.fill("Aantal contacturen", "40")
    walk.fill("Einddatum", dutch(timezone.localdate() + timedelta(days=60)))
    walk.click("Volgende")
    walk.pass_by("Verlof")
    walk.fill("Aantal uren opleidingsverlof", "40")
    page.get_by_label("De werknemer is akkoord").check()
    walk.click("Volgende")
    # An e-mail address that is wider than a telephone.
    walk.see("Controleer uw aanvraag")
    walk.click("Bevestigen")
    walk.pass_by("Ontvangstbevestiging")
    expect(page.get_by_text("op grond van wettelijk vertegenwoordiger")).to_be_visible()
    expect(page.get_by_role("link", name="Download de ontvangstbevestiging")).to_be_visible()
    walk.see("Ontvangstbevestiging")

    # On paper: that it is practice stays, what can be clicked goes.
    page.emulate_media(media="print")
    expect(page.get_by_role("complementary", name="Oefenomgeving")).to_be_visible()
    expect(page.get_by_text("Leidinggeven").first).to_be_visible()
    expect(line).to_be_visible()
    for name in ("Hoofdmenu", "Snel naar"):
        expect(page.locator(f'nav[aria-label="{name}"]')).to_be_hidden()
    expect(page.get_by_role("button", name="Afmelden")).to_have_count(0)
    for name in (
        "Naar de inhoud",
        "Annuleer aanvraag",
        "Download de ontvangstbevestiging",
        "Terug naar mijn aanvragen",
        "Privacy",
    ):
        expect(page.get_by_role("link", name=name)).to_have_count(0)
    page.emulate_media(media="screen", forced_colors="active")
    walk.see("Ontvangstbevestiging")
    page.emulate_media(media="screen", forced_colors="none")


def test_long_lists(page: Page):
    for number in range(60):
        organisation = Organisation.objects.create(
            name=f"Filiaal {number:02} van een onderneming met een heel lange naam vzw",
            kbo=f"1000{number:02}0000",
            doelgroep="EA",
            kinds=["werkgever"],
        )
        Werkrelatie.objects.create(
            person=person("Goran De Smet"), organisation=organisation, start=timezone.localdate()
        )
    now = timezone.now()
    for number in range(60):
        name = {"first_name": "Emma", "last_name": f"Lambert-{number:02}"}
        stored("Goran De Smet", "Van Hoof", at=now - timedelta(hours=number), **name)
        stored("Goran De Smet", "Van Hoof", Status.CONCEPT, **name)

    walk = Walker(page, "lange-lijsten")
    walk.arrive("Goran De Smet")
    page.goto("/")
    walk.click("Wisselen")
    walk.click("Een onderneming of organisatie", "link")
    walk.see("Kies uw organisatie")
    tiles = page.get_by_role("button", name=re.compile("^Filiaal"))
    expect(tiles).to_have_count(48)
    walk.click("Volgende", "link")
    expect(page.get_by_text("Pagina 2 van 2")).to_be_visible()
    expect(tiles).to_have_count(12)
    walk.fill("Zoek op naam of KBO-nummer", "bestaat niet")
    walk.click("Zoek")
    expect(page.get_by_text("Er is geen organisatie met “bestaat niet”.")).to_be_visible()
    walk.see("Kies uw organisatie")
    walk.fill("Zoek op naam of KBO-nummer", "1000.57")
    walk.click("Zoek")
    expect(tiles).to_have_text([re.compile("Filiaal 57")])
    walk.fill("Zoek op naam of KBO-nummer", "van hoof")
    walk.click("Zoek")
    walk.click("Metaalwerken Van Hoof nv")
    walk.see("Welkom")
    walk.click("Bekijk ze", "link")

    walk.see("Mijn aanvragen")
    drafts, filed = page.get_by_role("table", name="Nog niet ingediend"), page.get_by_role("table", name="Ingediende")
    expect(drafts.get_by_role("row")).to_have_count(51)
    expect(page.get_by_text("U hebt nog meer concepten.")).to_be_visible()
    expect(filed.get_by_role("row")).to_have_count(26)
    expect(filed.get_by_role("row").nth(1)).to_contain_text("Lambert-00")
    walk.click("Volgende pagina", "link")
    expect(filed.get_by_role("row").nth(1)).to_contain_text("Lambert-25")
    walk.click("Volgende pagina", "link")
    expect(filed.get_by_role("row")).to_have_count(11)
    expect(page.get_by_role("link", name="Volgende pagina")).to_have_count(0)
    walk.click("Vorige pagina", "link")
    walk.click("Vorige pagina", "link")
    expect(filed.get_by_role("row").nth(1)).to_contain_text("Lambert-00")
    expect(page.get_by_role("link", name="Vorige pagina")).to_have_count(0)
    walk.fill("Naam van de werknemer of referentie", "lambert-41")
    walk.click("Filter")
    expect(drafts.get_by_role("row")).to_have_count(2)
    expect(filed.get_by_role("row")).to_have_count(2)
    walk.fill("Naam van de werknemer of referentie", "niemand")
    walk.click("Filter")
    expect(page.get_by_text("Geen enkele ingediende aanvraag past bij deze filters.")).to_be_visible()
    walk.see("Mijn aanvragen")
