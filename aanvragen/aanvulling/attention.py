"""What the home page shows of questions of the department: what must be answered, and until when."""

import datetime

from aanvragen.aanvulling.models import Aanvulling
from aanvragen.states import Status
from aanvragen.vov.dienst import VOV
from loket.acting.context import ActingContext, Handeling
from loket.catalogue.attention import Attention, register_attention

SHOWN = 5


@register_attention
def answers_due(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """The aanvragen of the represented party to which an answer is due, the nearest day first."""
    if not acting.represented.is_organisation or not VOV.may(Handeling.INDIENEN).allows(acting):
        return []
    rows = Aanvulling.objects.filter(
        closed_at__isnull=True,
        aanvraag__represented=acting.represented.id,
        aanvraag__status=Status.AANVULLING_GEVRAAGD,
    ).order_by("answer_by")
    names = ("aanvraag__key", "aanvraag__vov__first_name", "aanvraag__vov__last_name", "answer_by")
    return [
        Attention(
            title=f"Vul uw aanvraag aan: {first} {last}",
            url_name="vov_aanvullen",
            url_args=(str(key),),
            link="Vul aan",
            last_day=last_day,
        )
        for key, first, last, last_day in rows.values_list(*names)[:SHOWN]
    ]
