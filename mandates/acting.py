"""Resolving an acting context with a mandate: the own context, the right to use it, and the mandate, afresh each time.

Where no mandate is involved, `accounts.acting` answers.
"""

import datetime
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.acting import CHOSEN, PARTY_COLUMNS, asked_of, chosen, context_of, party_of
from accounts.acting import resolve as resolve_own
from accounts.models import Organisation, User
from loket.acting.context import ActingContext, Choice, ContextUnavailable, Doelgroep, Ground, Party
from loket.catalogue.registry import by_dimona
from loket.prepared import Prepared
from mandates.clients.rules import may_use_dimona, may_use_ssm
from mandates.dimona.register import RegisterUnavailable, register
from mandates.dimona.states import WAITING, Status
from mandates.models import DimonaMandaat, SsmMandaat
from mandates.ssm.types import find_type

DIMONA, SSM = "dimona", "ssm"
NO_MANDATE = "Er is geen mandaat waarmee u in deze naam kunt handelen."
CEASED = "De onderneming {} is stopgezet in de Kruispuntbank van Ondernemingen."


def own_choice(choice: Choice) -> Choice:
    """The own part of a choice: whoever acts for another does so from there."""
    return Choice(choice.doelgroep, choice.own_id, choice.own_id)


def resolve(user: User, choice: Choice, day: datetime.date) -> ActingContext | None:
    """The context that a choice stands for on that day, or None when it does not hold (any more).

    Raises ContextUnavailable when the register of Dimona mandates does not answer.
    """
    kind, _, number = choice.mandate.partition(":")
    if not kind:
        return resolve_own(user, choice, day)
    if not isinstance(choice.represented_id, int):
        return None
    if kind == SSM:
        known = number.isascii() and number.isdigit() and len(number) < 19
        return for_ssm(user, choice, int(number), day) if known else None
    own = resolve_own(user, own_choice(choice), day)
    return for_dimona(own, choice.represented_id, day) if own is not None and kind == DIMONA else None


def for_dimona(own: ActingContext, represented_id: int, day: datetime.date) -> ActingContext | None:
    """Acting for an enterprise under a Dimona mandate of the own organisation, or None."""
    if not may_use_dimona(own):
        return None
    try:
        mandaat = register().in_force(represented_id, own.own.id, day)
    except RegisterUnavailable as error:
        raise ContextUnavailable(str(error)) from error
    if mandaat is None or mandaat.giver.ceased_on is not None:
        return None
    return ActingContext(
        own.person,
        own.doelgroep,
        own.own,
        party_of(mandaat.giver),
        Ground.DIMONA,
        mandaat.ref,
        acts=by_dimona(),
        represented_doelgroep=Doelgroep(mandaat.giver.doelgroep),
    )


# What is asked of an SSM mandate, and of its giver.
SSM_COLUMNS = {
    "type": "type",
    "organisation": "giver_organisation",
    "person": "giver_person",
    "first_name": "giver_person__first_name",
    "last_name": "giver_person__last_name",
    "ceased_on": "giver_organisation__ceased_on",
    **{f"giver_{name}": f"giver_organisation__{name}" for name in PARTY_COLUMNS},
}


def _ssm(number: int, day: datetime.date) -> QuerySet:
    return SsmMandaat.objects.in_force(day).filter(pk=number)


def _of_person(taker: int, number: int, day: datetime.date) -> QuerySet:
    rows = _ssm(number, day).filter(taker_person=taker)
    return rows.annotate(mandaat=JSONObject(**SSM_COLUMNS)).values_list("mandaat")


def _of_organisation(number: int, day: datetime.date, **asked: Any) -> QuerySet:
    """The own context and the mandate at once: both are asked at every request."""
    mandaat = _ssm(number, day).filter(taker_organisation=OuterRef("pk")).values(found=JSONObject(**SSM_COLUMNS))
    return chosen(day=day, **asked).annotate(mandaat=Subquery(mandaat)).values_list(*CHOSEN, "mandaat")


_person_takes = Prepared(_of_person, taker=int, number=int, day=datetime.date)
_organisation_takes = Prepared(
    _of_organisation, person=int, organisation=int, doelgroep=str, number=int, day=datetime.date
)


def for_ssm(user: User, choice: Choice, number: int, day: datetime.date) -> ActingContext | None:
    """Acting for the giver of an SSM mandate that the own party took, or None."""
    asked, own = asked_of(user, choice, day), None
    if asked:
        rows = _organisation_takes(number=number, **asked)
        own = context_of(user, choice, rows[0]) if rows else None
    elif own := resolve_own(user, own_choice(choice), day):
        rows = _person_takes(taker=own.own.id, number=number, day=day)
    if own is None or not may_use_ssm(own) or not rows or rows[0].mandaat is None:
        return None
    found = rows[0].mandaat
    mandaattype = find_type(found["type"])
    if mandaattype is None or found["ceased_on"]:
        return None
    if found["organisation"] is None:
        giver = Party(found["person"], f"{found['first_name']} {found['last_name']}", is_organisation=False)
        doelgroep = Doelgroep.BURGER
    else:
        giver = party_of(Organisation(**{name: found[f"giver_{name}"] for name in PARTY_COLUMNS}))
        doelgroep = Doelgroep(found["giver_doelgroep"])
    if giver.id != choice.represented_id:
        return None
    return ActingContext(
        own.person,
        own.doelgroep,
        own.own,
        giver,
        Ground.SSM,
        f"{SSM}:{number}",
        acts=mandaattype.acts,
        represented_doelgroep=doelgroep,
    )


