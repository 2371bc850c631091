"""Deciding on several requests at once: all of them or none, with what is wrong said per request."""

import datetime
from collections.abc import Callable, Collection

from django.db import transaction

from accounts.models import Rechtaanvraag
from accounts.rights.errors import RightsError
from accounts.rights.services import grant, refuse
from loket.acting.context import ActingContext


class SeveralErrors(RightsError):
    """Some of the requests cannot be decided so; `errors`: what is wrong, by the request."""

    def __init__(self, errors: dict[Rechtaanvraag, RightsError]) -> None:
        self.errors = errors
        super().__init__("Er is over geen enkele aanvraag beslist.")


def grant_several(
    acting: ActingContext, pks: Collection[int], start: datetime.date, end: datetime.date
) -> list[Rechtaanvraag]:
    """Grant all of these for one period. Raises SeveralErrors, DoesNotExist for one of another organisation."""
    return _all_or_nothing(acting, pks, lambda pk: grant(acting, pk, start, end))


def refuse_several(acting: ActingContext, pks: Collection[int], reason: str) -> list[Rechtaanvraag]:
    """Refuse all of these with one reason. Raises SeveralErrors, DoesNotExist for one of another organisation."""
    return _all_or_nothing(acting, pks, lambda pk: refuse(acting, pk, reason))


def _all_or_nothing(
    acting: ActingContext, pks: Collection[int], decide: Callable[[int], Rechtaanvraag]
) -> list[Rechtaanvraag]:
    errors: dict[Rechtaanvraag, RightsError] = {}
    done = []
    with transaction.atomic():
        # Locked together and in one order: who decides on the same ones at the same moment waits, and nobody for ever.
        rows = (
            Rechtaanvraag.objects.select_for_update(of=("self",), no_key=True)
            .filter(pk__in=pks, organisation=acting.own.id)
            .select_related("person", "recht", "context")
            .order_by("pk")
        )
        found = list(rows)
        if len(found) != len(set(pks)):
            raise Rechtaanvraag.DoesNotExist
        for aanvraag in found:
            try:
                done.append(decide(aanvraag.pk))
            except RightsError as error:
                errors[aanvraag] = error
        if errors:
            raise SeveralErrors(errors)
    return done
