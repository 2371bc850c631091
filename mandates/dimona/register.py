"""The register of Dimona mandates, behind an adapter: which one is asked is a setting.

`LocalRegister` is our own table, filled by imports and by the procedure in the portal; `mandates.dimona.remote` has
the adapter for a service elsewhere. Who acts for a client asks the register at every request: nothing is remembered.
"""

import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from accounts.models import Organisation
from loket.prepared import Prepared
from mandates.models import DimonaMandaat

UNAVAILABLE = (
    "Het register van de Dimona-mandaten antwoordt niet. Daarom weten we niet of het mandaat loopt. "
    "Probeer het over enkele minuten opnieuw. Wat u al bewaarde, blijft bewaard."
)


class RegisterUnavailable(Exception):
    """The register gave no answer, or one that cannot be read. The text is for the screen; nothing is guessed."""

    def __init__(self, message: str = UNAVAILABLE) -> None:
        super().__init__(message)


class Register(Protocol):
    """What the portal asks of a register. Both raise RegisterUnavailable."""

    # Whether mandates are made and ended here, by the procedure and by imports; else they are only read.
    ours: bool

    def in_force(self, giver_id: int, taker_id: int, day: datetime.date) -> DimonaMandaat | None:
        """The active mandate between these organisations on that day, with `giver` and `taker` loaded; or None."""

    def between(self, giver_id: int, taker_id: int) -> list[DimonaMandaat]:
        """Everything that is known between them, newest first: it explains why there is none in force."""


MANDATE = ("id", "key", "giver_id", "taker_id", "groep", "start", "end", "status", "bron")
PARTY = ("id", "name", "kbo", "instellingsnummer", "ovo", "doelgroep", "kinds", "ceased_on")


def _in_force(giver: int, taker: int, day: datetime.date) -> QuerySet[Any, Any]:
    rows = DimonaMandaat.objects.in_force(day).filter(giver=giver, taker=taker).order_by("-start", "-pk")
    parties = [f"{side}__{column}" for side in ("giver", "taker") for column in PARTY]
    # Two groups may run side by side; one is enough to act.
    found: QuerySet[Any, Any] = rows.values_list(*MANDATE, *parties)[:1]
    return found


# Asked at every request of who acts for a client.
_mandate_in_force = Prepared(_in_force, giver=int, taker=int, day=datetime.date)


class LocalRegister:
    """Our own table."""

    ours = True

    def in_force(self, giver_id: int, taker_id: int, day: datetime.date) -> DimonaMandaat | None:
        """One query, with both parties. What is not in it (who started it, when) is read when it is asked."""
        found = _mandate_in_force(giver=giver_id, taker=taker_id, day=day)
        if not found:
            return None
        values, size = tuple(found[0]), len(PARTY)
        mandaat = DimonaMandaat.from_db(connection.alias, MANDATE, values[: len(MANDATE)])
        mandaat.giver = Organisation.from_db(connection.alias, PARTY, values[-2 * size : -size])
        mandaat.taker = Organisation.from_db(connection.alias, PARTY, values[-size:])
        return mandaat

    def between(self, giver_id: int, taker_id: int) -> list[DimonaMandaat]:
        rows = DimonaMandaat.objects.filter(giver=giver_id, taker=taker_id).select_related("giver", "taker")
        return list(rows.order_by("-start", "-pk"))


def register() -> Register:
    """The register that the settings name."""
    found: Register = import_string(settings.DIMONA_REGISTER)()
    return found
