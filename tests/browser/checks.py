"""What every page must satisfy: accessible, valid, and usable on a narrow screen. Failures say where."""

from pathlib import Path
from typing import Any

import html5lib
import pytest
from django.templatetags.static import static
from html5lib.constants import E as HTML_ERRORS
from playwright.sync_api import Page

WIDE = {"width": 1280, "height": 900}
# WCAG's "reflow": 1280 pixels at four times the size.
NARROW = {"width": 320, "height": 900}

# As a script of the site, which the browser keeps; gone again when it is read, as the page has no such element.
READ_AXE = """address => new Promise((done, failed) => {
  const script = document.createElement('script');
  script.src = address;
  script.onload = () => done(script.remove());
  script.onerror = () => failed(`no ${address}`);
  document.head.append(script);
})"""
LOOKS = (Path(__file__).parent / "looks.js").read_text()
# Contrast takes longer than all other rules together, and is judged where it was not before. What cannot be judged,
# as something lies over it, is given back: on another page it may be.
RUN_AXE = """async looks => {
  const options = {resultTypes: ['violations', 'incomplete'], elementRef: true};
  const page = await axe.run(document, {...options, rules: {'color-contrast': {enabled: false}}});
  const texts = looks.filter(look => window.looks.has(look));
  if (!texts.length) return [page.violations, []];
  const contrast = await axe.run({include: texts.map(look => window.looks.get(look))},
    {...options, runOnly: ['color-contrast']});
  const unclear = new Set(contrast.incomplete.flatMap(rule => rule.nodes.map(node => node.element)));
  return [[...page.violations, ...contrast.violations], texts.filter(look => unclear.has(window.looks.get(look)))];
}"""
# Found good by an earlier check in this process.
_good_looks: set[int] = set()

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
    page.set_viewport_size(NARROW)
    _fail_on(page, "is not accessible", _axe_violations(page))
    _fail_on(page, "has a part with a larger heading than its own", page.evaluate(LARGER_THAN_H1))
    width = page.evaluate("document.documentElement.scrollWidth")
    if width > NARROW["width"]:
        _fail_on(page, f"is {width} pixels wide at {NARROW['width']}", page.evaluate(STICKING_OUT) or ["(no element)"])
    page.set_viewport_size(before or WIDE)


def _fail_on(page: Page, what: str, findings: list[str]) -> None:
    if findings:
        size = page.viewport_size or {}
        pytest.fail(f"{page.url} {what} (width {size.get('width')}):\n\n" + "\n\n".join(findings), pytrace=False)


def _axe_violations(page: Page) -> list[str]:
    """What axe finds; it is not asked about a page on which everything looks as on pages that it found good."""
    looks = set(page.evaluate(LOOKS)) - _good_looks
    if not looks:
        return []
    if not page.evaluate("'axe' in window"):
        page.evaluate(READ_AXE, static("axe/axe.min.js"))
    violations, unclear = page.evaluate(RUN_AXE, list(looks))
    if not violations:
        _good_looks.update(looks - set(unclear))
    return [_as_text(violation) for violation in violations]


def _as_text(violation: dict[str, Any]) -> str:
    lines = [f"{violation['id']} ({violation['impact']}): {violation['help']}"]
    for node in violation["nodes"]:
        lines.append(f"  {node['html']}")
        lines += [f"    {line}" for line in node.get("failureSummary", "").splitlines()]
    return "\n".join(lines)


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
