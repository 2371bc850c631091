"""Walking through the portal as a person does: by the words on the screen."""

import io
import os
import re
from pathlib import Path

from django.conf import settings
from django.test import Client
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import NARROW, WIDE, check_both_widths
from tests.world import act_as

TOUR = os.environ.get("LOKET_TOUR", "")


class Walker:
    """One person in one browser. Every page that is passed is checked, and drawn when a tour is made."""

    def __init__(self, page: Page, chapter: str, seed: str = "seed-001") -> None:
        self.page = page
        self.chapter = f"{seed}/{chapter}"
        self.number = 0

    def see(self, heading: str, picture: str = "") -> None:
        """The page with this h1 is there; it is accessible, valid, and fits a narrow screen."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
        check_both_widths(self.page)
        if TOUR and picture:
            self.number += 1
            for width, size in (("breed", WIDE), ("smal", NARROW)):
                self.page.set_viewport_size(size)
                folder = Path(TOUR) / self.chapter
                folder.mkdir(parents=True, exist_ok=True)
                drawn = Image.open(io.BytesIO(self.page.screenshot(full_page=True)))
                # Screens have few colours: a palette keeps the repository small.
                drawn.quantize(64).save(folder / f"{self.number:02}-{picture}-{width}.png", optimize=True)
            self.page.set_viewport_size(WIDE)

    def pass_by(self, heading: str) -> None:
        """The page with this h1 is there; its looks are checked where another test sees the same page."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))

    def see_errors(self, heading: str, errors: dict[str, str], *, looks: bool = True) -> None:
        """The page with these errors, by label: at the field and in the summary in the same words; focus on it.

        Without `looks`, because the page with other errors was seen just before, `see` is left out.
        """
        expect(self.page).to_have_title(re.compile("^Fout: "))
        summary = self.page.get_by_role("alert")
        expect(summary).to_be_focused()
        count = len(errors)
        expect(summary.get_by_role("heading")).to_have_text(
            re.compile("Verbeter 1 fout" if count == 1 else f"Verbeter {count} fouten")
        )
        expect(summary.get_by_role("listitem")).to_have_count(count)
        for label, message in errors.items():
            field = self.field(label)
            expect(field).to_have_accessible_description(re.compile(re.escape(message)))
            expect(summary.get_by_role("link", name=message, exact=True)).to_be_visible()
        (self.see if looks else self.pass_by)(heading)

    def field(self, label: str) -> Locator:
        """The field with this label, or the group with this legend; as the label begins."""
        words = re.compile("^" + re.escape(label))
        return self.page.get_by_role("group", name=words).or_(self.page.get_by_label(words)).first

    def click(self, words: str, role: str = "button", *, within: Locator | None = None, exact: bool = False) -> None:
        (within or self.page).get_by_role(role, name=words, exact=exact).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(text)

    def choose(self, group: str, option: str) -> None:
        self.page.get_by_role("group", name=group).get_by_label(option, exact=True).check()

    @property
    def right_menu(self) -> Locator:
        return self.page.get_by_role("navigation", name="Snel naar")

    def dienst(self, title: str) -> Locator:
        """The row of a dienst on the overview."""
        return self.page.get_by_role("listitem").filter(has=self.page.get_by_role("heading", name=title, exact=True))

    def log_in(self, full_name: str, key: str = "itsme") -> None:
        """From the start page to the first choice after login, through the digital keys."""
        self.page.goto("/")
        self.click("Aanmelden")
        self.click(key, "link")
        self.click(full_name)

    def act_for(self, organisation: str, capacity: str = "Een onderneming of organisatie") -> None:
        self.click(capacity, "link")
        self.click(organisation)
        self.see("Welkom", "home")

    def arrive(self, full_name: str, organisation: str | None = None) -> Client:
        """Logged in and acting without going through the screens; the client given back shares the session."""
        client = act_as(Client(), full_name, organisation)
        name = settings.SESSION_COOKIE_NAME
        address = self.page.context.watch.address
        self.page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])
        return client

    def log_out(self) -> None:
        self.click("Afmelden")
        self.see("afgemeld")
