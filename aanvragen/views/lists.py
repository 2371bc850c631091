""" "Mijn aanvragen": of one dienst at a time; drafts first, then what was filed; filters in the address; exports."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from aanvragen.flow import Flow, flows_for
from aanvragen.forms import FilterForm
from aanvragen.models import Aanvraag
from aanvragen.rules import RAADPLEGEN
from aanvragen.states import Status
from loket.access.rules import access
from loket.acting.context import ActingContext, Handeling
from loket.dates import begin_of, end_of
from loket.journal.services import write_journal
from loket.prepared import Prepared
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import Page, PreparedPages, keyset_page

PER_PAGE = 25
DRAFTS_SHOWN = 50
# What a row of the list shows besides what its dienst says, in the order of the classes below.
COLUMNS_OF_DRAFTS = ("pk", "key", "deadline", "updated_at")
COLUMNS_OF_FILED = ("pk", "key", "reference", "submitted_at", "status")
# Under this the session holds on what each list was filtered.
LISTS = "lijsten"
# Whose list it is, as the prepared queries take it.
IDS = dict.fromkeys(("person", "own", "represented"), int)


class DraftRow(NamedTuple):
    """A draft as the list shows it."""

    pk: int
    key: uuid.UUID
    deadline: datetime.date | None
    updated_at: datetime.datetime
    cells: list[str]


class FiledRow(NamedTuple):
    """A filed aanvraag as the list shows it."""

    pk: int
    key: uuid.UUID
    reference: str
    submitted_at: datetime.datetime
    status: str
    cells: list[str]

    @property
    def state(self) -> Status:
        return Status(self.status)


def filtered(rows: QuerySet, flow: Flow, data: dict) -> QuerySet:
    """The rows of a dienst that fit the filters."""
    rows = rows.filter(dienst=flow.dienst.code)
    for word in (data.get("q") or "").split():
        found = Q(reference__icontains=word)
        for field in flow.listing.search:
            found |= Q(**{f"{field}__icontains": word})
        rows = rows.filter(found)
    if data.get("van"):
        rows = rows.filter(submitted_at__gte=begin_of(data["van"]))
    if data.get("tot"):
        rows = rows.filter(submitted_at__lt=end_of(data["tot"]))
    if data.get("status"):
        rows = rows.filter(status=data["status"])
    return rows


def chosen(request: HttpRequest, flows: Sequence[Flow]) -> Flow:
    """The flow that the address names, or the first."""
    return next((flow for flow in flows if flow.slug == request.GET.get("dienst")), flows[0])


def list_of(name: str, flow: Flow) -> str:
    """The address of a list, of this dienst."""
    return f"{reverse(name)}?dienst={flow.slug}"


def remember_filters(request: HttpRequest, name: str, flow: Flow, data: dict) -> None:
    """What a list is filtered on, for who comes back to it from one of its rows."""
    kept = request.session.get(LISTS, {})
    filters = [_whose(request, flow), without_position(request)] if any(data.values()) else None
    if kept.get(name) != filters:
        request.session[LISTS] = {**kept, name: filters}


def back_to(request: HttpRequest, name: str, flow: Flow) -> str:
    """The list as it was left; when that was another one, the list of this dienst."""
    whose, query = request.session.get(LISTS, {}).get(name) or ("", "")
    return f"{reverse(name)}?{query}" if whose == _whose(request, flow) else list_of(name, flow)


def _whose(request: HttpRequest, flow: Flow) -> str:
    """What was looked for in the name of one party says nothing of another."""
    return f"{flow.slug} {request.acting.represented.id}"


def where_something_is(request: HttpRequest, flows: Sequence[Flow], rows: QuerySet) -> Flow | None:
    """In place of an empty list that nobody asked for: the first dienst in which there is something."""
    if request.GET:
        return None
    return next((flow for flow in flows if rows.filter(dienst=flow.dienst.code).exists()), None)


def _readable(request: HttpRequest) -> list[Flow]:
    """The flows whose aanvragen may be read; those that exist for this kind of party, if there are any."""
    flows = flows_for(request.acting, Handeling.RAADPLEGEN)
    return [flow for flow in flows if flow.dienst.open_to(request.acting)] or flows


def _filed(acting: ActingContext) -> QuerySet:
    return Aanvraag.objects.visible_to(acting).filter(submitted_at__isnull=False)


def _shown_filed(rows: QuerySet, flow: Flow) -> QuerySet:
    fields = flow.listing.fields(flow.listing.columns)
    return rows.filter(submitted_at__isnull=False).values_list(*COLUMNS_OF_FILED, *fields, named=True)


@lru_cache(maxsize=64)
def _pages_of_filed(flow: Flow) -> PreparedPages:
    """The pages of all that was filed in this dienst, for somebody who acts from an organisation."""

    def build(person: int, own: int, represented: int) -> QuerySet:
        return _shown_filed(Aanvraag.objects.visible_at([flow.dienst.code], person, own, represented), flow)

    return PreparedPages(Aanvraag, build, key="submitted_at", at=datetime.datetime, per_page=PER_PAGE, **IDS)


def _filed_page(request: HttpRequest, flow: Flow, data: dict) -> Page:
    """`flow` is one that this context may read."""
    acting: ActingContext = request.acting
    if any(data.values()) or not (acting.own.is_organisation and acting.represented.is_organisation):
        filed = _shown_filed(filtered(_filed(acting), flow, data), flow)
        page = keyset_page(request, filed, key="submitted_at", per_page=PER_PAGE)
    else:
        page = _pages_of_filed(flow).page(request, **_ids(acting))
    cells, columns, shared = flow.listing.cells, flow.listing.columns, len(COLUMNS_OF_FILED)
    return replace(page, rows=[FiledRow(*row[:shared], cells(columns, row[shared:])) for row in page.rows])


def _ids(acting: ActingContext) -> dict[str, int]:
    return {"person": acting.person.id, "own": acting.own.id, "represented": acting.represented.id}


def _shown(drafts: QuerySet, flow: Flow) -> QuerySet:
    """One more than is shown: then there are more."""
    fields = flow.listing.fields(flow.listing.draft_columns)
    return drafts.order_by("-updated_at").values_list(*COLUMNS_OF_DRAFTS, *fields)[: DRAFTS_SHOWN + 1]


@lru_cache(maxsize=64)
def _newest_drafts(flow: Flow) -> Prepared:
    def build(person: int, own: int, represented: int) -> QuerySet:
        drafts = Aanvraag.objects.drafts_for(person, own, represented)
        return _shown(drafts.filter(dienst=flow.dienst.code), flow)

    return Prepared(build, **IDS)


def _drafts(acting: ActingContext, flow: Flow, query: str | None) -> list[DraftRow]:
    if query or not (acting.own.is_organisation and acting.represented.is_organisation):
        found = _shown(filtered(Aanvraag.objects.drafts_of(acting), flow, {"q": query}), flow)
    else:
        found = _newest_drafts(flow)(**_ids(acting))
    cells, columns, shared = flow.listing.cells, flow.listing.draft_columns, len(COLUMNS_OF_DRAFTS)
    return [DraftRow(*row[:shared], cells(columns, row[shared:])) for row in found]


@lru_cache(maxsize=64)
def _keys_left_behind(flow: Flow) -> Prepared:
    def build(own: int, represented: int, day: datetime.date) -> QuerySet:
        rows = Aanvraag.objects.left_behind_at(own, represented, day).filter(dienst=flow.dienst.code)
        return rows.order_by("-updated_at").values_list("pk")[:DRAFTS_SHOWN]

    return Prepared(build, own=int, represented=int, day=datetime.date)


def _left(acting: ActingContext, flow: Flow) -> list[Aanvraag]:
    """The drafts of a dienst that were left behind, each with its `cells`; mostly there are none."""
    if not acting.represented.is_organisation:
        return []
    own = acting.own.id if acting.own.is_organisation else 0
    today = timezone.localdate()
    found = _keys_left_behind(flow)(own=own, represented=acting.represented.id, day=today)
    if not found:
        return []
    rows = Aanvraag.objects.left_behind(acting, today).filter(pk__in=[row.pk for row in found])
    rows = rows.select_related(*flow.listing.related, "created_by", "own_organisation").order_by("-updated_at")
    for left in rows:
        left.cells = flow.listing.cells_of(left, flow.listing.draft_columns)
    return list(rows)


@access(RAADPLEGEN)
@require_safe
def mijn_aanvragen(request: HttpRequest) -> HttpResponse:
    """The list."""
    flows = _readable(request)
    flow = chosen(request, flows)
    listing = flow.listing
    form = filter_form(request, FilterForm, listing=listing, moves=flow.moves)
    data = filters_of(form)
    only = data.get("status")
    drafts: list[DraftRow] = []
    if only in (None, "", Status.CONCEPT.value) and not data.get("van") and not data.get("tot"):
        drafts = _drafts(request.acting, flow, data.get("q"))
    left: list[Aanvraag] = []
    may_fill = flow.dienst.may(Handeling.INVULLEN).allows(request.acting)
    if not data and may_fill:
        left = _left(request.acting, flow)
    page: Page | None = None
    if only != Status.CONCEPT.value:
        page = _filed_page(request, flow, data)
    if not (drafts or left or (page and page.rows)):
        elsewhere = where_something_is(request, flows, Aanvraag.objects.visible_to(request.acting))
        if elsewhere is not None:
            return redirect(list_of("mijn_aanvragen", elsewhere))
    remember_filters(request, "mijn_aanvragen", flow, data)
    context = {
        "flow": flow,
        "flows": flows,
        "listing": listing,
        "form": form,
        "filtering": bool(data and any(data.values())),
        "drafts": drafts[:DRAFTS_SHOWN],
        "more_drafts": len(drafts) > DRAFTS_SHOWN,
        "left": left,
        "may_fill": may_fill,
        "page": page,
        "query": without_position(request),
        "today": timezone.localdate(),
    }
    return render(request, "aanvragen/mijn_aanvragen.html", context)


@access(RAADPLEGEN)
@require_safe
def export(request: HttpRequest, extension: str) -> StreamingHttpResponse | HttpResponse:
    """All filed requests of a dienst that fit the filters, as CSV or XLSX; leading zeros are kept in both."""
    flow = chosen(request, _readable(request))
    form = filter_form(request, FilterForm, listing=flow.listing, moves=flow.moves)
    rows = flow.export.rows(filtered(_filed(request.acting), flow, filters_of(form)))
    write_journal(request.acting, "aanvragen_geexporteerd", None, formaat=extension)
    name = f"aanvragen-{timezone.localdate():%Y%m%d}.{extension}"
    stream = stream_csv if extension == "csv" else stream_xlsx
    return stream(name, flow.export.columns, rows)
