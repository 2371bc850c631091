"""Dimona mandates: a secretariat asks one, the enterprise confirms the change; giving, stopping, and the register."""

import pytest
from playwright.sync_api import Page, expect

from mandates.models import DimonaMandaat
from tests.browser.walk import Walker
from tests.mandates.dimona.parties import now, second_secretariat, smets

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


def test_an_enterprise_gives_a_mandate_and_the_secretariat_confirms(page: Page):
    page.context.watch.allow("422")
    smets()
    second_secretariat()
    walk = Walker(page, "dimona", "mandaten")
    walk.arrive("Rik Thys", "Smets")
    page.goto("/")
    walk.click("Dimona-mandaten", "link", within=walk.right_menu)
    walk.see("Dimona-mandaten", "nog-geen")
    walk.click("Geef een mandaat", "link")
    walk.see("Geef een Dimona-mandaat", "zoek")
    walk.fill("Naam of KBO-nummer", "Peeters")
    walk.click("Verder")
    walk.see_errors(
        "Geef een Dimona-mandaat",
        {
            "Naam of KBO-nummer": "We vinden geen sociaal secretariaat of dienstverrichter met deze naam of dit "
            "nummer. Kijk het na."
        },
    )
    walk.fill("Naam of KBO-nummer", "sociaal secretariaat")
    walk.click("Verder")
    walk.see("Kies het sociaal secretariaat", "kies")
    walk.choose("Kies het sociaal secretariaat", "Sociaal Secretariaat Horizon vzw (0999.001.020)")
    walk.click("Verder")
    walk.see("Kies de toepassingen en de kwartalen", "kwartalen")
    page.get_by_label("Beginkwartaal").select_option(str(now()))
    walk.click("Verder")
    walk.see("Controleer en bevestig", "bevestigen")
    expect(page.get_by_role("main")).to_contain_text("Sociaal Secretariaat Horizon vzw moet het mandaat bevestigen.")
    walk.click("Bevestig", exact=True)
    walk.see("Dimona-mandaat aan Sociaal Secretariaat Horizon vzw", "wacht")
    mandaat = DimonaMandaat.objects.get(giver__name__contains="Smets")

    walk.arrive("Freya Wouters", "Horizon")
    page.goto("/")
    walk.click("1 Dimona-mandaat wacht", "link")
    walk.see("Uw klanten", "klanten")
    # Nothing of the table hides behind its own edge.
    table = page.locator(".tabelkader").first
    assert table.evaluate("box => box.scrollWidth <= box.clientWidth")
    walk.click("Wacht op u", "link")
    walk.see("Uw klanten", "wacht-op-ons")
    walk.click("Houthandel Smets bv", "link")
    walk.see("Dimona-mandaat van Houthandel Smets bv", "gevraagd")
    walk.click("Weiger het mandaat", "link")
    walk.click("Bevestig", exact=True)
    walk.see_errors("Weiger het Dimona-mandaat", {"Reden": "Vul “Reden” in."})
    walk.click("Terug naar het mandaat", "link")
    walk.click("Bevestig het mandaat", "link")
    walk.see("Bevestig het Dimona-mandaat", "bevestigen-door-de-andere")
    walk.click("Bevestig", exact=True)
    walk.see("Dimona-mandaat van Houthandel Smets bv", "actief")
    mandaat.refresh_from_db()
    assert mandaat.status == "actief"
    walk.click("Stop het mandaat", "link")
    walk.see("Stop het Dimona-mandaat", "stoppen")
    page.get_by_label("Laatste kwartaal").select_option(str(now().next))
    walk.click("Bevestig", exact=True)
    walk.see("Dimona-mandaat van Houthandel Smets bv", "stopgezet")


def test_a_change_of_secretariat(page: Page):
    second_secretariat()
    walk = Walker(page, "overstap", "mandaten")
    walk.arrive("Wim Maas", "Einder")
    page.goto("/mandaten/dimona/klanten/")
    walk.see("Uw klanten", "nog-geen-klanten")
    walk.click("Vraag een mandaat", "link")
    walk.see("Vraag een Dimona-mandaat", "kbo-nummer")
    walk.fill("KBO-nummer van de onderneming", "0999 000 129")
    walk.click("Verder")
    walk.see("Kies de toepassingen en de kwartalen", "kwartalen")
    expect(page.get_by_label("Beginkwartaal")).to_have_value(str(now().next))
    walk.click("Verder")
    walk.see("Controleer en bevestig", "bevestigen")
    expect(page.get_by_role("main")).not_to_contain_text("Horizon")
    walk.click("Bevestig", exact=True)
    walk.see("Dimona-mandaat van Bakkerij De Korenbloem bv", "wacht")

    walk.arrive("An Claes", "De Korenbloem")
    page.goto("/")
    walk.click("1 Dimona-mandaat wacht", "link")
    walk.see("Dimona-mandaten", "overzicht")
    walk.click("Sociaal Secretariaat Einder vzw", "link")
    walk.click("Bevestig het mandaat", "link")
    walk.see("Bevestig het Dimona-mandaat", "overstap-bevestigen")
    expect(page.get_by_role("main")).to_contain_text("Uw mandaat aan Sociaal Secretariaat Horizon vzw eindigt dan op")
    walk.click("Bevestig", exact=True)
    walk.see("Dimona-mandaat aan Sociaal Secretariaat Einder vzw", "bevestigd")
    page.goto("/mandaten/dimona/")
    walk.see("Dimona-mandaten", "na-de-overstap")
    expect(page.get_by_role("row", name="Sociaal Secretariaat Horizon vzw")).to_contain_text(f"Eindigt {now()}")


def test_the_department_puts_in_a_file_of_the_register(page: Page, celery_worker_running):
    page.context.watch.allow("422")
    walk = Walker(page, "register", "mandaten")
    walk.arrive("Nele Aerts", "Departement")
    page.goto("/")
    walk.click("Register van Dimona-mandaten", "link", within=walk.right_menu)
    walk.see("Register van Dimona-mandaten", "nog-geen")
    walk.click("Bestand opladen", "link")
    walk.see("Bestand opladen", "opladen")
    walk.click("Controleer het bestand")
    walk.see_errors("Bestand opladen", {"Bestand met Dimona-mandaten": "Kies een bestand."})
    rows = [
        "KBO-nummer gever;KBO-nummer nemer;groep;beginkwartaal;eindkwartaal;toestand",
        f"0999.000.327;0999.001.020;DmfA - Dimona;{now()};;actief",
        "0999.000.327;0999.001.119;DmfAPPL - Dimona;2026-13;;misschien",
    ]
    file = {"name": "register.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    page.get_by_label("Bestand met Dimona-mandaten").set_input_files(file)
    walk.click("Controleer het bestand")
    expect(page.get_by_role("heading", level=1)).to_have_text("Controleer en bevestig")
    walk.see("Controleer en bevestig", "gecontroleerd")
    walk.click("Dien alleen de juiste rijen in")
    expect(page.get_by_role("heading", level=1)).to_have_text("register.csv")
    walk.see("register.csv", "verwerkt")
    expect(page.get_by_role("main")).to_contain_text("Nieuwe mandaten")
    page.goto("/mandaten/dimona/register/")
    walk.see("Register van Dimona-mandaten", "lijst")
