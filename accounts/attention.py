"""What the home page shows of rights: requests that wait for a decision, own rights that end."""

import datetime

from accounts.models import Rechtaanvraag
from accounts.rights.selectors import ending_rights_of, requests_to_decide
from loket.access.rechten import BEHEERDERS
from loket.access.rules import holder_of
from loket.acting.context import ActingContext
from loket.catalogue.attention import Attention, register_attention

RENEW_WITHIN_DAYS = 90
BEHEERDER = holder_of(*BEHEERDERS)


@register_attention
def waiting_requests(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """For a beheerder: how many people wait."""
    if not acting.own.is_organisation or not BEHEERDER.allows(acting):
        return []
    waiting = requests_to_decide(acting).filter(status=Rechtaanvraag.Status.PENDING).count()
    if not waiting:
        return []
    people = "1 collega vraagt" if waiting == 1 else f"{waiting} collega's vragen"
    return [Attention(f"{people} een gebruikersrecht aan.", "rechtaanvragen", "Beslis", at_once=True)]


@register_attention
def ending_rights(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """For everybody: own rights that end within 90 days and are not extended."""
    if not acting.own.is_organisation:
        return []
    return [
        Attention(
            f"Uw gebruikersrecht “{recht}” loopt af. Vraag uw lokale beheerder om het te verlengen.",
            "hulp",
            "Wie is mijn lokale beheerder?",
            last_day=end,
        )
        for recht, end in ending_rights_of(acting, today, RENEW_WITHIN_DAYS)
    ]
