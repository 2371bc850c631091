"""What goes wrong while an aanvraag is filled in: wrong answers, other windows, lost rights, ended sessions."""

import re
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Page, expect

from aanvragen.models import Aanvraag
from aanvragen.states import Status
from accounts.login.sessions import SEEN, STARTED
from accounts.models import ToegekendRecht
from tests.aanvragen.filing import CONTACT, EMMA, dutch, fill_in, post_step, start_draft
from tests.browser.test_seed_001 import attest, start_of_lasser
from tests.browser.walk import Walker
from tests.world import give_right, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]
KORENBLOEM = "Bakkerij De Korenbloem bv"
NOT_IN_ODB = "Dit nummer staat niet in de opleidingsdatabank. Kijk het na op het inschrijvingsattest."


def draft_of(client: Client, *steps: tuple[str, dict]) -> Aanvraag:
    """A draft in which these steps are right already."""
    aanvraag = start_draft(client)
    for slug, data in steps:
        assert post_step(client, aanvraag, slug, data).status_code == 302
    return aanvraag


def days_ago(days: int) -> str:
    return dutch(timezone.localdate() - timedelta(days=days))


def open_step(page: Page, aanvraag: Aanvraag, slug: str) -> None:
    page.goto(f"/aanvragen/{aanvraag.key}/stap/{slug}/")


def fill_in_opleiding(walk: Walker, number: str, start: str) -> None:
    walk.choose("creditcontract", "Nee")
    walk.fill("ODB-nummer", number)
    walk.fill("Startdatum van de opleiding", start)
    walk.choose("Wie nam het initiatief", "De werkgever")


