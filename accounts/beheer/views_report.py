"""The report: who has, had or will have which right in the organisation."""

import datetime
from dataclasses import replace
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.beheer.forms_report import ReportForm
from accounts.beheer.rules import BEHEERDER
from accounts.beheer.selectors_report import COLUMNS, ReportRow, filtered, page_rows, report_rows, rights_report
from accounts.models import ToegekendRecht
from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import PreparedPages, keyset_page

PAGES: dict[str, Any] = {"key": "sort_name", "per_page": 50, "newest_first": False}

_everything = PreparedPages(
    ToegekendRecht,
    lambda organisation, day: page_rows(rights_report(organisation, day)),
    organisation=int,
    day=datetime.date,
    **PAGES,
)


@access(BEHEERDER)
@require_safe
def rapport(request: HttpRequest) -> HttpResponse:
    """All rights, by name, with filters."""
    form = filter_form(request, ReportForm)
    data = filters_of(form)
    organisation, today = request.acting.own.id, timezone.localdate()
    filtering = any(data.values())
    if filtering:
        page = keyset_page(request, page_rows(filtered(rights_report(organisation, today), data)), **PAGES)
    else:
        page = _everything.page(request, organisation=organisation, day=today)
    context = {
        "form": form,
        "filtering": filtering,
        "page": replace(page, rows=[ReportRow(*row) for row in page.rows]),
        "query": without_position(request),
    }
    return render(request, "beheer/rapport.html", context)


@access(BEHEERDER)
@require_safe
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse | FileResponse:
    """The rights that fit the filters, as CSV or XLSX."""
    data = filters_of(filter_form(request, ReportForm))
    today = timezone.localdate()
    rows = report_rows(filtered(rights_report(request.acting.own.id, today), data))
    write_journal(request.acting, "rapport_geexporteerd", None, formaat=extension)
    name = f"gebruikersrechten-{today:%Y%m%d}.{extension}"
    return stream_csv(name, COLUMNS, rows) if extension == "csv" else stream_xlsx(name, COLUMNS, rows)
