"""A file with twelve kinds of mistakes, from the start page to the corrected file and its receipt; and attendance."""

import csv
import io

import pytest
from playwright.sync_api import Page, expect

from aanvragen.models import Aanvraag
from loket.bulk.large.models import Bestand
from loket.bulk.large.receipts import ensure_receipt
from loket.bulk.large.running import go_on
from loket.ui.exports import csv_lines
from tests.aanvragen.deelname_bestand import rows as attendance
from tests.aanvragen.filing import EMMA, FATIMA, TOM, VERLOF, WIM, lasser
from tests.aanvragen.vov_bestand.rows import TITLES, as_csv, row
from tests.browser.walk import Walker

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("world")]


@pytest.fixture
def world(transactional_db, demo_world, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    # The test does the work itself, at the moment that the page shows its progress.
    tasks = [f"loket.bulk.tasks.{name}" for name in ("work_on_large_file", "make_file_receipt", "follow_up_file")]
    for task in (*tasks, "aanvragen.deelname.tasks.make_receipt"):
        monkeypatch.setattr(f"{task}.delay_quietly", lambda pk: None)


def work() -> None:
    assert not go_on(Bestand.objects.latest("pk").pk, 60)


# What is wrong in each, and the words that the report has for it.
MISTAKES = [
    (row({**TOM, "insz": "86071499157"}), "controlecijfers"),
    (row({**TOM, "first_name": ""}), "Vul de kolom “voornaam” in."),
    (row({**TOM, "establishment": "2999000270"}), "hoort niet bij de onderneming"),
    (row({**TOM, "fraction": "tachtig"}), "Vul een getal in"),
    (row(FATIMA), "komt niet in aanmerking"),
    (row({**TOM, "hired_on": "31/02/2026"}), "Deze datum bestaat niet"),
    (row({**TOM, "worker_email": "tom"}), "Voer een geldig e-mailadres in"),
    (row(TOM, {**lasser(), "odb_number": "ODB-1234567"}), "staat niet in de opleidingsdatabank"),
    (row(TOM, {**lasser(), "start": "01/01/2020"}), "Deze opleiding loopt van"),
    (row(TOM, {**lasser(), "initiatief": "vakbond"}), "Vul “werknemer” of “werkgever” in."),
    (row(TOM, verlof={"hours": "100", "akkoord": "on"}), "Deze opleiding geeft hoogstens 64 uur"),
    (row(TOM, verlof={"hours": "40"}), "De werknemer moet akkoord zijn."),
]


def choose(page: Page, name: str, content: bytes) -> None:
    page.get_by_label("Bestand", exact=True).set_input_files(
        files=[{"name": name, "mimeType": "text/csv", "buffer": content}]
    )


def test_twelve_mistakes_from_upload_to_corrected_file(page: Page):
    page.context.watch.allow("422")
    walk = Walker(page, "bestand", "seed-001")
    walk.arrive("Bart Maes", "De Korenbloem")
    page.goto("/aanvragen/vov/start/")
    walk.see("Terugbetalingsaanvraag", "start")
    walk.click("Bekijk de bestanden", "link")
    walk.see("bestanden", "lijst-leeg")
    page.go_back()
    walk.click("Dien meerdere aanvragen in met een bestand", "link")
    walk.see("Bestand opladen", "opladen")
    walk.click("Welke kolommen", "link")
    walk.see("Kolommen van het bestand", "kolommen")
    page.go_back()
    with page.expect_download() as download:
        walk.click("CSV met puntkomma’s", "link")
    template = download.value.path().read_text(encoding="utf-8-sig")
    assert template.startswith("INSZ;voornaam;naam;")
    walk.click("Controleer het bestand")
    walk.see_errors("Bestand opladen", {"IBAN": "Vul “IBAN” in.", "Bestand": "Kies een bestand."})
    walk.fill("IBAN", "BE71 0961 2345 6769")
    right = [row(EMMA), row({**WIM, "insz": "5060799340"}), row(EMMA)]
    choose(page, "werknemers.csv", as_csv(*right, *(wrong for wrong, _ in MISTAKES)))
    walk.click("Controleer het bestand")

    walk.see("Het bestand wordt gecontroleerd", "controle-bezig")
    expect(page.get_by_role("progressbar", name="Rijen die gecontroleerd zijn")).to_be_visible()
    work()
    walk.see("Controleer en bevestig", "verslag")
    for number, (_, words) in enumerate(MISTAKES, start=5):
        expect(page.get_by_role("row").filter(has_text=words).first).to_contain_text(str(number))
    expect(page.get_by_role("row").filter(has_text="Dezelfde aanvraag staat al op een eerdere rij")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="De voorloopnul was weggevallen")).to_be_visible()
    with page.expect_download() as download:
        walk.click("Download de foute rijen", "link")
    rejected = download.value.path().read_bytes().decode("utf-8-sig")
    walk.click("Dien alleen de juiste rijen in")
    walk.see("Het bestand wordt verwerkt", "verwerken")
    work()
    walk.see("Ontvangstbevestiging", "ontvangst-pdf-komt")
    ensure_receipt(Bestand.objects.get().pk)
    walk.click("Kijk of de pdf klaar is", "link")
    page.goto(page.url.removesuffix("ontvangstbewijs.pdf"))
    walk.see("Ontvangstbevestiging", "ontvangst")
    with page.expect_download() as download:
        walk.click("Download de ontvangstbevestiging", "link")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    assert Aanvraag.objects.filter(bestand__isnull=False).count() == 2

    lines = list(csv.DictReader(io.StringIO(rejected, newline=""), delimiter=";"))
    assert len(lines) == 12
    assert all(line["fout"] for line in lines)
    good = row(TOM, verlof={**VERLOF, "hours": "5"})
    corrected = [{**good, "uren opleidingsverlof": str(5 + place)} for place, _line in enumerate(lines[:3])]
    out = io.StringIO()
    writer = csv.DictWriter(out, [*TITLES.values(), "fout"], delimiter=";")
    writer.writeheader()
    writer.writerows([{**line, "fout": lines[0]["fout"]} for line in corrected])
    walk.click("Laad nog een bestand op", "link")
    walk.fill("IBAN", "BE71 0961 2345 6769")
    choose(page, "verbeterd.csv", out.getvalue().encode())
    walk.click("Controleer het bestand")
    work()
    walk.pass_by("Controleer en bevestig")
    walk.click("Bevestigen")
    work()
    walk.pass_by("Ontvangstbevestiging")
    assert Aanvraag.objects.filter(bestand__isnull=False).count() == 5
    walk.click("Terug naar de bestanden", "link")
    walk.see("bestanden", "lijst")

    walk.click("Bestand opladen", "link")
    walk.fill("IBAN", "BE71 0961 2345 6769")
    choose(page, "verbeterd.csv", out.getvalue().encode())
    walk.click("Controleer het bestand")
    walk.see("Bestand opladen", "al-opgeladen")
    walk.fill("IBAN", "BE71 0961 2345 6769")
    page.get_by_label("Ik wil dit bestand toch opnieuw opladen").check()
    choose(page, "verbeterd.csv", out.getvalue().encode())
    walk.click("Controleer het bestand")
    work()
    walk.see("Controleer en bevestig", "alles-dubbel")
    expect(page.get_by_text("Alle rijen zijn al ingediend. U hoeft niets te doen.")).to_be_visible()
    walk.click("Dien niets in")
    walk.see("verbeterd.csv", "geannuleerd")


