"""The type of SSM mandates for this room. There is nothing to fill in here, so it opens reading only."""

from loket.acting.context import Handeling
from maatwerk.dienst import MAATWERK
from mandates.ssm.types import ORGANISATIE, PERSOON, Mandaattype, register_type

register_type(
    Mandaattype(
        "maatwerk-raadplegen",
        f"{MAATWERK.title}: raadplegen",
        "De mandaatnemer mag de berekeningen, voorschotten en WOP’s bekijken en exporteren, met de gegevens van uw "
        "werknemers.",
        ((MAATWERK.code, frozenset({Handeling.RAADPLEGEN})),),
        frozenset({(ORGANISATIE, ORGANISATIE), (ORGANISATIE, PERSOON)}),
    )
)
