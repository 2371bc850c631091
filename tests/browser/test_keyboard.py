"""From login to receipt without a mouse; where the focus is, can be seen at each stop."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.test_seed_001 import TITLE, attest, start_of_lasser
from tests.browser.walk import Walker

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("demo_world", "celery_worker_running"),
]
STOPS = 60

# Remembers how everything looks now, so that the next stop can be compared with how it looked without the focus.
REMEMBER = """() => {
  window.seenLook = e => {
    const s = getComputedStyle(e);
    return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow].join(' ');
  };
  window.seenLooks = new Map([...document.querySelectorAll('*')].map(e => [e, window.seenLook(e)]));
}"""
# What has the focus: is it the one that is looked for, and what is wrong with how the focus shows?
STOP = """wanted => {
  const e = document.activeElement, box = e.getBoundingClientRect(), wrong = [];
  if (e === document.body) return {there: false, wrong};
  const look = window.seenLook(e);
  if (look === window.seenLooks.get(e) || (look.startsWith('none') && look.endsWith(' none')))
    wrong.push('the focus does not show: ' + look);
  if (box.width < 5 || box.height < 5 || box.right <= 0 || box.bottom <= 0 || box.left >= innerWidth
      || box.top >= innerHeight) wrong.push('the element with the focus is not on the screen');
  const middle = document.elementsFromPoint(box.left + box.width / 2, Math.min(box.top + 6, box.bottom - 1));
  if (middle.length && !middle.some(m => m === e || e.contains(m)) && !middle[0].contains(e))
    wrong.push('the element with the focus lies under ' + middle[0].outerHTML.slice(0, 80));
  return {there: e === wanted, wrong, html: e.outerHTML.slice(0, 150)};
}"""


class Keyboard:
    """Tab, Shift+Tab, Enter, space and letters; nothing else."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def tab_to(self, wanted: Locator, *, back: bool = False) -> None:
        """Press Tab until this has the focus; each stop on the way must show where the focus is."""
        expect(wanted).to_be_attached()
        handle = wanted.element_handle()
        passed = []
        for _ in range(STOPS):
            self.page.evaluate(REMEMBER)
            self.page.keyboard.press("Shift+Tab" if back else "Tab")
            stop = self.page.evaluate(STOP, handle)
            assert not stop["wrong"], f"{self.page.url}: {stop['wrong']}\n{stop.get('html')}"
            if stop["there"]:
                return
            passed.append(stop.get("html", "(nothing)"))
        pytest.fail(f"{wanted} is not reached within {STOPS} stops:\n" + "\n".join(passed), pytrace=False)

    def press(self, words: str, role: str = "button", *, exact: bool = False, within: Locator | None = None) -> None:
        self.tab_to((within or self.page).get_by_role(role, name=words, exact=exact).first)
        self.page.keyboard.press("Enter")

    def type(self, label: str, text: str) -> None:
        """In an empty field, or over what stands there: tabbing into a field selects all of it."""
        self.tab_to(self.page.get_by_role("textbox", name=re.compile("^" + re.escape(label))).first)
        self.page.keyboard.type(text)


def test_file_with_the_keyboard_only(page: Page):
    walk, keys = Walker(page, "toetsenbord"), Keyboard(page)
    # Playwright catches the chooser only some time after it is first asked to; then Enter would come too early.
    page.on("filechooser", lambda _chooser: None)
    page.goto("/")
    walk.pass_by("Meld u aan")
    keys.tab_to(page.get_by_role("link", name="Naar de inhoud"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    keys.press("Aanmelden")
    walk.pass_by("Kies hoe u wilt aanmelden")
    keys.tab_to(page.locator("summary").first)
    page.keyboard.press("Space")
    expect(page.locator("details").first).to_have_attribute("open", "")
    keys.press("itsme", "link")
    walk.pass_by("Kies een demopersoon")
    keys.press("Bart Maes")
    walk.pass_by("Namens wie wilt u aanmelden")
    keys.press("Een onderneming of organisatie", "link")
    walk.pass_by("Kies uw organisatie")
    keys.press("Bakkerij De Korenbloem bv")
    walk.pass_by("Welkom")
    keys.press("Aanvraag", "link", exact=True, within=walk.right_menu)
    walk.pass_by("Aanvraag")
    keys.press("Aanvragen", "link", within=walk.dienst(TITLE))
    walk.pass_by(TITLE)
    keys.press("Doorgaan")

    walk.pass_by("Contact")
    page.context.watch.allow("422")
    keys.press("Volgende")
    # After an error the focus is on the summary; its link leads to the field.
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    keys.press("Vul “IBAN” in.", "link", within=summary)
    expect(walk.field("IBAN")).to_be_focused()
    page.keyboard.type("BE71 0961 2345 6769")
    # Enter in a field sends the form with its first button, "Volgende".
    page.keyboard.press("Enter")

    walk.pass_by("Werknemer")
    keys.type("INSZ", "05.06.07-993.40")
    keys.type("Voornaam", "Wim")
    keys.type("Naam", "Daems")
    keys.type("Tewerkstellingsbreuk", "10")
    # Back with Shift+Tab, and forward again.
    keys.tab_to(walk.field("Voornaam"), back=True)
    keys.type("Tewerkstellingsbreuk", "100")
    keys.type("Gemiddeld aantal uren per week", "38")
    keys.press("Volgende")

    walk.pass_by("Opleiding")
    keys.tab_to(walk.field("Volgt de werknemer de opleiding met een creditcontract?").get_by_label("Ja", exact=True))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Nee", exact=True)).to_be_checked()
    keys.type("ODB-nummer", "ODB-9000001")
    keys.press("Zoek de opleiding op")
    expect(page.get_by_text("Lasser MIG/MAG")).to_be_visible()
    keys.type("Startdatum van de opleiding", start_of_lasser())
    keys.tab_to(page.get_by_label("De werknemer", exact=True))
    page.keyboard.press("Space")
    keys.tab_to(page.get_by_label("Inschrijvingsattest (niet verplicht)", exact=True))
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(files=[attest()])
    keys.press("Volgende")

    walk.pass_by("Verlof")
    keys.type("Aantal uren opleidingsverlof", "40")
    keys.press("Volgende")
    expect(summary).to_be_focused()
    keys.press("De werknemer moet akkoord zijn", "link", within=summary)
    expect(page.get_by_role("checkbox")).to_be_focused()
    page.keyboard.press("Space")
    keys.press("Volgende")

    walk.pass_by("Controleer uw aanvraag")
    keys.press("Bevestigen")
    walk.pass_by("Ontvangstbevestiging")
    expect(page.get_by_role("link", name="Download de ontvangstbevestiging")).to_be_visible()
    with page.expect_download() as download:
        keys.press("Download de ontvangstbevestiging", "link")
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    keys.press("Afmelden")
    walk.pass_by("afgemeld")
