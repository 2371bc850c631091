"""Enrolments, filings of attendance, and the versions of each line."""

from aanvragen.deelname.models.deelname import Deelname
from aanvragen.deelname.models.inschrijving import Inschrijving
from aanvragen.deelname.models.registratie import Registratie

__all__ = ["Deelname", "Inschrijving", "Registratie"]
