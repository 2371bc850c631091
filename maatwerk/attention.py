"""What the home page says of maatwerk: WOPs that end soon, per label."""

import datetime

from django.db.models import Count, Min, QuerySet

from loket.acting.context import ActingContext
from loket.catalogue.attention import Attention, register_attention
from loket.prepared import Prepared
from maatwerk.dienst import LEZER
from maatwerk.models import Wop
from maatwerk.toegang import ziet_alles

# A WOP that ends within so many days is said; one of the choices of "Eindigt binnen".
ENDS_SOON_DAYS = 90


def _ending(organisation: int, today: datetime.date, until: datetime.date) -> QuerySet:
    """Per label how many end, and on which day the first one does."""
    return (
        Wop.objects.filter(toekenning__organisation=organisation, start__lte=today, end__range=(today, until))
        .values("toekenning__key", "toekenning__nummer")
        .annotate(number=Count("pk"), first=Min("end"))
        .order_by("toekenning__nummer")
        .values_list("toekenning__key", "toekenning__nummer", "number", "first")
    )


_ending_soon = Prepared(_ending, organisation=int, today=datetime.date, until=datetime.date)


@register_attention
def wops_that_end(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """A line per label with a WOP that ends soon; the department has no list of its own to look after."""
    if not (acting.represented.is_organisation and LEZER.allows(acting)) or ziet_alles(acting):
        return []
    until = today + datetime.timedelta(days=ENDS_SOON_DAYS)
    return [
        Attention(
            f"{_counted(row.number)} van toekenning {row.toekenning__nummer} binnen {ENDS_SOON_DAYS} dagen.",
            "maatwerk_wop",
            "Bekijk",
            url_args=(str(row.toekenning__key),),
            last_day=row.first,
            query=f"eindigt={ENDS_SOON_DAYS}",
        )
        for row in _ending_soon(organisation=acting.represented.id, today=today, until=until)
    ]


def _counted(number: int) -> str:
    return "Er eindigt 1 WOP" if number == 1 else f"Er eindigen {number} WOP’s"
