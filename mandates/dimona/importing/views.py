"""The department's screens: files of the register, from uploading to getting back what was refused."""

import uuid
from collections.abc import Iterator

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loket.access.rules import access
from loket.bulk.errors import FileRefused
from loket.bulk.files import KEEP_REJECTED, AlreadyUploaded, CannotDo, unpacked
from loket.bulk.rejected import rejected_file, template_file
from loket.ui.forms import LoketForm
from loket.ui.paging import keyset_page
from mandates.dimona.importing.chunk import CHANGED, ENTERPRISE, NEW, SAME
from mandates.dimona.importing.files import MOST_BYTES, cancel, confirm, upload
from mandates.dimona.importing.parsing import COLUMNS
from mandates.dimona.importing.running import MOST_ROWS
from mandates.dimona.importing.tasks import work_on_file
from mandates.dimona.register import register
from mandates.dimona.rules import REGISTER
from mandates.models import DimonaBestand, DimonaBestandRij

PER_PAGE = 25
WRONG_PER_PAGE = 100
WORDS = {
    NEW: "Nieuwe mandaten",
    CHANGED: "Gewijzigde mandaten",
    SAME: "Rijen zonder wijziging: het mandaat was er al",
    ENTERPRISE: "Ondernemingen uit de KBO toegevoegd",
}


class UploadForm(LoketForm):
    """The file; and, for one that was uploaded before, that it is meant."""

    bestand = forms.FileField(
        label="Bestand met Dimona-mandaten",
        help_text=f"CSV, hoogstens {MOST_BYTES // 1_048_576} MB en {MOST_ROWS // 1000}.000 rijen.",
        widget=forms.FileInput(attrs={"accept": ".csv"}),
        error_messages={"required": "Kies een bestand.", "empty": "Het bestand is leeg. Kies een ander bestand."},
    )
    opnieuw = forms.BooleanField(label="Ik wil dit bestand toch opnieuw opladen", required=False)


@access(REGISTER)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """All files, the newest first, with how far they are."""
    rows = DimonaBestand.objects.select_related("uploaded_by")
    page = keyset_page(request, rows, key="uploaded_at", per_page=PER_PAGE)
    return render(request, "dimona/register/lijst.html", {"page": page, "ours": register().ours})


@access(REGISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def opladen(request: HttpRequest) -> HttpResponse:
    """Choose a file. A worker checks it; nothing in it is carried out yet."""
    context = {"columns": COLUMNS, "form": UploadForm()}
    if request.method != "POST":
        return render(request, "dimona/register/opladen.html", context)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        chosen = form.cleaned_data["bestand"]
        try:
            file = upload(request.acting, chosen.name, chosen, chosen.size, again=form.cleaned_data["opnieuw"])
        except FileRefused as error:
            form.add_error("bestand", str(error))
        except AlreadyUploaded as error:
            if error.earlier.busy or error.earlier.status == DimonaBestand.Status.CHECKED:
                messages.info(request, "Dit bestand is al opgeladen.", extra_tags="let-op")
                return redirect("dimona_bestand", key=error.earlier.key)
            form.add_error("bestand", "Dit bestand is al eens opgeladen. Lees op deze pagina wat er toen gebeurde.")
            context |= {"earlier": error.earlier, "outcome": _words(error.earlier)}
        else:
            transaction.on_commit(lambda: work_on_file.delay_quietly(file.pk))
            return redirect("dimona_bestand", key=file.key)
    return render(request, "dimona/register/opladen.html", context | {"form": form}, status=422)


@access(REGISTER)
@require_safe
def sjabloon(request: HttpRequest) -> HttpResponseBase:
    """An empty file with the right columns."""
    return template_file("sjabloon-dimona-mandaten", "csv", COLUMNS)


def _words(file: DimonaBestand) -> list[tuple[str, int]]:
    """What the check found, or what came of the file."""
    return [(label, file.counts[key]) for key, label in WORDS.items() if file.counts.get(key)]


def _file(key: uuid.UUID) -> DimonaBestand:
    file = DimonaBestand.objects.select_related("uploaded_by", "confirmed_by").filter(key=key).first()
    if file is None:
        raise Http404
    return file


@access(REGISTER)
@require_safe
def bestand(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One file: how far it is, what the check found, or what came of it; and the rows that were refused."""
    file = _file(key)
    page = keyset_page(request, file.rijen.all(), key="number", per_page=WRONG_PER_PAGE, newest_first=False)
    context = {
        "file": file,
        "waits": file.status == DimonaBestand.Status.CHECKED,
        "checking": file.status == DimonaBestand.Status.CHECKING,
        "counts": _words(file),
        "page": page,
        "findings": [(row.number, *finding) for row in page.rows for finding in row.findings],
        "keep_days": KEEP_REJECTED.days,
    }
    return render(request, "dimona/register/bestand.html", context)


@access(REGISTER)
@require_safe
def voortgang(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The progress alone, for the page that asks every two seconds; at the end that page loads itself anew."""
    file = _file(key)
    if not request.htmx:
        return redirect("dimona_bestand", key=key)
    response = render(request, "dimona/register/_voortgang.html", {"file": file})
    if not file.busy:
        response.headers["HX-Refresh"] = "true"
    return response


@access(REGISTER)
@require_POST
def indienen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out the right rows. Leaving out wrong ones is a choice of its own."""
    file = _file(key)
    try:
        confirm(request.acting, file, only_right=request.POST.get("keuze") == "juiste")
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        transaction.on_commit(lambda: work_on_file.delay_quietly(file.pk))
    return redirect("dimona_bestand", key=key)


@access(REGISTER)
@require_POST
def annuleren(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Carry out nothing (more) of this file."""
    try:
        cancel(request.acting, _file(key))
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        messages.success(request, "Het bestand is geannuleerd.", extra_tags="ok")
    return redirect("dimona_bestand", key=key)


@access(REGISTER)
@require_safe
def geweigerd(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The refused rows as the file they came in, with what is wrong in the last column."""
    file = _file(key)
    if not file.rijen.exists():
        messages.warning(request, "De geweigerde rijen zijn niet (meer) beschikbaar.", extra_tags="let-op")
        return redirect("dimona_bestand", key=key)
    return rejected_file("geweigerde-rijen", "csv", file.header, _given_back(file))


def _given_back(file: DimonaBestand) -> Iterator[tuple[list, str]]:
    rows: Iterator[DimonaBestandRij] = file.rijen.order_by("number").iterator(chunk_size=1000)
    for row in rows:
        message = " ".join(f"{column}: {text}" for column, _value, text in row.findings)
        yield unpacked(row.cells), message
