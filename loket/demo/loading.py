"""Loading the demo world, once."""

import datetime
import tempfile
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from aanvragen.models import Opleiding
from accounts.kbo.generating import Known, write_full
from accounts.kbo.importing import import_extract, loaded
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
from loket.demo.deelname import load_deelnames
from loket.demo.dimona import load_dimona_mandates
from loket.demo.ssm import load_ssm_mandates

# Every right runs from this many days ago.
STARTED_DAYS_AGO = 300
# The made-up enterprises beside the demo's own.
REGISTER_NAME, REGISTER_SIZE, REGISTER_SEED = "KboOpenData_demo_Full", 500, 7
POSTCODES = {"Aalst": "9300", "Genk": "3600", "Brugge": "8000"}


@transaction.atomic
def load_world() -> bool:
    """Put the demo world in an empty database. False when it is there already."""
    if Organisation.objects.filter(kbo=world.KORENBLOEM).exists():
        return False
    today = timezone.localdate()
    organisations = _organisations()
    people = _people(organisations, today)
    Opleiding.objects.bulk_create(
        Opleiding(
            odb_number=course.odb_number,
            title=course.title,
            provider=organisations.get(course.provider),
            provider_name=organisations[course.provider].name if course.provider else "",
            kind=course.kind,
            size=course.size,
            start=_day(today, course.start),
            end=_day(today, course.end),
        )
        for course in world.OPLEIDINGEN
    )
    _pending_request(people["88062299244"], organisations[world.KORENBLOEM])
    load_ssm_mandates(organisations, people)
    load_dimona_mandates(organisations, today)
    load_deelnames(people, today)
    return True


def load_register() -> bool:
    """Put a small made-up KBO register in the database, with the demo's organisations in it. False when there is one.

    Not in a transaction: an import works on connections of its own.
    """
    if loaded() is not None:
        return False
    known = [
        Known(item.kbo, item.name, item.establishment, POSTCODES.get(item.municipality, ""), item.name.split()[-1])
        for item in world.ORGANISATIONS
        if item.kbo
    ]
    with tempfile.TemporaryDirectory(prefix="kbo-demo-") as folder:
        write_full(Path(folder) / REGISTER_NAME, REGISTER_SIZE, REGISTER_SEED, known)
        import_extract(Path(folder) / REGISTER_NAME)
    return True


def _day(today: datetime.date, days: int | None) -> datetime.date | None:
    return None if days is None else today + datetime.timedelta(days=days)


def _organisations() -> dict[str, Organisation]:
    made = {
        item: Organisation(
            name=item.name,
            kbo=item.kbo,
            ovo=item.ovo,
            instellingsnummer=item.instellingsnummer,
            doelgroep=item.doelgroep.value,
            kinds=[kind.value for kind in item.kinds],
        )
        for item in world.ORGANISATIONS
    }
    Organisation.objects.bulk_create(made.values())
    Establishment.objects.bulk_create(
        Establishment(
            number=item.establishment, organisation=organisation, name=item.name, municipality=item.municipality
        )
        for item, organisation in made.items()
        if item.establishment
    )
    return {item.kbo or item.ovo: organisation for item, organisation in made.items()}


def _people(organisations: dict[str, Organisation], today: datetime.date) -> dict[str, Person]:
    """All people with their work and their rights, by INSZ; a few queries for all together."""
    people = {
        item.insz: Person(insz=item.insz, first_name=item.first_name, last_name=item.last_name)
        for item in world.PEOPLE
    }
    Person.objects.bulk_create(people.values())
    started = today - datetime.timedelta(days=STARTED_DAYS_AGO)
    mails = {o.kbo or o.ovo: o.mail for o in world.ORGANISATIONS}
    jobs = [(item, job) for item in world.PEOPLE for job in item.jobs]
    relations = [
        Werkrelatie(
            person=people[item.insz],
            organisation=organisations[job.organisation],
            email=f"{item.first_name}.{item.last_name}@{mails[job.organisation]}.example".lower().replace(" ", ""),
            phone="02 553 00 00",
            start=started,
        )
        for item, job in jobs
    ]
    Werkrelatie.objects.bulk_create(relations)
    catalogue = {recht.code: recht for recht in Gebruikersrecht.objects.all()}
    contexts = {(context.recht_id, context.code): context for context in RechtContext.objects.all()}
    granted = []
    for relation, (_item, job) in zip(relations, jobs, strict=True):
        for right in job.rights:
            code, context = right if isinstance(right, tuple) else (right, "")
            recht = catalogue[code]
            ends = last_possible_day(started, recht.max_months)
            granted.append(
                ToegekendRecht(
                    werkrelatie=relation,
                    recht=recht,
                    context=contexts[recht.pk, context] if context else None,
                    start=started,
                    end=ends if job.right_ends_in is None else today + datetime.timedelta(days=job.right_ends_in),
                )
            )
    ToegekendRecht.objects.bulk_create(granted)
    WettelijkVertegenwoordiger.objects.bulk_create(
        WettelijkVertegenwoordiger(
            person=people[item.insz], organisation=organisations[number], start=started, source="KBO"
        )
        for item in world.PEOPLE
        for number in item.represents
    )
    return people


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
