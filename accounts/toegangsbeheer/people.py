"""Who can be chosen on the practice login, and what the identity provider says about them."""

import datetime
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch, Q

from accounts.login.representation import SOURCE
from accounts.models import Person, ToegekendRecht, Werkrelatie, WettelijkVertegenwoordiger

SHOWN = 60
# The stable id is made from the row's number: an INSZ must not be derivable from it.
NAMESPACE = uuid.UUID("6f4d0a52-9a0c-4c0b-8f3e-6d2f5a1c7b90")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on the screen, with one line per thing that the person is."""

    pk: int
    name: str
    roles: tuple[str, ...]


def find_people(search: str, today: datetime.date) -> tuple[list[Candidate], bool]:
    """People by name, and whether there are more than are shown."""
    rights = ToegekendRecht.objects.valid_on(today).select_related("recht", "context")
    relations = Werkrelatie.objects.valid_on(today).select_related("organisation")
    people = Person.objects.order_by("last_name", "first_name").prefetch_related(
        Prefetch("werkrelaties", relations.prefetch_related(Prefetch("rechten", rights))),
        Prefetch(
            "vertegenwoordigt", WettelijkVertegenwoordiger.objects.valid_on(today).select_related("organisation")
        ),
    )
    for word in search.split():
        people = people.filter(Q(first_name__icontains=word) | Q(last_name__icontains=word))
    found = list(people[: SHOWN + 1])
    return [Candidate(person.pk, person.full_name, _roles(person)) for person in found[:SHOWN]], len(found) > SHOWN


def _roles(person: Person) -> tuple[str, ...]:
    lines = [f"{row.organisation}: wettelijk vertegenwoordiger" for row in person.vertegenwoordigt.all()]
    for relation in person.werkrelaties.all():
        rights = sorted(str(right) for right in relation.rechten.all())
        lines.append(f"{relation.organisation}: {', '.join(rights) or 'nog geen gebruikersrecht'}")
    return tuple(lines) or ("Geen organisatie",)


def attributes_of(person: Person, today: datetime.date) -> dict[str, list[str]]:
    """The attributes under the names that the portal expects (`LOGIN_CLAIMS`)."""
    # What earlier logins brought in is not a source: otherwise a representation would never end.
    represents = person.vertegenwoordigt.valid_on(today).exclude(source=SOURCE)
    numbers = represents.filter(organisation__kbo__isnull=False).values_list("organisation__kbo", flat=True)
    ours = {
        "uid": [str(uuid.uuid5(NAMESPACE, str(person.pk)))],
        "insz": [person.insz],
        "first_name": [person.first_name],
        "last_name": [person.last_name],
        "vertegenwoordigt": list(numbers),
    }
    return {settings.LOGIN_CLAIMS[name]: values for name, values in ours.items()}
