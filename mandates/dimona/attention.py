"""What the home page shows of Dimona mandates: those that wait for the own organisation."""

import datetime

from loket.acting.context import ActingContext
from loket.catalogue.attention import Attention, register_attention
from mandates.dimona.parties import is_taker_party
from mandates.dimona.rules import MANAGER
from mandates.dimona.selectors import COUNTED, number_waiting_for


@register_attention
def waiting_mandates(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """For who manages mandates: how many wait, and where. A secretariat looks among its clients."""
    if acting.on_behalf or not MANAGER.allows(acting):
        return []
    number = number_waiting_for(acting.own.id)
    if not number:
        return []
    many = f"Meer dan {COUNTED - 1}" if number == COUNTED else str(number)
    title = "1 Dimona-mandaat wacht" if number == 1 else f"{many} Dimona-mandaten wachten"
    where = "dimona_klanten" if is_taker_party(acting.own) else "dimona"
    return [Attention(f"{title} op uw antwoord.", where, "Bekijk", at_once=True)]
