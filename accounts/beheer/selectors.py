"""Reading the people of an organisation, their werkrelaties and rights."""

import datetime
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache.backends.locmem import LocMemCache
from django.db.models import Count, Exists, F, Func, OuterRef, Prefetch, Q, QuerySet, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from accounts.models import (
    Gebruikersrecht,
    Organisation,
    Person,
    Rechtaanvraag,
    ToegekendRecht,
    Werkrelatie,
    WettelijkVertegenwoordiger,
)
from loket.journal.models import JournalEntry
from loket.prepared import Prepared

ENDING_WITHIN_DAYS = 90
ENDING_SHOWN = 10
# In the order of `EndingRow`.
ENDING_COLUMNS = (
    "pk",
    "werkrelatie__person__first_name",
    "werkrelatie__person__last_name",
    "recht__name",
    "context__label",
    "end",
)


def running_rights(organisation_id: int, day: datetime.date) -> QuerySet[ToegekendRecht]:
    """Rights that are valid that day, in a werkrelatie that is."""
    return ToegekendRecht.objects.valid_on(day).filter(
        Q(werkrelatie__end__isnull=True) | Q(werkrelatie__end__gte=day),
        werkrelatie__organisation=organisation_id,
        werkrelatie__stopped_at__isnull=True,
        werkrelatie__start__lte=day,
    )


def followed(day: datetime.date) -> Exists:
    """The same right goes on after this grant."""
    return Exists(
        ToegekendRecht.objects.filter(
            Q(context=OuterRef("context")) | Q(context__isnull=True, recht__has_contexts=False),
            werkrelatie=OuterRef("werkrelatie"),
            recht=OuterRef("recht"),
            stopped_at__isnull=True,
            end__gt=OuterRef("end"),
        )
    )


def ending_rights(organisation_id: int, day: datetime.date, within_days: int = ENDING_WITHIN_DAYS):
    """Rights that end soon and are not extended yet, the nearest end first."""
    return (
        running_rights(organisation_id, day)
        .filter(~followed(day), end__lte=day + datetime.timedelta(days=within_days))
        .select_related("werkrelatie__person", "recht", "context")
        .order_by("end", "pk")
    )


def _valid_rights(day: datetime.date) -> QuerySet[ToegekendRecht]:
    """Of the werkrelatie of the outer query."""
    return ToegekendRecht.objects.valid_on(day).filter(werkrelatie=OuterRef("pk"))


def people_of(organisation_id: int, day: datetime.date) -> QuerySet[Werkrelatie]:
    """Running werkrelaties with the number of rights and the nearest end of one.

    Subqueries, which PostgreSQL asks for the rows of one page only; a join would count the rights of everybody.
    """
    rights = _valid_rights(day)
    number = rights.values("werkrelatie").annotate(number=Count("pk")).values("number")
    return (
        Werkrelatie.objects.valid_on(day)
        .filter(organisation=organisation_id)
        .select_related("person")
        .annotate(
            rights_count=Coalesce(Subquery(number), 0), first_end=Subquery(rights.order_by("end").values("end")[:1])
        )
    )


def without_rights(rows: QuerySet[Werkrelatie], day: datetime.date) -> QuerySet[Werkrelatie]:
    """Who has no right on that day."""
    return rows.filter(~Exists(_valid_rights(day)))


def _as_text(number: str | Count) -> Cast:
    """A prepared query takes no column that Django converts."""
    return Cast(number, TextField())


class PersonRow(NamedTuple):
    """Somebody in the overview."""

    pk: int
    person_id: int
    first_name: str
    last_name: str
    email: str
    number: str
    first_end: datetime.date | None
    sort_name: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"


def as_rows(rows: QuerySet[Werkrelatie]) -> QuerySet:
    """Of `people_of`, the columns of `PersonRow`."""
    return rows.annotate(
        first_name=F("person__first_name"), last_name=F("person__last_name"), number=_as_text("rights_count")
    ).values_list(*PersonRow._fields, named=True)


def search_people(rows: QuerySet[Werkrelatie], query: str) -> QuerySet[Werkrelatie]:
    """Each word in the name or the mail address. No word reaches over the tab between last and first name."""
    for word in query.split():
        rows = rows.filter(Q(sort_name__icontains=word) | Q(email__icontains=word))
    return rows