def hold_mandate(acting: ActingContext, day: datetime.date) -> bool:
    """Whether the mandate of this context is still in force; until the transaction ends it cannot be stopped.

    True without a mandate. For an act that was checked a moment ago and now really happens. Shared: two who act by the
    same mandate do not wait for each other, and who stops it waits for both.
    """
    kind, _, number = acting.mandate.partition(":")
    if not kind:
        return True
    model = DimonaMandaat if kind == DIMONA else SsmMandaat
    query, params = model.objects.in_force(day).filter(pk=number).values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{query} FOR SHARE OF {connection.ops.quote_name(model._meta.db_table)}", params)
        return cursor.fetchone() is not None


def why_not(user: User, choice: Choice, day: datetime.date) -> str:
    """Why a choice does not hold, for the one who made it; it names nothing that he did not act for."""
    kind, _, number = choice.mandate.partition(":")
    if not kind:
        return (
            "U kunt niet (meer) handelen voor de organisatie waarvoor u dit deed. Kies opnieuw namens wie u handelt."
        )
    own = resolve_own(user, own_choice(choice), day)
    if own is None:
        return "U kunt niet meer handelen voor uw eigen organisatie. Kies opnieuw namens wie u handelt."
    if kind == DIMONA:
        return why_not_dimona(own, choice.represented_id, day)
    mandaat = (
        SsmMandaat.objects.filter(pk=int(number))
        .select_related("giver_organisation", "giver_person")
        .filter(**{"taker_organisation" if own.own.is_organisation else "taker_person": own.own.id})
        .first()
        if number.isascii() and number.isdigit() and len(number) < 19
        else None
    )
    if mandaat is None:
        return NO_MANDATE
    if not may_use_ssm(own):
        return f"U hebt het recht SSM Mandaatuitvoerder niet (meer) bij {own.own.name}. Vraag het aan uw beheerder."
    if (mandaat.giver_organisation_id or mandaat.giver_person_id) != choice.represented_id:
        return NO_MANDATE
    if mandaat.giver_organisation is not None and mandaat.giver_organisation.ceased_on is not None:
        return CEASED.format(mandaat.giver)
    return f"Uw mandaat voor {mandaat.giver} geldt niet meer: {_ssm_end(mandaat, day)}"


def _ssm_end(mandaat: SsmMandaat, day: datetime.date) -> str:
    if mandaat.start > day:
        return f"het begint op {mandaat.start:%d/%m/%Y}."
    if mandaat.end is not None and mandaat.end < day:
        return f"het liep tot en met {mandaat.end:%d/%m/%Y}."
    return f"het staat op “{mandaat.state.label}”."


def why_not_dimona(own: ActingContext, represented_id: int | None, day: datetime.date) -> str:
    """Why the own organisation cannot act for this enterprise under a Dimona mandate."""
    giver = Organisation.objects.filter(pk=represented_id).first()
    if giver is None:
        return NO_MANDATE
    if not may_use_dimona(own):
        return (
            f"U hebt het recht Dimona Mandaatuitvoerder niet (meer) bij {own.own.name}. "
            "Vraag het aan uw Hoofd Lokale Beheerder."
        )
    try:
        known = register().between(giver.pk, own.own.id)
    except RegisterUnavailable as error:
        return str(error)
    if not known:
        # Who has nothing to do with this organisation does not even learn its name.
        return NO_MANDATE
    if giver.ceased_on is not None:
        return CEASED.format(giver)
    return no_mandate(giver, own.own, known, day)


def no_mandate(giver: Organisation, taker: Party, known: list[DimonaMandaat], day: datetime.date) -> str:
    """What is known of mandates between the two, none of which is in force."""
    ahead = [m for m in known if m.state is Status.ACTIEF and m.start > day]
    if ahead:
        return f"Het Dimona-mandaat van {giver} begint pas op {min(m.start for m in ahead):%d/%m/%Y}."
    waiting = [m for m in known if m.state in WAITING.values()]
    if waiting:
        return f"Het Dimona-mandaat van {giver} geldt nog niet: {waiting[0].state.label.lower()}."
    over = [m for m in known if m.end is not None and m.end < day]
    if over:
        return f"Het Dimona-mandaat van {giver} is beëindigd: het liep tot en met {max(m.end for m in over):%d/%m/%Y}."
    return f"{giver} gaf geen Dimona-mandaat aan {taker.name}."