def test_each_step_says_what_is_wrong(page: Page):
    walk = Walker(page, "verkeerd-ingevuld")
    page.context.watch.allow("422")
    walk.arrive("Bart Maes", "De Korenbloem")
    page.goto("/aanvragen/vov/start/")
    kbo = "KBO-nummer van de onderneming"
    for typed, message in (
        ("", f"Vul “{kbo}” in."),
        ("0999.000.1", "Vul een KBO-nummer van 10 cijfers in, bijvoorbeeld 0999.000.129."),
        ("0999.000.128", "Dit KBO-nummer bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na."),
    ):
        walk.fill(kbo, typed)
        walk.click("Doorgaan")
        walk.see_errors("Terugbetalingsaanvraag", {kbo: message}, looks=not typed)
        expect(walk.field(kbo)).to_have_value(typed)
    walk.fill(kbo, "0999.000.228")
    walk.click("Doorgaan")
    expect(page.get_by_role("alert")).to_contain_text("U handelt nu namens Bakkerij De Korenbloem bv (0999.000.129)")
    walk.fill(kbo, "BE 0999 000 129")
    walk.click("Doorgaan")

    walk.pass_by("Contact")
    wrong = {
        "Naam van de contactpersoon": ("", "Vul “Naam van de contactpersoon” in."),
        "E-mailadres": ("bart@", "Voer een geldig e-mailadres in."),
        "Telefoonnummer": ("02 553", "Vul een telefoonnummer in, bijvoorbeeld 02 553 00 00."),
        "IBAN": ("BE71 0961 2345 6768", "Vul een geldig IBAN in, bijvoorbeeld BE71 0961 2345 6769."),
    }
    enter_wrong(walk, "Contact", wrong)
    for label, typed in zip(
        wrong, ("Bart Maes", "bart@korenbloem.example", "02/553.00.00", "be71096123456769"), strict=True
    ):
        walk.fill(label, typed)
    walk.click("Volgende")

    walk.pass_by("Werknemer")
    walk.click("Volgende")
    walk.see_errors(
        "Werknemer",
        {
            label: f"Vul “{label}” in."
            for label in (
                "INSZ (rijksregisternummer of BIS-nummer)",
                "Voornaam",
                "Naam",
                "Tewerkstellingsbreuk in de referentiemaand",
                "Gemiddeld aantal uren per week in de referentiemaand",
            )
        },
        looks=False,
    )
    walk.fill("Voornaam", "Fatima")
    page.get_by_label("Naam", exact=True).fill("El Amrani")
    wrong = {
        "INSZ": ("93.05.02-992.64", "Dit INSZ bestaat niet: de controlecijfers kloppen niet. Kijk het nummer na."),
        "Tewerkstellingsbreuk": ("101", "Vul een getal in van hoogstens 100 %."),
        "Gemiddeld aantal uren": ("veel", "Vul een getal in, bijvoorbeeld 30,4."),
        "Datum indiensttreding": (
            "31/2/2026",
            "Vul een bestaande datum in als dag/maand/jaar, bijvoorbeeld 1/9/2026.",
        ),
        "E-mailadres van de werknemer": ("fatima", "Voer een geldig e-mailadres in."),
    }
    enter_wrong(walk, "Werknemer", wrong)
    expect(page.get_by_label("Voornaam")).to_have_value("Fatima")
    for label, typed in zip(wrong, ("93050299263", "50 %", "19,0", "", ""), strict=True):
        walk.fill(label, typed)
    walk.click("Volgende")

    # Fatima works half time: no right in this schooljaar. The message says where that can be looked at again.
    walk.pass_by("Opleiding")
    fill_in_opleiding(walk, "ODB-9000001", start_of_lasser())
    walk.click("Volgende")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("In de referentiemaand werkt de werknemer 50 %. Minstens 80 % is nodig.")
    expect(walk.field("ODB-nummer")).to_have_value("ODB-9000001")
    walk.see("Opleiding")
    walk.click("Vorige stap")
    walk.pass_by("Werknemer")
    walk.fill("Tewerkstellingsbreuk", "80")
    walk.fill("Gemiddeld aantal uren", "30,4")
    walk.click("Volgende")

    walk.pass_by("Opleiding")
    number = "ODB-nummer"
    start = "Startdatum van de opleiding"
    last = timezone.localdate() - timedelta(days=100)
    fill_in_opleiding(walk, "ODB-9000002", dutch(last))
    walk.click("Volgende")
    expect(page.get_by_role("alert")).to_contain_text("U kunt deze aanvraag niet meer indienen. De laatste dag was")
    message = page.get_by_role("alert").get_by_role("link").inner_text()
    walk.see_errors("Opleiding", {start: message}, looks=False)
    for typed, message in (
        ("ODB-1234567", NOT_IN_ODB),
        (
            "1234567",
            "Vul een ODB-nummer in: ‘ODB-’ en zeven cijfers, bijvoorbeeld ODB-0002141, of ‘ODB-P’ en vijf cijfers.",
        ),
        ("", "Vul een ODB-nummer in, bijvoorbeeld ODB-0002141."),
    ):
        walk.fill(number, typed)
        walk.fill(start, start_of_lasser())
        walk.click("Volgende")
        walk.see_errors("Opleiding", {number: message}, looks=typed == "1234567")
        expect(walk.field(number)).to_have_value(typed)
    # Looking it up says the same, at once.
    walk.fill(number, "ODB-1234567")
    walk.click("Zoek de opleiding op")
    expect(page.locator("#gevonden")).to_have_text(NOT_IN_ODB)
    walk.fill(number, "ODB-9000001")
    walk.click("Volgende")

    walk.pass_by("Verlof")
    hours = "Aantal uren opleidingsverlof"
    page.get_by_label("De werknemer is akkoord").check()
    walk.fill(hours, "0")
    walk.click("Volgende")
    walk.see_errors("Verlof", {hours: "Vul een getal in van minstens 0,01 uur."}, looks=False)
    # The opleiding gives 64 hours, less than the personal maximum of 100.
    walk.fill(hours, "64,5")
    walk.click("Volgende")
    expect(page.get_by_role("alert")).to_contain_text("64 uur")
    walk.see_errors("Verlof", {hours: page.get_by_role("alert").get_by_role("link").inner_text()})
    expect(walk.field(hours)).to_have_value("64,5")
    expect(page.get_by_role("checkbox")).to_be_checked()
    walk.fill(hours, "64")
    walk.click("Volgende")
    walk.pass_by("Controleer uw aanvraag")


