"""The table of `docs/access.md`: every address with the rule that its view declares."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLResolver, get_resolver

from loket.access.rules import Rule

# These addresses exist only where the demo is installed.
DEMO_PARTS = ("accounts.toegangsbeheer.", "loket.demo.")
GROUP = re.compile(r"\(\?P<(\w+)>([^)]*)\)")
HEAD = """# Who may open what

Made by `manage.py access_table` from the rules that the views declare (`loket/access/rules.py`); a test compares the
two. A view without a rule is refused for everyone. What somebody sees inside a view is looked up in the acting
context's own query: an object of another organisation does not exist (404). The demo's own addresses are left out.

| Address | Name | Open to |
|---|---|---|
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One address. `rule` is None when the view declares none."""

    path: str
    name: str
    rule: Rule | None
    view: str


def rows(resolver: URLResolver | None = None, prefix: str = "/") -> Iterator[Row]:
    """Every address of the URLconf, in its order."""
    for item in (resolver or get_resolver()).url_patterns:
        path = prefix + _readable(str(item.pattern))
        if isinstance(item, URLResolver):
            yield from rows(item, path)
        else:
            view = item.callback
            name = f"{getattr(view, '__module__', '')}.{getattr(view, '__qualname__', '')}"
            yield Row(path, item.name or "", getattr(view, "access_rule", None), name)


def _readable(pattern: str) -> str:
    """A regular expression as the other addresses are written."""
    return GROUP.sub(r"<\2>", pattern.removeprefix("^").removesuffix("$")).replace("\\", "")


def access_table() -> str:
    """The whole page."""
    lines = [
        # A bar would begin another column.
        f"| `{row.path.replace('|', ',')}` | `{row.name}` | {row.rule.summary if row.rule else 'niemand'} |\n"
        for row in rows()
        if not row.view.startswith(DEMO_PARTS)
    ]
    return HEAD + "".join(lines)
