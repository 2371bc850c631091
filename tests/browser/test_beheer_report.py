"""Report, journal and nazicht as the Hoofd Lokale Beheerder of De Korenbloem sees them."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]


def test_report_journal_and_a_whole_nazicht(page: Page):
    walk = Walker(page, "1-rapport-en-nazicht", "seed-000")
    page.context.watch.allow("422")
    walk.log_in("An Claes")
    walk.act_for("Bakkerij De Korenbloem bv")
    walk.click("Rapport en nazicht", "link", within=walk.right_menu)
    walk.see("Rapport van gebruikersrechten", "rapport")
    walk.fill("Naam", "maes")
    walk.click("Zoek")
    expect(page.get_by_role("row")).to_have_count(2)
    expect(page.get_by_role("row", name="Bart Maes")).to_contain_text("Loopt")
    with page.expect_download() as download:
        walk.click("Download als CSV-bestand", "link")
    assert "Maes" in download.value.path().read_text(encoding="utf-8-sig")
    walk.fill("Eindigt voor", "32/1/2026")
    walk.click("Zoek")
    walk.see("Rapport van gebruikersrechten")
    expect(page.get_by_role("alert")).to_contain_text("Vul een bestaande datum in")

    walk.click("Nazicht", "link", exact=True)
    walk.see("Nazicht van gebruikersrechten", "nazicht")
    walk.click("Start het nazicht")
    walk.see("Nazicht van", "nazicht-begonnen")
    expect(page.get_by_role("progressbar", name="0 van 3 rechten nagekeken")).to_be_visible()
    walk.click("Bevestig DWSE organisatieverantwoordelijke (opleidingsverlof) van Bart Maes")
    expect(page.get_by_role("progressbar", name="1 van 3 rechten nagekeken")).to_be_visible()

    # The keyboard alone: tick both, and ask to end them.
    for name in ("Kies Hoofd Lokale Beheerder van An Claes", "Kies Lokale Beheerder van Lotte Willems"):
        page.get_by_label(name).focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Beëindig wat gekozen is").focus()
    page.keyboard.press("Enter")
    walk.see("Beëindig deze 2 rechten", "nazicht-beeindigen")
    walk.click("Bevestig", exact=True)
    expect(page.get_by_role("alert")).to_contain_text("1 recht kan niet eindigen. 1 is wel beëindigd.")
    expect(page.get_by_role("listitem").filter(has_text="An Claes: Hoofd Lokale Beheerder")).to_contain_text(
        "Dit is de laatste beheerder"
    )
    walk.see("Beëindig dit recht", "nazicht-laatste-beheerder")
    walk.click("Annuleer", "link")
    walk.click("Bevestig Hoofd Lokale Beheerder van An Claes")
    expect(page.get_by_role("progressbar", name="3 van 3 rechten nagekeken")).to_be_visible()
    walk.see("Nazicht van", "nazicht-klaar")
    walk.click("Toon alle rechten", "link")
    expect(page.get_by_role("row", name="Lotte Willems")).to_contain_text("Beëindigd door An Claes")
    walk.see("Nazicht van")
    walk.click("Rond af")
    walk.see("Nazicht van gebruikersrechten", "nazicht-afgerond")

    walk.click("Wie deed wat", "link")
    walk.see("Wie deed wat", "journaal")
    expect(page.get_by_role("row", name="Nazicht afgerond")).to_contain_text("An Claes")
    expect(page.get_by_role("row", name="Gebruikersrecht bevestigd in het nazicht").first).to_be_visible()
    walk.fill("Vanaf", "1/1/2000")
    page.get_by_label("Wat", exact=True).select_option("Rapport van gebruikersrechten gedownload")
    walk.click("Zoek")
    expect(page.get_by_role("row")).to_have_count(2)
