"""People, organisations, werkrelaties and gebruikersrechten."""

from accounts.models.bulk import BulkFile
from accounts.models.email_change import EmailChange
from accounts.models.organisation import Establishment, Organisation
from accounts.models.person import Person, User
from accounts.models.reminders import Reminder, ReminderDigest
from accounts.models.review import AccessReview, AccessReviewItem, Decision
from accounts.models.rights import Gebruikersrecht, Rechtaanvraag, RechtContext, ToegekendRecht
from accounts.models.sessions import LoginSession
from accounts.models.werkrelatie import Werkrelatie, WettelijkVertegenwoordiger

__all__ = [
    "AccessReview",
    "AccessReviewItem",
    "BulkFile",
    "Decision",
    "EmailChange",
    "Establishment",
    "Gebruikersrecht",
    "LoginSession",
    "Organisation",
    "Person",
    "RechtContext",
    "Rechtaanvraag",
    "Reminder",
    "ReminderDigest",
    "ToegekendRecht",
    "User",
    "Werkrelatie",
    "WettelijkVertegenwoordiger",
]
