"""The dossierbehandelaar's side: every filed aanvraag, by which rules it was judged, and its moves."""

import uuid
from collections.abc import Mapping
from dataclasses import replace

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from aanvragen.flow import all_flows, flow_of
from aanvragen.forms import FilterForm, ReasonForm
from aanvragen.models import Aanvraag, Bijlage
from aanvragen.rules import BEHANDELAAR
from aanvragen.services import MoveError, move
from aanvragen.states import Move, Side, Status
from aanvragen.uploads import safe_name
from aanvragen.views.detail import download, timeline
from aanvragen.views.lists import back_to, chosen, filtered, list_of, remember_filters, where_something_is
from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.filtering import filter_form, filters_of
from loket.ui.paging import keyset_page

PER_PAGE = 25


def _filed() -> QuerySet:
    return Aanvraag.objects.filter(submitted_at__isnull=False)


@access(BEHANDELAAR)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """All filed requests, newest first."""
    flows = all_flows()
    flow = chosen(request, flows)
    form = filter_form(request, FilterForm, listing=flow.listing, moves=flow.moves, drafts=False)
    data = filters_of(form)
    rows = filtered(_filed(), flow, data).select_related(*flow.listing.related, "represented").defer("typed", "kept")
    page = keyset_page(request, rows, key="submitted_at", per_page=PER_PAGE)
    if not page.rows and (elsewhere := where_something_is(request, flows, _filed())) is not None:
        return redirect(list_of("dossiers", elsewhere))
    remember_filters(request, "dossiers", flow, data)
    page = replace(page, rows=[(row, flow.listing.cells_of(row)) for row in page.rows])
    return render(
        request,
        "aanvragen/dossiers.html",
        {"flow": flow, "flows": flows, "form": form, "page": page, "filtering": any(data.values())},
    )


def _page(request: HttpRequest, row: Aanvraag, answered: dict[str, ReasonForm], status: int = 200) -> HttpResponse:
    """The dossier; `answered` has the form of the move that was tried, with its errors."""
    flow, moves = flow_of(row), timeline(row)
    context = {
        "flow": flow,
        "back": back_to(request, "dossiers", flow),
        "facts": flow.facts(row),
        "aanvraag": row,
        "snapshot": row.frozen,
        "unverified": [value for value in row.frozen["parameters"] if value["status"] == "niet geverifieerd"],
        "timeline": moves,
        # Up to which move this page shows the dossier.
        "seen": moves[-1].pk if moves else "",
        "moves": [
            (move, answered.get(move.name) or _reason_form(move, typed=request.POST))
            for move in flow.moves.offered(row.state, Side.DEPARTMENT)
        ],
        "files": flow.files_of(row),
        # For the summary of errors.
        "form": next(iter(answered.values()), None),
    }
    return render(request, flow.dossier_template, context, status=status)


def _reason_form(step: Move, data: QueryDict | None = None, typed: Mapping[str, str] | None = None) -> ReasonForm:
    """The questions of one of several moves on a page; `data` is checked, `typed` is only shown again."""
    reason = (typed or {}).get(f"{step.name}-reason", "")
    form = ReasonForm(data, prefix=step.name, initial={"reason": reason})
    form.fields["reason"].label = step.asks
    return form


def _row(key: uuid.UUID) -> Aanvraag:
    typed = [flow.typed for flow in all_flows()]
    rows = _filed().select_related(*typed, "represented", "own_organisation", "submitted_by")
    return get_object_or_404(rows, key=key)


@access(BEHANDELAAR)
@require_safe
def dossier(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One dossier. Looking at it is in the journal: it shows personal data."""
    row = _row(key)
    write_journal(request.acting, "dossier_bekeken", row)
    return _page(request, row, {})


@access(BEHANDELAAR)
@require_POST
def beslissen(request: HttpRequest, key: uuid.UUID, name: str) -> HttpResponse:
    """Take into handling, approve, or refuse with a reason; of the dossier as the page showed it."""
    row = _row(key)
    step = flow_of(row).moves.find(name)
    reason, answered = "", {}
    if step is not None and step.reason:
        form = _reason_form(step, request.POST)
        answered = {name: form}
        if not form.is_valid():
            return _page(request, row, answered, status=422)
        reason = form.cleaned_data["reason"]
    try:
        moved = move(row, name, Side.DEPARTMENT, request.acting, reason, seen=request.POST.get("gezien"))
    except MoveError as error:
        row = _row(key)
        if step is not None and step in flow_of(row).moves.offered(row.state, Side.DEPARTMENT):
            messages.warning(request, str(error), extra_tags="let-op")
            return _page(request, row, answered, status=409)
        # There is no form any more that keeps what was typed.
        typed = f" U schreef: “{reason}”" if reason else ""
        messages.warning(request, f"{error}{typed}", extra_tags="let-op")
    else:
        messages.success(request, f"De status is nu “{Status(moved.status).label}”.", extra_tags="ok")
    return redirect("dossier", key=key)


@access(BEHANDELAAR)
@require_safe
def bijlage(request: HttpRequest, key: uuid.UUID, pk: int) -> HttpResponse:
    """The file of a dossier; opening it is in the journal."""
    row = _row(key)
    found = get_object_or_404(Bijlage, aanvraag=row, pk=pk, removed_at__isnull=True)
    write_journal(request.acting, "bijlage_geopend", row)
    return download(found.file, safe_name(found.name, found.content_type), found.content_type)
