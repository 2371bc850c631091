"""Loading the demo world, once."""

import datetime

from django.db import transaction
from django.utils import timezone

from aanvragen.models import Opleiding
from accounts.models import (
    Establishment,
    Gebruikersrecht,
    Organisation,
    Person,
    Rechtaanvraag,
    RechtContext,
    ToegekendRecht,
    Werkrelatie,
    WettelijkVertegenwoordiger,
)
from accounts.rights.periods import last_possible_day
from loket.access.rechten import DWSE_ORGANISATIEVERANTWOORDELIJKE
from loket.demo import world

# Every right runs from this many days ago.
STARTED_DAYS_AGO = 300


@transaction.atomic
def load_world() -> bool:
    """Put the demo world in an empty database. False when it is there already."""
    if Organisation.objects.filter(kbo=world.KORENBLOEM).exists():
        return False
    today = timezone.localdate()
    organisations = _organisations()
    people = {person.insz: _person(person, organisations, today) for person in world.PEOPLE}
    for course in world.OPLEIDINGEN:
        Opleiding.objects.create(
            odb_number=course.odb_number,
            title=course.title,
            provider=organisations.get(course.provider),
            kind=course.kind,
            size=course.size,
            start=_day(today, course.start),
            end=_day(today, course.end),
        )
    _pending_request(people["88062299244"], organisations[world.KORENBLOEM])
    return True


def _day(today: datetime.date, days: int | None) -> datetime.date | None:
    return None if days is None else today + datetime.timedelta(days=days)


def _organisations() -> dict[str, Organisation]:
    made = {}
    for item in world.ORGANISATIONS:
        organisation = Organisation.objects.create(
            name=item.name,
            kbo=item.kbo,
            ovo=item.ovo,
            instellingsnummer=item.instellingsnummer,
            doelgroep=item.doelgroep.value,
            kinds=[kind.value for kind in item.kinds],
        )
        if item.establishment:
            Establishment.objects.create(
                number=item.establishment, organisation=organisation, name=item.name, municipality=item.municipality
            )
        made[item.kbo or item.ovo] = organisation
    return made


def _person(item: world.DemoPerson, organisations: dict[str, Organisation], today: datetime.date) -> Person:
    person = Person.objects.create(insz=item.insz, first_name=item.first_name, last_name=item.last_name)
    started = today - datetime.timedelta(days=STARTED_DAYS_AGO)
    mails = {o.kbo or o.ovo: o.mail for o in world.ORGANISATIONS}
    for job in item.jobs:
        address = f"{item.first_name}.{item.last_name}@{mails[job.organisation]}.example".lower().replace(" ", "")
        relation = Werkrelatie.objects.create(
            person=person,
            organisation=organisations[job.organisation],
            email=address,
            phone="02 553 00 00",
            start=started,
        )
        for right in job.rights:
            code, context = right if isinstance(right, tuple) else (right, "")
            recht = Gebruikersrecht.objects.get(code=code)
            ends = last_possible_day(started, recht.max_months)
            ToegekendRecht.objects.create(
                werkrelatie=relation,
                recht=recht,
                context=RechtContext.objects.get(recht=recht, code=context) if context else None,
                start=started,
                end=ends if job.right_ends_in is None else today + datetime.timedelta(days=job.right_ends_in),
            )
    for number in item.represents:
        WettelijkVertegenwoordiger.objects.create(
            person=person, organisation=organisations[number], start=started, source="KBO"
        )
    return person


def _pending_request(person: Person, organisation: Organisation) -> None:
    """Sofie Janssens asked for opleidingsverlof two days ago."""
    recht = Gebruikersrecht.objects.get(code=DWSE_ORGANISATIEVERANTWOORDELIJKE)
    request = Rechtaanvraag.objects.create(
        person=person,
        organisation=organisation,
        recht=recht,
        context=RechtContext.objects.get(recht=recht, code="opleidingsverlof"),
        message="Ik neem de aanvragen over van Bart.",
    )
    Rechtaanvraag.objects.filter(pk=request.pk).update(requested_at=timezone.now() - datetime.timedelta(days=2))
