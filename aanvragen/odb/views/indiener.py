"""What a provider does with a registration after it was filed: answer, extend, stop."""

import uuid
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from aanvragen.drafts import keep_upload, remove_upload
from aanvragen.finding import find_visible
from aanvragen.models import Aanvraag
from aanvragen.odb.bewegingen import AANVULLEN, STOPZETTEN, VERLENGING_VRAGEN, VERLENGT_VANZELF
from aanvragen.odb.dienst import INDIENEN, ODB
from aanvragen.odb.forms import AANVULLING, AanvullingForm, StopzettingForm, VerlengingForm
from aanvragen.odb.regels import check_verlenging, verlengt_vanzelf
from aanvragen.services import MoveError, move
from aanvragen.states import Move, Side, Status
from aanvragen.uploads import UploadRefused, judge_upload
from loket.access.rules import access
from loket.acting.context import Handeling
from loket.acting.looks import looked_at
from loket.parameters.selectors import load_parameters
from loket.ui.forms import LoketForm


def _row(request: HttpRequest, key: uuid.UUID) -> Aanvraag:
    """A filed registration of the represented party."""
    try:
        row = find_visible(request.acting, key, Handeling.INDIENEN)
    except Aanvraag.DoesNotExist:
        raise Http404 from None
    if row.dienst != ODB.code or row.submitted_at is None:
        raise Http404
    looked_at(request, row, str(row.reference))
    return row


def _refused(request: HttpRequest, row: Aanvraag, step: Move) -> HttpResponse | None:
    """Where to go when the move is not possible (any more)."""
    if row.state in step.sources:
        return None
    messages.warning(request, f"Dit kan niet meer: de registratie staat op “{row.state.label}”.", extra_tags="let-op")
    return redirect("aanvraag", key=row.key)


def _made(request: HttpRequest, row: Aanvraag, step: Move, reason: str, said: str, **details: Any) -> HttpResponse:
    try:
        move(row, step.name, Side.FILER, request.acting, reason, details)
    except MoveError as error:
        messages.warning(request, str(error), extra_tags="let-op")
    else:
        messages.success(request, said, extra_tags="ok")
    return redirect("aanvraag", key=row.key)


def _page(request: HttpRequest, name: str, row: Aanvraag, form: LoketForm, **extra: Any) -> HttpResponse:
    context = {"aanvraag": row, "form": form, "today": timezone.localdate(), **extra}
    return render(request, f"odb/{name}.html", context, status=422 if form.is_bound else 200)


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def aanvullen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The answer to what the department asked, with a document where it helps."""
    row = _row(request, key)
    if (elsewhere := _refused(request, row, AANVULLEN)) is not None:
        return elsewhere
    # Each answer has a document of its own.
    answered = row.moves.filter(source=Status.AANVULLING_GEVRAAGD, target=Status.IN_BEHANDELING).count()
    kind = f"{AANVULLING}-{answered + 1}"
    form = AanvullingForm(request.POST or None)
    if request.method == "POST":
        taken_away = request.POST.get("actie") == "verwijder_bestand:document"
        _keep_document(request, row, kind, form, taken_away=taken_away)
        if taken_away:
            form = AanvullingForm(initial=request.POST.dict())
        elif form.is_valid():
            return _made(request, row, AANVULLEN, form.cleaned_data["answer"], "Uw aanvulling is bezorgd.")
    asked = row.moves.filter(target=row.status).last()
    kept = row.bijlagen.filter(kind=kind, removed_at__isnull=True).first()
    return _page(request, "aanvullen", row, form, asked=asked, kept=kept)


def _keep_document(request: HttpRequest, row: Aanvraag, kind: str, form: LoketForm, *, taken_away: bool) -> None:
    """A good file is kept at once: a missing answer must not cost a second upload."""
    upload = request.FILES.get("document")
    try:
        judged = judge_upload(upload) if upload else None
    except UploadRefused as error:
        form.add_error("document", str(error))
        return
    with transaction.atomic():
        locked = Aanvraag.objects.select_for_update(no_key=True).get(pk=row.pk)
        if locked.state is not Status.AANVULLING_GEVRAAGD:
            return
        if taken_away:
            remove_upload(locked, kind, request.acting)
        elif judged is not None:
            keep_upload(locked, kind, judged, request.acting)


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def verlengen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ask a later end date."""
    row = _row(request, key)
    if (elsewhere := _refused(request, row, VERLENGING_VRAGEN)) is not None:
        return elsewhere
    params, today = load_parameters("odb."), timezone.localdate()
    form = VerlengingForm(request.POST or None)
    if form.is_valid():
        new_end = form.cleaned_data["new_end"]
        for finding in check_verlenging(params, today, row.gepubliceerd.end, new_end):
            form.add_error(finding.field, finding.message)
        if not form.errors:
            return _extended(request, row, new_end, form.cleaned_data["reason"], verlengt_vanzelf(params, today))
    return _page(request, "verlengen", row, form)


def _extended(request: HttpRequest, row: Aanvraag, new_end, reason: str, at_once: bool) -> HttpResponse:
    said = "De opleiding is verlengd." if at_once else "Uw vraag om te verlengen is bezorgd."
    with transaction.atomic():
        answer = _made(request, row, VERLENGING_VRAGEN, reason, said, new_end=new_end)
        row.refresh_from_db(fields=["status"])
        if at_once and row.state in VERLENGT_VANZELF.sources:
            move(row, VERLENGT_VANZELF.name, Side.PORTAL, None)
    return answer


@access(INDIENEN)
@require_http_methods(["GET", "HEAD", "POST"])
def stopzetten(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Strike an opleiding from the databank, after saying what that means."""
    row = _row(request, key)
    if (elsewhere := _refused(request, row, STOPZETTEN)) is not None:
        return elsewhere
    form = StopzettingForm(request.POST or None)
    if form.is_valid():
        return _made(request, row, STOPZETTEN, form.cleaned_data["reason"], "De opleiding is stopgezet.")
    return _page(request, "stopzetten", row, form)
