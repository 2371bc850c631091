"""Seed 001, a paragraph at a time: an employer logs in to file a terugbetalingsaanvraag Vlaams opleidingsverlof."""

import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Page, expect
from post_office.models import Email

from tests.browser.walk import TOUR, Walker

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=False),
    pytest.mark.usefixtures("demo_world", "celery_worker_running"),
]
TITLE = "Terugbetalingsaanvraag Vlaams opleidingsverlof"


def attest() -> dict[str, object]:
    """A picture of an inschrijvingsattest."""
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "white").save(picture, "PNG")
    return {"name": "attest.png", "mimeType": "image/png", "buffer": picture.getvalue()}


def start_of_lasser() -> str:
    day = timezone.localdate() - timedelta(days=20)
    return f"{day.day}/{day.month}/{day.year}"


def fill_in(walk: Walker) -> None:
    """All steps with good answers, from the KBO number to the review page."""
    walk.see(TITLE, "kbo-nummer")
    expect(walk.page.get_by_label("KBO-nummer van de onderneming")).to_have_value("0999.000.129")
    walk.click("Doorgaan")
    walk.see("Contact", "stap-contact")
    expect(walk.page.get_by_label("Naam van de contactpersoon")).to_have_value("Bart Maes")
    walk.fill("IBAN", "BE71 0961 2345 6769")
    walk.click("Volgende")
    walk.see("Werknemer", "stap-werknemer")
    walk.fill("INSZ", "05.06.07-993.40")
    walk.fill("Voornaam", "Wim")
    walk.page.get_by_label("Naam", exact=True).fill("Daems")
    walk.fill("Tewerkstellingsbreuk", "100")
    walk.fill("Gemiddeld aantal uren per week", "38")
    walk.fill("E-mailadres van de werknemer", "wim.daems@korenbloem.example")
    walk.click("Volgende")
    walk.see("Opleiding", "stap-opleiding")
    walk.choose("creditcontract", "Nee")
    walk.fill("ODB-nummer", "ODB-9000001")
    walk.click("Zoek de opleiding op")
    expect(walk.page.get_by_text("Lasser MIG/MAG")).to_be_visible()
    walk.fill("Startdatum van de opleiding", start_of_lasser())
    walk.choose("Wie nam het initiatief", "De werknemer")
    walk.page.get_by_label("Inschrijvingsattest (niet verplicht)", exact=True).set_input_files(files=[attest()])
    walk.click("Volgende")
    walk.see("Verlof", "stap-verlof")
    expect(walk.page.get_by_text("125 uur").first).to_be_visible()
    walk.fill("Aantal uren opleidingsverlof", "64")
    walk.page.get_by_label("De werknemer is akkoord").check()
    walk.click("Volgende")
    walk.see("Controleer uw aanvraag", "controleren")


def test_paragraph_1_log_in_with_a_digital_key(page: Page):
    walk = Walker(page, "1-aanmelden")
    page.goto("/")
    walk.see("Meld u aan", "aanmelden")
    walk.click("Aanmelden")
    walk.see("Kies hoe u wilt aanmelden", "digitale-sleutels")
    page.get_by_text("Meer info").first.click()
    expect(page.locator("details[open]").first).to_be_visible()
    page.get_by_text("Hulp nodig?").first.click()
    expect(page.get_by_text("1700").first).to_be_visible()
    walk.click("eID", "link")
    walk.see("Kies een demopersoon", "demopersoon")
    walk.click("Bart Maes")
    walk.see("Namens wie wilt u aanmelden", "namens-wie")
    walk.click("Een onderneming of organisatie", "link")
    walk.see("Kies uw organisatie", "organisatie")


def test_paragraph_2_choose_the_organisation_not_the_own_name(page: Page):
    walk = Walker(page, "2-organisatie")
    walk.log_in("Bart Maes")
    walk.act_for("Bakkerij De Korenbloem bv")
    line = page.get_by_role("region", name="Namens wie u handelt")
    expect(line).to_contain_text("Bakkerij De Korenbloem bv")
    expect(line).to_contain_text("0999.000.129")


def test_paragraph_2_only_the_own_name(page: Page):
    walk = Walker(page, "2-enkel-eigen-naam")
    walk.log_in("Jana Goossens")
    walk.see("Kies uw organisatie", "enkel-eigen-naam")
    expect(page.get_by_text("U ziet enkel uw persoonlijke naam")).to_be_visible()
    expect(page.get_by_text(re.compile("Contacteer de 1700 infolijn.*gebruikersbeheer"))).to_be_visible()
    walk.click("Jana Goossens")
    walk.see("Welkom, Jana Goossens", "in-eigen-naam")


