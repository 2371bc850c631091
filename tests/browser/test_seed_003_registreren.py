"""Seed 003: an organisation and a school register an opleiding, from the login to the receipt; who misses the right
asks it; the dossierbehandelaar decides; everybody finds the opleiding."""

import io
import re
from datetime import timedelta

import pikepdf
import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from aanvragen.models import Aanvraag, Opleiding
from accounts.models import Rechtaanvraag
from loket.dutch import day
from tests.aanvragen.odb.registering import fill_in, register
from tests.browser.walk import Walker
from tests.world import add_person, give_right

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("demo_world")]
ASKED = "Wat moet de opleidingsverstrekker bezorgen?"
TITLE = "Opleidingsdatabank Vlaamse opleidingsincentives"


def programma() -> dict[str, object]:
    target = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(target)
    return {"name": "programma.pdf", "mimeType": "application/pdf", "buffer": target.getvalue()}


def dutch(days: int) -> str:
    then = timezone.localdate() + timedelta(days=days)
    return f"{then.day}/{then.month}/{then.year}"


def to_the_dienst(walk: Walker) -> None:
    """The black button, then the blue one under the title of the seed."""
    walk.click("Aanvraag", "link", within=walk.right_menu)
    walk.see("Aanvraag", "overzicht")
    walk.click("Registreren", "link", within=walk.dienst(TITLE))


def go_through(walk: Walker, number: str) -> None:
    """All steps with good answers, from the number to the receipt."""
    page = walk.page
    walk.see(TITLE, "nummer")
    expect(page.get_by_label("KBO-nummer of instellingsnummer")).to_have_value(number)
    walk.click("Doorgaan")
    walk.see("Contact", "stap-contact")
    walk.click("Volgende")
    walk.see("^Opleiding$", "stap-opleiding")
    walk.fill("Titel van de opleiding", "Bakker brood en banket")
    walk.choose("Hoe telt de opleiding?", "In contacturen")
    walk.click("Volgende")
    walk.see("Periode en plaats", "stap-periode")
    walk.fill("Startdatum", dutch(40))
    walk.fill("Einddatum", dutch(160))
    walk.choose("Hoe wordt de opleiding gegeven?", "Deels op afstand (blended)")
    walk.fill("Plaats", "Gent")
    walk.click("Volgende")
    walk.see("Omvang", "stap-omvang")
    walk.fill("Aantal contacturen", "40")
    walk.fill("Aantal uren op afstand", "8")
    walk.fill("Leeromgeving", "Moodle")
    walk.fill("Hoe volgt u op", "De leraar verbetert elke week een toets.")
    walk.click("Volgende")
    walk.see("Modules", "stap-modules")
    for name, title, size in (("Module 1", "Brood", "24"), ("Module 2", "Banket", "16")):
        row = page.get_by_role("group", name=name, exact=True)
        row.get_by_label("Titel van de module").fill(title)
        row.get_by_label("Aantal contacturen").fill(size)
    walk.click("Volgende")
    walk.see("Documenten", "stap-documenten")
    page.get_by_label("Programma of leerplan").set_input_files(files=[programma()])
    page.get_by_label("Beschrijving van de leeromgeving").set_input_files(files=[programma()])
    walk.click("Volgende")
    walk.see("Controleer uw aanvraag", "controleren")
    walk.click("Bevestigen")
    walk.see("Ontvangstbevestiging", "ontvangstbevestiging")
    expect(page.get_by_role("status").first).to_contain_text("We hebben uw aanvraag ontvangen")


