"""What the home page shows of the drafts: what is not filed yet, and until when that can be."""

import datetime

from django.db.models import QuerySet

from aanvragen.models import Aanvraag
from loket.acting.context import ActingContext, Handeling
from loket.catalogue.attention import Attention, register_attention
from loket.catalogue.registry import codes_allowed
from loket.prepared import Prepared

SHOWN = 5


def _columns(drafts: QuerySet[Aanvraag]) -> QuerySet:
    ordered = drafts.order_by("deadline", "-updated_at")
    return ordered.values_list("key", "deadline", "vov__first_name", "vov__last_name", "vov__title")[: SHOWN + 1]


def _nearest(person: int, own: int, represented: int) -> QuerySet:
    return _columns(Aanvraag.objects.drafts_for(person, own, represented))


_nearest_drafts = Prepared(_nearest, person=int, own=int, represented=int)


@register_attention
def drafts(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """The drafts of this person in this context, the nearest deadline first."""
    if not acting.represented.is_organisation or not codes_allowed(acting, Handeling.INVULLEN):
        return []
    if acting.natural_person:
        rows = _columns(Aanvraag.objects.drafts_of(acting))
    else:
        rows = _nearest_drafts(person=acting.person.id, own=acting.own.id, represented=acting.represented.id)
    found = [
        Attention(
            title=f"Concept: {f'{first} {last}'.strip() or 'nog zonder werknemer'}" + (f" · {title}" if title else ""),
            url_name="aanvraag_verder",
            url_args=(str(key),),
            link="Ga verder",
            last_day=deadline,
        )
        for key, deadline, first, last, title in rows[:SHOWN]
    ]
    if len(rows) > SHOWN:
        found.append(Attention(title="U hebt nog meer concepten.", url_name="mijn_aanvragen", link="Bekijk ze"))
    return found
