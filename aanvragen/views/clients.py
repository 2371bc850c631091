""" "Werk voor klanten": the drafts and deadlines over all clients in one list, and the receipts that the own party
keeps, also after a mandate ended. What happened to an aanvraag later is seen in the client's name only."""

import datetime
import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aanvragen.aanvulling.versies import last_of
from aanvragen.flow import all_flows, flow_of
from aanvragen.models import Aanvraag, Ontvangstbewijs
from aanvragen.states import Status
from aanvragen.tasks import make_receipt
from aanvragen.views.detail import download
from loket.access.rules import access
from loket.acting.context import ActingContext, Choice, Handeling
from loket.ui.paging import keyset_page
from mandates.clients.rules import UITVOERDER
from mandates.clients.selectors import ClientRow, as_rows, choice_of, clients_of

PER_PAGE = 25
DRAFTS_SHOWN = 200


def _drafts(acting: ActingContext, today: datetime.date) -> tuple[list, bool]:
    """The own drafts, each with what it is `about` and the choice to go on by (None without a mandate in force), the
    nearest deadline first."""
    rows = list(
        Aanvraag.objects.made_for_others(acting)
        .filter(status=Status.CONCEPT, created_by=acting.person.id)
        .select_related(*(name for flow in all_flows() for name in flow.listing.related), "represented")
        .order_by("deadline", "-updated_at")[: DRAFTS_SHOWN + 1]
    )
    more, rows = len(rows) > DRAFTS_SHOWN, rows[:DRAFTS_SHOWN]
    reachable = clients_of(acting, today).filter(pk__in={row.represented_id for row in rows})
    found = {client.pk: client for client in (ClientRow(*values) for values in as_rows(reachable))}
    for row in rows:
        row.about = flow_of(row).listing.about(row)
    return [(row, _way_on(acting, row, found.get(row.represented_id))) for row in rows], more


def _way_on(acting: ActingContext, row: Aanvraag, client: ClientRow | None) -> Choice | None:
    """The choice by which this draft can be gone on with."""
    if client is None or (row.dienst, Handeling.INVULLEN) not in client.acts:
        return None
    return choice_of(acting, client)


@access(UITVOERDER)
@require_safe
def werk_voor_klanten(request: HttpRequest) -> HttpResponse:
    """Drafts with their deadlines, then receipts, the newest first."""
    today = timezone.localdate()
    drafts, more = _drafts(request.acting, today)
    filed = Aanvraag.objects.made_for_others(request.acting).filter(submitted_at__isnull=False)
    filed = filed.select_related("represented", "submitted_by")
    context = {
        "drafts": drafts,
        "more_drafts": more,
        "page": keyset_page(request, filed, key="submitted_at", per_page=PER_PAGE),
        "today": today,
    }
    return render(request, "aanvragen/werk_voor_klanten.html", context)


@access(UITVOERDER)
@require_safe
def ontvangstbewijs_voor_klant(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The receipt of what the own party filed for somebody: it stays, whatever became of the mandate."""
    row = get_object_or_404(Aanvraag.objects.made_for_others(request.acting), key=key, submitted_at__isnull=False)
    former = last_of(row, request.acting)
    if former is not None:
        return download(former.receipt, f"ontvangstbewijs-{row.reference}.pdf", "application/pdf")
    receipt = Ontvangstbewijs.objects.filter(aanvraag=row).first()
    if receipt is None:
        make_receipt.delay_quietly(row.pk)
        return render(request, "aanvragen/pdf_komt.html", {"aanvraag": row}, status=202)
    return download(receipt.file, f"ontvangstbewijs-{row.reference}.pdf", "application/pdf")