def enter_wrong(walk: Walker, heading: str, wrong: dict[str, tuple[str, str]]) -> None:
    """Type these values; each gets its message, and all of them stay as they were typed."""
    for label, (typed, _message) in wrong.items():
        walk.fill(label, typed)
    walk.click("Volgende")
    walk.see_errors(heading, {label: message for label, (_typed, message) in wrong.items()})
    for label, (typed, _message) in wrong.items():
        expect(walk.field(label)).to_have_value(typed)


def test_files(page: Page, tmp_path: Path):
    walk = Walker(page, "bestanden")
    page.context.watch.allow("422")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    open_step(page, draft_of(client, ("contact", CONTACT), ("werknemer", EMMA)), "opleiding")
    fill_in_opleiding(walk, "ODB-9000001", start_of_lasser())
    file = page.get_by_label("Inschrijvingsattest (niet verplicht)", exact=True)
    not_allowed = "Kies een pdf, een JPEG of een PNG. Dit bestand is iets anders, of het is beschadigd."
    too_big = "Het bestand is te groot. Kies een bestand van hoogstens 10 MB."
    for content, message in (
        (b"Dit is geen pdf.", not_allowed),
        (b"%PDF-1.7 maar niet echt", not_allowed),
        (b"", "Het bestand is leeg. Kies een ander bestand."),
        (b"%PDF-" + bytes(10 * 1024 * 1024), too_big),
    ):
        path = tmp_path / "attest.pdf"
        path.write_bytes(content)
        file.set_input_files(path)
        walk.click("Volgende")
        walk.see_errors("Opleiding", {"Inschrijvingsattest": message}, looks=message == too_big)
        expect(walk.field("ODB-nummer")).to_have_value("ODB-9000001")
        expect(page.get_by_label("De werkgever", exact=True)).to_be_checked()
    # A good file is kept when something else is wrong, and stays when a wrong one follows.
    file.set_input_files(files=[attest()])
    walk.fill("ODB-nummer", "ODB-7654321")
    walk.click("Volgende")
    walk.see_errors("Opleiding", {"ODB-nummer": NOT_IN_ODB})
    expect(page.get_by_text("Bewaard: attest.png")).to_be_visible()
    with page.expect_download() as download:
        walk.click("attest.png", "link")
    assert download.value.suggested_filename == "attest.png"
    file.set_input_files(files=[{"name": "brief.docx", "mimeType": "application/pdf", "buffer": b"PK.."}])
    walk.fill("ODB-nummer", "ODB-9000001")
    walk.click("Volgende")
    walk.see_errors("Opleiding", {"Inschrijvingsattest": not_allowed}, looks=False)
    expect(page.get_by_text("Bewaard: attest.png")).to_be_visible()
    walk.click("Verwijder het bestand")
    walk.pass_by("Opleiding")
    expect(page.get_by_text("Bewaard:")).to_have_count(0)
    expect(walk.field("ODB-nummer")).to_have_value("ODB-9000001")


