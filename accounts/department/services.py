"""What the department does to an organisation: its kinds, and its first beheerder."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.acting import party_of
from accounts.department.selectors import beheerder_grants
from accounts.models import Gebruikersrecht, Organisation, Person, ToegekendRecht, Werkrelatie
from accounts.rights.errors import RightsError
from accounts.rights.periods import last_possible_day
from loket.access.rechten import HOOFD_LOKALE_BEHEERDER
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail


@dataclass(frozen=True, slots=True)
class NewBeheerder:
    """Who becomes beheerder. The names count only for a person who is new to the portal."""

    insz: str
    email: str
    phone: str
    first_name: str = ""
    last_name: str = ""
    reason: str = ""


def _towards(acting: ActingContext, organisation: Organisation) -> ActingContext:
    """The department's act as the organisation finds it in its own journal."""
    return replace(acting, represented=party_of(organisation))


def set_kinds(acting: ActingContext, pk: int, kinds: Collection[str], seen: Collection[str]) -> Organisation:
    """Say what an organisation is. Rights that were granted before stay until their end.

    Raises RightsError when the kinds are no longer those that the administrator saw.
    """
    with transaction.atomic():
        organisation: Organisation = Organisation.objects.select_for_update(no_key=True).get(pk=pk)
        before = sorted(organisation.kinds)
        if before == sorted(kinds):
            return organisation
        if before != sorted(seen):
            raise RightsError("Iemand anders wijzigde intussen de soorten. Kijk ze na en kies opnieuw.")
        organisation.kinds = sorted(kinds)
        organisation.save(update_fields=["kinds"])
        write_journal(
            _towards(acting, organisation),
            "soorten_gewijzigd",
            organisation,
            voor=", ".join(before),
            na=", ".join(organisation.kinds),
        )
    return organisation


def check_has_no_beheerder(organisation_id: int, today: datetime.date) -> None:
    """Raises RightsError that names them when there are beheerders already."""
    names = sorted({str(grant.werkrelatie.person) for grant in beheerder_grants(organisation_id, today)})
    if names:
        raise RightsError(f"Deze organisatie heeft al een beheerder: {', '.join(names)}.")


def appoint_first_beheerder(acting: ActingContext, pk: int, new: NewBeheerder) -> ToegekendRecht:
    """Give an organisation without beheerder a Hoofd Lokale Beheerder: person, werkrelatie and right in one.

    Two administrators at the same moment give one: the second waits and is refused. Raises RightsError.
    """
    today = timezone.localdate()
    with transaction.atomic():
        # The lock of everybody who changes who is beheerder (`accounts/rights/granting.py`).
        hold_until_commit(f"rechten {pk}")
        organisation = Organisation.objects.get(pk=pk)
        check_has_no_beheerder(pk, today)
        if organisation.ceased_on is not None and organisation.ceased_on <= today:
            raise RightsError("Deze organisatie is stopgezet.")
        towards = _towards(acting, organisation)
        person = _person(towards, new)
        relation = _werkrelatie(towards, organisation, person, new, today)
        recht = Gebruikersrecht.objects.get(code=HOOFD_LOKALE_BEHEERDER)
        end = last_possible_day(today, recht.max_months)
        granted = ToegekendRecht.objects.create(
            werkrelatie=relation,
            recht=recht,
            start=today,
            end=min(end, relation.end) if relation.end else end,
            granted_by_id=acting.person.id,
        )
        write_journal(towards, "recht_toegekend", granted, persoon=person.pk, recht=recht.code, context="")
        write_journal(towards, "eerste_beheerder_aangeduid", organisation, persoon=person.pk)
        queue_mail(
            [new.email],
            "eerste_beheerder",
            {"person": person, "organisation": organisation, "granted": granted, "path": reverse("beheer")},
        )
    return granted


def _person(acting: ActingContext, new: NewBeheerder) -> Person:
    """The known person, who keeps the own name, or a new one."""
    person, created = Person.objects.get_or_create(
        insz=new.insz, defaults={"first_name": new.first_name, "last_name": new.last_name}
    )
    if created and not (new.first_name and new.last_name):
        raise RightsError("Vul de voornaam en de naam van deze persoon in.")
    if created:
        write_journal(acting, "persoon_toegevoegd", person, reden=new.reason)
    return person


def _werkrelatie(
    acting: ActingContext, organisation: Organisation, person: Person, new: NewBeheerder, today: datetime.date
) -> Werkrelatie:
    """The running werkrelatie with the address and the number that were confirmed, or a new one from today."""
    running = Werkrelatie.objects.valid_on(today).filter(person=person, organisation=organisation)
    relation: Werkrelatie | None = running.first()
    if relation is not None:
        if (relation.email, relation.phone) != (new.email, new.phone):
            relation.email, relation.phone = new.email, new.phone
            relation.save(update_fields=["email", "phone"])
            write_journal(acting, "contact_gewijzigd", relation, persoon=person.pk)
        return relation
    try:
        with transaction.atomic():
            relation = Werkrelatie.objects.create(
                person=person, organisation=organisation, email=new.email, phone=new.phone, start=today
            )
    except IntegrityError as error:
        if "werkrelatie_no_overlap" not in str(error):
            raise
        raise RightsError(f"De werkrelatie van {person} met deze organisatie begint pas later.") from None
    write_journal(acting, "werkrelatie_begonnen", relation, persoon=person.pk)
    return relation
