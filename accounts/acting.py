"""Resolving the acting context from werkrelaties, granted rights and legal representation: one query."""

import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value

from accounts.models import (
    Gebruikersrecht,
    Organisation,
    ToegekendRecht,
    User,
    Werkrelatie,
    WettelijkVertegenwoordiger,
)
from loket.acting.context import ActingContext, Choice, Doelgroep, Ground, Party
from loket.prepared import Prepared


def party_of(organisation: Organisation) -> Party:
    """The organisation as the shell knows it."""
    return Party(organisation.pk, organisation.name, organisation.number, kinds=frozenset(organisation.kinds))


def _pair(code: str, context: str) -> Func:
    """`right:context`; PostgreSQL's concat leaves out a context that is not there."""
    return Func(F(code), Value(":"), F(context), function="concat", output_field=TextField())


def organisations_with_rights(person_id: int, day: datetime.date):
    """Organisations where this person works or stands by law on that day, each with the rights that are valid."""
    at_work = Werkrelatie.objects.valid_on(day).filter(person=person_id, organisation=OuterRef("pk"))
    by_law = WettelijkVertegenwoordiger.objects.valid_on(day).filter(person=person_id, organisation=OuterRef("pk"))
    granted = (
        ToegekendRecht.objects.valid_on(day)
        .filter(
            Q(werkrelatie__end__isnull=True) | Q(werkrelatie__end__gte=day),
            werkrelatie__start__lte=day,
            werkrelatie__stopped_at__isnull=True,
            werkrelatie__person=person_id,
            werkrelatie__organisation=OuterRef("pk"),
        )
        .values(pair=_pair("recht__code", "context__code"))
    )
    without_grant = Gebruikersrecht.objects.filter(
        Q(kinds=[]) | Q(kinds__overlap=OuterRef("kinds")), by_law=True
    ).values(pair=_pair("code", "contexts__code"))
    return (
        Organisation.objects.annotate(at_work=Exists(at_work), represents=Exists(by_law))
        .filter(Q(at_work=True) | Q(represents=True))
        .annotate(granted_pairs=ArraySubquery(granted), by_law_pairs=ArraySubquery(without_grant))
    )


# What a party is made of.
PARTY_COLUMNS = ("pk", "name", "doelgroep", "kbo", "instellingsnummer", "ovo", "kinds")
# What the own context is made of.
CHOSEN = (*PARTY_COLUMNS, "represents", "granted_pairs", "by_law_pairs")


def chosen(person: int, day: datetime.date, organisation: int, doelgroep: str) -> QuerySet:
    """The organisation of a choice with the rights of this person there; empty when he may not act for it."""
    rows = organisations_with_rights(person, day).filter(pk=organisation, doelgroep=doelgroep)
    return rows.values_list(*CHOSEN)


# Asked at every request.
_chosen_organisation = Prepared(chosen, person=int, day=datetime.date, organisation=int, doelgroep=str)


def asked_of(user: User, choice: Choice, day: datetime.date) -> dict[str, Any] | None:
    """The parameters of `chosen` for a choice; None when it names no organisation."""
    if choice.doelgroep is Doelgroep.BURGER or not isinstance(choice.own_id, int):
        return None
    return {
        "person": user.person_id, "day": day, "organisation": choice.own_id, "doelgroep": choice.doelgroep.value
    }  # fmt: skip


def context_of(user: User, choice: Choice, row: Any) -> ActingContext:
    """The own context that a row of `chosen` stands for."""
    pairs = {*row.granted_pairs, *row.by_law_pairs} if row.represents else set(row.granted_pairs)
    party = party_of(Organisation(**{name: getattr(row, name) for name in PARTY_COLUMNS}))
    return ActingContext(
        _person(user),
        choice.doelgroep,
        party,
        party,
        Ground.BY_LAW if row.represents else Ground.OWN_RIGHT,
        rights=frozenset((recht, context) for recht, _, context in (pair.partition(":") for pair in pairs)),
    )


def _person(user: User) -> Party:
    return Party(user.person_id, user.person.full_name, is_organisation=False)


def resolve(user: User, choice: Choice, day: datetime.date) -> ActingContext | None:
    """The context that a choice stands for on that day, or None when it does not hold (any more)."""
    if choice.mandate or choice.own_id != choice.represented_id:
        return None
    if choice.doelgroep is Doelgroep.BURGER:
        if choice.own_id != user.person_id:
            return None
        person = _person(user)
        return ActingContext(person, Doelgroep.BURGER, person, person, Ground.SELF)
    asked = asked_of(user, choice, day)
    found = _chosen_organisation(**asked) if asked else []
    return context_of(user, choice, found[0]) if found else None


def organisations_of(person_id: int, day: datetime.date):
    """Where this person may act: by a werkrelatie, or by law."""
    return Organisation.objects.filter(
        Exists(Werkrelatie.objects.valid_on(day).filter(person=person_id, organisation=OuterRef("pk")))
        | Exists(
            WettelijkVertegenwoordiger.objects.valid_on(day).filter(person=person_id, organisation=OuterRef("pk"))
        )
    ).order_by("name", "pk")
