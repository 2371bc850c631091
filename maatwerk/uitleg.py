"""How each amount of a worker came about: the formula, then with its numbers filled in, and what it rests on. Pure.

It tells what a delivered calculation holds and computes nothing anew: every number is one of its own line.
The texts are read by users; the sources stand in docs of the field (maatwerk.md 2.1).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from loket import dutch
from loket.parameters.values import Status
from maatwerk.berekening import waarden as w
from maatwerk.berekening.begrenzing import MAANDEN_PER_KWARTAAL
from maatwerk.models import Berekeningslijn

Parameter = Mapping[str, Any]

D2013 = "https://www.ejustice.just.fgov.be/eli/decret/2013/07/12/2013204787/justel"
D2022 = "https://www.ejustice.just.fgov.be/eli/decret/2022/01/14/2022040298/justel"
HERWIN = "https://herwin.be/question/"


@dataclass(frozen=True, slots=True)
class Grond:
    """What a formula rests on, and how sure that is."""

    source: str
    status: Status
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stap:
    """One amount. `formule` in words, `ingevuld` with its numbers; `reden` says why, where there was a choice."""

    code: str
    title: str
    bedrag: Decimal
    formule: str
    ingevuld: str
    grond: Grond
    parameters: tuple[Parameter, ...] = ()
    reden: str = ""


def stappen(lijn: Berekeningslijn, parameters: Iterable[Parameter]) -> list[Stap]:
    """Blocks 4 to 10 of "Persoon", in the order of the manual."""
    known = {item["key"]: item for item in parameters}

    def of(*keys: str) -> tuple[Parameter, ...]:
        return tuple(known[key] for key in keys if key in known)

    def number(key: str, otherwise: str) -> str:
        """The value in the formula; its name when the delivery did not tell it."""
        return dutch.number(Decimal(known[key]["value"])) if key in known else otherwise

    def euro(key: str, otherwise: str) -> str:
        return dutch.amount(Decimal(known[key]["value"])) if key in known else otherwise

    amount, share = dutch.amount, dutch.number
    variabel = w.VARIABEL[lijn.niveau]
    aandeel = lijn.vte_binnen if _volgt(known) else lijn.fractie
    return [
        Stap(
            "referteloon",
            "Referteloon",
            lijn.referteloon,
            "brutoloon + werkgeversbijdragen − structurele vermindering − doelgroepvermindering",
            f"{amount(lijn.brutoloon)} + {amount(lijn.bijdragen)} − {amount(lijn.structureel)} − "
            f"{amount(lijn.doelgroep)} = {amount(lijn.referteloon)}",
            Grond(
                D2022,
                Status.AFGELEID,
                "Naar analogie van individueel maatwerk (decreet van 14 januari 2022, art. 17). Voor collectief "
                "maatwerk zegt het decreet enkel “de reële loonkosten”.",
            ),
        ),
        Stap(
            "begrenzing",
            "Begrenzing van het referteloon",
            lijn.plafond,
            "factor × GGMMI × 3 maanden × contractuele breuk (Q/S)",
            f"{number(w.PLAFONDFACTOR, 'factor')} × {euro(w.GGMMI, 'GGMMI')} × {MAANDEN_PER_KWARTAAL} × "
            f"{share(lijn.q)}/{share(lijn.s)} = {amount(lijn.plafond)}",
            Grond(
                f"{HERWIN}wat-is-de-loonpremie/",
                Status.BRON,
                "Dat er een grens is, staat in de bron. Hoe ze berekend wordt, is afgeleid van individueel maatwerk.",
            ),
            of(w.PLAFONDFACTOR, w.GGMMI),
            "Het referteloon is hoger dan de grens: de grens telt."
            if lijn.begrensd
            else "Het referteloon is niet hoger dan de grens: het telt helemaal.",
        ),
        Stap(
            "gecorrigeerd",
            "Gecorrigeerd geplafonneerd referteloon",
            lijn.gecorrigeerd,
            "correctiefactor × het laagste van het referteloon en de grens",
            f"{share(lijn.correctiefactor)} × {amount(lijn.geplafonneerd)} = {amount(lijn.gecorrigeerd)}",
            Grond(
                "Handleiding van het departement voor externe gebruikers",
                Status.NIET_GEVERIFIEERD,
                "De handleiding noemt deze stap, maar niet hoe ze berekend wordt.",
            ),
            of(w.GEDEELTELIJK_BINNEN),
            lijn.get_correctie_reden_display(),
        ),
        Stap(
            "loonpremie-incl",
            "Bedrag loonpremie incl. activeringsuitkering",
            lijn.loonpremie_incl,
            "percentage van het WOP × gecorrigeerd geplafonneerd referteloon",
            f"{lijn.percentage} % × {amount(lijn.gecorrigeerd)} = {amount(lijn.loonpremie_incl)}",
            Grond(f"{HERWIN}wat-is-de-loonpremie/", Status.BRON),
            of(w.GROEP_C_PERCENTAGE, w.GROEP_C_MAANDEN) if lijn.groep == "c" else (),
        ),
        Stap(
            "loonpremie",
            "Bedrag loonpremie",
            lijn.loonpremie,
            "loonpremie incl. activeringsuitkering − activeringsuitkering, en nooit minder dan 0",
            f"{amount(lijn.loonpremie_incl)} − {amount(lijn.activering)} = {amount(lijn.loonpremie)}",
            Grond(D2013, Status.WET, "Decreet van 12 juli 2013, art. 14: andere tussenkomsten worden afgetrokken."),
            of(w.ACTIVERING_AFTREKKEN),
            "De uitkering is hoger dan de premie: er blijft niets over."
            if lijn.activering > lijn.loonpremie_incl
            else "",
        ),
        Stap(
            "begeleidingspremie",
            "Bedrag begeleidingspremie",
            lijn.begeleidingspremie,
            f"vast deel + variabel deel (niveau {lijn.niveau}) × VTE",
            f"{amount(lijn.vast)} + {euro(variabel, 'bedrag per VTE')} × {share(aandeel)} = {amount(lijn.vast)} + "
            f"{amount(lijn.variabel)} = {amount(lijn.begeleidingspremie)}",
            Grond(f"{HERWIN}wat-is-de-begeleidingspremie/", Status.BRON),
            of(w.VAST_DEEL, variabel, w.VASTE_DELEN_FACTOR, w.VARIABEL_VOLGT_CORRECTIE),
            f"{lijn.get_vast_reden_display()}.",
        ),
        Stap(
            "premie",
            "Bedrag premie",
            lijn.premie,
            "loonpremie + begeleidingspremie",
            f"{amount(lijn.loonpremie)} + {amount(lijn.begeleidingspremie)} = {amount(lijn.premie)}",
            Grond(
                "Handleiding van het departement voor externe gebruikers",
                Status.AFGELEID,
                "Afgeleid uit de volgorde van de schermen.",
            ),
        ),
    ]


def _volgt(known: Mapping[str, Parameter]) -> bool:
    """The variable part follows what of the worker is inside the contingent, unless the delivery says otherwise."""
    return bool(known.get(w.VARIABEL_VOLGT_CORRECTIE, {"value": "true"})["value"] == "true")


# The rows of the comparison with the quarter and the version before: name, attribute, how it is shown.
VERGELEKEN = (
    ("WOP", "pakket", "tekst"),
    ("Rang", "rang", "getal"),
    ("Contractuele breuk", "fractie", "breuk"),
    ("VTE binnen het contingent", "vte_binnen", "breuk"),
    ("Referteloon", "referteloon", "bedrag"),
    ("Grens van het referteloon", "plafond", "bedrag"),
    ("Gecorrigeerd geplafonneerd referteloon", "gecorrigeerd", "bedrag"),
    ("Loonpremie incl. activeringsuitkering", "loonpremie_incl", "bedrag"),
    ("Loonpremie", "loonpremie", "bedrag"),
    ("Begeleidingspremie", "begeleidingspremie", "bedrag"),
    ("Premie", "premie", "bedrag"),
)


@dataclass(frozen=True, slots=True)
class Rij:
    """One row of the comparison: what it is, how it is shown, and a value per column (None: not on that list)."""

    naam: str
    vorm: str
    waarden: tuple[Any, ...]

    @property
    def verschilt(self) -> bool:
        """Not the same in every column that has a value."""
        return len({value for value in self.waarden if value is not None}) > 1


def naast_elkaar(lijnen: Iterable[Berekeningslijn | None]) -> list[Rij]:
    """The lines side by side."""
    columns = list(lijnen)
    return [
        Rij(name, kind, tuple(None if line is None else getattr(line, attribute) for line in columns))
        for name, attribute, kind in VERGELEKEN
    ]
