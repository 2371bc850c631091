"""The parties of a mandate: organisations by KBO number, natural persons by name and INSZ."""

import datetime
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from accounts.kbo.organisations import known, organisation_for
from accounts.login.naming import is_confirmed
from accounts.models import Organisation, Person
from accounts.rights.people import same_name
from loket.acting.context import ActingContext
from loket.journal.models import JournalEntry
from loket.journal.services import write_journal
from loket.numbers import mask_insz
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.errors import MandaatError
from mandates.ssm.types import ORGANISATIE, PERSOON

# So many wrong combinations of name and INSZ a day: nobody may find out by trying whom a number belongs to.
MOST_REFUSED_A_DAY = 10
CEASED = "Deze onderneming is stopgezet. Kies een andere partij."


@dataclass(frozen=True, slots=True)
class Partij:
    """An organisation or a natural person as a mandate refers to it."""

    kind: str
    id: int

    def columns(self, role: str) -> dict[str, int | None]:
        """The two columns of a mandate in which this party has this role ("giver" or "taker")."""
        return {
            f"{role}_organisation_id": self.id if self.kind == ORGANISATIE else None,
            f"{role}_person_id": self.id if self.kind == PERSOON else None,
        }


def own_party(acting: ActingContext) -> Partij:
    """The party for which somebody manages mandates."""
    return Partij(ORGANISATIE if acting.own.is_organisation else PERSOON, acting.own.id)


def party_of(found: Organisation | Person) -> Partij:
    return Partij(ORGANISATIE if isinstance(found, Organisation) else PERSOON, found.pk)


def giver_of(mandaat: SsmMandaat) -> Partij:
    return Partij(mandaat.giver_kind, mandaat.giver_organisation_id or mandaat.giver_person_id)


def taker_of(mandaat: SsmMandaat) -> Partij:
    return Partij(mandaat.taker_kind, mandaat.taker_organisation_id or mandaat.taker_person_id)


def side_of(mandaat: SsmMandaat, acting: ActingContext) -> Side | None:
    """What the own party is in this mandate; the old taker of a transfer that it started; None for anybody else."""
    own = own_party(acting)
    if giver_of(mandaat) == own:
        return Side.GEVER
    if taker_of(mandaat) == own:
        return Side.NEMER
    if mandaat.started_side == Side.VORIGE_NEMER and taker_of(mandaat.previous) == own:
        return Side.VORIGE_NEMER
    return None


def party_on(mandaat: SsmMandaat, side: Side) -> Organisation | Person:
    """Who has this side. Raises KeyError for the portal."""
    return {
        Side.GEVER: lambda: mandaat.giver,
        Side.NEMER: lambda: mandaat.taker,
        Side.VORIGE_NEMER: lambda: mandaat.previous.taker,
    }[side]()


def shown_number(found: Organisation | Person) -> str:
    """The number of an organisation; of an INSZ only what tells namesakes apart."""
    return found.number if isinstance(found, Organisation) else mask_insz(found.insz)


def described_number(found: Organisation | Person) -> str:
    """As `shown_number`; of a natural person who never logged in, also that the name is what somebody typed."""
    if isinstance(found, Organisation) or is_confirmed(found):
        return shown_number(found)
    return f"{shown_number(found)}, naam nog niet bevestigd door een aanmelding"


def find_organisation(kbo: str, today: datetime.date) -> Organisation:
    """The organisation with this (already validated) KBO number; one that only the register knows is made.

    Raises MandaatError when it is unknown or ceased.
    """
    found = organisation_for(kbo)
    if found is None and (described := known(kbo)) is not None and described.ceased_on is not None:
        raise MandaatError(CEASED, "kbo")
    check_exists(found, today)
    return found


def check_exists(found: Organisation | None, today: datetime.date) -> None:
    """Raises MandaatError for an organisation that is unknown, or has ceased."""
    if found is None:
        raise MandaatError("We kennen geen onderneming met dit KBO-nummer. Kijk het nummer na.", "kbo")
    if found.ceased_on is not None and found.ceased_on <= today:
        raise MandaatError(CEASED, "kbo")


def find_or_add_person(acting: ActingContext, first_name: str, last_name: str, insz: str) -> Person:
    """The person with this (already validated) INSZ and this name; one who is new to the portal is added.

    Raises MandaatError, in the same words whatever is wrong: that a number is known, or whose it is, is not said.
    """
    since = timezone.now() - datetime.timedelta(days=1)
    # New people count too: else an unknown number would tell itself from a known one as often as somebody likes.
    tries = JournalEntry.objects.filter(
        person=acting.person.id, action__in=["ssm_persoon_geweigerd", "persoon_toegevoegd"], at__gte=since
    )
    if tries.count() < MOST_REFUSED_A_DAY:
        with transaction.atomic():
            found, created = Person.objects.get_or_create(
                insz=insz, defaults={"first_name": first_name, "last_name": last_name}
            )
            if created:
                write_journal(acting, "persoon_toegevoegd", found, reden="SSM-mandaat")
        if created or (same_name(found.first_name, first_name) and same_name(found.last_name, last_name)):
            return found
        # Outside the transaction of whatever is refused: the count must stay.
        write_journal(acting, "ssm_persoon_geweigerd")
    raise MandaatError(
        "We kunnen deze persoon niet aanvaarden met deze voornaam, naam en dit INSZ. Kijk alle drie na.", "insz"
    )
