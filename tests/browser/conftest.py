"""The browser: Debian's Chromium through Playwright, which may speak to the live server only.

`page` is a fresh page at 1280 pixels, `narrow_page` one at 320; both fail their test on any console
message of rank, script error, breach of the content security policy or request to the outside. A test that means to
cause one says so with `watch.allow("404")`. The checks of a page stand in `tests.browser.checks`.
`tests/conftest.py` makes these fixtures known everywhere.
"""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.checks import NARROW, WIDE
from tests.browser.watch import Watch

# The headless build first: it draws the same pages in three quarters of the time.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    # Not a single name is looked up: what a page asks of the outside fails, and the watch reports it.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]
# A page is there in a tenth of a second; a busy machine, and the first page of a process, take their time.
TIMEOUT_MS = 60_000
BROWSER = pytest.StashKey[Browser]()


@pytest.fixture(scope="session")
def browser(pytestconfig: pytest.Config) -> Browser:
    """One browser for all tests of this process, also where a module imports this fixture anew."""
    if BROWSER not in pytestconfig.stash:
        pytestconfig.stash[BROWSER] = _launch(pytestconfig)
    return pytestconfig.stash[BROWSER]


def _launch(config: pytest.Config) -> Browser:
    program = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if program is None:
        pytest.fail("No Chromium on the PATH; run: make test, or scripts/bootstrap test", pytrace=False)
    # Playwright keeps an event loop in this thread, which Django takes for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    playwright = sync_playwright().start()
    config.add_cleanup(playwright.stop)
    # Chromium's sandbox refuses to work for root.
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    expect.set_options(timeout=TIMEOUT_MS)
    browser = playwright.chromium.launch(executable_path=program, args=[*ARGUMENTS, *sandbox])
    config.add_cleanup(browser.close)
    return browser


@pytest.fixture
def context(browser: Browser, live_server: Any) -> Iterator[BrowserContext]:
    """A browser profile without cookies, at the address of the live server."""
    context = browser.new_context(
        base_url=live_server.url, viewport=WIDE, locale="nl-BE", timezone_id="Europe/Brussels"
    )
    context.set_default_timeout(TIMEOUT_MS)
    context.watch = Watch(context, live_server.url)
    yield context
    context.close()
    problems = context.watch.unexpected()
    if problems:
        pytest.fail("The browser reported:\n" + "\n".join(problems), pytrace=False)


@pytest.fixture
def watch(context: BrowserContext) -> Watch:
    """What the pages of this test did wrong by themselves."""
    return context.watch


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page on a wide screen; addresses may be given without the host: `page.goto("/")`."""
    return context.new_page()


@pytest.fixture
def narrow_page(context: BrowserContext) -> Page:
    """A page on a screen of 320 pixels, in the same profile as `page`."""
    page = context.new_page()
    page.set_viewport_size(NARROW)
    return page
