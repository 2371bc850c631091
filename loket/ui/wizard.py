"""Short series of pages without a draft: what was typed travels along in hidden fields and is checked at the end.

For acts of a minute (linking a person, granting a right). What takes longer has a draft (`aanvragen/flow.py`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest

STEP_FIELD = "stap"
BACK = "vorige"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the series; `make` builds its form from data (None: not typed yet) and the cleaned data so far."""

    title: str
    make: Callable[[Any, dict[str, Any]], forms.Form]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the browser gets: a form, or the summary to confirm, with everything typed before as hidden fields."""

    title: str
    step: int
    steps: int
    form: forms.Form | None
    hidden: list[tuple[str, str]]
    summary: list[tuple[str, str]]


def run(request: HttpRequest, pages: Sequence[Page]) -> Shown | dict[str, Any]:
    """The page to show, or all cleaned data when the summary was confirmed.

    Each POST carries every answer so far; all are validated again, and the first wrong page is shown with its errors.
    """
    if request.method != "POST":
        return _show(pages, 0, pages[0].make(None, {}), [], {})
    raw = request.POST.get(STEP_FIELD, "0")
    reached = min(int(raw), len(pages)) if raw.isascii() and raw.isdigit() and len(raw) < 3 else 0
    if request.POST.get("actie") == BACK and reached:
        reached -= 1
        done, made = _validated(pages[:reached], request)
        if len(made) < reached or any(form.errors for form in made):
            return _wrong(pages, made, request)
        form = pages[reached].make(None, done)
        names = set(form.fields)
        form.initial = {**form.initial, **{name: request.POST[name] for name in names if name in request.POST}}
        return _show(pages, reached, form, made, done)
    done, made = _validated(pages[: reached + 1], request)
    if made and made[-1].errors:
        return _wrong(pages, made, request)
    if reached == len(pages):
        return done
    following = reached + 1
    form = pages[following].make(None, done) if following < len(pages) else None
    return _show(pages, following, form, made, done)


def _validated(pages: Sequence[Page], request: HttpRequest) -> tuple[dict[str, Any], list[forms.Form]]:
    """The cleaned data of the pages up to the first wrong one, and the forms that were looked at."""
    done: dict[str, Any] = {}
    made: list[forms.Form] = []
    for page in pages:
        form = page.make(request.POST, done)
        made.append(form)
        if not form.is_valid():
            break
        done = {**done, **form.cleaned_data}
    return done, made


def _wrong(pages: Sequence[Page], made: list[forms.Form], request: HttpRequest) -> Shown:
    index = len(made) - 1
    return _show(pages, index, made[index], made[:index], {})


def _show(
    pages: Sequence[Page], step: int, form: forms.Form | None, before: list[forms.Form], done: dict[str, Any]
) -> Shown:
    hidden = [
        (name, value)
        for earlier in before
        for name in earlier.fields
        for value in earlier.data.getlist(earlier.add_prefix(name))
    ]
    title = pages[step].title if step < len(pages) else "Controleer en bevestig"
    return Shown(title, step, len(pages), form, hidden, _summary(before) if form is None else [])


def _summary(made: list[forms.Form]) -> list[tuple[str, str]]:
    """Label and answer, as the user sees them."""
    rows = []
    for form in made:
        for bound in form:
            if bound.is_hidden:
                continue
            value = bound.value()
            choices = dict(getattr(bound.field, "choices", []))
            rows.append((bound.label, str(choices.get(value, value or "Niet ingevuld"))))
    return rows
