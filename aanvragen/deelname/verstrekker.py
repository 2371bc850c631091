"""The side of the verstrekker: who sees its menu, and how its own opleidingen are looked up."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from aanvragen.deelname.dienst import DEELNAME
from aanvragen.models import Opleiding
from aanvragen.odb.dienst import INVULLEN
from accounts.models.organisation import Kind
from loket.access.rules import Rule
from loket.acting.context import ActingContext, Handeling

VERSTREKKERS = frozenset({Kind.OPLEIDINGSVERSTREKKER.value, Kind.SCHOOL.value})


@dataclass(frozen=True, slots=True)
class Verstrekker(Rule):
    """Who may register opleidingen, for whatever organisation; and who may read what is registered at one that gives
    them. An employer who has the right for his own aanvragen only needs no such place in his menu, though he may open
    the page."""

    def allows(self, context: ActingContext) -> bool:
        if INVULLEN.allows(context):
            return True
        # Not super(): a dataclass with slots is another class than the one in which it is written.
        return bool(context.represented.kinds & VERSTREKKERS) and DEELNAME.may(Handeling.RAADPLEGEN).allows(context)


VERSTREKKER = Verstrekker("wie bij een opleidingsverstrekker deelnames mag raadplegen")


def own_opleidingen(acting: ActingContext):
    """The opleidingen of the represented verstrekker; what is not among them does not exist for it."""
    if not acting.represented.is_organisation:
        return Opleiding.objects.none()
    return Opleiding.objects.filter(provider=acting.represented.id)


def own_opleiding(request: HttpRequest, pk: int) -> Opleiding:
    """One of them, or 404."""
    return get_object_or_404(own_opleidingen(request.acting), pk=pk)
