"""What every page must satisfy: accessible, valid, and usable on a narrow screen. Failures say where."""

import html5lib
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from html5lib.constants import E as HTML_ERRORS
from playwright.sync_api import Page

WIDE = {"width": 1280, "height": 900}
# WCAG's "reflow": 1280 pixels at four times the size.
NARROW = {"width": 320, "height": 900}
RUN_AXE = "axe.run(document, {resultTypes: ['violations']}).then(found => found.violations)"

# What decides on contrast: it is judged again only where another width shows or colours something else.
COLOURS = "e => e.checkVisibility() && `${getComputedStyle(e).color} on ${getComputedStyle(e).backgroundColor}`"
REMEMBER_COLOURS = f"""() => {{
  const colours = {COLOURS};
  window.coloursBefore = new Map([...document.body.querySelectorAll('*')].map(e => [e, colours(e)]));
}}"""
RUN_AXE_AGAIN = f"""async () => {{
  const colours = {COLOURS};
  const changed = [...document.body.querySelectorAll('*')].filter(e =>
    colours(e) && colours(e) !== window.coloursBefore.get(e));
  const run = async (context, options) =>
    (await axe.run(context, {{resultTypes: ['violations'], ...options}})).violations;
  const found = await run(document, {{rules: {{'color-contrast': {{enabled: false}}}}}});
  const contrast = changed.length ? await run({{include: changed}}, {{runOnly: ['color-contrast']}}) : [];
  return [...found, ...contrast];
}}"""

# The innermost elements that stick out, or whose contents do, with the place where they end.
STICKING_OUT = """() => {
  const limit = document.documentElement.clientWidth;
  const end = e => Math.round(e.getBoundingClientRect().left + Math.max(e.offsetWidth || 0, e.scrollWidth));
  const out = [...document.body.querySelectorAll('*')].filter(e => end(e) > limit + 1);
  return out.filter(e => !out.some(other => other !== e && e.contains(other))).slice(0, 5).map(e =>
    e.outerHTML.slice(0, 120) + ' ... ends at ' + end(e));
}"""

# Headings of a part that are larger than the heading of the page.
LARGER_THAN_H1 = """() => {
  const size = e => parseFloat(getComputedStyle(e).fontSize);
  const first = Math.min(...[...document.querySelectorAll('h1')].map(size));
  return [...document.querySelectorAll('h2, h3')].filter(e => size(e) > first).map(e => e.outerHTML.slice(0, 120));
}"""


def check_page(page: Page) -> None:
    """Fail when axe finds anything at the present width, or when what the server sent is not valid HTML."""
    _fail_on(page, "is not accessible", _axe_violations(page))
    _fail_on(page, "is not valid HTML", _html_errors(_sent_document(page)))


def check_both_widths(page: Page) -> None:
    """`check_page` at 1280 and at 320 pixels, where moreover nothing may need scrolling sideways."""
    before = page.viewport_size
    page.set_viewport_size(WIDE)
    check_page(page)
    page.evaluate(REMEMBER_COLOURS)
    page.set_viewport_size(NARROW)
    _fail_on(page, "is not accessible", _axe_violations(page, RUN_AXE_AGAIN))
    _fail_on(page, "has a part with a larger heading than its own", page.evaluate(LARGER_THAN_H1))
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        _fail_on(page, f"is {width} pixels wide at {NARROW['width']}", page.evaluate(STICKING_OUT) or ["(no element)"])
    page.set_viewport_size(before or WIDE)


def _fail_on(page: Page, what: str, findings: list[str]) -> None:
    if findings:
        size = page.viewport_size or {}
        pytest.fail(f"{page.url} {what} (width {size.get('width')}):\n\n" + "\n\n".join(findings), pytrace=False)


def _axe_violations(page: Page, run: str = RUN_AXE) -> list[str]:
    findings = []
    if not page.evaluate("'axe' in window"):
        # Once for a document: reading half a megabyte of script takes as long as checking a page.
        page.evaluate(AXE_SCRIPT)
    for violation in page.evaluate(run):
        lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
        for node in violation["nodes"]:
            lines.append(f"  {node['html']}")
            lines += [f"    {line}" for line in node.get("failureSummary", "").splitlines()]
        findings.append("\n".join(lines))
    return findings


def _sent_document(page: Page) -> str:
    """The document as the server sent it: the page's own tree was repaired by the browser already."""
    return page.context.watch.documents[page].text()


def _html_errors(document: str) -> list[str]:
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(document)
    lines = document.splitlines()
    findings = []
    for (line, column), code, values in parser.errors:
        source = lines[line - 1] if line <= len(lines) else ""
        near = source[max(0, column - 80) : column + 40].strip()
        findings.append(f"line {line}, column {column}: {HTML_ERRORS.get(code, code) % values}\n  {near}")
    return findings
