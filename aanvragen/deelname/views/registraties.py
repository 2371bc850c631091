"""What was filed: the list, and the receipt of each filing on screen and as PDF."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from aanvragen.deelname.dienst import RAADPLEGEN
from aanvragen.deelname.models import Registratie
from aanvragen.deelname.tasks import make_receipt
from aanvragen.deelname.views.downloads import stored_file
from loket.access.rules import access
from loket.acting.looks import looked_at, own_matter
from loket.ui.paging import keyset_page

PER_PAGE = 25
LINES_SHOWN = 25


@access(RAADPLEGEN)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """All filings of the verstrekker, the newest first."""
    rows = Registratie.objects.of_provider(request.acting).select_related("opleiding", "aanvraag", "filed_by")
    page = keyset_page(request, rows, key="filed_at", per_page=PER_PAGE)
    return render(request, "deelname/registraties.html", {"page": page})


def _own(request: HttpRequest, key: uuid.UUID) -> Registratie:
    rows = Registratie.objects.of_provider(request.acting)
    rows = rows.select_related("opleiding", "provider", "filed_by", "aanvraag")
    row = get_object_or_404(rows, key=key)
    looked_at(request, row, str(row.reference))
    return row


@access(RAADPLEGEN)
@require_safe
def registratie(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The receipt of a filing, with its lines a page at a time."""
    row = _own(request, key)
    page = keyset_page(
        request, row.lines.select_related("replaces"), key="id", per_page=LINES_SHOWN, newest_first=False
    )
    return render(request, "deelname/registratie.html", {"registratie": row, "opleiding": row.opleiding, "page": page})


@access(RAADPLEGEN)
@require_safe
def ontvangstbewijs(request: HttpRequest, key: uuid.UUID) -> HttpResponseBase:
    """The receipt as PDF; what was filed by form has that of its aanvraag."""
    row = _own(request, key)
    if row.aanvraag_id is not None:
        return redirect("ontvangstbewijs", key=row.aanvraag.key)
    if not row.receipt:
        make_receipt.delay_quietly(row.pk)
        row.refresh_from_db(fields=["receipt"])
    if not row.receipt:
        return render(request, "deelname/pdf_in_de_maak.html", {"registratie": row}, status=202)
    return stored_file(row.receipt, f"ontvangstbewijs-{row.reference}.pdf", "application/pdf")


@access(RAADPLEGEN)
@require_safe
def ontvangstbewijs_klaar(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The part of the page that says whether the receipt is ready."""
    own_matter(request)
    return render(request, "deelname/_pdf.html", {"registratie": _own(request, key)})
