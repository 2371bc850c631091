"""The requests of the organisation: filters, and deciding on several at once."""

import datetime
import re

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms import RechtaanvragenFilter, ToekennenForm, WeigerenForm
from accounts.models import Gebruikersrecht, Rechtaanvraag
from accounts.rights.bulk import SeveralErrors, grant_several, refuse_several
from accounts.rights.periods import last_possible_day
from accounts.rights.selectors import requests_to_decide
from accounts.views.rights import BEHEERDER
from loket.access.rules import access
from loket.ui.paging import Page, keyset_page

PER_PAGE = 25
LONG = datetime.timedelta(days=3)
NUMBER = re.compile(r"[0-9]{1,18}")
Forms = tuple[ToekennenForm, WeigerenForm]


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def lijst(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first, to tick and decide together; or what is decided. Filters stand in the address."""
    rights = Gebruikersrecht.objects.values_list("code", "name")
    filters = RechtaanvragenFilter(request.GET, rights=[("", "Alle rechten"), *rights])
    data = filters.cleaned_data if filters.is_valid() else {}
    decided = data.get("toon", "") not in ("", "open")
    page = keyset_page(
        request,
        _filtered(requests_to_decide(request.acting), data),
        key="requested_at",
        per_page=PER_PAGE,
        newest_first=decided,
    )
    forms = _forms(request, page)
    ticked = request.POST.getlist("aanvraag")
    errors: SeveralErrors | None = None
    if request.method == "POST":
        try:
            if said := _decide(request, ticked, forms):
                messages.success(request, said, extra_tags="ok")
                return redirect(request.get_full_path())
        except SeveralErrors as several:
            errors = several
    form = forms[0] if request.POST.get("beslissing") == "toekennen" else forms[1]
    if errors is not None:
        form.add_error(None, str(errors))
    context = {
        "filters": filters,
        "filtering": any(data.get(name) for name in ("q", "recht", "ouder")),
        "page": page,
        "decided": decided,
        "ticked": ticked,
        "toekennen": forms[0],
        "weigeren": forms[1],
        "form": form,
        "row_errors": [(row, str(error)) for row, error in errors.errors.items()] if errors else [],
        "wrong": {row.pk for row in errors.errors} if errors else set(),
    }
    return render(request, "accounts/rechtaanvragen.html", context, status=422 if request.method == "POST" else 200)


def _filtered(rows: QuerySet[Rechtaanvraag], data: dict[str, object]) -> QuerySet[Rechtaanvraag]:
    toon = data.get("toon") or "open"
    if toon == "beslist":
        rows = rows.exclude(status=Rechtaanvraag.Status.PENDING)
    else:
        rows = rows.filter(status=Rechtaanvraag.Status.PENDING if toon == "open" else toon)
    for word in str(data.get("q") or "").split():
        rows = rows.filter(Q(person__first_name__icontains=word) | Q(person__last_name__icontains=word))
    if data.get("recht"):
        rows = rows.filter(recht__code=data["recht"])
    if data.get("ouder"):
        rows = rows.filter(requested_at__lt=timezone.now() - LONG)
    return rows


def _forms(request: HttpRequest, page: Page) -> Forms:
    """One period and one reason for all; the shortest of the maximum durations is proposed."""
    today = timezone.localdate()
    shortest = min((row.recht.max_months for row in page.rows), default=48)
    chosen = request.POST.get("beslissing")
    proposal = {"start": today, "end": last_possible_day(today, shortest)}
    return (
        ToekennenForm(request.POST if chosen == "toekennen" else None, initial=proposal, prefix="toekennen"),
        WeigerenForm(request.POST if chosen == "weigeren" else None, prefix="weigeren"),
    )


def _decide(request: HttpRequest, ticked: list[str], forms: Forms) -> str:
    """What was done, in words; "" when a form is wrong. Raises SeveralErrors, or Http404 for another's request."""
    toekennen, weigeren = forms
    form = toekennen if toekennen.is_bound else weigeren
    if not form.is_valid():
        return ""
    if not ticked:
        form.add_error(None, "Kies minstens één aanvraag.")
        return ""
    if not all(NUMBER.fullmatch(raw) for raw in ticked):
        raise Http404
    pks, data = {int(raw) for raw in ticked}, form.cleaned_data
    try:
        if form is toekennen:
            done = grant_several(request.acting, pks, data["start"], data["end"])
        else:
            done = refuse_several(request.acting, pks, data["reason"])
    except Rechtaanvraag.DoesNotExist:
        raise Http404 from None
    many = "1 aanvraag" if len(done) == 1 else f"{len(done)} aanvragen"
    return f"U kende {many} toe." if form is toekennen else f"U weigerde {many}."
