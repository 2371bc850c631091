"""The tables of this room."""

from mandates.models.clients import Klant
from mandates.models.digest import DigestAdres, DigestVoorkeur
from mandates.models.dimona import DimonaMandaat, DimonaStap
from mandates.models.dimona_file import DimonaBestand, DimonaBestandRij
from mandates.models.ssm import SsmHerinnering, SsmMandaat, SsmStap
from mandates.models.ssm_bulk import SsmBestand

__all__ = [
    "DigestAdres",
    "DigestVoorkeur",
    "DimonaBestand",
    "DimonaBestandRij",
    "DimonaMandaat",
    "DimonaStap",
    "Klant",
    "SsmBestand",
    "SsmHerinnering",
    "SsmMandaat",
    "SsmStap",
]
