"""People, organisations, werkrelaties and gebruikersrechten."""

from accounts.models.organisation import Establishment, Organisation
from accounts.models.person import Person, User
from accounts.models.rights import Gebruikersrecht, Rechtaanvraag, RechtContext, ToegekendRecht
from accounts.models.sessions import LoginSession
from accounts.models.werkrelatie import Werkrelatie, WettelijkVertegenwoordiger

__all__ = [
    "Establishment",
    "Gebruikersrecht",
    "LoginSession",
    "Organisation",
    "Person",
    "RechtContext",
    "Rechtaanvraag",
    "ToegekendRecht",
    "User",
    "Werkrelatie",
    "WettelijkVertegenwoordiger",
]
