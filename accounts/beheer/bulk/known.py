"""What the portal already knows of the people in a file, read in a fixed number of queries."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from accounts.models import Gebruikersrecht, Person, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.periods import last_possible_day

GrantKey = tuple[int, int, int | None]


@dataclass(slots=True)
class Known:
    """People by INSZ, their werkrelatie with the organisation, and its grants by (werkrelatie, right, context)."""

    people: dict[str, Person]
    relations: dict[int, Werkrelatie]
    grants: dict[GrantKey, list[ToegekendRecht]]

    def grants_of(
        self, relation: Werkrelatie, recht: Gebruikersrecht, context: RechtContext | None
    ) -> list[ToegekendRecht]:
        """Grants of exactly this right that are not over."""
        return self.grants.get((relation.pk, recht.pk, context.pk if context else None), [])


def load_known(organisation_id: int, numbers: Collection[str], today: datetime.date) -> Known:
    """In three queries, however many numbers."""
    people = {person.insz: person for person in Person.objects.filter(insz__in=numbers)}
    relations: dict[int, Werkrelatie] = {}
    found = Werkrelatie.objects.not_over(today).filter(
        organisation=organisation_id, person__in=[person.pk for person in people.values()]
    )
    # Of one that runs and one that is planned, the one that runs.
    for relation in found.order_by("-start"):
        relations[relation.person_id] = relation
    grants: dict[GrantKey, list[ToegekendRecht]] = defaultdict(list)
    rows = ToegekendRecht.objects.not_over(today).filter(werkrelatie__in=[row.pk for row in relations.values()])
    for grant in rows.order_by("end"):
        grants[grant.werkrelatie_id, grant.recht_id, grant.context_id].append(grant)
    return Known(people, relations, dict(grants))


def period_of(
    recht: Gebruikersrecht,
    relation: Werkrelatie,
    start: datetime.date | None,
    end: datetime.date | None,
    today: datetime.date,
) -> tuple[datetime.date, datetime.date]:
    """The period as it was given, or what stands for an empty cell: from today, as long as is possible."""
    start = start or max(today, relation.start)
    longest = last_possible_day(start, recht.max_months)
    return start, end or (min(longest, relation.end) if relation.end else longest)


def already(
    grants: Collection[ToegekendRecht],
    start: datetime.date,
    end: datetime.date,
    *,
    asked: bool,
) -> tuple[bool, ToegekendRecht | None]:
    """Whether nothing is left to do, and else the grant that is in the way.

    Who asked no period (`asked`) has what he wants when the right is there; else it must be that very period.
    """
    overlapping = [grant for grant in grants if grant.start <= end and grant.end >= start]
    if not overlapping:
        return False, None
    done = not asked or any(grant.start == start and grant.end == end for grant in overlapping)
    return done, None if done else overlapping[-1]
