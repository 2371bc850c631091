"""The digital keys that the login screen offers.

Source: list of keys of Toegangsbeheer with their URN and level. Which keys still exist changes over the years,
so the list is a setting (`TOEGANGSBEHEER_KEYS`) and an ended key stays visible with its explanation.
"""

from dataclasses import dataclass

from django.conf import settings

URN = "urn:be:vlaanderen:authmech:"


@dataclass(frozen=True, slots=True)
class DigitalKey:
    """One way to prove who you are. `level` is the level of certainty that Toegangsbeheer gives it."""

    code: str
    name: str
    level: int
    explanation: str
    active: bool = True

    @property
    def urn(self) -> str:
        """How the assertion names the key."""
        return URN + self.code


KEYS = (
    DigitalKey(
        "eid",
        "eID en kaartlezer",
        35,
        "U steekt uw elektronische identiteitskaart of vreemdelingenkaart in een kaartlezer en geeft uw pincode in.",
    ),
    DigitalKey("itsme", "itsme", 27, "U bevestigt in de itsme-app op uw smartphone wie u bent."),
    DigitalKey(
        "csamtotp",
        "Beveiligingscode via mobiele app",
        26,
        "U geeft uw gebruikersnaam en wachtwoord in, en daarna de code die een app op uw smartphone toont. "
        "U moet deze sleutel eerst activeren.",
    ),
    DigitalKey(
        "csamsms",
        "Beveiligingscode via sms",
        25,
        "U geeft uw gebruikersnaam en wachtwoord in, en daarna de code die u per sms krijgt. "
        "U moet deze sleutel eerst activeren.",
    ),
    DigitalKey(
        "eidashigh",
        "Europese aanmelding (eIDAS)",
        35,
        "Hebt u een erkend aanmeldmiddel van een ander land van de Europese Unie? Dan meldt u zich daarmee aan.",
    ),
)


def offered_keys() -> tuple[DigitalKey, ...]:
    """The keys on the screen, in their order."""
    return tuple(getattr(settings, "TOEGANGSBEHEER_KEYS", KEYS))


def active_key(code: str) -> DigitalKey | None:
    """The key with this code, or None when it is not offered or has ended."""
    return next((key for key in offered_keys() if key.code == code and key.active), None)
