"""The checks themselves: contrast that goes wrong at the narrow width alone is found, and nothing else is."""

from playwright.sync_api import Browser

from tests.browser.checks import NARROW, REMEMBER_COLOURS, RUN_AXE_AGAIN, WIDE, _axe_violations

PAGE = """<!doctype html><html lang="nl"><head><title>Proef</title><style>
.bleek { color: #000 } .verborgen { display: none; color: #ddd }
@media (max-width: 40rem) { .bleek { color: #ccc } .verborgen { display: block } }
</style></head><body><main>
<h1>Proef</h1><p class="bleek">Een</p><p class="verborgen">Twee</p><p>Drie</p>
</main></body></html>"""


def test_contrast_is_judged_again_where_the_width_changes_it(browser: Browser):
    page = browser.new_page()
    page.set_viewport_size(WIDE)
    page.set_content(PAGE)
    assert _axe_violations(page) == []
    page.evaluate(REMEMBER_COLOURS)
    page.set_viewport_size(NARROW)
    [found] = _axe_violations(page, RUN_AXE_AGAIN)
    page.close()
    assert [word in found for word in ("Een", "Twee", "Drie")] == [True, True, False]
