"""What the home page and the menu show of the report and the nazicht."""

import datetime

from django.conf import settings

from accounts.beheer.rules import BEHEERDER
from accounts.beheer.selectors_review import standing_of
from loket.acting.context import ActingContext
from loket.catalogue.attention import Attention, register_attention
from loket.catalogue.menu import MenuItem, register_menu
from loket.dates import add_months

register_menu(
    MenuItem(
        "Rapport en nazicht",
        "beheer_rapport",
        BEHEERDER,
        "Kijk na wie welke rechten heeft, en wie wat deed.",
    )
)


@register_attention
def review(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """For a beheerder: an open nazicht with its due day, or that it is time for one."""
    if not acting.own.is_organisation or not BEHEERDER.allows(acting):
        return []
    standing = standing_of(acting.own.id, today)
    if standing.due is not None:
        return [
            Attention(
                "Het nazicht van de gebruikersrechten loopt.", "beheer_nazicht", "Ga verder", last_day=standing.due
            )
        ]
    if not standing.has_rights:
        return []
    if standing.completed is None:
        return [Attention("De gebruikersrechten zijn nog nooit nagekeken.", "beheer_nazicht", "Start het nazicht")]
    if add_months(standing.completed, settings.ACCESS_REVIEW_HOLDS_MONTHS) < today:
        title = "De gebruikersrechten zijn langer dan een jaar geleden nagekeken."
        return [Attention(title, "beheer_nazicht", "Start het nazicht")]
    return []
