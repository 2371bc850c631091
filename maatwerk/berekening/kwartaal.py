"""The calculation of one label in one quarter: steps 0 to 11 in their order."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from loket.parameters.values import ParameterSource, ParameterValue
from maatwerk.berekening import begeleiding, begrenzing, correctie, loonpremie
from maatwerk.berekening.afronding import EEN, NUL, share
from maatwerk.berekening.contingent import Plaats, rangschik, vaste_delen
from maatwerk.berekening.invoer import Kwartaalinvoer
from maatwerk.berekening.lijst import op_de_lijst
from maatwerk.berekening.ondersteuning import GROEPEN, ondersteuning
from maatwerk.berekening.waarden import Waarden
from mandates.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Lijn:
    """What one worker brings up: the columns of `maatwerk.models.Berekeningslijn`, under the same names."""

    plaats: Plaats = field(repr=False)
    percentage: int
    niveau: str
    groep: str
    duur: Decimal
    brutoloon: Decimal
    bijdragen: Decimal
    structureel: Decimal
    doelgroep: Decimal
    referteloon: Decimal
    q: Decimal
    s: Decimal
    fractie: Decimal
    plafond: Decimal
    geplafonneerd: Decimal
    correctiefactor: Decimal
    correctie_reden: str
    gecorrigeerd: Decimal
    loonpremie_incl: Decimal
    activering: Decimal
    loonpremie: Decimal
    vast: Decimal
    vast_reden: str
    variabel: Decimal
    begeleidingspremie: Decimal
    premie: Decimal
    rang: int
    vte: Decimal
    vte_binnen: Decimal
    vte_effectief: Decimal
    cumul: Decimal
    binnen: bool
    reden: str

    @property
    def sleutel(self) -> str:
        return self.plaats.werknemer.sleutel

    @property
    def wop_id(self) -> int | None:
        return self.plaats.werknemer.pakket.id


@dataclass(frozen=True, slots=True)
class Kwartaaluitkomst:
    """One label in one quarter: its lines in the order of the ranking, and the columns of `Berekening`."""

    kwartaal: Quarter
    contingent: Decimal
    maximum: Decimal | None
    lijnen: tuple[Lijn, ...]
    werknemers: int
    binnen: int
    vaste_delen: int
    ingevuld: Decimal
    begrensd: Decimal
    loonpremie: Decimal
    vast: Decimal
    variabel: Decimal
    premie: Decimal
    ondersteuning: Decimal
    supplement: Decimal
    boven_maximum: Decimal
    totaal: Decimal
    parameters: tuple[ParameterValue, ...]


def bereken_kwartaal(invoer: Kwartaalinvoer, parameters: ParameterSource) -> Kwartaaluitkomst:
    """All steps. Raises ParameterMissing when the law-dependent numbers of the quarter are not known."""
    return bereken_met(invoer, Waarden.van(parameters, invoer.kwartaal))


def bereken_met(invoer: Kwartaalinvoer, waarden: Waarden) -> Kwartaaluitkomst:
    """As `bereken_kwartaal`, with the values of the quarter looked up already."""
    found = (op_de_lijst(worker, invoer.kwartaal, waarden) for worker in invoer.werknemers)
    places = rangschik((worker for worker in found if worker is not None), invoer.contingent, waarden)
    parts = vaste_delen(places, invoer.contingent, waarden)
    lijnen = tuple(bereken_lijn(place, part, waarden) for place, part in zip(places, parts, strict=True))
    return _totalen(invoer, lijnen, waarden)


def bereken_lijn(place: Plaats, vast_reden: str, waarden: Waarden) -> Lijn:
    """Steps 1 to 8 for one worker, once his place in the ranking is known."""
    worker, loon = place.werknemer, place.werknemer.loon
    grens = begrenzing.plafond(place.fractie, waarden)
    geplafonneerd = begrenzing.geplafonneerd(place.referteloon, grens)
    factor, reden = correctie.correctiefactor(worker.met_wop, place.aandeel)
    gecorrigeerd = correctie.gecorrigeerd(factor, geplafonneerd)
    incl = loonpremie.loonpremie_incl(worker.percentage, gecorrigeerd)
    aftrek = loonpremie.aftrek(worker.activering, waarden)
    premie = loonpremie.loonpremie(incl, aftrek)
    vast = begeleiding.vast(vast_reden == "ja", waarden)
    variabel = begeleiding.variabel(worker.pakket.niveau, place.fractie, place.binnen, waarden)
    return Lijn(
        place,
        worker.percentage,
        worker.pakket.niveau,
        worker.pakket.groep,
        worker.duur,
        loon.brutoloon,
        loon.bijdragen,
        loon.structureel,
        loon.doelgroep,
        place.referteloon,
        loon.q,
        loon.s,
        place.fractie,
        grens,
        geplafonneerd,
        factor,
        reden,
        gecorrigeerd,
        incl,
        aftrek,
        premie,
        vast,
        vast_reden,
        variabel,
        vast + variabel,
        premie + vast + variabel,
        place.rang,
        place.vte,
        place.binnen,
        _effectief(place),
        place.cumul,
        place.binnen > NUL,
        place.reden,
    )


def _effectief(place: Plaats) -> Decimal:
    """What counts for the fill rate: in a progressive return to work the hours that are really worked."""
    loon = place.werknemer.loon
    if loon.q_effectief is None:
        return place.vte
    worked = share(min(loon.q_effectief, loon.q) / loon.s)
    return worked if place.werknemer.duur == EEN else share(worked * place.werknemer.duur)


def _totalen(invoer: Kwartaalinvoer, lijnen: Sequence[Lijn], waarden: Waarden) -> Kwartaaluitkomst:
    """Steps 10 and 11: the sums of rounded lines, the organisatieondersteuning and the granted amount."""
    loonpremies = sum((lijn.loonpremie for lijn in lijnen), NUL)
    vast = sum((lijn.vast for lijn in lijnen), NUL)
    variabel = sum((lijn.variabel for lijn in lijnen), NUL)
    premie = loonpremies + vast + variabel
    steun, supplement = ondersteuning(sum((lijn.vte_binnen for lijn in lijnen if lijn.groep in GROEPEN), NUL), waarden)
    berekend = premie + steun + supplement
    boven = NUL if invoer.maximum is None else max(NUL, berekend - invoer.maximum)
    return Kwartaaluitkomst(
        kwartaal=invoer.kwartaal,
        contingent=invoer.contingent,
        maximum=invoer.maximum,
        lijnen=tuple(lijnen),
        werknemers=len(lijnen),
        binnen=sum(lijn.binnen for lijn in lijnen),
        vaste_delen=sum(lijn.vast_reden == "ja" for lijn in lijnen),
        ingevuld=sum((lijn.vte_effectief for lijn in lijnen), NUL),
        begrensd=sum((lijn.vte_binnen for lijn in lijnen), NUL),
        loonpremie=loonpremies,
        vast=vast,
        variabel=variabel,
        premie=premie,
        ondersteuning=steun,
        supplement=supplement,
        boven_maximum=boven,
        totaal=berekend - boven,
        parameters=waarden.gebruikt,
    )
