"""Filters of a list: a form that lives in the address."""

from typing import Any

from django.http import HttpRequest

from loket.ui.forms import LoketForm


def filter_form(request: HttpRequest, kind: type[LoketForm], **extra: Any) -> LoketForm:
    """The filters of the address; unbound without any, so that an empty page shows no errors."""
    return kind(request.GET if set(request.GET) & set(kind.base_fields) else None, **extra)


def filters_of(form: LoketForm) -> dict[str, Any]:
    """What to filter on: nothing when the form is empty or has an error."""
    return form.cleaned_data if form.is_bound and form.is_valid() else {}


def without_position(request: HttpRequest) -> str:
    """The filters of the address as a query, for a link to the same list elsewhere."""
    query = request.GET.copy()
    for name in ("na", "voor"):
        query.pop(name, None)
    return query.urlencode()
