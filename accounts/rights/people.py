"""Adding people, and their werkrelatie with the own organisation."""

import datetime
import unicodedata

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Person, Werkrelatie
from accounts.models.werkrelatie import WerkrelatieType
from accounts.rights.errors import NotAllowed, RightsError
from accounts.rights.policy import may_link
from loket.acting.context import ActingContext
from loket.journal.services import write_journal


def check_may_link(acting: ActingContext) -> None:
    """Raises NotAllowed when the acting person may not add people to the own organisation."""
    if not may_link(acting):
        raise NotAllowed("U mag in deze organisatie geen gebruikers toevoegen of stoppen.")


def find_person(insz: str) -> Person | None:
    """The person with this (already validated) INSZ, when the portal knows one."""
    return Person.objects.filter(insz=insz).first()


def same_name(one: str, other: str) -> bool:
    """The same name as people write it: without case, accents and signs."""
    return _plain(one) == _plain(other)


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in letters if sign.isalpha())


def add_person(acting: ActingContext, insz: str, first_name: str, last_name: str, reason: str) -> Person:
    """A person who is new to the portal; an existing one is found and keeps the own name. Raises NotAllowed."""
    check_may_link(acting)
    with transaction.atomic():
        person, created = Person.objects.get_or_create(
            insz=insz, defaults={"first_name": first_name, "last_name": last_name}
        )
        if created:
            write_journal(acting, "persoon_toegevoegd", person, reden=reason)
    return person


def link(
    acting: ActingContext,
    person: Person,
    email: str,
    phone: str,
    type: str = WerkrelatieType.VAST,
    start: datetime.date | None = None,
    end: datetime.date | None = None,
) -> Werkrelatie:
    """Give a person a werkrelatie with the own organisation from `start` (today). Also for who comes back.

    Raises NotAllowed, or RightsError when there is a werkrelatie already.
    """
    check_may_link(acting)
    try:
        with transaction.atomic():
            relation = Werkrelatie.objects.create(
                person=person,
                organisation_id=acting.own.id,
                type=type,
                email=email,
                phone=phone,
                start=start or timezone.localdate(),
                end=end,
            )
            write_journal(acting, "werkrelatie_begonnen", relation, persoon=person.pk)
    except IntegrityError as error:
        if "werkrelatie_no_overlap" not in str(error):
            raise
        raise RightsError(f"{person} is al gekoppeld aan deze organisatie.") from None
    return relation