def test_save_and_stop_and_go_on_another_day(page: Page):
    walk = Walker(page, "bewaar-en-stop")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    open_step(page, draft_of(client, ("contact", CONTACT)), "werknemer")
    walk.fill("INSZ", "90.01.20-990.17")
    walk.fill("Voornaam", "Emma")
    page.get_by_label("Naam", exact=True).fill("Lambert")
    walk.click("Bewaar en stop")
    walk.pass_by("Mijn aanvragen")
    expect(page.get_by_role("status")).to_have_text(
        "Uw concept is bewaard. In de stap “Werknemer” moet u nog iets invullen of verbeteren."
    )
    walk.see("Mijn aanvragen")
    page.context.clear_cookies()
    page.goto("/aanvragen/mijn/")
    walk.pass_by("Meld u aan")
    walk.click("Aanmelden")
    walk.click("itsme", "link")
    walk.click("Bart Maes")
    walk.click("Een onderneming of organisatie", "link")
    walk.click(KORENBLOEM)
    # Where one wanted to go before the login.
    walk.pass_by("Mijn aanvragen")
    walk.click("Ga verder met het concept", "link")
    walk.pass_by("Werknemer")
    expect(walk.field("INSZ")).to_have_value("90.01.20-990.17")
    expect(walk.field("INSZ")).to_have_accessible_description(re.compile("Dit INSZ bestaat niet"))
    expect(page.get_by_label("Naam", exact=True)).to_have_value("Lambert")
    walk.fill("INSZ", "90.01.20-990.16")
    walk.fill("Tewerkstellingsbreuk", "100")
    walk.fill("Gemiddeld aantal uren per week", "38")
    walk.click("Bewaar en stop")
    expect(page.get_by_role("status")).to_have_text("Uw concept is bewaard.")
    row = page.get_by_role("row", name=re.compile("Emma Lambert"))
    walk.click("Verwijder het concept voor Emma Lambert", "link", within=row)
    walk.see("Wilt u dit concept verwijderen")
    walk.click("Nee, bewaar het", "link")
    walk.click("Ga verder met het concept voor Emma Lambert", "link")
    walk.pass_by("Opleiding")


def test_double_click_and_the_back_button(page: Page):
    walk = Walker(page, "dubbel")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    aanvraag = fill_in(client)
    page.goto(f"/aanvragen/{aanvraag.key}/controleren/")
    page.get_by_role("button", name="Bevestigen").dblclick()
    walk.pass_by("Ontvangstbevestiging")
    reference = Aanvraag.objects.get(status=Status.INGEDIEND).reference
    # Back: whether the browser shows its own old page or asks a new one, nothing is filed twice.
    page.go_back()
    confirm = page.get_by_role("button", name="Bevestigen")
    expect(confirm.or_(page.get_by_text(reference)).first).to_be_visible()
    if confirm.is_visible():
        confirm.click()
    walk.pass_by("Ontvangstbevestiging")
    expect(page.get_by_text(reference).first).to_be_visible()
    assert Aanvraag.objects.get(submitted_at__isnull=False).reference == reference
    # A step of it cannot be changed any more.
    open_step(page, aanvraag, "verlof")
    walk.see("Ontvangstbevestiging")
    expect(page.get_by_role("status").first).to_have_text(
        "Deze aanvraag is al ingediend. U kunt ze niet meer wijzigen."
    )


def test_back_to_a_step_that_was_wrong(page: Page):
    walk = Walker(page, "terug-naar-fout")
    page.context.watch.allow("422")
    aanvraag = start_draft(walk.arrive("Bart Maes", "De Korenbloem"))
    open_step(page, aanvraag, "contact")
    email = walk.field("E-mailadres")
    right = {"Naam van de contactpersoon": "Bart Maes", "Telefoonnummer": "02 553 00 00", "IBAN": CONTACT["iban"]}
    for label, typed in (right | {"E-mailadres": "bart@"}).items():
        walk.fill(label, typed)
    walk.click("Volgende")
    expect(page).to_have_title(re.compile("^Fout: "))
    # Left by a link, and back: as it was left, with what is wrong. No question of the browser to send it again.
    page.get_by_role("link", name="Mijn aanvragen").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mijn aanvragen")
    page.go_back()
    expect(email).to_have_value("bart@")
    expect(page).to_have_title(re.compile("^Fout: "))
    walk.fill("E-mailadres", "bart.maes@korenbloem.example")
    walk.click("Volgende")
    expect(page.get_by_role("heading", level=1)).to_have_text("Werknemer")
    page.go_back()
    expect(email).to_have_value("bart.maes@korenbloem.example")


