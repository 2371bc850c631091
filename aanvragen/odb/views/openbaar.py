"""The public list of registered opleidingen: for everybody, without a login."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from aanvragen.models import Opleiding
from aanvragen.odb.bestanden import SCHEMA, VELDEN, VERSION
from aanvragen.odb.lijstbestand import FRESH, lines_of, whole_list
from aanvragen.odb.zoeken import ZoekForm, found
from loket.access.rules import PUBLIC, access
from loket.slots import Sending, take_slot
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import keyset_page

PER_PAGE = 25
# So many files with a filter are made and sent at once.
MOST_AT_ONCE = 4
RETRY_SECONDS = 30
BUSY = "Er worden nu te veel bestanden tegelijk opgehaald. Probeer het over een halve minuut opnieuw."
TYPES = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
# What a row of the list shows.
SHOWN = ("odb_number", "title", "provider_name", "kind", "size", "vorm", "start", "end", "stopped_on")


@access(PUBLIC)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """The list, by title; its filters live in the address."""
    form = filter_form(request, ZoekForm)
    data = filters_of(form)
    today = timezone.localdate()
    page = keyset_page(request, found(data, today).only(*SHOWN), key="title", per_page=PER_PAGE, newest_first=False)
    context = {
        "form": form,
        "filtering": any(data.values()),
        "page": page,
        "rows": [(row, row.state_on(today)) for row in page.rows],
        "query": without_position(request),
    }
    return render(request, "odb/lijst.html", context)


@access(PUBLIC)
@require_safe
def opleiding(request: HttpRequest, odb_number: str) -> HttpResponse:
    """Everything that is public about one opleiding."""
    rows = Opleiding.objects.registered().select_related("provider", "aanvraag__odb")
    row = get_object_or_404(rows, odb_number=odb_number)
    modules = list(row.aanvraag.odb.modules.all()) if row.aanvraag_id else []
    context = {"opleiding": row, "state": row.state_on(timezone.localdate()), "modules": modules}
    return render(request, "odb/opleiding.html", context)


@access(PUBLIC)
@require_safe
def bestand(request: HttpRequest, extension: str) -> HttpResponseBase:
    """What fits the filters, as a file; the whole list is made once for everybody."""
    form = filter_form(request, ZoekForm)
    if form.is_bound and not form.is_valid():
        # A program that filters wrongly must not take everything for its answer.
        wrong = [f"{name}: {message}" for name, messages in form.errors.items() for message in messages]
        return HttpResponse("\n".join(wrong), status=400, content_type="text/plain; charset=utf-8")
    data = filters_of(form)
    everything = bool(data.get("alles"))
    if any(value for name, value in data.items() if name != "alles"):
        response = _filtered(data, extension)
    else:
        response = _whole(request, extension, everything=everything)
    if response.status_code == 200:
        name = f"opleidingen-{timezone.localdate():%Y%m%d}.{extension}"
        response.headers["Content-Type"] = TYPES[extension]
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _whole(request: HttpRequest, extension: str, *, everything: bool) -> HttpResponseBase:
    """304 for who has it already."""
    row = whole_list(extension, everything=everything)
    etag, made = f'"{row.sha256[:32]}"', int(row.made_at.timestamp())
    response = get_conditional_response(request, etag, made)
    if response is None:
        try:
            response = FileResponse(row.file.open("rb"))
        except FileNotFoundError:
            # Made anew since we looked.
            row = whole_list(extension, everything=everything)
            response = FileResponse(row.file.open("rb"))
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(made)
    # May be kept, and is asked for again each time.
    response.headers["Cache-Control"] = "public, no-cache"
    return response


def _filtered(data: dict, extension: str) -> HttpResponseBase:
    """Made at once, before anything is sent: a slow reader keeps no connection to the database."""
    slot = take_slot("opleidingen", MOST_AT_ONCE)
    if slot is None:
        response = HttpResponse(BUSY, status=503, content_type="text/plain; charset=utf-8")
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        return response
    target = tempfile.TemporaryFile()  # noqa: SIM115  (closed when it was sent)
    try:
        for line in lines_of(data, extension, timezone.now()):
            target.write(line.encode())
        target.seek(0)
    except BaseException:
        target.close()
        slot.release()
        raise
    return StreamingHttpResponse(Sending(target, slot))


@access(PUBLIC)
@require_safe
def gegevens(request: HttpRequest) -> HttpResponse:
    """What is in the files, and how to ask for them."""
    velden = [(veld, " · ".join(value for value in veld.type.get("enum", ()) if value)) for veld in VELDEN]
    context = {"velden": velden, "version": VERSION, "minutes": FRESH.seconds // 60, "most": MOST_AT_ONCE}
    return render(request, "odb/gegevens.html", context)


@access(PUBLIC)
@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """The JSON Schema of the file."""
    return JsonResponse(SCHEMA, content_type="application/schema+json", json_dumps_params={"ensure_ascii": False})
