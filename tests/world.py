"""The demo world in a test's database, and acting in it as one of its people."""

import html
import os
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta

import hypothesis
import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.utils import timezone

from accounts.acting import resolve
from accounts.models import Gebruikersrecht, Organisation, Person, RechtContext, ToegekendRecht, User, Werkrelatie
from loket.acting.context import ActingContext, Choice, Doelgroep
from loket.acting.session import KEY
from loket.demo.loading import load_world
from tests.emptying import filled, read, without_triggers, write
from tests.template import OWN_SERVER

# How long an example takes says more about what else runs on the machine than about the code.
hypothesis.settings.register_profile("loket", deadline=None)
hypothesis.settings.load_profile("loket")


# By what it is and the day on which it was made, as its days hang on it: the rows of each table.
_worlds: dict[tuple[str, date], dict[str, bytes]] = {}


@pytest.fixture
def demo_world(db: None) -> None:
    """All people, organisations, rights and opleidingen of the demo."""
    copied_world("demo", load_world)


def copied_world(name: str, load: Callable[[], object]) -> None:
    """The world that `load` makes in a database without people or organisations.

    Made once and copied from then on, which takes a tenth of the time. Its keys stay free: sequences never go back.
    """
    if OWN_SERVER not in os.environ or Organisation.objects.exists() or Person.objects.exists():
        load()
        return
    made = name, timezone.localdate()
    with connection.cursor() as cursor:
        if made not in _worlds:
            there = set(filled(cursor))
            load()
            _worlds[made] = {table: read(cursor, table) for table in filled(cursor) if table not in there}
            return
        with without_triggers(cursor):
            for table, rows in _worlds[made].items():
                write(cursor, table, rows)
        # Made now, not when it was first made: what this process remembers of an earlier copy does not hold.
        Werkrelatie.objects.update(changed_in=0)


def person(full_name: str) -> Person:
    first, _, last = full_name.partition(" ")
    return Person.objects.get(first_name=first, last_name=last)


def organisation(name: str) -> Organisation:
    return Organisation.objects.get(name__contains=name)


def user_of(someone: Person) -> User:
    """The account of a person, as a first login makes it."""
    return User.objects.get_or_create(person=someone, defaults={"username": f"test-{someone.pk}"})[0]


def act_as(client: Client, full_name: str, for_organisation: str | None = None) -> Client:
    """Log in as somebody and choose an organisation, or oneself, without going through the screens."""
    someone = person(full_name)
    client.force_login(user_of(someone), backend="accounts.login.backend.PersonBackend")
    if for_organisation is None:
        choice = Choice(Doelgroep.BURGER, someone.pk, someone.pk)
    else:
        chosen = organisation(for_organisation)
        choice = Choice(Doelgroep(chosen.doelgroep), chosen.pk, chosen.pk)
    session = client.session
    session[KEY] = choice.to_session()
    session.save()
    return client


@pytest.fixture
def acting(demo_world: None) -> Callable[..., Client]:
    """`acting("Bart Maes", "De Korenbloem")`: a client of its own, logged in and acting."""
    return lambda full_name, for_organisation=None: act_as(Client(), full_name, for_organisation)


def token(client: Client) -> str:
    """The hidden field that a form of this client carries."""
    doelgroep, own, represented, mandate = client.session[KEY]
    return f"{doelgroep}.{own}.{represented}.{mandate}"


def add_person(full_name: str, insz: str, for_organisation: str | None = None, email: str = "") -> Person:
    """Somebody who is not in the demo world; with a werkrelatie when an organisation is named."""
    first, _, last = full_name.partition(" ")
    someone = Person.objects.create(insz=insz, first_name=first, last_name=last)
    if for_organisation is not None:
        Werkrelatie.objects.create(
            person=someone,
            organisation=organisation(for_organisation),
            email=email,
            start=timezone.localdate() - timedelta(days=30),
        )
    return someone


def give_right(
    full_name: str, for_organisation: str, code: str, context: str = "", start: int = -30, end: int = 300
) -> ToegekendRecht:
    """A right, from `start` until `end`, both in days from today."""
    recht = Gebruikersrecht.objects.get(code=code)
    today = timezone.localdate()
    return ToegekendRecht.objects.create(
        werkrelatie=Werkrelatie.objects.get(
            person=person(full_name), organisation=organisation(for_organisation), end__isnull=True
        ),
        recht=recht,
        context=RechtContext.objects.get(recht=recht, code=context) if context else None,
        start=today + timedelta(days=start),
        end=today + timedelta(days=end),
    )


def add_colleague() -> Person:
    """Rik Thys, who may also file for De Korenbloem: a colleague of Bart Maes."""
    rik = add_person("Rik Thys", "84071199107", "De Korenbloem", "rik.thys@korenbloem.example")
    give_right("Rik Thys", "De Korenbloem", "dwse_organisatieverantwoordelijke", "opleidingsverlof")
    return rik


def context_of(full_name: str, for_organisation: str | None = None) -> ActingContext:
    """The acting context of somebody, as the middleware makes it."""
    someone = person(full_name)
    if for_organisation is None:
        choice = Choice(Doelgroep.BURGER, someone.pk, someone.pk)
    else:
        chosen = organisation(for_organisation)
        choice = Choice(Doelgroep(chosen.doelgroep), chosen.pk, chosen.pk)
    found = resolve(user_of(someone), choice, timezone.localdate())
    assert found is not None
    return found


def text_of(response) -> str:
    """The page as text, entities resolved."""
    return html.unescape(response.content.decode())


def together(*acts: Callable[[], object], holding: Callable[[], object] | None = None) -> list[object]:
    """Run the acts in threads with a database connection each; results or exceptions, in the order given.

    `holding` takes a lock in a transaction of this thread, which is let go only when all acts wait for a lock (or
    are over): so they really meet. Only for `django_db(transaction=True)`.
    """
    results: list[object] = [None] * len(acts)
    ready = threading.Barrier(len(acts))

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            ready.wait(10)
            results[index] = act()
        except Exception as error:  # noqa: BLE001  (handed to the test)
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    with transaction.atomic() if holding else nullcontext():
        if holding:
            holding()
        for thread in threads:
            thread.start()
        give_up = time.monotonic() + 4
        while holding and time.monotonic() < give_up and _waiting() < sum(thread.is_alive() for thread in threads):
            time.sleep(0.02)
    for thread in threads:
        thread.join(30)
    return results


def _waiting() -> int:
    """How many connections to this database wait for a lock."""
    with connection.cursor() as cursor:
        # Without this, a transaction sees the same picture again and again.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]