def test_enter_in_a_field_goes_on(page: Page, watch):
    """Whatever other buttons stand before “Volgende”; and a wrong code that is fetched is an error at its field."""
    watch.allow("422")
    walk = Walker(page, "enter")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    aanvraag = draft_of(client, ("contact", CONTACT), ("werknemer", EMMA))
    open_step(page, aanvraag, "opleiding")
    walk.field("ODB-nummer").press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Kies wie het initiatief nam.")
    walk.fill("Code van het inschrijvingsattest", "7KMDP-2XWQM")
    walk.click("Haal de gegevens van het attest op")
    wrong = "Deze code klopt niet: er is een teken verkeerd of verwisseld. Kijk ze na op het attest."
    walk.see_errors("^Opleiding$", {"Code van het inschrijvingsattest": wrong})


def test_two_tabs_on_the_same_step(page: Page):
    walk = Walker(page, "twee-vensters")
    page.context.watch.allow("409")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    aanvraag = draft_of(client, ("contact", CONTACT))
    other = Walker(page.context.new_page(), "twee-vensters")
    for one in (walk, other):
        open_step(one.page, aanvraag, "contact")
    other.fill("Telefoonnummer", "02 111 11 11")
    other.click("Volgende")
    other.pass_by("Werknemer")
    walk.fill("Telefoonnummer", "02 222 22 22")
    walk.click("Volgende")
    conflict = page.get_by_role("alert")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text("Deze stap is intussen gewijzigd")
    expect(conflict.get_by_role("definition")).to_have_text(["02 111 11 11"])
    expect(walk.field("Telefoonnummer")).to_have_value("02 222 22 22")
    walk.see("Contact")
    aanvraag.vov.refresh_from_db()
    assert aanvraag.vov.contact_phone == "02 111 11 11"
    walk.click("Volgende")
    walk.pass_by("Werknemer")
    aanvraag.vov.refresh_from_db()
    assert aanvraag.vov.contact_phone == "02 222 22 22"


def test_an_older_window_on_a_step_before_its_turn(page: Page):
    """Another window took back an earlier answer: what both typed stands side by side, and nothing is lost."""
    walk = Walker(page, "twee-vensters")
    page.context.watch.allow("409")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    aanvraag = fill_in(client)
    open_step(page, aanvraag, "verlof")
    post_step(client, aanvraag, "verlof", {"hours": "32", "akkoord": "on"})
    post_step(client, aanvraag, "werknemer", {**EMMA, "insz": "1"})
    walk.fill("Aantal uren opleidingsverlof", "12,5")
    walk.click("Volgende")
    expect(page.get_by_role("alert")).to_be_focused()
    walk.see("Verlof", "voor-zijn-beurt")
    expect(page.get_by_role("row").filter(has_text="Aantal uren")).to_contain_text(re.compile("12,5.*32", re.DOTALL))
    walk.click("Bewaar wat ik in dit venster invulde")
    expect(page.get_by_text("Wat u invulde in de stap “Verlof”, is bewaard.")).to_be_visible()
    walk.pass_by("Werknemer")
    aanvraag.refresh_from_db()
    assert aanvraag.typed["verlof"]["hours"] == ["12,5"]


