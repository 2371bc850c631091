"""All labels of one quarter at once: what the engine starts from, in four queries, and what it makes of it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q

from loket.parameters.values import ParameterSource
from maatwerk.berekening.afronding import NUL
from maatwerk.berekening.invoer import Kwartaalinvoer, Loon, Pakket, Werknemerinvoer
from maatwerk.berekening.kwartaal import Kwartaaluitkomst, bereken_met
from maatwerk.berekening.waarden import Waarden
from maatwerk.models import Activeringsuitkering, Contingent, Loonlijn, Wop
from mandates.quarters import Quarter


def invoer_per_label(kwartaal: Quarter, op: date | None = None) -> Iterator[tuple[int, Kwartaalinvoer]]:
    """Each label with a contingent in the quarter: its id, and its inputs as they were known on the day `op`.

    Without a day: as they are known now.
    """
    first, last = kwartaal.first_day, kwartaal.last_day
    packages: dict[tuple[int, int], list[Pakket]] = defaultdict(list)
    wops = Wop.objects.filter(Q(end__isnull=True) | Q(end__gte=first), start__lte=last)
    for label, worker, *values in wops.values_list(
        "toekenning_id", "werknemer_id", "percentage", "niveau", "groep", "start", "end", "id"
    ).iterator():
        packages[label, worker].append(Pakket(*values))
    allowances: dict[tuple[int, int], Decimal] = {
        (label, worker): amount
        for label, worker, amount in Activeringsuitkering.objects.filter(kwartaal=first).values_list(
            "toekenning_id", "werknemer_id", "bedrag"
        )
    }
    workers: dict[int, dict[int, Werknemerinvoer]] = defaultdict(dict)
    wages = Loonlijn.objects.filter(kwartaal=first)
    if op is not None:
        wages = wages.filter(Q(aangegeven_op__isnull=True) | Q(aangegeven_op__lte=op))
    for label, worker, insz, *values in (
        # A later version comes after an earlier one, and takes its place.
        wages.order_by("versie")
        .values_list(
            "toekenning_id", "werknemer_id", "werknemer__insz", "brutoloon", "bijdragen", "structureel", "doelgroep",
            "q", "s", "q_effectief", "in_dienst_van", "in_dienst_tot",
        )
        .iterator(chunk_size=5000)
    ):  # fmt: skip
        own = label, worker
        workers[label][worker] = Werknemerinvoer(
            insz, tuple(packages.get(own, ())), Loon(*values), allowances.get(own, NUL)
        )
    granted = Contingent.objects.filter(kwartaal=first).order_by("toekenning_id")
    for label, vte, maximum in granted.values_list("toekenning_id", "vte", "maximum"):
        yield label, Kwartaalinvoer(kwartaal, vte, maximum, tuple(workers.get(label, {}).values()))


def bereken_alle_labels(
    kwartaal: Quarter, parameters: ParameterSource, op: date | None = None
) -> Iterator[tuple[int, Kwartaaluitkomst]]:
    """The engine over all labels; nothing is stored."""
    values = Waarden.van(parameters, kwartaal)
    for label, given in invoer_per_label(kwartaal, op):
        yield label, bereken_met(given, values)
