"""What was asked, and beginning the answer; the receipts of former versions."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from aanvragen.aanvulling.beginnen import begin
from aanvragen.aanvulling.bewegingen import open_question
from aanvragen.aanvulling.models import Versie
from aanvragen.finding import find_visible
from aanvragen.models import Aanvraag
from aanvragen.services import MoveError
from aanvragen.states import Status
from aanvragen.views.detail import download
from aanvragen.vov.dienst import INVULLEN, RAADPLEGEN, VOV
from loket.access.rules import access
from loket.acting.context import Handeling
from loket.acting.looks import looked_at


def _row(request: HttpRequest, key: uuid.UUID, handeling: Handeling) -> Aanvraag:
    """A filed terugbetalingsaanvraag of the represented party."""
    try:
        row = find_visible(request.acting, key, handeling)
    except Aanvraag.DoesNotExist:
        raise Http404 from None
    if row.dienst != VOV.code or row.submitted_at is None:
        raise Http404
    looked_at(request, row, str(row.reference))
    return row


@access(INVULLEN)
@require_http_methods(["GET", "HEAD", "POST"])
def aanvullen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What the department asks and until when; "Begin" makes the draft of the answer."""
    row = _row(request, key, Handeling.INVULLEN)
    if request.method == "POST":
        try:
            draft = begin(row, request.acting)
        except MoveError as error:
            messages.warning(request, str(error), extra_tags="let-op")
            return redirect("aanvraag", key=key)
        return redirect("aanvraag_verder", key=draft.key)
    if row.state is not Status.AANVULLING_GEVRAAGD:
        return redirect("aanvraag", key=key)
    question = open_question(row)
    begun = question.concept is not None and question.concept.state is Status.CONCEPT
    context = {"aanvraag": row, "question": question, "begun": begun, "today": timezone.localdate()}
    return render(request, "aanvragen/vov/aanvulling/aanvullen.html", context)


@access(RAADPLEGEN)
@require_safe
def versie_bewijs(request: HttpRequest, key: uuid.UUID, number: int) -> HttpResponse:
    """The receipt of what was declared before."""
    row = _row(request, key, Handeling.RAADPLEGEN)
    version = get_object_or_404(Versie, aanvraag=row, number=number)
    return download(version.receipt, f"ontvangstbewijs-{row.reference}-versie-{number}.pdf", "application/pdf")
