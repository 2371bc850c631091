"""Making SSM mandates for tests: the people who manage them, and the acts in a row."""

import datetime
from datetime import timedelta

from django.utils import timezone

from accounts.models import Organisation, Person
from loket.acting.context import ActingContext
from mandates.models import SsmMandaat, SsmStap
from mandates.sides import Side
from mandates.ssm.moving import move
from mandates.ssm.parties import party_of
from mandates.ssm.starting import save_details, start_concept, start_extension, start_transfer
from tests.world import context_of, give_right, person

# Who manages what in the demo world: Goran by a right, Dirk by law, Jana and Bart themselves.
GORAN = ("Goran De Smet", "Van Hoof")
DIRK = ("Dirk Peeters", "Boekhoudkantoor Peeters")
AN = ("An Claes", "De Korenbloem")
JANA = ("Jana Goossens", None)
BART = ("Bart Maes", None)
ADDRESS = "/mandaten/"


def today() -> datetime.date:
    return timezone.localdate()


def day(days: int) -> datetime.date:
    return today() + timedelta(days=days)


def an_manages() -> ActingContext:
    """An Claes gets the right that she can grant: who manages the mandates of De Korenbloem."""
    give_right(*AN, "ssm_mandaatbeheerder")
    return context_of(*AN)


def party(name: str) -> Organisation | Person:
    """An organisation, or else a person, by name."""
    found = Organisation.objects.filter(name__contains=name).first()
    return found or person(name)


def concept(
    acting: ActingContext, side: Side, other: str, type_code: str = "vov", start: int = 0, end: int | None = None
) -> SsmMandaat:
    """Started and filled in, not sent."""
    made = start_concept(acting, side, type_code, party_of(party(other)))
    last = None if end is None else day(end)
    return save_details(acting, made.key, start=day(start), end=last, reference="Klant 7", other_email="")


def sent(acting: ActingContext, side: Side, other: str, type_code: str = "vov", **period: int | None) -> SsmMandaat:
    return move(acting, concept(acting, side, other, type_code, **period).key, "versturen")


def signed(
    acting: ActingContext, side: Side, other: str, by: ActingContext, type_code: str = "vov", **period: int | None
) -> SsmMandaat:
    """Active: started by one side, approved by the other."""
    return move(by, sent(acting, side, other, type_code, **period).key, "goedkeuren")


def van_hoof_peeters() -> SsmMandaat:
    """The active mandate of the demo world."""
    return SsmMandaat.objects.get(reference="Klant 1042")


def korenbloem_peeters() -> SsmMandaat:
    """The one that waits for De Korenbloem."""
    return SsmMandaat.objects.get(reference="Klant 1043")


def extended(acting: ActingContext, mandaat: SsmMandaat, end: int | None = None) -> SsmMandaat:
    made = start_extension(acting, mandaat.key, None if end is None else day(end))
    return move(acting, made.key, "versturen")


def transferred(acting: ActingContext, mandaat: SsmMandaat, other: str, start: int = 0) -> SsmMandaat:
    made = start_transfer(acting, mandaat.key, party_of(party(other)), day(start))
    return move(acting, made.key, "versturen")


def in_the_past(mandaat: SsmMandaat, days: int) -> SsmMandaat:
    """The same mandate as if everything had been so many days earlier; its steps stay where they are."""
    for name in ("start", "end"):
        if (value := getattr(mandaat, name)) is not None:
            setattr(mandaat, name, value - timedelta(days=days))
    mandaat.save(update_fields=["start", "end"])
    return mandaat


def steps(mandaat: SsmMandaat) -> list[tuple[str, str]]:
    """(move, side) of every step, in order."""
    return list(SsmStap.objects.filter(mandaat=mandaat).values_list("move", "side"))
