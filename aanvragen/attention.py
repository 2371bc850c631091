"""What the home page shows: to who files the drafts, with until when that can be; to the department what waits."""

import datetime
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from aanvragen.flow import Flow, all_flows, flow_of, flows_for
from aanvragen.models import Aanvraag
from aanvragen.rules import BEHANDELAAR
from aanvragen.states import Side, Status
from loket.acting.context import ActingContext, Handeling
from loket.catalogue.attention import Attention, register_attention
from loket.prepared import Prepared

SHOWN = 5
# Enough to count on the home page; the list has them all.
MOST_COUNTED = 100
# Where the department is to move, and how that is said of a number of dossiers.
WAITS = {Status.INGEDIEND: "te behandelen", Status.VERLENGING_GEVRAAGD: "met een verlenging om over te beslissen"}


def _columns(drafts: QuerySet[Aanvraag], flows: Sequence[Flow]) -> QuerySet:
    """The drafts in these diensten, with what their lists say of them."""
    ordered = drafts.filter(dienst__in=[flow.dienst.code for flow in flows]).order_by("deadline", "-updated_at")
    shown = [field for flow in flows for field in flow.listing.fields(flow.listing.draft_columns)]
    return ordered.values_list("key", "deadline", "dienst", *shown, named=True)[: SHOWN + 1]


@lru_cache(maxsize=64)
def _nearest_drafts(flows: tuple[Flow, ...]) -> Prepared:
    def build(person: int, own: int, represented: int) -> QuerySet:
        return _columns(Aanvraag.objects.drafts_for(person, own, represented), flows)

    return Prepared(build, person=int, own=int, represented=int)


@register_attention
def drafts(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """The drafts of this person in this context, the nearest deadline first."""
    flows = flows_for(acting, Handeling.INVULLEN)
    if not acting.represented.is_organisation or not flows:
        return []
    if acting.natural_person:
        rows = list(_columns(Aanvraag.objects.drafts_of(acting), flows))
    else:
        people = {"person": acting.person.id, "own": acting.own.id, "represented": acting.represented.id}
        rows = _nearest_drafts(tuple(flows))(**people)
    found = [
        Attention(
            title=f"Concept: {_about(row)}",
            url_name="aanvraag_verder",
            url_args=(str(row.key),),
            link="Ga verder",
            last_day=row.deadline,
        )
        for row in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        found.append(Attention(title="U hebt nog meer concepten.", url_name="mijn_aanvragen", link="Bekijk ze"))
    return found


def _about(row: Any) -> str:
    """What a draft is about, as far as it says so."""
    listing = flow_of(row).listing
    values = [getattr(row, field) for field in listing.fields(listing.draft_columns)]
    name, *rest = listing.cells(listing.draft_columns, values)
    return " · ".join([name or listing.unnamed, *filter(None, rest)])


@register_attention
def waiting(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """A line per dienst in which somebody waits for the department to begin, or to decide on what was asked later."""
    if not BEHANDELAAR.allows(acting):
        return []
    asked = [(flow, status) for flow in all_flows() for status in WAITS if flow.moves.offered(status, Side.DEPARTMENT)]
    rows = Aanvraag.objects.order_by().values_list("dienst", "status")
    some = [rows.filter(dienst=flow.dienst.code, status=status)[:MOST_COUNTED] for flow, status in asked]
    numbers = Counter(some[0].union(*some[1:], all=True)) if some else Counter()
    return [
        Attention(
            title=f"{flow.dienst.title}: {_counted(number)} {WAITS[status]}.",
            url_name="dossiers",
            query=f"dienst={flow.slug}&status={status.value}",
            link="Bekijk",
        )
        for flow, status in asked
        if (number := numbers[flow.dienst.code, status.value])
    ]


def _counted(number: int) -> str:
    return str(number) if number < MOST_COUNTED else f"minstens {number}"
