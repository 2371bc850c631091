"""All mandates of the own party: search, pages, export."""

from dataclasses import replace

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.paging import keyset_page
from mandates.ssm.forms import ZoekForm
from mandates.ssm.rules import MANAGER
from mandates.ssm.selectors import COLUMNS, export_rows, filtered, shown

PER_PAGE = 25


def _filters(request: HttpRequest) -> tuple[ZoekForm, dict]:
    form = ZoekForm(request.GET if set(request.GET) & set(ZoekForm.base_fields) else None)
    return form, form.cleaned_data if form.is_bound and form.is_valid() else {}


@access(MANAGER)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """The newest first, with filters in the address and boxes to tick."""
    form, data = _filters(request)
    today = timezone.localdate()
    page = keyset_page(request, filtered(request.acting, data, today), key="created_at", per_page=PER_PAGE)
    query = request.GET.copy()
    for name in ("na", "voor"):
        query.pop(name, None)
    context = {
        "form": form,
        "filtering": any(data.values()),
        "page": replace(page, rows=shown(page.rows, request.acting, today)),
        "query": query.urlencode(),
    }
    return render(request, "mandaten/lijst.html", context)


@access(MANAGER)
@require_safe
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse | FileResponse:
    """The mandates that fit the filters, as CSV or XLSX."""
    _form, data = _filters(request)
    today = timezone.localdate()
    rows = export_rows(filtered(request.acting, data, today), request.acting, today)
    write_journal(request.acting, "ssm_lijst_geexporteerd", None, formaat=extension)
    name = f"mandaten-{today:%Y%m%d}.{extension}"
    return stream_csv(name, COLUMNS, rows) if extension == "csv" else stream_xlsx(name, COLUMNS, rows)
