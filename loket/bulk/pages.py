"""What the pages of every kind of uploaded file do alike: deciding, following, and getting back what was rejected.

Each kind has its own rule, addresses and words; `page` is the name of the address of one file, by its key.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from loket.bulk.errors import FileRefused
from loket.bulk.files import KEEP_REJECTED, UNDER_WAY, AlreadyUploaded, CannotDo
from loket.bulk.models import FileStatus, UploadedFile
from loket.bulk.sealing import SealBroken
from loket.ui.forms import LoketForm

PER_PAGE = 25
# More findings make a page that nobody reads; the file with the rejected rows has them all.
FINDINGS_SHOWN = 300
# Enough to see that the columns were understood.
ROWS_SHOWN = 100


def take_up(
    request: HttpRequest, form: LoketForm, upload: Callable[[], UploadedFile], page: str
) -> HttpResponse | UploadedFile | None:
    """Upload the file of a valid form: to its page, or to that of the same file that is under way.

    Else the form has the error; the earlier file is given back when it was that one again.
    """
    try:
        file = upload()
    except FileRefused as error:
        form.add_error("bestand", str(error))
        return None
    except AlreadyUploaded as error:
        earlier: UploadedFile = error.earlier
        if earlier.status in UNDER_WAY:
            messages.info(request, f"Dit bestand is al opgeladen door {earlier.uploaded_by}.", extra_tags="let-op")
            return redirect(page, key=earlier.key)
        form.add_error("bestand", "Dit bestand is al eens opgeladen. Lees op deze pagina wat er toen gebeurde.")
        return earlier
    return redirect(page, key=file.key)


def shown(file: UploadedFile, planned_rows: Callable[[Any, int], list[dict[str, str]]]) -> dict[str, object]:
    """What the page of one file shows: what the check found, how far it is, or what came of it."""
    waits = file.status == FileStatus.CHECKED
    there = type(file)._default_manager.filter(pk=file.pk, rejected__isnull=False).exists()
    return {
        "file": file,
        "waits": waits,
        "rows": _planned(file, planned_rows) if waits else [],
        "rows_shown": ROWS_SHOWN,
        "running": file.status == FileStatus.RUNNING,
        "findings": file.findings[:FINDINGS_SHOWN],
        "failures": file.failures[:FINDINGS_SHOWN],
        "shown_at_most": FINDINGS_SHOWN,
        "keep_days": KEEP_REJECTED.days,
        "has_rejected": there and bool(file.wrong_rows or file.failures),
    }


def _planned(file: UploadedFile, planned_rows: Callable[[Any, int], list[dict[str, str]]]) -> list[dict[str, str]]:
    try:
        return planned_rows(file, ROWS_SHOWN)
    except SealBroken:
        # Applying it will say so, and what to do.
        return []


def progress(request: HttpRequest, file: UploadedFile, template: str, page: str) -> HttpResponse:
    """The progress alone, for the page that asks every two seconds; at the end that page loads itself anew."""
    if not request.htmx:
        return redirect(page, key=file.key)
    response = render(request, template, {"file": file})
    if file.status != FileStatus.RUNNING:
        response.headers["HX-Refresh"] = "true"
    return response


def carry_out(request: HttpRequest, file: UploadedFile, confirm: Callable[..., object], task: Any, page: str):
    """Carry out the right rows. Leaving out wrong ones is a choice of its own."""
    try:
        confirm(request.acting, file, only_right=request.POST.get("keuze") == "juiste")
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        transaction.on_commit(lambda: task.delay_quietly(file.pk))
    return redirect(page, key=file.key)


def give_up(request: HttpRequest, file: UploadedFile, cancel: Callable[..., object], page: str) -> HttpResponse:
    """Carry out nothing (more) of this file."""
    try:
        cancel(request.acting, file)
    except CannotDo as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        messages.success(request, "Het bestand is geannuleerd.", extra_tags="ok")
    return redirect(page, key=file.key)


def give_back(
    request: HttpRequest,
    file: UploadedFile,
    rejected_rows: Callable[[Any], list],
    made: Callable[[list], HttpResponseBase],
    page: str,
) -> HttpResponseBase:
    """The rejected rows as a file, while they are kept."""
    try:
        rows = rejected_rows(file)
    except SealBroken:
        rows = []
    if not rows:
        messages.warning(request, "De geweigerde rijen zijn niet meer beschikbaar.", extra_tags="let-op")
        return redirect(page, key=file.key)
    return made(rows)
