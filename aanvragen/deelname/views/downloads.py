"""What goes out of the portal as a file: stored documents, and exports."""

from collections.abc import Iterable, Sequence

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from loket.journal.services import write_journal
from loket.ui.exports import stream_csv, stream_xlsx


def export_of(
    request: HttpRequest, name: str, extension: str, columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> HttpResponseBase:
    """The rows as CSV or XLSX; the journal knows who took them. Raises Http404 for another extension."""
    stream = {"csv": stream_csv, "xlsx": stream_xlsx}.get(extension)
    if stream is None:
        raise Http404
    write_journal(request.acting, f"{name}_geexporteerd", None, formaat=extension)
    return stream(f"{name}-{timezone.localdate():%Y%m%d}.{extension}", columns, rows)


def stored_file(file, name: str, content_type: str) -> FileResponse:
    """A file that the portal made; never kept by anything in between."""
    if not file or not file.storage.exists(file.name):
        raise Http404
    response = FileResponse(file.open("rb"), as_attachment=True, filename=name, content_type=content_type)
    response.headers["Cache-Control"] = "private, no-store"
    return response
