"""Who asks for the pages: a reader and a filer of De Korenbloem, and the beheerder of an employer of 5,000 people.

The filer saves steps of many drafts at once. Reader and filer are two because a person has few drafts open: those that
the benchmark needs to keep every connection busy would otherwise stand on the reader's pages.
"""

import datetime
import random
import uuid
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from aanvragen.drafts import save_step, start_draft
from aanvragen.finding import find_visible
from aanvragen.flow import flow_of
from aanvragen.models import Aanvraag
from aanvragen.vov.dienst import FLOW
from accounts.acting import resolve
from accounts.models import Organisation, Person, ToegekendRecht, User, Werkrelatie
from bench import plain
from loket.access.rechten import HOOFD_LOKALE_BEHEERDER
from loket.acting.context import ActingContext, Choice, Doelgroep
from loket.acting.session import KEY
from loket.demo import world
from mandates.models import DimonaMandaat, Klant

READER = "75031599158"  # Bart Maes
FILER = "88062299244"  # Sofie Janssens, who gets Bart's right
REGISTRAR = "90051899896"  # Hanne Jacobs of Kompas
UITVOERDER = "92021099470"  # Elif Yildiz, Dimona Mandaatuitvoerder
BIG_EMPLOYER = "Ziekenhuis De Linde vzw"


def organisation(kbo: str = world.KORENBLOEM) -> Organisation:
    return Organisation.objects.get(kbo=kbo)


def let_file() -> None:
    """Give the filer the right that the reader has."""
    right = ToegekendRecht.objects.get(werkrelatie__person__insz=READER)
    relation = Werkrelatie.objects.get(person__insz=FILER, organisation=organisation())
    ToegekendRecht.objects.create(
        werkrelatie=relation, recht=right.recht, context=right.context, start=right.start, end=right.end
    )


def user(insz: str = FILER) -> User:
    """The account, as a first login makes it."""
    someone = Person.objects.get(insz=insz)
    return User.objects.get_or_create(person=someone, defaults={"username": f"bench-{someone.pk}"})[0]


def choice(employer: Organisation | None = None) -> Choice:
    employer = employer or organisation()
    return Choice(Doelgroep(employer.doelgroep), employer.pk, employer.pk)


def acting(insz: str = FILER, employer: Organisation | None = None) -> ActingContext:
    context = resolve(user(insz), choice(employer), timezone.localdate())
    assert context is not None, "the filer of the demo world lost the right"
    return context


def client(insz: str = READER, *, chosen: bool = True, backend: str = settings.AUTHENTICATION_BACKENDS[0]) -> Client:
    """A browser in which somebody is logged in; without `chosen`, before choosing for whom to act."""
    browser = Client(headers={"Host": "localhost", "User-Agent": "bench"})
    browser.force_login(user(insz), backend=backend)
    if chosen:
        choose(browser, choice())
    return browser


def bare_client(insz: str = READER) -> Client:
    """A browser for the bare view: it looks up who somebody is as Django does, not for whom that person acts."""
    return client(insz, chosen=False, backend=plain.ACCOUNTS)


def secretariat() -> Organisation:
    """The social secretariat with thousands of clients."""
    return Organisation.objects.get(kbo=world.HORIZON)


def use_clients(mandates: Sequence[DimonaMandaat]) -> None:
    """As if the uitvoerder acted for some of the clients lately, and keeps a few at hand."""
    someone, own, now = Person.objects.get(insz=UITVOERDER), secretariat(), timezone.now()
    Klant.objects.bulk_create(
        Klant(
            person=someone,
            own=own,
            represented_id=mandaat.giver_id,
            last_used_at=now - datetime.timedelta(hours=number),
            favourite=number % 6 == 0,
        )
        for number, mandaat in enumerate(mandates[:60])
    )


def uitvoerder() -> Client:
    """The browser of who acts for the clients of the secretariat."""
    browser = client(UITVOERDER, chosen=False)
    choose(browser, choice(secretariat()))
    return browser


def beheerder() -> Client:
    """The browser of the beheerder of the big employer."""
    right = ToegekendRecht.objects.select_related("werkrelatie__organisation", "werkrelatie__person").get(
        werkrelatie__organisation__name=BIG_EMPLOYER, recht__code=HOOFD_LOKALE_BEHEERDER
    )
    browser = client(right.werkrelatie.person.insz, chosen=False)
    choose(browser, choice(right.werkrelatie.organisation))
    return browser


def choose(browser: Client, chosen: Choice) -> None:
    """Let a browser act for a party."""
    session = browser.session
    session[KEY] = chosen.to_session()
    session.save()


def drafts() -> list[Aanvraag]:
    """The drafts that `make_drafts` made."""
    return list(Aanvraag.objects.drafts_of(acting()).order_by("pk"))


def answers() -> dict[str, dict[str, str]]:
    """Valid answers to every step of a draft, on any day within the demo world's course."""
    start = timezone.localdate() - datetime.timedelta(days=5)
    return {
        "contact": {
            "contact_name": "Bart Maes",
            "contact_email": "bart.maes@korenbloem.example",
            "contact_phone": "02 553 00 00",
            "iban": "BE71 0961 2345 6769",
        },
        "werknemer": {
            "insz": "90.01.20-990.16",
            "first_name": "Emma",
            "last_name": "Lambert",
            "establishment": "2999000171",
            "fraction": "100",
            "hours_per_week": "38",
            "hired_on": "",
            "worker_email": "emma@korenbloem.example",
        },
        "opleiding": {
            "creditcontract": "nee",
            "odb_number": "ODB-9000001",
            "start": f"{start.day}/{start.month}/{start.year}",
            "initiatief": "werknemer",
        },
        "verlof": {"hours": "40", "akkoord": "on"},
    }


def make_drafts(number: int) -> None:
    """So many drafts of the filer with all steps filled in, ready to be filed, and one of the reader."""
    chance = random.Random(number)
    for context in [acting()] * number + [acting(READER)]:
        row = start_draft(FLOW, context, uuid.UUID(int=chance.getrandbits(128), version=4))
        for slug, typed in answers().items():
            post = QueryDict(mutable=True)
            post.update(typed)
            saved = save_step(partial(find_visible, context, row.key, locked=True), slug, post, {}, context)
            assert saved is not None
            assert saved.valid, f"{slug}: {saved.form.errors}"


def snapshot() -> dict[str, Any]:
    """What filing one of the drafts would freeze."""
    row = drafts()[0]
    flow = flow_of(row)
    draft = flow.open(row)
    return flow.freeze(draft, flow.applicable(draft))
