"""Everything works without JavaScript: from the login to the PDF, by plain links and buttons only."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.checks import NARROW
from tests.browser.conftest import TIMEOUT_MS
from tests.browser.test_seed_001 import TITLE, attest, start_of_lasser
from tests.browser.test_seed_003_registreren import go_through, to_the_dienst
from tests.browser.walk import Walker
from tests.browser.watch import Watch

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demo_world", "celery_worker_running"),
]


@pytest.fixture
def context(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """A browser that runs no scripts, on a narrow screen. axe is a script: here only the flow is checked."""
    context = browser.new_context(
        base_url=live_server.url,
        viewport=NARROW,
        locale="nl-BE",
        timezone_id="Europe/Brussels",
        java_script_enabled=False,
    )
    context.set_default_timeout(TIMEOUT_MS)
    context.watch = Watch(context, live_server.url)
    # A step with an error answers 422, which Chromium calls a resource that failed.
    context.watch.allow("422")
    yield context
    context.close()
    assert context.watch.unexpected() == []


def test_file_without_scripts(page: Page):
    walk = Walker(page, "zonder-scripts")
    walk.log_in("Bart Maes")
    walk.pass_by("Terug naar het loket")
    walk.click("Ga verder")
    walk.pass_by("Namens wie wilt u aanmelden")
    walk.click("Een onderneming of organisatie", "link")
    walk.click("Bakkerij De Korenbloem bv")
    walk.pass_by("Welkom")
    walk.click("Aanvraag", "link", within=walk.right_menu, exact=True)
    walk.click("Aanvragen", "link", within=walk.dienst(TITLE))
    walk.click("Doorgaan")

    walk.pass_by("Contact")
    walk.fill("IBAN", "BE00 0000")
    walk.click("Volgende")
    expect(page).to_have_title(re.compile("^Fout: "))
    expect(walk.field("IBAN")).to_have_value("BE00 0000")
    walk.click("Vul een geldig IBAN in", "link", within=page.get_by_role("alert"))
    expect(walk.field("IBAN")).to_be_focused()
    walk.fill("IBAN", "BE71 0961 2345 6769")
    walk.click("Volgende")

    walk.pass_by("Werknemer")
    walk.fill("INSZ", "05.06.07-993.40")
    walk.fill("Voornaam", "Wim")
    page.get_by_label("Naam", exact=True).fill("Daems")
    walk.fill("Tewerkstellingsbreuk", "100")
    walk.fill("Gemiddeld aantal uren per week", "38")
    walk.click("Volgende")

    walk.pass_by("Opleiding")
    walk.choose("creditcontract", "Nee")
    walk.fill("ODB-nummer", "9000001")
    walk.click("Zoek de opleiding op")
    # A number that cannot be one: what was typed stays, and nothing is complained about that is still empty.
    expect(walk.field("ODB-nummer")).to_have_value("9000001")
    expect(page.get_by_role("alert")).to_have_count(0)
    walk.fill("ODB-nummer", "odb 9000001")
    walk.click("Zoek de opleiding op")
    expect(page.get_by_text("Lasser MIG/MAG")).to_be_visible()
    expect(page.get_by_role("radio", name="Nee", exact=True)).to_be_checked()
    page.get_by_label("Inschrijvingsattest (niet verplicht)", exact=True).set_input_files(files=[attest()])
    walk.fill("Startdatum van de opleiding", "31/2/2026")
    walk.choose("Wie nam het initiatief", "De werknemer")
    walk.click("Volgende")
    expect(page.get_by_role("alert")).to_contain_text("Vul een bestaande datum in")
    expect(page.get_by_text("Bewaard: attest.png")).to_be_visible()
    walk.fill("Startdatum van de opleiding", start_of_lasser())
    walk.click("Volgende")

    walk.pass_by("Verlof")
    walk.fill("Aantal uren opleidingsverlof", "40")
    page.get_by_label("De werknemer is akkoord").check()
    walk.click("Volgende")
    walk.pass_by("Controleer uw aanvraag")
    walk.click("Wijzig verlof", "link")
    walk.fill("Aantal uren opleidingsverlof", "32")
    walk.click("Volgende")
    walk.pass_by("Controleer uw aanvraag")
    walk.click("Bevestigen")

    walk.pass_by("Ontvangstbevestiging")
    expect(page.get_by_text(re.compile(r"VOV-\d{4}-\d{6}")).first).to_be_visible()
    # The link gives the PDF, or a page that looks again by itself until the worker has made it.
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("pdf")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    walk.click("Mijn aanvragen", "link", within=walk.right_menu)
    expect(page.get_by_role("row", name=re.compile("Wim Daems"))).to_contain_text("Ingediend")
    walk.click("Afmelden")
    walk.pass_by("afgemeld")


class Plain(Walker):
    """Where others look at a page with a script, this one only passes by."""

    def see(self, heading: str, picture: str = "") -> None:
        self.pass_by(heading)


def test_register_an_opleiding_without_scripts(page: Page):
    walk = Plain(page, "zonder-scripts")
    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto("/")
    to_the_dienst(walk)
    go_through(walk, "0999.002.010")
    expect(page.get_by_text(re.compile(r"OPL-\d{4}-\d{6}")).first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("de pdf|ontvangstbevestiging")).click()
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    walk.click("Mijn opleidingen", "link", within=walk.right_menu)
    walk.pass_by("Mijn opleidingen")


@pytest.mark.usefixtures("maatwerk_world")
def test_the_figures_of_maatwerk_without_scripts(page: Page):
    """The tables say it all: no chart, and every amount opens to its formula."""
    walk = Walker(page, "zonder-scripts")
    walk.arrive("Karim Benali", "De Wissel")
    page.goto("/maatwerk/")
    walk.click("Maatwerk", "link", within=page.locator(".tegels"))
    walk.click("Maatwerkbedrijf De Wissel vzw", "link", within=page.get_by_role("row", name="0012345"))
    walk.click("Afrekening", "link", within=page.locator(".tegels"))
    walk.pass_by("Afrekening")
    expect(page.locator("figure")).to_be_hidden()
    expect(page.get_by_role("table")).to_be_visible()
    walk.click("Kwartaal subsidie", "link")
    page.get_by_role("table").first.get_by_role("link").first.click()
    walk.click("Lijst werknemers", "link")
    walk.fill("INSZ-nummer", "90.01.20-990.17")
    walk.click("Filter op INSZ")
    expect(page.get_by_role("alert")).to_contain_text("controlecijfers kloppen niet")
    page.get_by_role("table").get_by_role("link").first.click()
    walk.pass_by("Persoon")
    summary = page.locator("#referteloon summary")
    summary.click()
    expect(page.locator("#referteloon .formule")).to_be_visible()
    walk.click("Toon het INSZ")
    expect(page.locator("#insz")).not_to_contain_text("*")
    walk.click("Startscherm", "link")
    walk.pass_by("Startscherm")
