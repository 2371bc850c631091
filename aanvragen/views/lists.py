""" "Mijn aanvragen": drafts first, then what was filed; filters in the address; exports."""

import datetime
import uuid
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from aanvragen.exports import COLUMNS, export_rows
from aanvragen.forms import FilterForm
from aanvragen.models import Aanvraag
from aanvragen.states import Status
from aanvragen.vov.dienst import INVULLEN, RAADPLEGEN
from loket.access.rules import access
from loket.acting.context import ActingContext, Handeling
from loket.catalogue.registry import codes_allowed
from loket.journal.services import write_journal
from loket.prepared import Prepared
from loket.ui.exports import stream_csv, stream_xlsx
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import Page, PreparedPages, keyset_page

PER_PAGE = 25
DRAFTS_SHOWN = 50
# What a row of the list shows, in the order of the classes below.
ROW_COLUMNS = ("pk", "key", "vov__first_name", "vov__last_name", "vov__title")
COLUMNS_OF_DRAFTS = (*ROW_COLUMNS, "deadline", "updated_at")
COLUMNS_OF_FILED = (*ROW_COLUMNS, "reference", "submitted_at", "vov__hours", "status")


class DraftRow(NamedTuple):
    """A draft as the list shows it."""

    pk: int
    key: uuid.UUID
    first_name: str
    last_name: str
    title: str
    deadline: datetime.date | None
    updated_at: datetime.datetime

    @property
    def worker_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class FiledRow(NamedTuple):
    """A filed aanvraag as the list shows it."""

    pk: int
    key: uuid.UUID
    first_name: str
    last_name: str
    title: str
    reference: str
    submitted_at: datetime.datetime
    hours: Decimal
    status: str

    @property
    def worker_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def state(self) -> Status:
        return Status(self.status)


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


@lru_cache(maxsize=64)
def _pages_of_filed(diensten: tuple[str, ...]) -> PreparedPages:
    """The pages of all that was filed in these diensten, for somebody who acts from an organisation."""

    def build(person: int, own: int, represented: int) -> QuerySet:
        rows = Aanvraag.objects.visible_at(diensten, person, own, represented).filter(submitted_at__isnull=False)
        return rows.values_list(*COLUMNS_OF_FILED)

    ids = dict.fromkeys(("person", "own", "represented"), int)
    return PreparedPages(Aanvraag, build, key="submitted_at", at=datetime.datetime, per_page=PER_PAGE, **ids)


def _filed_page(request: HttpRequest, data: dict) -> Page:
    acting: ActingContext = request.acting
    codes = tuple(codes_allowed(acting, Handeling.RAADPLEGEN))
    if any(data.values()) or not (codes and acting.own.is_organisation and acting.represented.is_organisation):
        filed = filtered(_filed(acting), data).values_list(*COLUMNS_OF_FILED, named=True)
        page = keyset_page(request, filed, key="submitted_at", per_page=PER_PAGE)
    else:
        page = _pages_of_filed(codes).page(request, **_ids(acting))
    return replace(page, rows=[FiledRow(*row) for row in page.rows])


def _ids(acting: ActingContext) -> dict[str, int]:
    return {"person": acting.person.id, "own": acting.own.id, "represented": acting.represented.id}


def _shown(drafts: QuerySet) -> QuerySet:
    """One more than is shown: then there are more."""
    return drafts.order_by("-updated_at").values_list(*COLUMNS_OF_DRAFTS)[: DRAFTS_SHOWN + 1]


_newest_drafts = Prepared(
    lambda person, own, represented: _shown(Aanvraag.objects.drafts_for(person, own, represented)),
    **dict.fromkeys(("person", "own", "represented"), int),
)


def _drafts(acting: ActingContext, query: str | None) -> list[DraftRow]:
    if query or not (acting.own.is_organisation and acting.represented.is_organisation):
        found = _shown(filtered(Aanvraag.objects.drafts_of(acting), {"q": query}))
    else:
        found = _newest_drafts(**_ids(acting))
    return [DraftRow(*row) for row in found]


def _left_behind(own: int, represented: int, day: datetime.date) -> QuerySet:
    rows = Aanvraag.objects.left_behind_at(own, represented, day)
    return rows.order_by("-updated_at").values_list("pk")[:DRAFTS_SHOWN]


_keys_left_behind = Prepared(_left_behind, own=int, represented=int, day=datetime.date)


def _left(acting: ActingContext) -> list[Aanvraag]:
    """The drafts that were left behind; mostly there are none."""
    if not acting.represented.is_organisation:
        return []
    own = acting.own.id if acting.own.is_organisation else 0
    today = timezone.localdate()
    found = _keys_left_behind(own=own, represented=acting.represented.id, day=today)
    if not found:
        return []
    rows = Aanvraag.objects.left_behind(acting, today).filter(pk__in=[row.pk for row in found])
    return list(rows.select_related("vov", "created_by", "own_organisation").order_by("-updated_at"))


@access(RAADPLEGEN)
@require_safe
def mijn_aanvragen(request: HttpRequest) -> HttpResponse:
    """The list."""
    form = filter_form(request, FilterForm)
    data = filters_of(form)
    only = data.get("status")
    drafts: list[DraftRow] = []
    if only in (None, "", Status.CONCEPT.value) and not data.get("van") and not data.get("tot"):
        drafts = _drafts(request.acting, data.get("q"))
    left: list[Aanvraag] = []
    may_fill = INVULLEN.allows(request.acting)
    if not data and may_fill:
        left = _left(request.acting)
    page: Page | None = None
    if only != Status.CONCEPT.value:
        page = _filed_page(request, data)
    context = {
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
    """All filed requests that fit the filters, as CSV or XLSX; leading zeros are kept in both."""
    form = filter_form(request, FilterForm)
    data = filters_of(form)
    rows = export_rows(filtered(_filed(request.acting), data))
    write_journal(request.acting, "aanvragen_geexporteerd", None, formaat=extension)
    name = f"aanvragen-{timezone.localdate():%Y%m%d}.{extension}"
    return stream_csv(name, COLUMNS, rows) if extension == "csv" else stream_xlsx(name, COLUMNS, rows)
