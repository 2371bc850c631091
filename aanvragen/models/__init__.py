"""Aanvragen and what hangs on them; the opleidingen that they name."""

from aanvragen.models.aanvraag import Aanvraag, StatusMove
from aanvragen.models.files import Bijlage, Ontvangstbewijs
from aanvragen.models.gedeeld import GedeeldeMomentopname, GedeeldeParameters
from aanvragen.models.opleiding import Opleiding
from aanvragen.models.vov import VovBestandRij, VovGegevens

__all__ = [
    "Aanvraag",
    "Bijlage",
    "GedeeldeMomentopname",
    "GedeeldeParameters",
    "Ontvangstbewijs",
    "Opleiding",
    "StatusMove",
    "VovBestandRij",
    "VovGegevens",
]