def test_an_organisation_registers_and_the_department_decides(page: Page):
    page.context.watch.allow("422")
    walk = Walker(page, "4-registreren-organisatie", "seed-003")
    walk.log_in("Hanne Jacobs")
    walk.act_for("Opleidingscentrum Kompas vzw")
    to_the_dienst(walk)
    go_through(walk, "0999.002.010")
    aanvraag = Aanvraag.objects.get(dienst="opleidingsdatabank")
    walk.log_out()

    walk = Walker(page, "6-registratie-behandelen", "seed-003")
    walk.arrive("Nele Aerts", "Departement")
    page.goto("/aanvragen/dossiers/")
    walk.click(TITLE, "link", within=page.get_by_role("navigation", name="Diensten"))
    walk.see("Dossiers", "dossiers")
    walk.click(aanvraag.reference, "link")
    walk.see(f"Dossier {aanvraag.reference}", "dossier")
    walk.click("Neem in behandeling")
    walk.see(f"Dossier {aanvraag.reference}", "in-behandeling")
    walk.click("Vraag een aanvulling")
    walk.see_errors(f"Dossier {aanvraag.reference}", {ASKED: "Vul een reden in."}, looks=False)
    page.get_by_label(ASKED).fill("Hoe beoordeelt u de cursist?")
    walk.click("Vraag een aanvulling")
    expect(page.get_by_text("De status is nu “Aanvulling gevraagd”.")).to_be_visible()
    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto("/")
    walk.click("Vul aan", "link")
    walk.see("Vul uw registratie aan", "aanvullen")
    walk.click("Bezorg uw aanvulling")
    walk.see_errors("Vul uw registratie aan", {"Uw antwoord": "Vul uw antwoord in."})
    walk.fill("Uw antwoord", "Met een praktische proef.")
    walk.click("Bezorg uw aanvulling")
    walk.see(f"Aanvraag {aanvraag.reference}")
    walk.arrive("Nele Aerts", "Departement")
    page.goto(f"/aanvragen/dossiers/{aanvraag.key}/")
    expect(page.get_by_text("Met een praktische proef.")).to_be_visible()
    walk.click("Keur goed")
    walk.see(f"Dossier {aanvraag.reference}", "goedgekeurd")
    number = Opleiding.objects.get(aanvraag=aanvraag).odb_number

    walk = Walker(page, "7-opleidingsdatabank", "seed-003")
    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto(f"/aanvragen/{aanvraag.key}/")
    walk.see(f"Aanvraag {aanvraag.reference}", "geregistreerd")
    walk.click("Vraag een verlenging", "link")
    walk.see("Vraag een verlenging", "verlengen")
    walk.fill("Nieuwe einddatum", dutch(100))
    walk.fill("Reden", "De leraar was ziek.")
    walk.click("Vraag de verlenging")
    later = {"Nieuwe einddatum": f"De opleiding loopt nu tot en met {in_words(160)}. Kies een latere dag."}
    walk.see_errors("Vraag een verlenging", later, looks=False)
    walk.fill("Nieuwe einddatum", dutch(200))
    walk.click("Vraag de verlenging")
    walk.see(f"Aanvraag {aanvraag.reference}")
    walk.click("Zet de opleiding stop", "link")
    walk.see("Wilt u deze opleiding stopzetten?", "stopzetten")
    page.context.clear_cookies()
    page.goto("/")
    walk.click("Zoek een opleiding", "link")
    walk.see("Geregistreerde opleidingen", "openbare-lijst")
    walk.fill("Titel, verstrekker of ODB-nummer", "banket")
    walk.click("Zoek", exact=True)
    walk.click("Bakker brood en banket", "link")
    walk.see("Bakker brood en banket", "opleiding")
    expect(page.get_by_text(number)).to_be_visible()
    walk.click("Terug naar de opleidingen", "link")
    walk.click("Wat staat er in deze bestanden?", "link")
    walk.see("Bestanden met opleidingen", "bestanden")


def in_words(days: int) -> str:
    return day(timezone.localdate() + timedelta(days=days))


def test_a_school_registers_with_its_instellingsnummer(page: Page):
    walk = Walker(page, "5-registreren-school", "seed-003")
    walk.log_in("Ivo Mertens")
    walk.act_for("CVO De Brug", capacity="Een onderwijs- of vormingsinstelling")
    expect(page.get_by_role("region", name="Namens wie u handelt")).to_contain_text("999001")
    to_the_dienst(walk)
    go_through(walk, "999001")
    expect(page.get_by_text("CVO De Brug (999001)").first).to_be_visible()


