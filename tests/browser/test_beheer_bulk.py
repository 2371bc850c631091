"""Contexten beheren and files, as a beheerder walks through them."""

import pytest
from playwright.sync_api import Page, expect

from accounts.beheer.bulk.applying import apply_rows
from accounts.models import BulkFile, Person, ToegekendRecht
from tests.accounts.beheer.bulk_files import as_csv, line, numbers
from tests.browser.walk import Walker
from tests.world import person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]
YELLOW = "rgb(255, 230, 21)"


@pytest.fixture
def world(transactional_db: None, demo_world: None, monkeypatch: pytest.MonkeyPatch) -> None:
    # The test applies the file itself, at the moment that the page shows its progress.
    monkeypatch.setattr("accounts.beheer.bulk.tasks.apply_file.delay_quietly", lambda pk: None)


def test_contexts(page: Page):
    walk = Walker(page, "contexten", "gebruikersbeheer")
    walk.arrive("An Claes", "De Korenbloem")
    page.goto("/gebruikersbeheer/")
    walk.click("Contexten beheren", "link")
    walk.see("Contexten beheren", "tabel")
    box = page.get_by_label("maatwerk van Sofie Janssens", exact=True)
    words = page.get_by_text("toekennen, nog niet bewaard").and_(page.locator(":visible"))
    expect(words).to_have_count(0)
    box.check()
    expect(words).to_have_count(1)
    expect(box.locator("..")).to_have_css("background-color", YELLOW)
    walk.see("Contexten beheren", "niet-bewaard")
    walk.click("Alle wijzigingen ongedaan maken")
    expect(box).not_to_be_checked()
    expect(words).to_have_count(0)
    box.check()
    page.get_by_label("opleidingsverlof van Bart Maes", exact=True).uncheck()
    walk.click("Opslaan…")
    walk.see("Controleer uw wijzigingen", "wijzigingen")
    expect(page.get_by_role("listitem").filter(has_text="Bart Maes: opleidingsverlof, meteen")).to_be_visible()
    walk.click("Terug naar de tabel")
    walk.see("Contexten beheren")
    expect(box).to_be_checked()
    expect(box.locator("..")).to_have_css("background-color", YELLOW)
    walk.click("Opslaan…")
    walk.click("Bevestig", exact=True)
    walk.pass_by("Contexten beheren")
    expect(page.get_by_role("status")).to_have_text("2 wijzigingen zijn bewaard.")
    assert ToegekendRecht.objects.get(werkrelatie__person=person("Sofie Janssens")).context.code == "maatwerk"


def test_a_file_with_people_and_rights(page: Page):
    first, second = numbers(2)
    page.context.watch.allow("422")
    walk = Walker(page, "bestand", "gebruikersbeheer")
    walk.arrive("An Claes", "De Korenbloem")
    page.goto("/gebruikersbeheer/")
    walk.click("Bestand opladen", "link")
    walk.see("Bestanden", "bestanden-leeg")
    walk.click("Bestand opladen", "link")
    walk.see("Bestand opladen", "opladen")
    walk.click("Welke kolommen", "link")
    walk.see("Kolommen van het bestand", "kolommen")
    page.go_back()
    walk.click("Controleer het bestand")
    walk.see_errors("Bestand opladen", {"Bestand met personen en rechten": "Kies een bestand."})
    content = as_csv(line(first), line(second, email="fout"), line("123"))
    choose = {"name": "nieuwe mensen.csv", "mimeType": "text/csv", "buffer": content}
    page.get_by_label("Bestand met personen en rechten").set_input_files(files=[choose])
    walk.click("Controleer het bestand")

    walk.see("Controleer en bevestig", "controle")
    expect(page.get_by_role("row").filter(has_text="e-mailadres")).to_contain_text("Voer een geldig e-mailadres in")
    with page.expect_download() as download:
        walk.click("Download de geweigerde rijen", "link")
    assert download.value.suggested_filename == "geweigerde-rijen.csv"
    walk.click("Dien alleen de juiste rijen in")
    walk.see("Het bestand wordt verwerkt", "voortgang")
    expect(page.get_by_role("progressbar", name="Rijen die verwerkt zijn")).to_have_attribute("value", "0")
    apply_rows(BulkFile.objects.get().pk, 60.0)
    # The page finds out by itself.
    walk.see("nieuwe mensen.csv", "verslag")
    expect(page.get_by_role("listitem").filter(has_text="Verwerkte rijen: 1")).to_be_visible()
    assert Person.objects.filter(insz=first).exists()
    walk.click("Terug naar de bestanden", "link")
    walk.see("Bestanden", "bestanden")

    walk.click("Bestand opladen", "link")
    page.get_by_label("Bestand met personen en rechten").set_input_files(files=[choose])
    walk.click("Controleer het bestand")
    walk.see("Bestand opladen", "al-opgeladen")
    expect(page.get_by_label("Ik wil dit bestand toch opnieuw opladen")).to_be_visible()