def test_paragraph_4_ask_the_right_get_it_and_file(page: Page):
    """Sofie's request of two days ago is refused first, so that she asks again with the blue button."""
    walk = Walker(page, "4-gebruikersrecht")
    walk.log_in("An Claes")
    walk.act_for("Bakkerij De Korenbloem bv")
    walk.click("Beslis", "link")
    walk.see("Aanvragen van rechten", "rechtaanvragen")
    walk.click("Sofie Janssens", "link")
    walk.see("Aanvraag van Sofie Janssens", "rechtaanvraag")
    page.context.watch.allow("422")
    walk.click("Weiger")
    walk.see("Aanvraag van Sofie Janssens")
    expect(page.get_by_role("alert")).to_contain_text("Vul in waarom u weigert")
    walk.fill("Reden", "Vraag het opnieuw na 1 december.")
    walk.click("Weiger")
    walk.log_out()

    walk.log_in("Sofie Janssens")
    walk.act_for("Bakkerij De Korenbloem bv")
    walk.click("Aanvraag", "link", within=walk.right_menu, exact=True)
    walk.see("Aanvraag", "overzicht-zonder-recht")
    expect(page.get_by_role("heading", name="Vlaams opleidingsverlof", exact=True)).to_be_visible()
    walk.click("Gebruikersrecht aanvragen", "link", within=walk.dienst(TITLE))
    walk.see("Gebruikersrecht aanvragen", "gebruikersrecht-aanvragen")
    expect(page.get_by_text("An Claes")).to_be_visible()
    walk.click("Bevestigen")
    walk.see("Aanvraag", "overzicht-aangevraagd")
    expect(walk.dienst(TITLE)).to_contain_text("Aangevraagd op")
    walk.log_out()

    mail = Email.objects.filter(subject__contains="Sofie Janssens vraagt", to="an.claes@korenbloem.example").get()
    walk.page.goto(re.search(r"https?://\S+", mail.message)[0])
    walk.click("Aanmelden")
    walk.click("itsme", "link")
    walk.click("An Claes")
    walk.see("Aanvraag van een gebruikersrecht", "link-uit-de-mail")
    walk.click("Ga verder namens Bakkerij De Korenbloem bv")
    walk.see("Aanvraag van Sofie Janssens")
    walk.click("Ken toe")
    walk.see("Aanvragen van rechten")
    walk.log_out()
    assert Email.objects.filter(to="sofie.janssens@korenbloem.example", subject__contains="toegekend").exists()

    walk.log_in("Sofie Janssens")
    walk.act_for("Bakkerij De Korenbloem bv")
    walk.click("Aanvraag", "link", within=walk.right_menu, exact=True)
    walk.click("Aanvragen", "link", within=walk.dienst(TITLE))
    walk.see(TITLE)


def test_paragraph_4_file_and_get_the_receipt(page: Page):
    walk = Walker(page, "4-aanvragen")
    walk.log_in("Bart Maes")
    walk.act_for("Bakkerij De Korenbloem bv")
    walk.click("Aanvraag", "link", within=walk.right_menu, exact=True)
    walk.see("Aanvraag", "overzicht")
    walk.click("Aanvragen", "link", within=walk.dienst(TITLE))
    fill_in(walk)
    walk.click("Bevestigen")
    walk.see("Ontvangstbevestiging", "ontvangstbevestiging")
    expect(page.get_by_text(re.compile(r"VOV-\d{4}-\d{6}")).first).to_be_visible()
    # The receipt is made by the worker; the page shows the link by itself as soon as it is there.
    expect(page.get_by_role("link", name="Download de ontvangstbevestiging")).to_be_visible()
    with page.expect_download() as download:
        walk.click("Download de ontvangstbevestiging", "link")
    path = download.value.path()
    assert path.read_bytes().startswith(b"%PDF-")
    if TOUR:
        download.value.save_as(f"{TOUR}/seed-001/4-aanvragen/ontvangstbevestiging.pdf")
    walk.click("Mijn aanvragen", "link", within=walk.right_menu)
    walk.see("Mijn aanvragen", "mijn-aanvragen")
    expect(page.get_by_role("row", name=re.compile("Wim Daems"))).to_contain_text("Ingediend")
