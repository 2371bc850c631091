"""The login and the warning before the end of a session, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from accounts.models import LoginSession, Person
from tests.browser.checks import check_both_widths
from tests.browser.conftest import browser, context, page, watch

__all__ = ["browser", "context", "page", "watch"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def log_in(page: Page) -> None:
    page.goto("/aanmelden/?next=/sessies/")
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("link", name="itsme").click()
    page.get_by_role("button", name="An Claes").click()
    page.wait_for_url("**/sessies/")


def test_the_screens_of_the_login(page: Page, an: Person) -> None:
    page.goto("/aanmelden/")
    check_both_widths(page)
    page.get_by_role("button", name="Aanmelden").click()
    expect(page).to_have_title(re.compile("Kies hoe u wilt aanmelden"))
    check_both_widths(page)
    page.get_by_text("Hulp nodig?").first.click()
    page.get_by_text("Meer info over itsme").click()
    check_both_widths(page)
    page.get_by_role("link", name="itsme").click()
    check_both_widths(page)
    page.get_by_role("button", name="An Claes").click()
    page.wait_for_url("**/namens-wie/**")
    page.goto("/sessies/")
    check_both_widths(page)
    page.get_by_role("main").get_by_role("button", name="Afmelden").click()
    page.wait_for_url("**/afgemeld/")
    check_both_widths(page)


def test_errors_and_ends(page: Page, watch, an: Person) -> None:
    watch.allow("400")
    watch.allow("401")
    for path in (
        "/aanmelden/?sessie=afgelopen",
        "/aanmelden/afgebroken/",
        "/aanmelden/mislukt/",
        "/toegangsbeheer/aanmelden/",
    ):
        page.goto(path)
        check_both_widths(page)


def test_without_scripts_the_user_clicks(browser, live_server, an: Person) -> None:
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/aanmelden/?next=/sessies/")
    page.get_by_role("button", name="Aanmelden").click()
    page.get_by_role("link", name="itsme").click()
    page.get_by_role("button", name="An Claes").click()
    page.get_by_role("button", name="Ga verder").click()
    expect(page.get_by_role("heading", name="Mijn sessies")).to_be_visible()
    expect(page.get_by_role("button", name="Blijf aangemeld")).to_be_hidden()
    context.close()


class TestWarning:
    def test_stay(self, page: Page, an: Person, settings) -> None:
        settings.SESSION_SLIDING_SECONDS, settings.SESSION_WARN_SECONDS = 602, 600
        log_in(page)
        dialog = page.get_by_role("dialog")
        expect(dialog).to_be_visible()
        expect(dialog.get_by_role("button", name="Blijf aangemeld")).to_be_focused()
        check_both_widths(page)
        page.evaluate("window.gebleven = true")
        dialog.get_by_role("button", name="Blijf aangemeld").click()
        expect(dialog).to_be_hidden()
        assert page.evaluate("window.gebleven")

    def test_escape_and_then_the_end(self, page: Page, an: Person, settings) -> None:
        settings.SESSION_SLIDING_SECONDS, settings.SESSION_WARN_SECONDS = 18, 14
        log_in(page)
        button = page.get_by_role("button", name="Verleng deze sessie")
        button.focus()
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        expect(button).to_be_focused()
        page.wait_for_url("**/aanmelden/**")
        expect(page.get_by_text("Uw concepten zijn bewaard")).to_be_visible()
        assert not LoginSession.objects.exists()

    def test_a_session_that_cannot_be_extended_says_so(self, page: Page, an: Person, settings) -> None:
        settings.SESSION_ABSOLUTE_SECONDS, settings.SESSION_WARN_SECONDS = 602, 600
        log_in(page)
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Blijf aangemeld").click()
        expect(dialog.get_by_text("Deze sessie kan niet langer duren")).to_be_visible()

    def test_the_other_tab_knows(self, page: Page, context, an: Person, settings) -> None:
        settings.SESSION_SLIDING_SECONDS, settings.SESSION_WARN_SECONDS = 604, 600
        log_in(page)
        expect(page.get_by_role("dialog")).to_be_visible()
        other = context.new_page()
        other.goto("/sessies/")
        other.get_by_role("dialog").get_by_role("button", name="Blijf aangemeld").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