def attendance_csv(*rows: dict) -> bytes:
    titles = list(attendance.TITLES.values())
    return "".join(csv_lines(titles, [[item.get(title, "") for title in titles] for item in rows])).encode()


def test_attendance_is_registered_and_then_corrected_by_file(page: Page):
    walk = Walker(page, "bestand", "seed-003")
    walk.arrive("Hanne Jacobs", "Kompas")
    page.goto("/aanvragen/deelname/start/")
    walk.click("Registreer met een bestand", "link")
    walk.see("Bestand opladen", "opladen")
    walk.click("Welke kolommen", "link")
    walk.see("Kolommen van het bestand", "kolommen")
    expect(page.get_by_role("row").filter(has_text="wijziging")).to_contain_text("verbeteren of intrekken")
    page.go_back()
    new = [attendance.row(insz=insz) for insz in (attendance.EMMA, attendance.TOM, attendance.WIM)]
    choose(page, "cursisten.csv", attendance_csv(*new))
    walk.click("Controleer het bestand")
    walk.see("Het bestand wordt gecontroleerd", "controle-bezig")
    work()
    walk.see("Controleer en bevestig", "verslag")
    walk.click("Bevestigen")
    work()
    walk.see("Ontvangstbevestiging", "ontvangst")

    walk.click("Laad nog een bestand op", "link")
    change = {"change": "verbeteren", "reason": "Aanwezigheidslijst verkeerd overgenomen."}
    changes = [
        attendance.row(hours_present="9", **change),
        attendance.row(insz=attendance.TOM, change="intrekken", reason="Nooit gekomen."),
        attendance.row(insz=attendance.WIM, hours_present="3"),
        attendance.row(insz=attendance.FATIMA, **change),
    ]
    choose(page, "wijzigingen.csv", attendance_csv(*changes))
    walk.click("Controleer het bestand")
    work()
    walk.see("Controleer en bevestig", "verslag-wijzigingen")
    expect(page.get_by_role("row").filter(has_text="Vul “verbeteren” of “intrekken” in")).to_contain_text("4")
    expect(page.get_by_role("row").filter(has_text="nog niet geregistreerd")).to_contain_text("5")
    expect(page.get_by_text("Intrekkingen van lijnen")).to_be_visible()
    walk.click("Dien alleen de juiste rijen in")
    work()
    walk.see("Ontvangstbevestiging", "ontvangst-wijzigingen")
    expect(page.get_by_role("cell", name="Ingetrokken", exact=True)).to_be_visible()
    box = page.get_by_role("group", name="Tabel met wat u indiende")
    assert box.evaluate("box => box.scrollWidth - box.clientWidth") == 0, "columns of the receipt are out of sight"
    walk.click("Bekijk wat u indiende", "link")
    walk.see("^Registraties", "registraties")
    page.get_by_role("row").filter(has_text="Verbetering").get_by_role("link").first.click()
    walk.see("Ontvangstbevestiging", "verbetering")
    walk.click("Emma Lambert", "link")
    walk.see("Emma Lambert", "lijn")
    expect(page.get_by_text("Aanwezigheidslijst verkeerd overgenomen.")).to_be_visible()


