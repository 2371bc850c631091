"""Files with people and rights: uploading, deciding, following, and getting back what was rejected."""

import uuid

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.beheer.bulk.checking import GRANT, LINK, NOTHING, PERSON
from accounts.beheer.bulk.files import cancel, confirm, files_of, planned_rows, rejected_rows, upload
from accounts.beheer.bulk.parsing import COLUMNS, LIMITS
from accounts.beheer.bulk.tasks import apply_file
from accounts.beheer.rules import BEHEERDER
from accounts.models import BulkFile
from loket.access.rules import access
from loket.bulk.errors import FileRefused
from loket.bulk.files import KEEP_REJECTED, AlreadyUploaded, CannotDo
from loket.bulk.rejected import rejected_file, template_file
from loket.bulk.sealing import SealBroken
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page

PER_PAGE = 25
# More findings make a page that nobody reads; the file with the rejected rows has them all.
FINDINGS_SHOWN = 300
# Enough to see that the columns were understood.
ROWS_SHOWN = 100
TEMPLATE_NAME = "sjabloon-personen-en-rechten"


class UploadForm(LoketForm):
    """The file; and, for one that was uploaded before, that it is meant."""

    bestand = forms.FileField(
        label="Bestand met personen en rechten",
        help_text=f"CSV of XLSX, hoogstens {LIMITS.bytes // 1_048_576} MB en 5.000 rijen.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg. Kies een ander bestand."},
    )
    opnieuw = forms.BooleanField(label="Ik wil dit bestand toch opnieuw opladen", required=False)


@access(BEHEERDER)
@require_safe
def bestanden(request: HttpRequest) -> HttpResponse:
    """All files of the organisation, the newest first, with how far they are."""
    rows = files_of(request.acting.own.id)
    page = keyset_page(request, rows, key="uploaded_at", per_page=PER_PAGE)
    return render(request, "beheer/bestanden/lijst.html", {"page": page})


@access(BEHEERDER)
@require_http_methods(["GET", "HEAD", "POST"])
def opladen(request: HttpRequest) -> HttpResponse:
    """Choose a file. It is checked at once, and nothing in it is carried out yet."""
    if request.method != "POST":
        return render(request, "beheer/bestanden/opladen.html", {"form": UploadForm()})
    form = UploadForm(request.POST, request.FILES)
    earlier = None
    if form.is_valid():
        chosen = form.cleaned_data["bestand"]
        try:
            file = upload(
                request.acting, chosen.name, chosen.read(LIMITS.bytes + 1), again=form.cleaned_data["opnieuw"]
            )
        except FileRefused as error:
            form.add_error("bestand", str(error))
        except AlreadyUploaded as error:
            earlier = error.earlier
            if earlier.status in {BulkFile.Status.CHECKED, BulkFile.Status.RUNNING}:
                messages.info(request, f"Dit bestand is al opgeladen door {earlier.uploaded_by}.", extra_tags="let-op")
                return redirect("beheer_bestand", key=earlier.key)
            form.add_error("bestand", "Dit bestand is al eens opgeladen. Lees op deze pagina wat er toen gebeurde.")
        else:
            return redirect("beheer_bestand", key=file.key)
    context = {"form": form, "earlier": earlier, "outcome": _outcome(earlier) if earlier else []}
    return render(request, "beheer/bestanden/opladen.html", context, status=422)


@access(BEHEERDER)
@require_safe
def kolommen(request: HttpRequest) -> HttpResponse:
    """Which columns a file may have, and what stands in them."""
    return render(request, "beheer/bestanden/kolommen.html", {"columns": COLUMNS, "limits": LIMITS})


@access(BEHEERDER)
@require_safe
def sjabloon(request: HttpRequest, kind: str) -> HttpResponseBase:
    """An empty file with the right columns."""
    return template_file(TEMPLATE_NAME, kind, COLUMNS)


