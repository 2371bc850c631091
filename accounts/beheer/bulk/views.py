"""Files with people and rights: uploading, deciding, following, and getting back what was rejected."""

import uuid

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.beheer.bulk.checking import GRANT, LINK, NOTHING, PERSON
from accounts.beheer.bulk.files import cancel, confirm, files_of, planned_rows, rejected_rows, upload
from accounts.beheer.bulk.parsing import COLUMNS, LIMITS
from accounts.beheer.bulk.tasks import apply_file
from accounts.beheer.rules import BEHEERDER
from accounts.models import BulkFile
from loket.access.rules import access
from loket.bulk import pages
from loket.bulk.rejected import rejected_file, template_file
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page

PAGE = "beheer_bestand"
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
    page = keyset_page(request, rows, key="uploaded_at", per_page=pages.PER_PAGE)
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
        chosen, again = form.cleaned_data["bestand"], form.cleaned_data["opnieuw"]
        content = chosen.read(LIMITS.bytes + 1)
        taken = pages.take_up(request, form, lambda: upload(request.acting, chosen.name, content, again=again), PAGE)
        if isinstance(taken, HttpResponse):
            return taken
        earlier = taken
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


@access(BEHEERDER)
@require_safe
def bestand(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One file: what the check found, how far it is, or what came of it."""
    file = _own(request, key, whole=True)
    context = {
        **pages.shown(file, planned_rows),
        "plan": _words(file.plan_counts),
        "outcome": _outcome(file),
        "notices": file.notices[: pages.FINDINGS_SHOWN],
    }
    return render(request, "beheer/bestanden/bestand.html", context)


@access(BEHEERDER)
@require_safe
def voortgang(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The progress alone, for the page that asks every two seconds; at the end that page loads itself anew."""
    return pages.progress(request, _own(request, key), "beheer/bestanden/_voortgang.html", PAGE)


@access(BEHEERDER)
@require_POST
def indienen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out the right rows. Leaving out wrong ones is a choice of its own."""
    return pages.carry_out(request, _own(request, key), confirm, apply_file, PAGE)


@access(BEHEERDER)
@require_POST
def annuleren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out nothing (more) of this file."""
    return pages.give_up(request, _own(request, key), cancel, PAGE)


@access(BEHEERDER)
@require_safe
def geweigerd(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The rejected rows as the file they came in, with what is wrong in the last column."""
    file = _own(request, key)
    return pages.give_back(
        request,
        file,
        rejected_rows,
        lambda rows: rejected_file("geweigerde-rijen", file.kind, file.header, rows),
        PAGE,
    )
