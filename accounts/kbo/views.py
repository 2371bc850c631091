"""The department's screen of the KBO register: what is loaded, imports and their reports, and looking up."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from accounts.department.rules import BEHEER
from accounts.kbo.entries import entry_of
from accounts.kbo.forms import ImportForm, SearchForm
from accounts.kbo.importing import loaded
from accounts.kbo.loading import REFUSALS_KEPT
from accounts.kbo.models import KboImport
from accounts.kbo.search import search
from accounts.kbo.source import extracts_in
from accounts.kbo.tasks import import_waiting
from accounts.models import Organisation
from loket.access.rules import access
from loket.journal.services import write_journal
from loket.numbers import InvalidNumber, parse_kbo
from loket.ui.exports import stream_csv
from loket.ui.paging import keyset_page

Status = KboImport.Status
UNDER_WAY = (Status.WAITING, Status.RUNNING)
PER_PAGE = 10
REFUSALS_SHOWN = 100
FILES = {
    "enterprise": "Ondernemingen",
    "establishment": "Vestigingen",
    "denomination": "Namen",
    "address": "Adressen",
    "code": "Codes",
}


@access(BEHEER)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What is loaded, and hits for what was typed."""
    form = SearchForm(request.GET if "q" in request.GET else None)
    query = form.cleaned_data["q"] if form.is_bound and form.is_valid() else ""
    now = loaded()
    context = {
        "form": form,
        "query": query,
        "hits": search(query) if query else [],
        "loaded": now,
        "under_way": KboImport.objects.filter(status__in=UNDER_WAY).order_by("pk").first(),
    }
    return render(request, "departement/kbo/register.html", context)


@access(BEHEER)
@require_safe
def onderneming(request: HttpRequest, number: str) -> HttpResponse:
    """One enterprise: names, addresses, establishments, and whether it is still there."""
    try:
        entry = entry_of(parse_kbo(number))
    except InvalidNumber:
        entry = None
    if entry is None:
        raise Http404
    own = Organisation.objects.filter(kbo=entry.hit.number).first()
    return render(request, "departement/kbo/onderneming.html", {"entry": entry, "own": own})


@access(BEHEER)
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """All imports, the newest first; start one."""
    names = extracts_in(settings.KBO_FOLDER)
    form = ImportForm(names, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            # Two clicks give one import: the second one finds the first.
            list(KboImport.objects.select_for_update().filter(status__in=UNDER_WAY))
            job = KboImport.objects.filter(status__in=UNDER_WAY).first()
            if job is None:
                job = KboImport.objects.create(
                    source=form.cleaned_data["extract"],
                    again=form.cleaned_data["opnieuw"],
                    requested_by_id=request.acting.person.id,
                )
                write_journal(request.acting, "kbo_import_gevraagd", job, extract=job.source)
                pk = job.pk
                transaction.on_commit(lambda: import_waiting.delay_quietly(pk))
            else:
                messages.warning(request, "Er loopt al een import. Wacht tot die klaar is.", extra_tags="let-op")
        return redirect("kbo_import", key=job.key)
    page = keyset_page(
        request, KboImport.objects.select_related("requested_by"), key="requested_at", per_page=PER_PAGE
    )
    context = {"form": form, "names": names, "page": page, "folder": settings.KBO_FOLDER}
    return render(request, "departement/kbo/imports.html", context, status=422 if request.method == "POST" else 200)


@access(BEHEER)
@require_safe
def kbo_import(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One import: how far it is, or its report."""
    job = get_object_or_404(KboImport.objects.select_related("requested_by"), key=key)
    refusals = job.refusals.order_by("file", "line")
    context = {
        "job": job,
        "under_way": job.status in UNDER_WAY,
        "rows": report_rows(job),
        "refusals": list(refusals[:REFUSALS_SHOWN]),
        "kept": refusals.count(),
        "shown_at_most": REFUSALS_SHOWN,
        "kept_at_most": REFUSALS_KEPT,
    }
    return render(request, "departement/kbo/import.html", context)


def report_rows(job: KboImport) -> list[tuple[str, dict[str, int]]]:
    """The counts per file, in the order in which the files are loaded."""
    order = {name: place for place, name in enumerate(FILES)}
    found = sorted(job.counts.items(), key=lambda item: order.get(item[0].split("_")[0], len(order)))
    return [(_title(file), counts) for file, counts in found]


def _title(file: str) -> str:
    name, _, part = file.partition("_")
    words = {"insert": "nieuw of gewijzigd", "delete": "te vervangen of te schrappen"}
    title = FILES.get(name, file)
    return f"{title}: {words[part]}" if part in words else title


@access(BEHEER)
@require_safe
def voortgang(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The progress alone, for the page that asks every two seconds; at the end that page loads itself anew."""
    job = get_object_or_404(KboImport, key=key)
    if not request.htmx:
        return redirect("kbo_import", key=key)
    response = render(request, "departement/kbo/_voortgang.html", {"job": job})
    if job.status not in UNDER_WAY:
        response.headers["HX-Refresh"] = "true"
    return response


@access(BEHEER)
@require_safe
def geweigerd(request: HttpRequest, key: uuid.UUID) -> StreamingHttpResponse:
    """The refused rows that were kept, as CSV."""
    job = get_object_or_404(KboImport, key=key)
    rows = job.refusals.order_by("file", "line").values_list("file", "line", "value", "reason")
    lines = ((f"{file}.csv", line, value, reason) for file, line, value, reason in rows.iterator())
    return stream_csv("geweigerde-rijen-kbo.csv", ["bestand", "rij", "waarde", "reden"], lines)