class EndingRow(NamedTuple):
    """A right that ends soon, as the overview shows it."""

    pk: int
    first_name: str
    last_name: str
    recht: str
    context: str | None
    end: datetime.date

    @property
    def person(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def label(self) -> str:
        return f"{self.recht} ({self.context})" if self.context else self.recht


@dataclass(frozen=True, slots=True)
class Glance:
    """What the overview says at a glance."""

    people: int
    without_rights: int
    waiting: int
    ending: int
    # The first few of `ending_rights`.
    nearest: list[EndingRow]


def _counted(rows: QuerySet) -> ArraySubquery:
    """The number of rows of one organisation, in a list that is empty when there are none."""
    return ArraySubquery(rows.values("organisation").annotate(number=Count("pk")).values("number"))


def _standing(organisation: int) -> QuerySet[Organisation]:
    """The last change to who works here with which rights, requests that wait, and the oldest transaction under way.

    A change that is not visible yet has the number of that transaction or a later one.
    """
    changes = Werkrelatie.objects.filter(organisation=organisation).order_by("-changed_in").values("changed_in")[:1]
    waiting = Rechtaanvraag.objects.filter(organisation=organisation, status=Rechtaanvraag.Status.PENDING)
    under_way = Func(template="pg_snapshot_xmin(pg_current_snapshot())::text", output_field=TextField())
    return Organisation.objects.filter(pk=organisation).values_list(
        ArraySubquery(changes), _counted(waiting), under_way
    )


def _people(organisation: int, day: datetime.date) -> QuerySet[Organisation]:
    relations = Werkrelatie.objects.valid_on(day).filter(organisation=organisation)
    return Organisation.objects.filter(pk=organisation).values_list(_counted(relations))


def _holders_and_ending(organisation: int, day: datetime.date, horizon: datetime.date) -> QuerySet[ToegekendRecht]:
    """In one pass over the rights: how many people have one, and those of `ending_rights`, in that order."""
    return (
        running_rights(organisation, day)
        .values("werkrelatie__organisation")
        .annotate(holders=_as_text(Count("werkrelatie", distinct=True)))
        .annotate(
            ending=ArrayAgg("pk", filter=Q(end__lte=horizon) & ~followed(day), order_by=("end", "pk"), default=[])
        )
        .values_list("holders", "ending")
    )


def _nearest(**keys: int) -> QuerySet[ToegekendRecht]:
    return ToegekendRecht.objects.filter(pk__in=keys.values()).order_by("end", "pk").values_list(*ENDING_COLUMNS)


# As many keys as there can be; no row has the key 0 of one that is not there.
_no_keys = {f"key_{number}": 0 for number in range(ENDING_SHOWN)}
_ending_rows = Prepared(_nearest, **dict.fromkeys(_no_keys, int))
_where_it_stands = Prepared(_standing, organisation=int)
_number_of_people = Prepared(_people, plan_anew=True, organisation=int, day=datetime.date)
_rights = Prepared(_holders_and_ending, plan_anew=True, organisation=int, day=datetime.date, horizon=datetime.date)


class _Counts(NamedTuple):
    """What takes a pass over all people and rights, as it was before transaction `until`."""

    until: int
    people: int
    holders: int
    ending: int
    nearest: list[int]


# In the process itself: counts that no longer hold are recognised by the database, not taken away by who changes them.
_remembered = LocMemCache(__name__, {"TIMEOUT": 3600, "OPTIONS": {"MAX_ENTRIES": 1000}})


def _count(organisation_id: int, day: datetime.date, until: int) -> _Counts:
    ((people,),) = _number_of_people(organisation=organisation_id, day=day)
    horizon = day + datetime.timedelta(days=ENDING_WITHIN_DAYS)
    found = _rights(organisation=organisation_id, day=day, horizon=horizon)
    holders, ending = (int(found[0].holders), found[0].ending) if found else (0, [])
    return _Counts(until, sum(people), holders, len(ending), ending[:ENDING_SHOWN])


def glance(organisation_id: int, day: datetime.date) -> Glance:
    """In two queries, and two more after a change in the organisation, whatever the number of people."""
    ((changes, waiting, under_way),) = _where_it_stands(organisation=organisation_id)
    key = f"{organisation_id}.{day}"
    counts = _remembered.get(key)
    if counts is None or any(change >= counts.until for change in changes):
        counts = _count(organisation_id, day, int(under_way))
        _remembered.set(key, counts)
    nearest = _ending_rows(**_no_keys | dict(zip(_no_keys, counts.nearest, strict=False))) if counts.nearest else []
    return Glance(
        people=counts.people,
        without_rights=counts.people - counts.holders,
        waiting=sum(waiting),
        ending=counts.ending,
        nearest=[EndingRow(*row) for row in nearest],
    )


def person_in(organisation_id: int, pk: int) -> Person | None:
    """A person who works or worked here, or stands for it by law; nobody else exists for this organisation."""
    return (
        Person.objects.filter(
            Exists(Werkrelatie.objects.filter(person=OuterRef("pk"), organisation=organisation_id))
            | Exists(WettelijkVertegenwoordiger.objects.filter(person=OuterRef("pk"), organisation=organisation_id))
        )
        .filter(pk=pk)
        .first()
    )


def relations_with_rights(organisation_id: int, person_id: int) -> list[Werkrelatie]:
    """All werkrelaties with this organisation, the newest first, each with all its rights."""
    rights = ToegekendRecht.objects.select_related("recht", "context", "granted_by", "stopped_by").order_by(
        "stopped_at", "-end", "pk"
    )
    return list(
        Werkrelatie.objects.filter(organisation=organisation_id, person=person_id)
        .select_related("stopped_by")
        .prefetch_related(Prefetch("rechten", queryset=rights))
        .order_by("-start")
    )


def history_of(organisation_id: int, person_id: int, limit: int = 50) -> list[JournalEntry]:
    """What the journal says of this person's rights in this organisation, the newest first.

    The journal holds the code of a right; `recht_name` is what people call it now.
    """
    name = Gebruikersrecht.objects.filter(code=OuterRef("recht_code")).values("name")
    return list(
        JournalEntry.objects.filter(own=organisation_id, details__persoon=person_id)
        .annotate(recht_code=KT("details__recht"))
        .annotate(recht_name=Subquery(name))
        .select_related("person")
        .order_by("-pk")[:limit]
    )
