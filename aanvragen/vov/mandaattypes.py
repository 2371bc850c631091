"""The types of SSM mandates for what this room offers (seed 002: the mandate says which acts it opens)."""

from aanvragen.eigen.dienst import MIJN_OPLEIDINGSVERLOF
from aanvragen.vov.dienst import VOV
from loket.acting.context import Handeling
from mandates.ssm.types import ORGANISATIE, PERSOON, Mandaattype, register_type

FROM_AN_ORGANISATION = frozenset({(ORGANISATIE, ORGANISATIE), (ORGANISATIE, PERSOON)})
FROM_A_PERSON = frozenset({(PERSOON, ORGANISATIE), (PERSOON, PERSOON)})

register_type(
    Mandaattype(
        "vov",
        VOV.title,
        "De mandaatnemer mag aanvragen raadplegen, invullen en indienen.",
        ((VOV.code, frozenset(Handeling)),),
        FROM_AN_ORGANISATION,
    )
)
register_type(
    Mandaattype(
        "vov-voorbereiden",
        f"{VOV.title}: voorbereiden",
        "De mandaatnemer mag aanvragen raadplegen en invullen. U dient ze zelf in.",
        ((VOV.code, frozenset({Handeling.RAADPLEGEN, Handeling.INVULLEN})),),
        FROM_AN_ORGANISATION,
    )
)
register_type(
    Mandaattype(
        "vov-raadplegen",
        f"{VOV.title}: raadplegen",
        "De mandaatnemer mag enkel bekijken wat is ingediend.",
        ((VOV.code, frozenset({Handeling.RAADPLEGEN})),),
        FROM_AN_ORGANISATION,
    )
)
register_type(
    Mandaattype(
        "mijn-opleidingsverlof",
        MIJN_OPLEIDINGSVERLOF.title,
        "De mandaatnemer mag bekijken welke aanvragen voor u zijn ingediend en hoeveel uren al zijn aangevraagd.",
        ((MIJN_OPLEIDINGSVERLOF.code, frozenset({Handeling.RAADPLEGEN})),),
        FROM_A_PERSON,
    )
)
