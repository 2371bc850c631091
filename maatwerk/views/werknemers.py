""" "Lijst werknemers": the premiums per worker of one calculation, and what changed between two versions."""

import uuid
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from loket.access.rules import access
from loket.ui.filtering import filter_form, filters_of
from loket.ui.paging import keyset_page
from maatwerk import trail
from maatwerk.dienst import LEZER
from maatwerk.forms import InszForm, WerknemersForm
from maatwerk.models import Berekeningslijn, Werknemer
from maatwerk.models.berekening import Onderwerp
from maatwerk.toegang import berekening_of, note_personal_data
from maatwerk.verschillen import verschillen as verschillen_van
from maatwerk.views.kwartaal import versies_van

PER_PAGE = 25
# What a row shows, of the line and of the worker.
SHOWN = (
    *("percentage", "niveau", "rang", "fractie", "binnen", "reden", "loonpremie", "begeleidingspremie", "premie"),
    *("werknemer__key", "werknemer__naam", "werknemer__voornaam", "werknemer__insz"),
)
NOT_FOUND = "In deze lijst staat geen werknemer met dit INSZ."


def gefilterd(rows: QuerySet[Berekeningslijn], data: dict[str, Any], werknemer: str) -> QuerySet[Berekeningslijn]:
    """The lines that fit the filters; `werknemer` is the key that a search on INSZ led to."""
    for word in data.get("naam", "").split():
        rows = rows.filter(Q(werknemer__voornaam__icontains=word) | Q(werknemer__naam__icontains=word))
    if data.get("contingent"):
        rows = rows.filter(binnen=data["contingent"] == "binnen")
    return rows.filter(werknemer__key=werknemer) if werknemer else rows


def key_of(text: str) -> str:
    """The key of a werknemer in an address, or "" when it is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return ""


def gezocht(rows: QuerySet, form: InszForm) -> uuid.UUID | None:
    """The key of the one with the INSZ that was sent, when he is in `rows`; else the form has the error."""
    if not form.is_valid():
        return None
    found = Werknemer.objects.filter(insz=form.cleaned_data["insz"], pk__in=rows.values("werknemer"))
    key = found.values_list("key", flat=True).first()
    if key is None:
        form.add_error("insz", NOT_FOUND)
    return key


@access(LEZER)
@require_http_methods(["GET", "HEAD", "POST"])
def lijst(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The workers in the order of the ranking. The INSZ that is searched for is sent, and stands in no address."""
    found = berekening_of(request, key, Onderwerp.KWARTAAL)
    rows = Berekeningslijn.objects.filter(berekening=found)
    insz = InszForm(request.POST if request.method == "POST" else None)
    if insz.is_bound and (werknemer := gezocht(rows, insz)):
        return redirect(f"{reverse('maatwerk_werknemers', args=[key])}?werknemer={werknemer}")
    form = filter_form(request, WerknemersForm)
    data, werknemer = filters_of(form), key_of(request.GET.get("werknemer", ""))
    note_personal_data(request, found)
    shown = gefilterd(rows, data, werknemer).select_related("werknemer").only(*SHOWN)
    context = {
        "berekening": found,
        "toekenning": found.toekenning,
        "filters": form,
        "form": insz,
        "filtering": bool(werknemer or any(data.values())),
        "page": keyset_page(request, shown, key="rang", per_page=PER_PAGE, newest_first=False),
        "trail": trail.here(trail.werknemers(found)),
    }
    return render(request, "maatwerk/werknemers.html", context, status=422 if insz.errors else 200)


@access(LEZER)
@require_safe
def verschillen(request: HttpRequest, key: uuid.UUID, versie: int) -> HttpResponse:
    """What changed per worker between this calculation and another version of the quarter, the largest first."""
    found = berekening_of(request, key, Onderwerp.KWARTAAL)
    # Versions of the same label: whoever may see the one may see the others.
    versions = {row.versie: row for row in versies_van(toekenning=found.toekenning_id, periode=found.periode)}
    other = versions.get(versie)
    if other is None or other.pk == found.pk:
        raise Http404
    older, newer = sorted((found, other), key=lambda item: item.versie)
    note_personal_data(request, found)
    changed = verschillen_van(older, newer)
    start = _position(request, len(changed))
    shown = changed[start : start + PER_PAGE]
    people = Werknemer.objects.in_bulk([item.werknemer for item in shown])
    context = {
        "toekenning": found.toekenning,
        "ouder": older,
        "nieuwer": newer,
        "aantal": len(changed),
        "som": newer.premie - older.premie,
        "rows": [(item, people[item.werknemer]) for item in shown],
        "page": _pages(start, len(changed)),
        "trail": trail.here(trail.berekening(found), f"Verschillen met versie {versie}"),
    }
    return render(request, "maatwerk/verschillen.html", context)


def _position(request: HttpRequest, count: int) -> int:
    """From which row the page begins. The list is made as a whole: the largest enterprise has a few thousand rows."""
    text = request.GET.get("vanaf", "")
    start = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0
    return start - start % PER_PAGE if start < count else 0


def _pages(start: int, count: int) -> dict[str, str]:
    return {
        "previous": f"?vanaf={start - PER_PAGE}" if start else "",
        "next": f"?vanaf={start + PER_PAGE}" if start + PER_PAGE < count else "",
    }