def test_attendance_without_scripts(page: Page, browser, live_server):
    """The page refreshes itself without scripts, and everything is a link or a button."""
    plain = browser.new_context(base_url=live_server.url, java_script_enabled=False, locale="nl-BE")
    plain.watch = page.context.watch
    try:
        bare = plain.new_page()
        walk = Walker(bare, "bestand", "seed-003")
        walk.arrive("Hanne Jacobs", "Kompas")
        bare.goto("/aanvragen/deelname/start/")
        walk.click("Registreer met een bestand", "link")
        rows = [attendance.row(), attendance.row(insz=attendance.TOM, hours_present="")]
        titles = list(attendance.TITLES.values())
        content = "\n".join(
            ["\t".join(titles), *("\t".join(item.get(title, "") for title in titles) for item in rows)]
        )
        choose(bare, "cursisten.txt", content.encode("utf-16"))
        walk.click("Controleer het bestand")
        expect(bare.locator("noscript meta[http-equiv=refresh], meta[http-equiv=refresh]")).to_have_count(1)
        work()
        bare.reload()
        walk.pass_by("Controleer en bevestig")
        expect(bare.get_by_role("row").filter(has_text="Vul in hoeveel uren de cursist aanwezig was")).to_be_visible()
        walk.click("Dien alleen de juiste rijen in")
        work()
        bare.reload()
        walk.pass_by("Ontvangstbevestiging")
        expect(bare.get_by_text("REG-")).to_be_visible()
    finally:
        plain.close()
