"""What the home page shows of registrations: what the department waits for, and until when."""

import datetime

from aanvragen.models import Aanvraag
from aanvragen.odb.dienst import ODB
from aanvragen.states import Status
from loket.acting.context import ActingContext, Handeling
from loket.catalogue.attention import Attention, register_attention

SHOWN = 5


@register_attention
def answers_due(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """The registrations of the represented party to which an answer is due, the nearest day first."""
    if not acting.represented.is_organisation or not ODB.may(Handeling.INDIENEN).allows(acting):
        return []
    rows = Aanvraag.objects.filter(
        represented=acting.represented.id, dienst=ODB.code, status=Status.AANVULLING_GEVRAAGD
    ).order_by("odb__answer_by")
    return [
        Attention(
            title=f"Vul uw registratie aan: {title}",
            url_name="odb_aanvullen",
            url_args=(str(key),),
            link="Vul aan",
            last_day=last_day,
        )
        for key, title, last_day in rows.values_list("key", "odb__title", "odb__answer_by")[:SHOWN]
    ]
