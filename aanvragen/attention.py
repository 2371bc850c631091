"""What the home page shows of the drafts: what is not filed yet, and until when that can be."""

import datetime

from aanvragen.models import Aanvraag
from loket.acting.context import ActingContext
from loket.catalogue.attention import Attention, register_attention

SHOWN = 5


@register_attention
def drafts(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """The drafts of this person in this context, the nearest deadline first."""
    if not acting.represented.is_organisation:
        return []
    rows = Aanvraag.objects.drafts_of(acting).select_related("vov").order_by("deadline", "-updated_at")[: SHOWN + 1]
    found = [
        Attention(
            title=f"Concept: {row.vov.worker_name or 'nog zonder werknemer'}"
            + (f" · {row.vov.title}" if row.vov.title else ""),
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