def _own(request: HttpRequest, key: uuid.UUID, *, whole: bool = False) -> BulkFile:
    """A file of the own organisation; with its findings when the whole is asked."""
    rows = files_of(request.acting.own.id)
    if whole:
        rows = rows.defer(None).defer("plan", "rejected")
    file = rows.filter(key=key).first()
    if file is None:
        raise Http404
    return file


def _words(counts: dict[str, int]) -> list[tuple[str, int]]:
    labels = [
        (PERSON, "Nieuwe personen in het loket"),
        (LINK, "Nieuwe koppelingen aan uw organisatie"),
        (GRANT, "Nieuwe gebruikersrechten"),
        (NOTHING, "Rijen zonder wijziging: alles was er al"),
    ]
    return [(label, counts.get(key, 0)) for key, label in labels]


def _outcome(file: BulkFile) -> list[tuple[str, int]]:
    """What came of a file."""
    counts = [(label, number) for label, number in _words(file.counts) if number]
    return [("Verwerkte rijen", file.done_rows), *counts, ("Rijen die al bij de controle fout waren", file.wrong_rows)]


def _planned(file: BulkFile) -> list[dict[str, str]]:
    try:
        return planned_rows(file, ROWS_SHOWN)
    except SealBroken:
        # Applying it will say so, and what to do.
        return []


@access(BEHEERDER)
@require_safe
def bestand(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One file: what the check found, how far it is, or what came of it."""
    file = _own(request, key, whole=True)
    waits = file.status == BulkFile.Status.CHECKED
    context = {
        "file": file,
        "waits": waits,
        "rows": _planned(file) if waits else [],
        "rows_shown": ROWS_SHOWN,
        "running": file.status == BulkFile.Status.RUNNING,
        "plan": _words(file.plan_counts),
        "outcome": _outcome(file),
        "findings": file.findings[:FINDINGS_SHOWN],
        "notices": file.notices[:FINDINGS_SHOWN],
        "failures": file.failures[:FINDINGS_SHOWN],
        "shown_at_most": FINDINGS_SHOWN,
        "keep_days": KEEP_REJECTED.days,
        "has_rejected": BulkFile.objects.filter(pk=file.pk, rejected__isnull=False).exists()
        and bool(file.wrong_rows or file.failures),
    }
    return render(request, "beheer/bestanden/bestand.html", context)


@access(BEHEERDER)
@require_safe
def voortgang(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The progress alone, for the page that asks every two seconds; at the end that page loads itself anew."""
    file = _own(request, key)
    if not request.htmx:
        return redirect("beheer_bestand", key=key)
    response = render(request, "beheer/bestanden/_voortgang.html", {"file": file})
    if file.status != BulkFile.Status.RUNNING:
        response.headers["HX-Refresh"] = "true"
    return response


@access(BEHEERDER)
@require_POST
def indienen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out the right rows. Leaving out wrong ones is a choice of its own."""
    file = _own(request, key)
    try:
        confirm(request.acting, file, only_right=request.POST.get("keuze") == "juiste")
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        transaction.on_commit(lambda: apply_file.delay_quietly(file.pk))
    return redirect("beheer_bestand", key=key)


@access(BEHEERDER)
@require_POST
def annuleren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out nothing (more) of this file."""
    file = _own(request, key)
    try:
        cancel(request.acting, file)
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        messages.success(request, "Het bestand is geannuleerd.", extra_tags="ok")
    return redirect("beheer_bestand", key=key)


@access(BEHEERDER)
@require_safe
def geweigerd(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The rejected rows as the file they came in, with what is wrong in the last column."""
    file = _own(request, key)
    try:
        rows = rejected_rows(file)
    except SealBroken:
        rows = []
    if not rows:
        messages.warning(request, "De geweigerde rijen zijn niet meer beschikbaar.", extra_tags="let-op")
        return redirect("beheer_bestand", key=key)
    return rejected_file("geweigerde-rijen", file.kind, file.header, rows)
