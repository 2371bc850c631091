"""Deliveries of maatwerk: the department hands in both files of results, and computes one of them again."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from loket.dutch import amount
from maatwerk.models import Berekening, Loonlijn, Toekenning, Vordering
from tests.browser.walk import Walker
from tests.maatwerk.leveringen import files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


def confirmed(walk: Walker, name: str, rows: list[files.Row], picture: str = "") -> None:
    """From the link on the overview to the receipt, with the right control figures."""
    kind, _, column = files.FILES[name]
    walk.page.goto("/maatwerk/leveringen/")
    walk.click(f"Laad {kind.noun} op", "link")
    hand_in(walk, name, rows, files.as_text(Decimal(files.total(rows, column))))
    heading = walk.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Controleer en bevestig")
    walk.see("Controleer en bevestig", f"{picture}-gecontroleerd")
    walk.click("Bevestigen")
    expect(heading).to_have_text("Ontvangstbevestiging")
    walk.see("Ontvangstbevestiging", f"{picture}-verwerkt")


def hand_in(walk: Walker, name: str, rows: list[files.Row], total: str) -> None:
    """Choose the file, type the control figures, and send it to be checked."""
    kind = files.FILES[name][0]
    content = files.as_csv(kind, rows)
    walk.page.get_by_label("Bestand", exact=True).set_input_files(
        {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": content}
    )
    walk.fill("Controlecijfer: aantal rijen", str(len(rows)))
    walk.page.locator("[name=totaal]").fill(total)
    walk.click("Controleer het bestand")


def test_the_department_hands_in_results_and_computes_one_again(page: Page, celery_worker_running):
    page.context.watch.allow("422")
    made = files.history()
    files.deliver_all(made, "lonen")
    walk = Walker(page, "leveringen", "seed-004")
    walk.arrive("Nele Aerts", "Departement")
    page.goto("/")
    walk.click("Leveringen van maatwerk", "link", within=walk.right_menu)
    walk.see("Leveringen van maatwerk", "overzicht")
    walk.click("Laad berekeningen op", "link")
    walk.see("Bestand opladen", "opladen")
    walk.click("Controleer het bestand")
    walk.see_errors(
        "Bestand opladen",
        {
            "Bestand": "Kies een bestand.",
            "Controlecijfer: aantal rijen": "Vul “Controlecijfer: aantal rijen” in.",
            "Controlecijfer: som": "Vul “Controlecijfer: som van de subsidies” in.",
        },
    )
    walk.click("Welke kolommen heeft het bestand?", "link")
    walk.see("Kolommen van het bestand", "kolommen")
    page.goto("/maatwerk/leveringen/berekeningen/opladen/")
    rows = files.berekeningen(made)
    total = files.as_text(Decimal(files.total(rows, "totaal")))
    hand_in(walk, "berekeningen", rows, total)
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text("Controleer en bevestig")
    walk.see("Controleer en bevestig", "gecontroleerd")
    walk.click("Bevestigen")
    expect(heading).to_have_text("Ontvangstbevestiging")
    walk.see("Ontvangstbevestiging", "verwerkt")
    page.goto("/maatwerk/leveringen/")
    walk.see("Leveringen van maatwerk", "wacht-op-lijnen")

    lines = files.lijnen(made)
    walk.click("Laad berekeningslijnen op", "link")
    hand_in(walk, "lijnen", lines, "1,00")
    expect(heading).to_have_text("lijnen.csv")
    expect(page.get_by_role("main")).to_contain_text("Het controlecijfer klopt niet")
    walk.see("lijnen.csv", "controlecijfer")
    page.goto("/maatwerk/leveringen/lijnen/opladen/")
    # In another order, so that it is no file that was handed in before.
    hand_in(walk, "lijnen", lines[::-1], files.as_text(Decimal(files.total(lines, "premie"))))
    expect(heading).to_have_text("Controleer en bevestig")
    walk.click("Bevestigen")
    expect(heading).to_have_text("Ontvangstbevestiging")
    walk.see("Ontvangstbevestiging", "lijnen-verwerkt")

    found = Berekening.objects.get(toekenning__nummer=files.NUMMER, onderwerp="kwartaal", periode="2026-01-01")
    page.goto(f"/maatwerk/berekeningen/{found.key}/")
    walk.click("Reken deze berekening na", "link")
    walk.see("nagerekend", "nagerekend")
    expect(page.get_by_role("main")).to_contain_text("Geen verschillen")
    Loonlijn.objects.filter(toekenning=found.toekenning, kwartaal=found.periode).update(brutoloon=Decimal(5_000))
    page.reload()
    walk.see("nagerekend", "verschillen")
    expect(page.get_by_role("main")).to_contain_text("Er zijn verschillen")


def test_a_year_its_settlement_and_set_offs_reach_the_screens_of_the_enterprise(page: Page, celery_worker_running):
    made = files.history()
    files.deliver_all(made, "lijnen")
    files.deliver("voorschotten", files.voorschotten(made))
    walk = Walker(page, "leveringen-betalingen", "seed-004")
    walk.arrive("Nele Aerts", "Departement")
    kept = files.verrekeningen(made)[0]
    back = kept | {"soort": "terugbetaling", "maand": None, "bedrag": Decimal("1.00")}
    confirmed(walk, "jaren", files.jaren(made), "jaar")
    confirmed(walk, "afrekeningen", files.afrekeningen(made), "afrekening")
    confirmed(walk, "verrekeningen", [kept, back], "verrekening")

    walk.arrive("Karim Benali", "De Wissel")
    label = Toekenning.objects.get(nummer=files.NUMMER)
    page.goto(f"/maatwerk/ondernemingen/{label.key}/afrekening/")
    main, table = page.get_by_role("main"), page.get_by_role("table").first
    walk.click("Jaar subsidie", "link")
    walk.see("Jaar subsidie", "jaar-subsidie")
    walk.click("2026", "link", within=table)
    walk.see("Jaar subsidie 2026", "jaargegevens")
    expect(main).to_contain_text("90,00")
    expect(main).to_contain_text("75,00")
    page.goto(f"/maatwerk/ondernemingen/{label.key}/afrekening/afrekening/")
    walk.see("Afrekening per periode", "afrekening")
    expect(table.get_by_role("row", name="Jaarafrekening")).to_contain_text("90,00")
    walk.click("Debiteurenoverzicht", "link")
    walk.see("Debiteurenoverzicht", "debiteuren")
    claim = Vordering.objects.get(toekenning=label)
    row = table.get_by_role("row", name=claim.nummer)
    for value in (claim.bedrag, kept["bedrag"], back["bedrag"], claim.bedrag - kept["bedrag"] - back["bedrag"]):
        expect(row).to_contain_text(amount(value))
