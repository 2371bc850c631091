"""The checks themselves: what is wrong is found wherever it stands, and what was found good is not judged again."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from tests.browser.checks import NARROW, WIDE, _axe_violations

CONTRAST = """<!doctype html><html lang="nl"><head><title>Proef</title><style>
.bleek { color: #000 } .verborgen { display: none; color: #ddd } .vlak { background: %s }
@media (max-width: 40rem) { .bleek { color: #ccc } .verborgen { display: block } }
</style></head><body><main>
<h1>Proef</h1><p class="bleek">Een</p><p class="verborgen">Twee</p><div class="vlak"><p>Drie</p></div>
</main></body></html>"""
GOOD = """<!doctype html><html lang="nl"><head><title>Proef</title></head><body><main>
<h1>Proef</h1><nav aria-label="Een"><a href="/">Begin</a></nav><nav aria-label="Twee"><a href="/">Einde</a></nav>
<h2>Vragen</h2><form><label for="a">Naam</label><input id="a" type="text"></form>
<ul><li>Een</li></ul>
<table><thead><tr><th scope="col">Kop</th></tr></thead><tbody><tr><td>Cel</td></tr></tbody></table>
</main></body></html>"""


@pytest.fixture
def blank(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.evaluate(AXE_SCRIPT)
    yield page
    page.close()


def pale(page: Page, size: dict[str, int]) -> list[bool]:
    """Which of the three words have too little contrast."""
    page.set_viewport_size(size)
    found = "\n".join(_axe_violations(page))
    assert "color-contrast" in found or not found
    return [word in found for word in ("Een", "Twee", "Drie")]


def test_contrast_is_judged_again_where_the_width_changes_it(blank: Page):
    blank.set_content(CONTRAST % "#fff")
    assert pale(blank, WIDE) == [False, False, False]
    assert pale(blank, NARROW) == [True, True, False]
    # What is bad stays bad.
    assert pale(blank, NARROW) == [True, True, False]


def test_contrast_is_judged_again_where_the_ground_is_another(blank: Page):
    blank.set_content(CONTRAST % "#fff")
    assert pale(blank, WIDE) == [False, False, False]
    blank.set_content(CONTRAST % "#222")
    assert pale(blank, WIDE) == [False, False, True]


@pytest.mark.parametrize(
    ("good", "bad", "rule"),
    [
        ('for="a"', 'for="b"', "label"),
        ("<a href", '<a aria-hidden="true" href', "aria-hidden-focus"),
        ("Begin", "", "link-name"),
        ('"Twee"', '"Een"', "landmark-unique"),
        ("h2>", "h3>", "heading-order"),
        ("<li>", '<li role="option">', "aria-required-parent"),
        ("<title>Proef", "<title>", "document-title"),
        ("<h1>Proef</h1>", "<p>Proef</p>", "page-has-heading-one"),
        ('lang="nl"', 'lang="qq"', "html-lang-valid"),
    ],
)
def test_what_is_wrong_among_known_things_is_found(blank: Page, good: str, bad: str, rule: str):
    blank.set_content(GOOD)
    assert _axe_violations(blank) == []
    assert good in GOOD
    blank.set_content(GOOD.replace(good, bad))
    assert any(found.startswith(f"{rule} ") for found in _axe_violations(blank))


def test_other_words_and_more_of_the_same_are_not_judged_again(blank: Page, browser: Browser):
    blank.set_content(GOOD)
    assert _axe_violations(blank) == []
    # Here axe is not there to be asked.
    other = browser.new_page()
    other.set_content(GOOD.replace("Cel", "Iets").replace("<li>Een</li>", "<li>Twee</li><li>Drie</li>"))
    assert _axe_violations(other) == []
    other.close()
