"""The people and organisations of the tests of Dimona mandates."""

import datetime

from django.utils import timezone

from accounts.models import Organisation
from accounts.models.organisation import Kind
from loket.acting.context import Doelgroep
from mandates.dimona.periods import Terms
from mandates.models import DimonaMandaat
from mandates.quarters import Quarter
from tests.world import add_person, context_of, give_right, organisation

GROEP = "dmfa_dimona"


def now() -> Quarter:
    return Quarter.of(timezone.localdate())


def smets():
    """Somebody who manages at Smets, which gave no mandate in the demo world."""
    add_person("Rik Thys", "84071199107", "Smets", "rik.thys@smets.example")
    give_right("Rik Thys", "Smets", "hoofd_lokale_beheerder")
    return context_of("Rik Thys", "Smets")


def freya():
    """Manages at Horizon, the secretariat."""
    return context_of("Freya Wouters", "Horizon")


def second_secretariat() -> Organisation:
    """Another secretariat, managed by Wim Maas."""
    found = Organisation.objects.create(
        name="Sociaal Secretariaat Einder vzw",
        kbo=kbo(9),
        doelgroep=Doelgroep.ONDERNEMING.value,
        kinds=[Kind.DIMONA_MANDAATNEMER.value],
    )
    add_person("Wim Maas", "93051822361", "Einder", "wim.maas@einder.example")
    give_right("Wim Maas", "Einder", "hoofd_lokale_beheerder")
    return found


def wim():
    return context_of("Wim Maas", "Einder")


def kbo(number: int) -> str:
    """A right number of an enterprise that is not in the demo world."""
    first = f"08{number:06}"
    return f"{first}{97 - int(first) % 97:02}"


def terms(begin: Quarter | None = None, end: Quarter | None = None, groep: str = GROEP) -> Terms:
    return Terms(groep, begin or now(), end)


def stored(
    giver: str,
    taker: str = "Horizon",
    begin: Quarter | None = None,
    end: Quarter | None = None,
    status: str = "actief",
    **more: object,
) -> DimonaMandaat:
    """A mandate as an import would leave it."""
    begin = begin or now().previous
    return DimonaMandaat.objects.create(
        giver=organisation(giver),
        taker=organisation(taker),
        start=begin.first_day,
        end=end.last_day if end else None,
        status=status,
        bron="import",
        **more,
    )


def day_of(quarter: Quarter) -> datetime.date:
    return quarter.first_day + datetime.timedelta(days=40)
