"""What the home page shows: to a verstrekker what must still be registered, to the department what was changed."""

import datetime
import time

from aanvragen.deelname import openstaand
from aanvragen.deelname.models import GewijzigdeDeelname
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.verstrekker import VERSTREKKER
from aanvragen.rules import BEHANDELAAR
from loket.acting.context import ActingContext
from loket.catalogue.attention import Attention, register_attention
from loket.parameters.values import ParameterSet

# Enough to count on the home page; the list has them all.
MOST_COUNTED = 100
# The home page may cost one query: a parameter that changes is seen there a minute later, everywhere else at once.
KEPT_SECONDS = 60
_kept: dict[str, tuple[float, ParameterSet]] = {}


def _rules() -> ParameterSet:
    known = _kept.get("rules")
    if known is None or time.monotonic() - known[0] > KEPT_SECONDS:
        known = (time.monotonic(), load_rules())
        _kept["rules"] = known
    return known[1]


@register_attention
def to_register(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """One line for everything that a verstrekker must still register, with the nearest day."""
    if not acting.represented.is_organisation or not VERSTREKKER.allows(acting):
        return []
    asked = openstaand.of_provider(_rules(), acting.represented.id, today)
    if not asked:
        return []
    opleidingen = len({work.opleiding for work in asked})
    what = "1 opleiding" if opleidingen == 1 else f"{opleidingen} opleidingen"
    nearest = min(work.last_day for work in asked)
    title = f"Registreer de aanwezigheid of de deelname voor {what}."
    return [Attention(title, "mijn_opleidingen", "Bekijk", last_day=nearest)]


@register_attention
def changed(acting: ActingContext, today: datetime.date) -> list[Attention]:
    """One line for the corrections that nobody looked at."""
    if not BEHANDELAAR.allows(acting):
        return []
    number = GewijzigdeDeelname.objects.filter(seen_at__isnull=True)[:MOST_COUNTED].count()
    if not number:
        return []
    counted = str(number) if number < MOST_COUNTED else f"Minstens {number}"
    what = "1 gewijzigde deelname" if number == 1 else f"{counted} gewijzigde deelnames"
    return [Attention(f"{what} in behandelde dossiers.", "gewijzigde_deelnames", "Kijk na")]