def test_another_organisation_was_chosen_in_another_tab(page: Page):
    walk = Walker(page, "andere-organisatie")
    page.context.watch.allow("409")
    give_right("Lotte Willems", "De Korenbloem", "dwse_organisatieverantwoordelijke", "opleidingsverlof")
    client = walk.arrive("Lotte Willems", "De Korenbloem")
    aanvraag = draft_of(client, ("contact", CONTACT), ("werknemer", EMMA))
    open_step(page, aanvraag, "opleiding")
    other = Walker(page.context.new_page(), "andere-organisatie")
    other.page.goto("/")
    other.click("Wisselen")
    other.click("Een onderneming of organisatie", "link")
    other.see("Kies uw organisatie")
    other.click("Opleidingscentrum Kompas vzw")
    other.pass_by("Welkom")

    fill_in_opleiding(walk, "ODB-9000001", start_of_lasser())
    page.get_by_label("Inschrijvingsattest (niet verplicht)", exact=True).set_input_files(files=[attest()])
    walk.click("Volgende")
    walk.see("U handelt intussen voor iemand anders")
    explanation = page.get_by_role("main")
    expect(explanation).to_contain_text("U vulde dit formulier in namens Bakkerij De Korenbloem bv (0999.000.129)")
    expect(explanation).to_contain_text("Nu handelt u namens Opleidingscentrum Kompas vzw")
    expect(explanation).to_contain_text("Een bestand moet u wel opnieuw kiezen.")
    walk.click(f"Ga verder namens {KORENBLOEM}")
    walk.pass_by("Verlof")
    line = page.get_by_role("region", name="Namens wie u handelt")
    expect(line).to_contain_text(KORENBLOEM)
    walk.click("Opleiding", "link", within=page.get_by_role("list", name="Stappen"))
    expect(walk.field("ODB-nummer")).to_have_value("ODB-9000001")
    expect(walk.field("Startdatum")).to_have_value(start_of_lasser())
    expect(page.get_by_label("De werkgever", exact=True)).to_be_checked()
    # The other tab shows at its next page for whom one acts now.
    other.page.reload()
    expect(other.page.get_by_role("region", name="Namens wie u handelt")).to_contain_text(KORENBLOEM)


def test_the_right_ends_while_filling_in(page: Page):
    walk = Walker(page, "recht-weg")
    page.context.watch.allow("403")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    aanvraag = draft_of(client, ("contact", CONTACT), ("werknemer", EMMA))
    open_step(page, aanvraag, "opleiding")
    fill_in_opleiding(walk, "ODB-9000001", start_of_lasser())
    rights = ToegekendRecht.objects.filter(werkrelatie__person=person("Bart Maes"))
    rights.update(end=timezone.localdate() - timedelta(days=1))
    walk.click("Volgende")
    walk.see("U hebt dit recht niet")
    expect(page.get_by_role("main")).to_contain_text("verstuur ze opnieuw zodra u het recht weer hebt")
    expect(page.get_by_role("link", name="Mijn aanvragen")).to_have_count(0)
    expect(page.get_by_role("link", name="Gebruikersrecht aanvragen: Terugbetalingsaanvraag")).to_be_visible()
    # The right is back: what was typed on this page goes on, without a new login.
    rights.update(end=timezone.localdate() + timedelta(days=40))
    walk.click("Verstuur opnieuw")
    walk.pass_by("Verlof")


def test_the_session_ends_while_filling_in(page: Page):
    walk = Walker(page, "sessie-afgelopen")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    aanvraag = draft_of(client, ("contact", CONTACT), ("werknemer", EMMA))
    open_step(page, aanvraag, "opleiding")
    fill_in_opleiding(walk, "ODB-9000001", start_of_lasser())
    session = client.session
    session[STARTED] = session[SEEN] = time.time() - 24 * 60 * 60
    session.save()
    walk.click("Volgende")
    walk.see("Meld u aan")
    expect(page.get_by_role("status")).to_contain_text("Uw sessie is afgelopen")
    walk.click("Aanmelden")
    walk.click("itsme", "link")
    walk.click("Bart Maes")
    walk.act_for(KORENBLOEM)
    walk.click("Ga verder", "link", within=page.get_by_role("listitem").filter(has_text="Concept: Emma Lambert"))
    walk.pass_by("Opleiding")
