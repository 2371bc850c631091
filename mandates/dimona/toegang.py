"""The KBO number that somebody types to act for that enterprise: who may, and for each refusal the reason.

Source: seed 000, step 2 ("Geef het KBO nummer in van de onderneming waarvoor je ... wil optreden").
"""

import datetime

from accounts.kbo.organisations import known, organisation_for
from accounts.models import Organisation
from loket.acting.context import ActingContext, Choice, ContextUnavailable, Doelgroep
from mandates.acting import SSM, for_dimona, no_mandate
from mandates.clients.rules import may_act_for_others, may_use_dimona, may_use_ssm
from mandates.dimona.register import RegisterUnavailable, register
from mandates.models import SsmMandaat
from mandates.ssm.types import find_type


class NotAdmitted(Exception):
    """The own party may not act for this number; the message says why, for the field where it was typed."""


def organisation_with(kbo: str) -> Organisation:
    """The enterprise of a (checked) number. Raises NotAdmitted for a school, an unknown or a ceased one."""
    found = Organisation.objects.filter(kbo=kbo).first()
    if found is None and not register().ours:
        # A register elsewhere may know a mandate of an enterprise that was never seen here.
        found = organisation_for(kbo)
    if found is None:
        in_kbo = known(kbo)
        if in_kbo is not None and in_kbo.ceased_on is None:
            raise NotAdmitted(f"{in_kbo.name} gaf geen mandaat dat u kunt gebruiken.")
        if in_kbo is not None:
            raise NotAdmitted(f"De onderneming {in_kbo.name} is stopgezet op {in_kbo.ceased_on:%d/%m/%Y}.")
        raise NotAdmitted("Dit KBO-nummer is niet bekend in de Kruispuntbank van Ondernemingen. Kijk de cijfers na.")
    if found.doelgroep == Doelgroep.SCHOOL:
        raise NotAdmitted("Dit is het KBO-nummer van een school. Geef geen KBO-nummer van een school in.")
    if found.ceased_on is not None:
        raise NotAdmitted(f"De onderneming {found} is stopgezet op {found.ceased_on:%d/%m/%Y}.")
    return found


def choice_for_number(own: ActingContext, kbo: str, day: datetime.date) -> Choice:
    """The choice by which the own party acts for this number. Raises NotAdmitted, or ContextUnavailable."""
    if own.own.is_organisation and Organisation.objects.filter(pk=own.own.id, kbo=kbo).exists():
        return Choice(own.doelgroep, own.own.id, own.own.id)
    if not may_act_for_others(own):
        raise NotAdmitted(
            f"U kunt niet voor een andere onderneming handelen: u hebt het recht Dimona Mandaatuitvoerder of "
            f"SSM Mandaatuitvoerder niet bij {own.own.name}. Vraag het aan uw Hoofd Lokale Beheerder."
        )
    represented = organisation_with(kbo)
    acting = for_dimona(own, represented.pk, day)
    if acting is not None:
        return Choice(own.doelgroep, own.own.id, represented.pk, acting.mandate)
    mandaat = widest_ssm(own, represented.pk, day)
    if mandaat is not None:
        return Choice(own.doelgroep, own.own.id, represented.pk, f"{SSM}:{mandaat.pk}")
    if not may_use_dimona(own):
        raise NotAdmitted(f"{represented} gaf geen SSM-mandaat aan {own.own.name} dat nu geldt.")
    try:
        known = register().between(represented.pk, own.own.id)
    except RegisterUnavailable as error:
        raise ContextUnavailable(str(error)) from error
    raise NotAdmitted(no_mandate(represented, own.own, known, day))


def widest_ssm(own: ActingContext, giver_id: int, day: datetime.date) -> SsmMandaat | None:
    """Of the SSM mandates in force from this organisation to the own party, the one that opens most."""
    if not may_use_ssm(own):
        return None
    taker = {"taker_organisation" if own.own.is_organisation else "taker_person": own.own.id}
    found = list(SsmMandaat.objects.in_force(day).filter(giver_organisation=giver_id, **taker).order_by("pk"))
    return max(found, key=lambda mandaat: len(opened_by(mandaat)), default=None)


def opened_by(mandaat: SsmMandaat) -> frozenset[tuple[str, str]]:
    """What a mandate opens; nothing when its type exists no more."""
    mandaattype = find_type(mandaat.type)
    return mandaattype.acts if mandaattype else frozenset()
