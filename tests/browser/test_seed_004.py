"""Seed 004: the reporting portal of maatwerk, page by page in the manual's order and with its words."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from loket.journal.models import JournalEntry
from maatwerk.models import Berekening, Toekenning, Werknemer, Wop
from maatwerk.vragenlijst.models import Antwoord
from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("maatwerk_world")]

DE_WISSEL = "Maatwerkbedrijf De Wissel vzw"


def walker(page: Page, chapter: str) -> Walker:
    return Walker(page, chapter, "seed-004")


def of(nummer: str = "0012345") -> str:
    return f"/maatwerk/ondernemingen/{Toekenning.objects.get(nummer=nummer).key}"


def bar(page: Page):
    return page.get_by_role("navigation", name="Navigatiebalk")


def drawn(page: Page, name: str) -> None:
    """The chart is there, with the words that stand in for it, beside its table."""
    chart = page.get_by_role("figure", name=name)
    expect(chart).to_be_visible()
    expect(chart.get_by_role("img")).to_have_accessible_name(re.compile("Alle cijfers staan in de tabel"))
    assert chart.locator("canvas").evaluate(
        "c => c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some(v => v)"
    )


def downloaded(page: Page, walk: Walker, tmp_path: Path) -> bytes:
    with page.expect_download() as waiting:
        walk.click("Download")
    target = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(target)
    return target.read_bytes()


def test_pages_1_to_5_from_the_login_to_the_choice_of_a_report(page: Page):
    walk = walker(page, "1-startscherm")
    walk.log_in("Karim Benali")
    walk.pass_by("Namens wie wilt u aanmelden")
    walk.act_for(DE_WISSEL)
    walk.click("Maatwerk", "link", within=walk.right_menu)
    walk.see("Startscherm", "startscherm")
    expect(page.get_by_text("Een gebruikersrecht is 4 jaar geldig.")).to_be_visible()
    walk.click("Maatwerk", "link", within=page.locator(".tegels"))
    walk.see("Lijst ondernemingen", "lijst-ondernemingen")
    walk.fill("Toekenningsnummer", "0012346")
    walk.click("Filter")
    walk.pass_by("Lijst ondernemingen")
    expect(page.get_by_role("row")).to_have_count(2)
    walk.fill("Toekenningsnummer", "")
    walk.fill("Ondernemingsnummer", "0999.003.196")
    walk.click("Filter")
    walk.see("Lijst ondernemingen")
    walk.click("Wis de filters", "link")
    walk.click(DE_WISSEL, "link", within=page.get_by_role("row", name="0012345"))
    walk.see("Onderneming", "onderneming")
    expect(page.get_by_text("Klopt er iets niet? Neem contact op met uw dossierbehandelaar")).to_be_visible()
    for report in ("Afrekening", "Voorschot", "WOP"):
        expect(page.get_by_role("link", name=re.compile(f"^{report}"))).to_be_visible()
    with page.expect_popup() as other:
        walk.click("WSE Loket", "link")
    expect(other.value.get_by_role("heading", level=1)).to_have_text(re.compile("Welkom"))
    other.value.close()
    walk.click("Startscherm", "link", within=bar(page))
    walk.pass_by("Startscherm")


def test_pages_6_to_10_from_the_settlement_to_the_person(page: Page):
    walk = walker(page, "2-kwartaal")
    page.context.watch.allow("422")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto(f"{of()}/")
    walk.click("Afrekening", "link", within=page.locator(".tegels"))
    walk.see("Afrekening", "afrekening")
    drawn(page, "Subsidie en voorschot per kwartaal")
    walk.click("Kwartaal subsidie", "link")
    walk.see("Kwartaal subsidie", "kwartaal-subsidie")
    for name in ("Invulling van het contingent per kwartaal", "Premies per onderdeel en per kwartaal"):
        drawn(page, name)
    table = page.get_by_role("table").first
    everything = table.get_by_role("row").count()
    page.get_by_label("Toon enkel de recentste berekening van een kwartaal").check()
    walk.click("Filter")
    assert table.get_by_role("row").count() < everything
    walk.click("2025 K3", "link", within=table)
    walk.see("Kwartaalgegevens 2025 K3", "kwartaalgegevens")
    walk.click("Verschillen met versie 1", "link")
    walk.see("Verschillen in 2025 K3", "verschillen")
    walk.click("2025 K3, versie 2", "link", within=bar(page))
    walk.click("Lijst werknemers", "link")
    walk.see("Lijst werknemers", "lijst-werknemers")
    walk.fill("INSZ-nummer", "90.01.20-990.16")
    walk.click("Filter op INSZ")
    walk.see_errors("Lijst werknemers", {"INSZ-nummer": "In deze lijst staat geen werknemer met dit INSZ."})
    berekening = Berekening.objects.get(
        toekenning__nummer="0012345", periode="2025-07-01", versie=2, onderwerp="kwartaal"
    )
    line = berekening.lijnen.filter(werknemer__insz__startswith="0", binnen=True).order_by("rang").first()
    walk.fill("INSZ-nummer", line.werknemer.insz)
    walk.click("Filter op INSZ")
    expect(page.get_by_role("row")).to_have_count(2)
    assert line.werknemer.insz not in page.url
    walk.click(f"{line.werknemer.naam} {line.werknemer.voornaam}", "link", within=page.get_by_role("table"))

    walk.see("Persoon", "persoon")
    titles = page.get_by_role("heading", level=2).all_text_contents()
    assert titles == [
        "1. Persoonsgegevens",
        "2. WOP",
        "3. Berekening premie",
        "4. Referteloon",
        "5. Begrenzing van het referteloon",
        "6. Gecorrigeerd geplafonneerd referteloon",
        "7. Bedrag loonpremie incl. activeringsuitkering",
        "8. Bedrag loonpremie",
        "9. Bedrag begeleidingspremie",
        "10. Bedrag premie",
    ]
    for summary in page.locator("summary").all():
        summary.click()
    walk.see("Persoon", "persoon-uitgelegd")
    walk.click("Toon het INSZ")
    masked = line.werknemer.insz
    expect(page.locator("#insz")).to_contain_text(
        f"{masked[:2]}.{masked[2:4]}.{masked[4:6]}-{masked[6:9]}.{masked[9:]}"
    )
    assert JournalEntry.objects.filter(action="maatwerk_insz_getoond", object_id=line.werknemer_id).count() == 1
    walk.click("Afrekening", "link", within=bar(page))
    walk.pass_by("Afrekening")


def test_pages_11_to_14_the_year(page: Page):
    walk = walker(page, "3-jaar")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto(f"{of()}/afrekening/")
    walk.click("Jaar subsidie", "link")
    walk.see("Jaar subsidie", "jaar-subsidie")
    walk.click("2025", "link", within=page.get_by_role("table"))
    walk.see("Jaar subsidie 2025", "jaargegevens")
    assert page.get_by_role("heading", level=2).all_text_contents() == [
        "1. Jaargegevens",
        "2. Vergelijking op label niveau",
        "3. Vergelijking op individueel niveau",
    ]
    expect(page.get_by_role("row", name=re.compile("De Wissel Verpakking"))).to_be_visible()
    walk.click("2025 K2", "link", within=page.get_by_role("group", name="Tabel met de premies van de werknemers"))
    walk.see("Werknemers")
    page.get_by_role("table").get_by_role("link").first.click()
    walk.pass_by("Persoon")


def test_page_15_settlements_and_debtors(page: Page):
    walk = walker(page, "4-afrekening")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto(f"{of('0012346')}/afrekening/")
    walk.click("Afrekening", "link", within=page.locator(".tegels"))
    walk.see("Afrekening per periode", "afrekening")
    drawn(page, "Saldo per afrekening")
    expect(page.locator(".bedrag--min").first).to_contain_text("−")
    walk.click("Debiteurenoverzicht", "link")
    walk.see("Debiteurenoverzicht", "debiteurenoverzicht")
    expect(page.get_by_text("Volgende verrekening")).to_be_visible()


def test_pages_16_and_17_advances(page: Page, tmp_path: Path):
    walk = walker(page, "5-voorschot")
    page.context.watch.allow("422")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto(f"{of()}/")
    walk.click("Voorschot", "link", within=page.locator(".tegels"))
    walk.see("Voorschot", "voorschot")
    drawn(page, "Voorschot per kwartaal, en wat ervan ingehouden is")
    page.get_by_label("Startkwartaal").select_option(label="2025 K3")
    page.get_by_label("Eindkwartaal").select_option(label="2025 K1")
    walk.click("Filter")
    walk.see_errors("Voorschot", {"Eindkwartaal": "Dit kwartaal ligt voor het startkwartaal."})
    page.get_by_label("Startkwartaal").select_option(label="2025 K1")
    page.get_by_label("Eindkwartaal").select_option(label="2025 K3")
    walk.click("Filter")
    # A head, three quarters and their sum.
    expect(page.get_by_role("row")).to_have_count(5)
    walk.click("2025 K2", "link", within=page.get_by_role("table"))
    walk.see("Voorschot 2025 K2", "berekening")
    page.go_back()
    walk.click("Exporteer voorschot", "link")
    walk.see("Exporteer voorschot", "exporteer")
    expect(page.get_by_label("CSV")).to_be_checked()
    expect(page.get_by_label("Startkwartaal")).to_have_value("2025-1")
    content = downloaded(page, walk, tmp_path).decode("utf-8-sig").splitlines()
    assert len(content) == 1 + 9
    assert content[1].startswith("'0012345;0999.003.097;")


def test_pages_18_and_19_packages(page: Page, tmp_path: Path):
    walk = walker(page, "6-wop")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto(f"{of()}/")
    walk.click("WOP", "link", within=page.locator(".tegels"))
    walk.see("WOP")
    someone = Wop.objects.filter(toekenning__nummer="0012345", werknemer__insz__startswith="0").first().werknemer
    walk.fill("INSZ-nummer", someone.insz)
    walk.click("Filter op INSZ")
    expect(page.get_by_role("rowheader", name=f"{someone.naam} {someone.voornaam}").first).to_be_visible()
    walk.click("Wis de filters", "link")
    page.get_by_label("Eindigt binnen").select_option(label="90 dagen")
    walk.click("Filter", exact=True)
    walk.see("WOP", "wop")
    expect(page.get_by_text(re.compile(r"nog \d+ dag")).first).to_be_visible()
    walk.click("Wis de filters", "link")
    walk.click("Exporteer WOP", "link")
    walk.see("Exporteer WOP", "exporteer")
    page.get_by_label("XLSX").check()
    assert downloaded(page, walk, tmp_path).startswith(b"PK")


def test_page_9_export_from_the_loket(page: Page, tmp_path: Path):
    walk = walker(page, "7-exporteer")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto(f"{of()}/afrekening/kwartaal/")
    walk.click("Exporteer vanuit het loket", "link")
    walk.see("Exporteer vanuit het loket", "exporteer")
    page.get_by_label("Startkwartaal").select_option(label="2025 K1")
    page.get_by_label("Eindkwartaal").select_option(label="2025 K4")
    content = downloaded(page, walk, tmp_path).decode("utf-8-sig")
    with_zero = Werknemer.objects.filter(insz__startswith="0", lijnen__berekening__periode__year=2025).first().insz
    assert f"{with_zero[:2]}.{with_zero[2:4]}." in content
    assert content.count("\n") > 400


def test_page_20_the_questionnaire(page: Page):
    walk = walker(page, "8-vragenlijst")
    page.context.watch.allow("422")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto(f"{of()}/wop/")
    for contact in ("data.wse@vlaanderen.be", "collectiefmaatwerk@vlaanderen.be"):
        expect(page.get_by_role("link", name=contact)).to_be_visible()
    walk.click("Vul de vragenlijst in", "link")
    walk.see("Vragenlijst", "vragenlijst")
    walk.click("Verstuur")
    walk.see("Vragenlijst")
    page.get_by_label("WOP").check()
    walk.choose("Vond u wat u zocht?", "Ja")
    walk.choose("Hoe duidelijk zijn de schermen?", "Duidelijk")
    walk.fill("Wat kan beter?", "De namen van de kolommen.")
    walk.click("Verstuur")
    walk.see("Startscherm", "bedankt")
    assert Antwoord.objects.count() == 1
    walk.arrive("Nele Aerts", "Departement")
    page.goto("/maatwerk/")
    walk.click("Resultaten van de vragenlijst", "link")
    walk.see("Resultaten van de vragenlijst", "resultaten")
    page.goto("/maatwerk/ondernemingen/")
    walk.see("Lijst ondernemingen")
    walk.click("Exporteer vanuit het loket", "link")
    walk.see("Exporteer vanuit het loket")
