"""One aanvraag: receipt, timeline, what was declared; its files."""

import uuid

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aanvragen.flow import flow_of, flows_for
from aanvragen.models import Aanvraag, Bijlage, Ontvangstbewijs
from aanvragen.models.aanvraag import may_annul
from aanvragen.rules import RAADPLEGEN
from aanvragen.states import COUNTING, Side, Status
from aanvragen.tasks import make_receipt
from aanvragen.uploads import safe_name
from aanvragen.views.lists import back_to
from loket.access.rules import access
from loket.acting.context import Handeling
from loket.acting.looks import looked_at, own_matter


def timeline(aanvraag: Aanvraag) -> list:
    """Every move, oldest first."""
    return list(aanvraag.moves.select_related("person", "own_organisation"))


@access(RAADPLEGEN)
@require_safe
def aanvraag(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The receipt page and the later life of a filed aanvraag; a draft goes on in its steps."""
    typed = [flow.typed for flow in flows_for(request.acting, Handeling.RAADPLEGEN)]
    row = get_object_or_404(
        Aanvraag.objects.visible_to(request.acting).select_related(
            *typed, "represented", "own_organisation", "submitted_by", "ontvangstbewijs"
        ),
        key=key,
    )
    if row.state is Status.CONCEPT:
        return redirect("aanvraag_verder", key=key)
    looked_at(request, row, str(row.reference))
    if row.bestand_id and not hasattr(row, "ontvangstbewijs"):
        # The file has its own; that of one row is made when somebody looks at it.
        make_receipt.delay_quietly(row.pk)
    flow = flow_of(row)
    may_file = flow.dienst.may(Handeling.INDIENEN).allows(request.acting) and may_annul(request.acting, row)
    context = {
        "flow": flow,
        "back": back_to(request, "mijn_aanvragen", flow),
        "aanvraag": row,
        "snapshot": row.snapshot,
        "receipt": getattr(row, "ontvangstbewijs", None),
        "timeline": timeline(row),
        # Something may still come of it.
        "running": row.state in COUNTING,
        "moves": flow.moves.offered(row.state, Side.FILER) if may_file else [],
        "may_fill": flow.dienst.may(Handeling.INVULLEN).allows(request.acting),
        "files": flow.files_of(row),
        "today": timezone.localdate(),
    }
    return render(request, flow.page_template, context)


def download(stored, name: str, content_type: str) -> FileResponse:
    if not stored.storage.exists(stored.name):
        raise Http404
    response = FileResponse(stored.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response


@access(RAADPLEGEN)
@require_safe
def ontvangstbewijs(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The receipt as PDF. While it is being made: a page that looks again by itself."""
    row = get_object_or_404(Aanvraag.objects.visible_to(request.acting).filter(submitted_at__isnull=False), key=key)
    looked_at(request, row, str(row.reference))
    receipt = Ontvangstbewijs.objects.filter(aanvraag=row).first()
    if receipt is None:
        make_receipt.delay_quietly(row.pk)
        return render(request, "aanvragen/pdf_in_de_maak.html", {"aanvraag": row}, status=202)
    return download(receipt.file, f"ontvangstbewijs-{row.reference}.pdf", "application/pdf")


@access(RAADPLEGEN)
@require_safe
def ontvangstbewijs_klaar(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The part of the page that says whether the receipt is ready."""
    own_matter(request)
    row = get_object_or_404(Aanvraag.objects.visible_to(request.acting).filter(submitted_at__isnull=False), key=key)
    receipt = Ontvangstbewijs.objects.filter(aanvraag=row).first()
    return render(request, "aanvragen/_pdf.html", {"aanvraag": row, "receipt": receipt})


@access(RAADPLEGEN)
@require_safe
def bijlage(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """An uploaded file, with the type that its content has; always as a download."""
    row = get_object_or_404(Aanvraag.objects.visible_to(request.acting), key=key)
    found = get_object_or_404(Bijlage, aanvraag=row, pk=pk, removed_at__isnull=True)
    looked_at(request, row, str(row.reference or ""))
    return download(found.file, safe_name(found.name, found.content_type), found.content_type)
