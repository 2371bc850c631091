"""A name that somebody else typed, until the person logs in: the name that the login gives counts.

Rooms that hold something under the typed name follow `corrected`.
"""

from django.dispatch import Signal

from accounts.models import Person, User
from accounts.rights.people import same_name

# Sent in the transaction of the login: `person`, with the right name, and `typed`, the (first name, last name) before.
corrected = Signal()


def is_confirmed(person: Person) -> bool:
    """The person logged in once, so that the name is the own one."""
    return User.objects.filter(person=person.pk).exists()


def told_by_login(person: Person, typed: tuple[str, str]) -> None:
    """At a first login: says so when the name is another one than was typed, not merely written otherwise."""
    first_name, last_name = typed
    if not (same_name(person.first_name, first_name) and same_name(person.last_name, last_name)):
        corrected.send(Person, person=person, typed=typed)
