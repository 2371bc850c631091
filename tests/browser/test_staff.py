"""The local staff's own site: its pages are Django's, with our templates around the login and around what is shown."""

import pytest
from django.core.cache import cache
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice
from playwright.sync_api import Page, expect

from accounts.models import User
from tests.browser.checks import check_page

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "een lang wachtwoord 42"


def test_login_list_and_one_row_are_accessible(page: Page, transactional_db: None, demo_world: None):
    cache.clear()
    # axe looks into Django's style sheet, which imports another one, in ways that the policy refuses to it.
    for of_axe in ("inline style", "404", "preload assets"):
        page.context.watch.allow(of_axe)
    user = User.objects.create_user("wim", PASSWORD, is_staff=True)
    device = TOTPDevice.objects.create(user=user, name="app", confirmed=True)
    page.goto("/staf/")
    check_page(page)
    page.locator("#id_username").fill("wim")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("#id_otp_token").fill(f"{totp(device.bin_key):06}")
    page.get_by_role("button").first.click()
    expect(page).to_have_url("/staf/")
    check_page(page)
    page.get_by_role("link", name="Personen", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("persoon")
    check_page(page)
    page.get_by_role("link", name="Bart Maes").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("persoon")
    check_page(page)
