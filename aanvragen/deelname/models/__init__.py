"""Enrolments, filings of attendance, and the versions of each line."""

from aanvragen.deelname.models.bundel import Attestbundel, Deelnameherinnering
from aanvragen.deelname.models.deelname import Deelname
from aanvragen.deelname.models.gebruik import Attestgebruik
from aanvragen.deelname.models.gegevens import DeelnameGegevens
from aanvragen.deelname.models.gewijzigd import GewijzigdeDeelname
from aanvragen.deelname.models.inschrijving import Inschrijving, InschrijvingVersie
from aanvragen.deelname.models.registratie import Registratie

__all__ = [
    "Attestbundel",
    "Attestgebruik",
    "Deelname",
    "DeelnameGegevens",
    "Deelnameherinnering",
    "GewijzigdeDeelname",
    "Inschrijving",
    "InschrijvingVersie",
    "Registratie",
]
