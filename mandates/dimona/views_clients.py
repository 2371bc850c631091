"""The clients of a secretariat: who gave it a mandate, what waits, and the list as a file."""

from dataclasses import replace

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.paging import keyset_page
from mandates.dimona.forms import ClientsForm
from mandates.dimona.parties import is_taker_party
from mandates.dimona.register import register
from mandates.dimona.rules import MANAGER
from mandates.dimona.selectors import COLUMNS, Line, client_counts, clients_of, export_rows
from mandates.sides import Side

PER_PAGE = 50


def _filters(request: HttpRequest) -> tuple[ClientsForm, dict[str, str]]:
    """The filters of the address; a wrong value filters nothing."""
    form = ClientsForm(request.GET if set(request.GET) & set(ClientsForm.base_fields) else None)
    form.full_clean()
    return form, form.cleaned_data if form.is_bound else {}


@access(MANAGER)
@require_safe
def klanten(request: HttpRequest) -> HttpResponse:
    """All mandates that the own organisation got, by the name of the enterprise."""
    own, today = request.acting.own, timezone.localdate()
    form, data = _filters(request)
    rows = clients_of(own.id, data, today)
    page = keyset_page(request, rows, key="giver__name", per_page=PER_PAGE, newest_first=False)
    query = request.GET.copy()
    for name in ("na", "voor"):
        query.pop(name, None)
    context = {
        "form": form,
        "filtering": any(data.values()),
        "page": replace(page, rows=[Line(row, Side.NEMER, today) for row in page.rows]),
        "query": query.urlencode(),
        "counts": client_counts(own.id, today),
        "may_ask": is_taker_party(own) and register().ours,
    }
    return render(request, "dimona/klanten.html", context)


@access(MANAGER)
@require_safe
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse | FileResponse:
    """The mandates that fit the filters, as CSV or XLSX."""
    today = timezone.localdate()
    rows = export_rows(clients_of(request.acting.own.id, _filters(request)[1], today), today)
    write_journal(request.acting, "dimona_klanten_geexporteerd", None, formaat=extension)
    name = f"dimona-mandaten-{today:%Y%m%d}.{extension}"
    return stream_csv(name, COLUMNS, rows) if extension == "csv" else stream_xlsx(name, COLUMNS, rows)