def test_without_the_right_it_is_asked_and_then_the_button_is_there(page: Page):
    walk = Walker(page, "3-recht-aanvragen", "seed-003")
    walk.log_in("Lotte Willems")
    walk.act_for("Opleidingscentrum Kompas vzw")
    walk.click("Aanvraag", "link", within=walk.right_menu)
    walk.click("Gebruikersrecht aanvragen", "link", within=walk.dienst(TITLE))
    walk.pass_by("Gebruikersrecht aanvragen")
    expect(page.get_by_role("main")).to_contain_text("opleidingsdatabank")


def test_a_school_without_the_right_asks_it(page: Page):
    add_person("Wout Baert", "85050599197", "De Brug", "wout.baert@debrug.example")
    walk = Walker(page, "3-recht-aanvragen", "seed-003")
    walk.arrive("Wout Baert", "De Brug")
    page.goto("/aanvraag/")
    walk.click("Gebruikersrecht aanvragen", "link", within=walk.dienst(TITLE))
    walk.see("Gebruikersrecht aanvragen", "aanvragen")
    page.get_by_role("main").get_by_role("button").first.click()
    asked = Rechtaanvraag.objects.get(person__last_name="Baert")
    assert asked.context.code == "opleidingsdatabank"
    page.goto("/aanvraag/")
    expect(walk.dienst(TITLE)).to_contain_text("Aangevraagd op")
    walk.see("Aanvraag", "aangevraagd")
    give_right("Wout Baert", "De Brug", "dwse_organisatieverantwoordelijke", "opleidingsdatabank")
    page.reload()
    walk.click("Registreren", "link", within=walk.dienst(TITLE))
    walk.pass_by(TITLE)


def test_wrong_answers_keep_what_was_typed(page: Page):
    page.context.watch.allow("422")
    walk = Walker(page, "fouten", "seed-003")
    client = walk.arrive("Hanne Jacobs", "Kompas")
    draft = fill_in(client)
    page.goto(f"/aanvragen/{draft.key}/stap/omvang/")
    walk.fill("Aantal contacturen", "31")
    walk.click("Volgende")
    wrong = "De opleiding telt 31 contacturen. Minstens 32 contacturen zijn nodig."
    walk.see_errors("Omvang", {"Aantal contacturen": wrong})
    expect(page.get_by_label("Aantal contacturen")).to_have_value("31")
    walk.fill("Aantal contacturen", "64")
    walk.click("Volgende")
    walk.pass_by("Modules")
    row = page.get_by_role("group", name="Module 1", exact=True)
    row.get_by_label("Aantal contacturen").fill("veel")
    walk.click("Volgende")
    walk.see("Modules")
    link = page.get_by_role("alert").get_by_role("link")
    expect(link).to_have_text("Module 1: Vul een getal in, bijvoorbeeld 30,4.")
    link.click()
    expect(row.get_by_label("Aantal contacturen")).to_be_focused()
    walk.click("Voeg rijen toe")
    walk.see("Modules")
    expect(page.get_by_role("group", name=re.compile("^Module"))).to_have_count(5)


def test_with_the_keyboard_alone(page: Page):
    """Tab, arrows and Enter, from the step of the opleiding to the next."""
    walk = Walker(page, "toetsenbord", "seed-003")
    client = walk.arrive("Hanne Jacobs", "Kompas")
    draft = fill_in(client)
    page.goto(f"/aanvragen/{draft.key}/stap/opleiding/")
    page.get_by_label("Titel van de opleiding").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Lassen met de hand")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("In studiepunten (hoger onderwijs)")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    walk.pass_by("Periode en plaats")
    draft.refresh_from_db()
    assert (draft.odb.title, draft.odb.kind) == ("Lassen met de hand", "studiepunten")


def test_the_list_of_a_verstrekker_has_both_diensten(page: Page):
    walk = Walker(page, "mijn", "seed-003")
    client = walk.arrive("Hanne Jacobs", "Kompas")
    register(client)
    page.goto("/aanvragen/mijn/")
    walk.click(TITLE, "link", within=page.get_by_role("navigation", name="Diensten"))
    walk.see("Mijn aanvragen")
    expect(page.get_by_role("row", name=re.compile("Bakker brood en banket"))).to_be_visible()
