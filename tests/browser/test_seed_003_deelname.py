"""Seed 003: registering attendance, by an organisation and by a school, and by who has no right yet."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from aanvragen.deelname.attesten import make_attest
from aanvragen.deelname.codes import format_code
from aanvragen.deelname.inschrijven import change, version_of
from aanvragen.deelname.inschrijven import withdraw as withdraw_enrolment
from aanvragen.deelname.models import Deelname, Inschrijving
from aanvragen.deelname.viacode import attach
from aanvragen.deelname.wijzigen import correct, line_of
from aanvragen.states import Status
from tests.aanvragen.deelname.lines import EMMA, FATIMA, TOM
from tests.aanvragen.filing import CONTACT, post_step, start_draft, stored
from tests.aanvragen.filing import EMMA as WORKER
from tests.browser.test_keyboard import Keyboard
from tests.browser.walk import Walker
from tests.world import context_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]
TITLE = "Aanwezigheid/deelname registreren"


@pytest.fixture
def world(transactional_db: None, demo_world: None, settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def to_the_dienst(walk: Walker) -> None:
    """The black button, and the dienst under the title of its theme."""
    walk.click("Aanvraag", "link", within=walk.right_menu)
    expect(walk.page.get_by_role("heading", name="Vlaams opleidingsverlof", exact=True)).to_be_visible()


def choose(walk: Walker, opleiding: str) -> None:
    """Contact as it is filled in, then the opleiding and the period that is filled in: the last one that is over."""
    walk.see("Contact", "contact")
    walk.click("Volgende")
    walk.see("Opleiding en periode", "opleiding")
    walk.page.get_by_label("Opleiding", exact=True).select_option(label=opleiding)


def test_by_an_organisation(page: Page, watch):
    watch.allow("422")
    walk = Walker(page, "4-aanwezigheid-organisatie", "seed-003")
    walk.log_in("Hanne Jacobs")
    walk.act_for("Opleidingscentrum Kompas vzw")
    expect(page.get_by_text("Registreer de aanwezigheid of de deelname voor").first).to_be_visible()
    to_the_dienst(walk)
    walk.see("Overzicht|Aanvraag|diensten", "overzicht")
    walk.click("Aanvragen", "link", within=walk.dienst(TITLE))
    walk.see(TITLE, "nummer")
    expect(page.get_by_label("KBO-nummer of instellingsnummer")).to_have_value("0999.002.010")
    walk.click("Doorgaan")
    choose(walk, "ODB-9000011 Heftruckbestuurder")
    walk.click("Volgende")
    walk.see("Cursisten", "cursisten")
    # Who is enrolled and not registered is there already.
    expect(page.get_by_role("group", name="Cursist 1: Fatima El Amrani")).to_be_visible()
    walk.click("Volgende")
    walk.see("Cursisten", "cursisten-fout")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("listitem")).to_have_count(3)
    summary.get_by_role("link").first.click()
    first = page.get_by_role("group", name="Cursist 1")
    # The question and what is wrong with the answer stand above the field.
    expect(first.locator("label", has_text="Uren aanwezig")).to_be_in_viewport(ratio=1)
    first.get_by_label("Uren aanwezig").fill("0")
    first.get_by_label("Deelname aan de eindbeoordeling").select_option("nee")
    first.get_by_label("Traject volledig gevolgd").select_option("ja")
    walk.click("Voeg 5 cursisten toe")
    expect(page.get_by_role("group", name="Cursist 6")).to_be_visible()
    second = page.get_by_role("group", name="Cursist 2")
    second.get_by_label("INSZ").fill("05.06.07-993.40")
    second.get_by_label("Voornaam").fill("Wim")
    second.get_by_label("Naam", exact=True).fill("Daems")
    second.get_by_label("Uren aanwezig").fill("36,5")
    second.get_by_label("Deelname aan de eindbeoordeling").select_option("ja")
    second.get_by_label("Traject volledig gevolgd").select_option("ja")
    walk.click("Volgende")
    walk.see("Controleer", "controleren")
    expect(page.get_by_text("1 lijn kan nooit betaald worden")).to_be_visible()
    walk.click("Bevestigen")
    walk.see("Ontvangstbevestiging", "ontvangstbevestiging")
    expect(page.get_by_text("We hebben uw aanvraag ontvangen")).to_be_visible()
    walk.click("Bekijk en verbeter de lijnen", "link")
    walk.see("Ontvangstbevestiging", "lijnen")
    walk.click("Fatima El Amrani", "link")
    walk.see("Fatima El Amrani", "lijn")
    walk.click("Verbeter", "link")
    page.get_by_label("Uren aanwezig").fill("35")
    walk.click("Bevestigen")
    walk.see_errors("Verbeteren", {"Reden van de verbetering": "Vul een reden in."})
    page.get_by_label("Reden van de verbetering").fill("De uren stonden op een andere lijst.")
    walk.see("Verbeteren", "verbeteren")
    walk.click("Bevestigen")
    walk.see("Ontvangstbevestiging", "verbeterd")
    expect(page.get_by_text("We hebben uw verbetering ontvangen")).to_be_visible()


def test_by_a_school(page: Page):
    walk = Walker(page, "5-deelname-school", "seed-003")
    walk.log_in("Ivo Mertens")
    walk.act_for("CVO De Brug", capacity="Een onderwijs- of vormingsinstelling")
    to_the_dienst(walk)
    walk.click("Aanvragen", "link", within=walk.dienst(TITLE))
    expect(page.get_by_label("KBO-nummer of instellingsnummer")).to_have_value("999001")
    walk.click("Doorgaan")
    choose(walk, "ODB-9000012 Spaans voor beginners")
    # The quarter in which the opleiding ended, not the last one that is over.
    page.get_by_label("Periode").select_option(index=page.get_by_label("Periode").locator("option").count() - 2)
    walk.click("Volgende")
    walk.see("Cursisten", "cursisten")
    for number in (1, 2):
        row = page.get_by_role("group", name=f"Cursist {number}")
        expect(row.get_by_label("Uren aanwezig")).to_have_count(0)
        row.get_by_label("Deelname aan de eindbeoordeling").select_option("ja")
        row.get_by_label("Traject volledig gevolgd").select_option("ja")
    walk.click("Volgende")
    walk.see("Controleer", "controleren")
    walk.click("Bevestigen")
    walk.see("Ontvangstbevestiging", "ontvangstbevestiging")


def test_the_department_sees_what_was_changed_after_it_was_used(page: Page):
    toms = Deelname.objects.get(insz=TOM, opleiding__odb_number="ODB-9000011")
    values = {"insz": TOM, "opleiding": toms.opleiding, "odb_number": "ODB-9000011"}
    dossier = stored("Bart Maes", "De Korenbloem", Status.GOEDGEKEURD, **values)
    correct(context_of("Hanne Jacobs", "Kompas"), toms.pk, line_of(toms)._replace(completed=True), "Toch afgewerkt")
    walk = Walker(page, "9-gewijzigde-deelnames", "seed-003")
    walk.arrive("Nele Aerts", "Departement")
    page.goto("/")
    page.get_by_role("listitem").filter(has_text="1 gewijzigde deelname").get_by_role("link").click()
    walk.see("Gewijzigde deelnames", "lijst")
    walk.click(dossier.reference, "link")
    walk.see("Dossier", "dossier")
    expect(page.get_by_text("Gewijzigd na de behandeling")).to_be_visible()
    page.go_back()
    walk.click("Merk als nagekeken")
    expect(page.get_by_text("Er zijn geen gewijzigde deelnames")).to_be_visible()


def test_the_department_sees_an_enrolment_that_changed_after_its_code_was_used(page: Page):
    kompas = context_of("Hanne Jacobs", "Kompas")
    emmas = Inschrijving.objects.get(insz=EMMA, opleiding__odb_number="ODB-9000001")
    make_attest(emmas.pk)
    emmas.refresh_from_db()
    values = {"insz": EMMA, "opleiding": emmas.opleiding, "odb_number": "ODB-9000001"}
    dossier = stored("Bart Maes", "De Korenbloem", Status.GOEDGEKEURD, **values)
    attach(dossier, emmas, "inschrijvingsattest")
    for differing in ({"insz": FATIMA, "last_name": "Lambrecht"}, {"size": Decimal(32), "own_reference": "A-12"}):
        emmas = change(kompas, emmas.pk, differing, version_of(emmas))
    walk = Walker(page, "9-gewijzigde-deelnames", "seed-003")
    walk.arrive("Nele Aerts", "Departement")
    page.goto(f"/aanvragen/dossiers/{dossier.key}/")
    walk.see("Dossier", "inschrijving-gewijzigd")
    expect(page.get_by_role("heading", name="Gewijzigd na het gebruik van de code")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="naam van Lambert naar Lambrecht")).to_be_visible()
    withdraw_enrolment(kompas, emmas.pk, "Nooit begonnen")
    page.reload()
    walk.see("Dossier", "inschrijving-ingetrokken")
    expect(page.get_by_role("heading", name="Ingetrokken na het gebruik van de code")).to_be_visible()


def test_without_a_mouse(page: Page, watch):
    """The rows of trainees by the keyboard alone: from the errors to the field, a choice, on to the receipt."""
    watch.allow("422")
    walk = Walker(page, "toetsenbord", "seed-003")
    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto("/aanvragen/deelname/start/")
    keys = Keyboard(page)
    keys.tab_to(page.get_by_role("button", name="Doorgaan"))
    page.keyboard.press("Enter")
    walk.pass_by("Contact")
    keys.tab_to(page.get_by_role("button", name="Volgende"))
    page.keyboard.press("Enter")
    walk.pass_by("Opleiding en periode")
    keys.tab_to(page.get_by_label("Opleiding", exact=True))
    page.keyboard.type("ODB-9000011")
    keys.tab_to(page.get_by_role("button", name="Volgende"))
    page.keyboard.press("Enter")
    walk.pass_by("Cursisten")
    keys.tab_to(page.get_by_role("button", name="Volgende"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    keys.tab_to(page.get_by_role("alert").get_by_role("link").first)
    page.keyboard.press("Enter")
    first = page.get_by_role("group", name="Cursist 1")
    keys.tab_to(first.get_by_label("Uren aanwezig"))
    page.keyboard.type("30")
    keys.tab_to(first.get_by_label("Deelname aan de eindbeoordeling"))
    page.keyboard.type("Ja")
    keys.tab_to(first.get_by_label("Traject volledig gevolgd"))
    page.keyboard.type("Ja")
    keys.tab_to(page.get_by_role("button", name="Volgende"))
    page.keyboard.press("Enter")
    walk.pass_by("Controleer")
    keys.tab_to(page.get_by_role("button", name="Bevestigen"))
    page.keyboard.press("Enter")
    walk.pass_by("Ontvangstbevestiging")


def test_the_employer_types_the_code(page: Page):
    emma = Inschrijving.objects.get(insz=EMMA, opleiding__odb_number="ODB-9000001")
    make_attest(emma.pk)
    emma.refresh_from_db()
    walk = Walker(page, "8-code-bij-de-werkgever", "seed-003")
    page.context.watch.allow("422")
    client = walk.arrive("Bart Maes", "De Korenbloem")
    aanvraag = start_draft(client)
    post_step(client, aanvraag, "contact", CONTACT)
    post_step(client, aanvraag, "werknemer", WORKER)
    page.goto(f"/aanvragen/{aanvraag.key}/stap/opleiding/")
    page.get_by_label("Code van het inschrijvingsattest").fill(format_code(emma.attest_code))
    walk.click("Haal de gegevens van het attest op")
    expect(page.get_by_text("Het attest hoort bij Emma Lambert.")).to_be_visible()
    walk.see("Opleiding", "ingevuld")
    page.get_by_label("Code van het inschrijvingsattest").fill("7KMDP-2XWQM")
    walk.click("Haal de gegevens van het attest op")
    expect(page.get_by_role("alert")).to_contain_text("Deze code klopt niet")
    walk.see("Opleiding", "verkeerde-code")
    page.get_by_label("Code van het inschrijvingsattest").fill(format_code(emma.attest_code))
    walk.choose("Wie nam het initiatief", "De werknemer")
    walk.click("Volgende")
    walk.see("Verlof", "uren-van-het-attest")
    expect(page.get_by_label("Aantal uren opleidingsverlof")).to_have_value("64")


def test_who_has_no_right_asks_it(page: Page):
    walk = Walker(page, "6-gebruikersrecht", "seed-003")
    walk.log_in("Lotte Willems")
    walk.act_for("Opleidingscentrum Kompas vzw")
    to_the_dienst(walk)
    row = walk.dienst(TITLE)
    expect(row.get_by_role("link", name="Aanvragen", exact=True)).to_have_count(0)
    walk.click("Gebruikersrecht aanvragen", "link", within=row)
    walk.see("Gebruikersrecht aanvragen", "gebruikersrecht")


def test_the_screens_of_the_verstrekker(page: Page, watch):
    watch.allow("422")
    walk = Walker(page, "7-mijn-opleidingen", "seed-003")
    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto("/verstrekker/opleidingen/")
    walk.see("Mijn opleidingen", "mijn-opleidingen")
    walk.click("Heftruckbestuurder", "link", within=page.get_by_role("table"))
    walk.see("Heftruckbestuurder", "opleiding")
    walk.click("3 inschrijvingen", "link")
    walk.see("Inschrijvingen", "inschrijvingen")
    walk.click("Schrijf cursisten in", "link")
    walk.click("Schrijf in")
    expect(page.get_by_role("alert")).to_be_focused()
    walk.see("Cursisten inschrijven", "inschrijven")
    page.goto("/verstrekker/registraties/")
    walk.see("Registraties", "registraties")
    page.goto("/verstrekker/opleidingen/")
    walk.click("Heftruckbestuurder", "link", within=page.get_by_role("table"))
    walk.click("Bekijk of verbeter wat geregistreerd is", "link")
    walk.see("Geregistreerde deelnames", "deelnames")
    walk.click("Tom Vermeulen", "link")
    walk.see("Tom Vermeulen", "nooit-betaald")
    walk.click("Trek in", "link")
    walk.see("Wilt u de lijn", "intrekken")
    walk.click("Trek in")
    walk.see_errors("Wilt u de lijn", {"Reden": "Vul een reden in."})


def test_an_attest_and_its_code(page: Page, celery_worker_running):
    walk = Walker(page, "8-inschrijvingsattest", "seed-003")
    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto("/verstrekker/opleidingen/")
    walk.click("Lasser MIG/MAG", "link", within=page.get_by_role("table"))
    walk.click("3 inschrijvingen", "link")
    walk.click("Lambert Emma", "link")
    walk.see("Emma Lambert", "inschrijving")
    walk.click("Maak het attest")
    expect(page.get_by_role("link", name="Download het attest (pdf)")).to_be_visible()
    walk.see("Emma Lambert", "met-code")
    walk.fill("Eigen referentie", "A-12")
    walk.click("Bewaar")
    walk.see("Emma Lambert", "inschrijving-gewijzigd")
    expect(page.get_by_role("listitem").filter(has_text="eigen referentie van niets naar A-12")).to_be_visible()
    page.get_by_role("link", name="Alle inschrijvingen").click()
    walk.click("Maak alle attesten (zip)")
    expect(page.get_by_role("link", name="Download alle attesten")).to_be_visible()
    walk.see("Inschrijvingsattesten", "bundel")
