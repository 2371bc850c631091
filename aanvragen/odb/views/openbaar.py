"""The public list of registered opleidingen: for everybody, without a login."""

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aanvragen.models import Opleiding
from aanvragen.odb.bestanden import NAMES, SCHEMA, VELDEN, VERSION, file_rows, json_lines
from aanvragen.odb.zoeken import ZoekForm, found
from loket.access.rules import PUBLIC, access
from loket.ui.exports import stream_csv
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import keyset_page

PER_PAGE = 25
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
def bestand(request: HttpRequest, extension: str) -> HttpResponse | StreamingHttpResponse:
    """What fits the filters, as a file that starts at once."""
    form = filter_form(request, ZoekForm)
    if form.is_bound and not form.is_valid():
        # A program that filters wrongly must not take everything for its answer.
        wrong = [f"{name}: {message}" for name, messages in form.errors.items() for message in messages]
        return HttpResponse("\n".join(wrong), status=400, content_type="text/plain; charset=utf-8")
    rows = found(filters_of(form))
    name = f"opleidingen-{timezone.localdate():%Y%m%d}.{extension}"
    if extension == "csv":
        return stream_csv(name, NAMES, file_rows(rows))
    response = StreamingHttpResponse(json_lines(rows, timezone.now()), content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@access(PUBLIC)
@require_safe
def gegevens(request: HttpRequest) -> HttpResponse:
    """What is in the files, and how to ask for them."""
    velden = [(veld, " · ".join(value for value in veld.type.get("enum", ()) if value)) for veld in VELDEN]
    return render(request, "odb/gegevens.html", {"velden": velden, "version": VERSION})


@access(PUBLIC)
@require_safe
def schema(request: HttpRequest) -> JsonResponse:
    """The JSON Schema of the file."""
    return JsonResponse(SCHEMA, content_type="application/schema+json", json_dumps_params={"ensure_ascii": False})
