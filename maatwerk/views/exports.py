"""The exports: a page with the choices and the button "Download", which asks the same address for the file."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.forms import LoketForm
from maatwerk import trail
from maatwerk.dienst import DEPARTEMENT, LEZER
from maatwerk.exports import content, lines
from maatwerk.exports.writing import stream
from maatwerk.forms import FormaatForm, LoketExportForm, VoorschotExportForm, WopForm
from maatwerk.models import Berekening, Toekenning, Voorschot, Wop
from maatwerk.models.berekening import Onderwerp
from maatwerk.toegang import toekenning_of
from maatwerk.views.ondernemingen import gefilterd as gefilterde_toekenningen
from maatwerk.views.werknemers import key_of
from maatwerk.views.wop import gefilterd as gefilterde_wops
from mandates.quarters import Quarter

# A workbook is made as a whole before it is sent; longer ones are better off as CSV.
XLSX_MAX_ROWS = 50_000
ASKED = "formaat"

Download = StreamingHttpResponse | FileResponse


@dataclass(frozen=True, slots=True)
class Export:
    """What the page needs: its title, where it leads back to, the form, and what comes of its data."""

    title: str
    trail: trail.Trail
    form: LoketForm
    # From the name of the file, its extension and the data of the form.
    make: Callable[[str, str, dict[str, Any]], Download]
    # Filters of the page one came from, which travel along.
    hidden: tuple[tuple[str, str], ...] = ()
    count: Callable[[dict[str, Any]], int] | None = None


def _form(request: HttpRequest, kind: type[LoketForm], **kwargs: Any) -> LoketForm:
    """Bound once "Download" was clicked; before, the filters of the page one came from are filled in."""
    if ASKED in request.GET:
        return kind(request.GET, **kwargs)
    return kind(initial=request.GET.dict(), **kwargs)


def _loket(request: HttpRequest, of: QuerySet[Toekenning], back: trail.Trail, **hidden: str) -> Export:
    quarters = Berekening.objects.filter(toekenning__in=of.order_by().values("pk"), onderwerp=Onderwerp.KWARTAAL)
    known = [Quarter.of(day) for day in quarters.order_by().values_list("periode", flat=True).distinct()]

    def make(name: str, extension: str, data: dict[str, Any]) -> Download:
        if data["inhoud"] == "kwartalen":
            return stream(name, extension, content.kwartalen(of, data), content.KWARTALEN)
        if extension == "csv":
            return lines.stream(name, content.berekeningen(of, data))
        return stream(name, extension, content.werknemers(of, data), content.WERKNEMERS)

    def count(data: dict[str, Any]) -> int:
        return content.number_of_lines(of, data) if data["inhoud"] == "werknemers" else 0

    form = _form(request, LoketExportForm, quarters=known)
    return Export("Exporteer vanuit het loket", back, form, make, tuple(hidden.items()), count)


def _voorschot(request: HttpRequest, toekenning: Toekenning) -> Export:
    of = Toekenning.objects.filter(pk=toekenning.pk)
    known = [
        Quarter.of(day) for day in Voorschot.objects.filter(toekenning=toekenning).values_list("kwartaal", flat=True)
    ]

    def make(name: str, extension: str, data: dict[str, Any]) -> Download:
        return stream(name, extension, content.voorschotten(of, data), content.VOORSCHOTTEN)

    form = _form(request, VoorschotExportForm, quarters=known)
    return Export("Exporteer voorschot", trail.voorschot(toekenning), form, make)


def _wop(request: HttpRequest, toekenning: Toekenning) -> Export:
    filters = WopForm(request.GET)
    kept = filters.cleaned_data if filters.is_valid() else {}
    werknemer = key_of(request.GET.get("werknemer", ""))
    rows = gefilterde_wops(Wop.objects.filter(toekenning=toekenning), kept, werknemer, timezone.localdate())
    hidden = tuple((name, str(value)) for name, value in [*kept.items(), ("werknemer", werknemer)] if value)
    back = [*trail.onderneming(toekenning), ("WOP", reverse("maatwerk_wop", args=[toekenning.key]))]

    def make(name: str, extension: str, _data: dict[str, Any]) -> Download:
        return stream(name, extension, content.wops(rows), content.WOPS)

    return Export("Exporteer WOP", back, _form(request, FormaatForm), make, hidden)


@access(LEZER)
@require_safe
def exporteer(request: HttpRequest, key: uuid.UUID, soort: str) -> HttpResponseBase:
    """One of the exports of a label."""
    toekenning = toekenning_of(request, key)
    if soort == "loket":
        export = _loket(request, Toekenning.objects.filter(pk=toekenning.pk), trail.kwartalen(toekenning))
    elif soort == "voorschot":
        export = _voorschot(request, toekenning)
    elif soort == "wop":
        export = _wop(request, toekenning)
    else:
        raise Http404
    return _answer(request, export, toekenning, f"maatwerk-{soort}-{toekenning.key.hex[:8]}")


@access(DEPARTEMENT)
@require_safe
def exporteer_alles(request: HttpRequest) -> HttpResponseBase:
    """The export over every label that fits the filters of "Lijst ondernemingen"; for the department."""
    form, data, of = gefilterde_toekenningen(request)
    hidden = {name: request.GET[name] for name in form.fields if data.get(name)}
    return _answer(request, _loket(request, of, trail.lijst(), **hidden), None, "maatwerk-loket")


def _answer(request: HttpRequest, export: Export, toekenning: Toekenning | None, name: str) -> HttpResponseBase:
    form = export.form
    if form.is_bound and form.is_valid() and (response := _download(request, export, toekenning, name)):
        return response
    context = {
        "export": export,
        "form": form,
        "toekenning": toekenning,
        "trail": trail.here(export.trail, export.title),
    }
    return render(request, "maatwerk/exporteer.html", context, status=422 if form.errors else 200)


def _download(
    request: HttpRequest, export: Export, toekenning: Toekenning | None, name: str
) -> HttpResponseBase | None:
    """The file; None, with an error on the form, when it is too long for a workbook."""
    data = export.form.cleaned_data
    extension = data["formaat"]
    if extension == "xlsx" and export.count and (rows := export.count(data)) > XLSX_MAX_ROWS:
        export.form.add_error(
            "formaat",
            f"Dit zijn {rows:,} regels, te veel voor XLSX. Kies CSV, of neem minder kwartalen.".replace(",", ".", 1),
        )
        return None
    write_journal(request.acting, "maatwerk_geexporteerd", toekenning, wat=export.title, formaat=extension)
    return export.make(f"{name}-{timezone.localdate():%Y%m%d}", extension, data)
