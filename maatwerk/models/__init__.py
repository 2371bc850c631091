from maatwerk.models.afrekening import Afrekening
from maatwerk.models.berekening import Berekening, Berekeningslijn
from maatwerk.models.dmfa import Activeringsuitkering, Loonlijn
from maatwerk.models.jaar import Jaarkwartaal, Jaarlijn
from maatwerk.models.levering import Aankondiging, Jaarrij, Leveringslijn
from maatwerk.models.toekenning import Contingent, Toekenning
from maatwerk.models.voorschot import Voorschot, Voorschotschijf
from maatwerk.models.vordering import Verrekening, Vordering
from maatwerk.models.werknemer import Werknemer, Wop

__all__ = [
    "Aankondiging",
    "Activeringsuitkering",
    "Afrekening",
    "Berekening",
    "Berekeningslijn",
    "Contingent",
    "Jaarkwartaal",
    "Jaarlijn",
    "Jaarrij",
    "Leveringslijn",
    "Loonlijn",
    "Toekenning",
    "Verrekening",
    "Voorschot",
    "Voorschotschijf",
    "Vordering",
    "Werknemer",
    "Wop",
]
