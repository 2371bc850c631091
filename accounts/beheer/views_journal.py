""" "Wie deed wat": the journal of the organisation, for its beheerders."""

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.beheer.forms_report import JournalForm
from accounts.beheer.rules import BEHEERDER
from accounts.beheer.selectors_journal import COLUMNS, filtered, in_words, journal_of, journal_rows
from loket.access.rules import access
from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import keyset_page

PER_PAGE = 50


@access(BEHEERDER)
@require_safe
def journaal(request: HttpRequest) -> HttpResponse:
    """Who did what, the newest first, with filters."""
    form = filter_form(request, JournalForm)
    data = filters_of(form)
    # The id grows with the time, and the index on (own, id) serves it.
    page = keyset_page(request, filtered(journal_of(request.acting.own.id), data), key="id", per_page=PER_PAGE)
    context = {
        "form": form,
        "filtering": any(data.values()),
        "page": page,
        "lines": in_words(page.rows),
        "query": without_position(request),
    }
    return render(request, "beheer/journaal.html", context)


@access(BEHEERDER)
@require_safe
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse | FileResponse:
    """The lines that fit the filters, as CSV or XLSX; that they were taken is a line too."""
    data = filters_of(filter_form(request, JournalForm))
    rows = journal_rows(filtered(journal_of(request.acting.own.id), data))
    write_journal(request.acting, "journaal_geexporteerd", None, formaat=extension)
    name = f"journaal-{timezone.localdate():%Y%m%d}.{extension}"
    return stream_csv(name, COLUMNS, rows) if extension == "csv" else stream_xlsx(name, COLUMNS, rows)
