"""Mandates made straight in the database, and acting by them without going through the screens."""

from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from accounts.models import Organisation, Person
from loket.acting.context import ActingContext, Choice, Doelgroep
from loket.acting.session import KEY
from mandates.acting import resolve
from mandates.dimona.states import Status as DimonaStatus
from mandates.models import DimonaMandaat, SsmMandaat
from mandates.quarters import Quarter
from mandates.ssm.states import Status as SsmStatus
from tests.world import act_as, organisation, person, user_of

Party = Organisation | Person


def without_mandates() -> None:
    """As if nobody in the demo world ever gave one: each test makes its own."""
    DimonaMandaat.objects.update(status=DimonaStatus.INGETROKKEN)
    SsmMandaat.objects.update(status=SsmStatus.GEWEIGERD)


def dimona(
    giver: str, taker: str = "Horizon", start: Quarter | None = None, end: Quarter | None = None, **fields
) -> DimonaMandaat:
    """A Dimona mandate, from the first quarter of last year unless said otherwise."""
    first = start or Quarter(timezone.localdate().year - 1, 1)
    return DimonaMandaat.objects.create(
        giver=organisation(giver),
        taker=organisation(taker),
        start=first.first_day,
        end=end.last_day if end else None,
        **{"status": DimonaStatus.ACTIEF, "bron": "import", **fields},
    )


def party(name: str) -> Party:
    """An organisation by part of its name, else a person by the full name."""
    return Organisation.objects.filter(name__contains=name).first() or person(name)


def ssm(giver: str, taker: str, type: str = "vov", start: date | None = None, **fields) -> SsmMandaat:
    """An SSM mandate of a month old, active unless said otherwise."""
    sides = {}
    for side, found in (("giver", party(giver)), ("taker", party(taker))):
        sides[f"{side}_{'organisation' if isinstance(found, Organisation) else 'person'}"] = found
    return SsmMandaat.objects.create(
        type=type,
        start=start or timezone.localdate() - timedelta(days=30),
        started_by=person("Goran De Smet"),
        **{"status": SsmStatus.ACTIEF, **sides, **fields},
    )


def choice_for(full_name: str, own: str | None, mandaat: DimonaMandaat | SsmMandaat) -> Choice:
    """The choice of somebody to act by this mandate from an organisation, or (None) in his own name."""
    giver = mandaat.giver
    if own is None:
        return Choice(Doelgroep.BURGER, person(full_name).pk, giver.pk, mandaat.ref)
    chosen = organisation(own)
    return Choice(Doelgroep(chosen.doelgroep), chosen.pk, giver.pk, mandaat.ref)


def act_for(full_name: str, own: str | None, mandaat: DimonaMandaat | SsmMandaat) -> Client:
    """A client that is logged in and acts by this mandate."""
    client = act_as(Client(), full_name, own)
    session = client.session
    session[KEY] = choice_for(full_name, own, mandaat).to_session()
    session.save()
    return client


def context_for(full_name: str, own: str | None, mandaat: DimonaMandaat | SsmMandaat) -> ActingContext | None:
    """The acting context by this mandate today, as the middleware makes it."""
    return resolve(user_of(person(full_name)), choice_for(full_name, own, mandaat), timezone.localdate())
