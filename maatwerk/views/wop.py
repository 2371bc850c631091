""" "WOP": the packages of a label's workers, with filters to find one."""

import datetime
import uuid
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from loket.access.rules import access
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import PreparedPages, keyset_page
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.forms import InszForm, WopForm
from maatwerk.models import Wop
from maatwerk.toegang import note_personal_data, toekenning_of
from maatwerk.views.werknemers import gezocht, key_of

PER_PAGE = 25
# Who ends later than this simply runs.
SOON_DAYS = 365
# What a row shows, of the package and of the worker.
SHOWN = ("pk", "percentage", "niveau", "basis", "groep", "start", "end", "naam", "voornaam", "insz")


def _getoond(rows: QuerySet[Wop]) -> QuerySet:
    """Bare rows: a page of models takes much longer to make than to read."""
    worker = {name: F(f"werknemer__{name}") for name in ("naam", "voornaam", "insz")}
    return rows.annotate(**worker).values_list(*SHOWN, named=True)


def gefilterd(rows: QuerySet[Wop], data: dict[str, Any], werknemer: str, today: datetime.date) -> QuerySet[Wop]:
    """The packages that fit the filters; `werknemer` is the key that a search on INSZ led to."""
    for word in data.get("naam", "").split():
        rows = rows.filter(Q(werknemer__voornaam__icontains=word) | Q(werknemer__naam__icontains=word))
    match data.get("toestand"):
        case "loopt":
            rows = rows.valid_on(today)
        case "voorbij":
            rows = rows.filter(end__lt=today)
        case "komt":
            rows = rows.filter(start__gt=today)
    if data.get("niveau"):
        rows = rows.filter(niveau=data["niveau"])
    if data.get("eindigt"):
        rows = rows.filter(end__range=(today, today + datetime.timedelta(days=data["eindigt"])))
    return rows.filter(werknemer__key=werknemer) if werknemer else rows


_bladen = PreparedPages(
    Wop,
    lambda toekenning: _getoond(Wop.objects.filter(toekenning=toekenning)),
    key="naam",
    per_page=PER_PAGE,
    newest_first=False,
    toekenning=int,
)


@access(LEZER)
@require_http_methods(["GET", "HEAD", "POST"])
def lijst(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """By name; with "Eindigt binnen" the first to end comes first. The INSZ is sent, and stands in no address."""
    toekenning = toekenning_of(request, key)
    rows = Wop.objects.filter(toekenning=toekenning)
    insz = InszForm(request.POST if request.method == "POST" else None)
    if insz.is_bound and (werknemer := gezocht(rows, insz)):
        return redirect(f"{reverse('maatwerk_wop', args=[key])}?werknemer={werknemer}")
    form = filter_form(request, WopForm)
    data, werknemer = filters_of(form), key_of(request.GET.get("werknemer", ""))
    note_personal_data(request, toekenning)
    today = timezone.localdate()
    filtering = bool(werknemer or any(data.values()))
    if filtering:
        shown = _getoond(gefilterd(rows, data, werknemer, today))
        order = "end" if data.get("eindigt") else "naam"
        page = keyset_page(request, shown, key=order, per_page=PER_PAGE, newest_first=False)
    else:
        page = _bladen.page(request, toekenning=toekenning.pk)
    context = {
        "toekenning": toekenning,
        "filters": form,
        "form": insz,
        "filtering": filtering,
        "query": without_position(request),
        "today": today,
        "binnenkort": today + datetime.timedelta(days=SOON_DAYS),
        "eindigt": data.get("eindigt"),
        "page": page,
        "trail": trail.here([*trail.onderneming(toekenning), ("WOP", "")]),
    }
    return render(request, "maatwerk/wop.html", context, status=422 if insz.errors else 200)
