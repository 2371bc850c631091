"""The demo world in a test's database, and acting in it as one of its people."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.models import Organisation, Person, User
from loket.acting.context import Choice, Doelgroep
from loket.acting.session import KEY
from loket.demo.loading import load_world


@pytest.fixture
def demo_world(db: None) -> None:
    """All people, organisations, rights and opleidingen of the demo."""
    load_world()


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
