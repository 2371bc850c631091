""" "Mijn aanvragen": drafts first, then what was filed; filters in the address; exports."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aanvragen.exports import COLUMNS, export_rows
from aanvragen.forms import FilterForm
from aanvragen.models import Aanvraag
from aanvragen.states import Status
from aanvragen.vov.dienst import VOV
from loket.access.rules import access
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.paging import keyset_page

PER_PAGE = 25
DRAFTS_SHOWN = 50
# What a row of the list shows.
COLUMNS_OF_FILED = ("key", "reference", "submitted_at", "status", "vov__hours")
COLUMNS_OF_DRAFTS = ("key", "deadline", "updated_at")
COLUMNS_OF_BOTH = ("vov__first_name", "vov__last_name", "vov__title")


def filtered(rows: QuerySet, data: dict) -> QuerySet:
    """The rows that fit the filters."""
    if data.get("q"):
        for word in data["q"].split():
            rows = rows.filter(
                Q(vov__first_name__icontains=word)
                | Q(vov__last_name__icontains=word)
                | Q(reference__icontains=word)
                | Q(vov__title__icontains=word)
            )
    if data.get("van"):
        rows = rows.filter(submitted_at__date__gte=data["van"])
    if data.get("tot"):
        rows = rows.filter(submitted_at__date__lte=data["tot"])
    if data.get("status"):
        rows = rows.filter(status=data["status"])
    return rows


def _filed(acting: ActingContext) -> QuerySet:
    return Aanvraag.objects.visible_to(acting).filter(submitted_at__isnull=False)


def filter_form(request: HttpRequest) -> FilterForm:
    return FilterForm(request.GET if set(request.GET) & set(FilterForm.base_fields) else None)


@access(VOV.rule)
@require_safe
def mijn_aanvragen(request: HttpRequest) -> HttpResponse:
    """The list."""
    form = filter_form(request)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    only = data.get("status")
    drafts: list[Aanvraag] = []
    if only in (None, "", Status.CONCEPT.value) and not data.get("van") and not data.get("tot"):
        rows = filtered(Aanvraag.objects.drafts_of(request.acting), {"q": data.get("q")})
        rows = rows.select_related("vov").only(*COLUMNS_OF_DRAFTS, *COLUMNS_OF_BOTH)
        drafts = list(rows.order_by("-updated_at")[: DRAFTS_SHOWN + 1])
    left: list[Aanvraag] = []
    if not data:
        rows = Aanvraag.objects.left_behind(request.acting, timezone.localdate())
        left = list(rows.select_related("vov", "created_by").order_by("-updated_at")[:DRAFTS_SHOWN])
    page = None
    if only != Status.CONCEPT.value:
        filed = filtered(_filed(request.acting), data).select_related("vov")
        filed = filed.only(*COLUMNS_OF_FILED, *COLUMNS_OF_BOTH)
        page = keyset_page(request, filed, key="submitted_at", per_page=PER_PAGE)
    query = request.GET.copy()
    for name in ("na", "voor"):
        query.pop(name, None)
    context = {
        "form": form,
        "filtering": bool(data and any(data.values())),
        "drafts": drafts[:DRAFTS_SHOWN],
        "more_drafts": len(drafts) > DRAFTS_SHOWN,
        "left": left,
        "page": page,
        "query": query.urlencode(),
        "today": timezone.localdate(),
    }
    return render(request, "aanvragen/mijn_aanvragen.html", context)


@access(VOV.rule)
@require_safe
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse | HttpResponse:
    """All filed requests that fit the filters, as CSV or XLSX; leading zeros are kept in both."""
    form = filter_form(request)
    data = form.cleaned_data if form.is_bound and form.is_valid() else {}
    rows = export_rows(filtered(_filed(request.acting), data))
    write_journal(request.acting, "aanvragen_geexporteerd", None, formaat=extension)
    name = f"aanvragen-{timezone.localdate():%Y%m%d}.{extension}"
    return stream_csv(name, COLUMNS, rows) if extension == "csv" else stream_xlsx(name, COLUMNS, rows)
