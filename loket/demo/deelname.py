"""Trainees and attendance of the demo world: an opleiding that goes on, two that are over with somebody missing."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from aanvragen.deelname.models import Deelname, Inschrijving, Registratie
from aanvragen.deelname.parameters import load_rules
from aanvragen.deelname.regels.perioden import periode_of
from aanvragen.models import Opleiding
from accounts.models import Organisation, Person
from loket.acting.context import Ground

# INSZ of who works for the verstrekker.
HANNE, IVO = "90051899896", "66022899748"


@dataclass(frozen=True)
class DemoGroup:
    """An opleiding with its trainees, as (INSZ, first name, last name). Days count from today."""

    odb_number: str
    by: str
    enrolled: int
    trainees: tuple[tuple[str, str, str], ...]
    # Of the first trainees, hours that are registered for the period in which the opleiding ended.
    registered: tuple[Decimal, ...] = ()


EMMA = ("90012099016", "Emma", "Lambert")
TOM = ("86071499156", "Tom", "Vermeulen")
FATIMA = ("93050299263", "Fatima", "El Amrani")
WIM = ("05060799340", "Wim", "Daems")
GROUPS = (
    DemoGroup("ODB-9000001", HANNE, -22, (EMMA, TOM, WIM)),
    DemoGroup("ODB-9000011", HANNE, -155, (EMMA, TOM, FATIMA), (Decimal(38), Decimal(0))),
    DemoGroup("ODB-9000012", IVO, -205, (TOM, WIM)),
)


def load_deelnames(people: dict[str, Person], today: datetime.date) -> None:
    """Enrol everybody, and register what is registered."""
    params = load_rules()
    for group in GROUPS:
        opleiding = Opleiding.objects.select_related("provider").get(odb_number=group.odb_number)
        by, provider = people[group.by], opleiding.provider
        Inschrijving.objects.bulk_create(
            Inschrijving(
                provider=provider,
                opleiding=opleiding,
                insz=insz,
                first_name=first_name,
                last_name=last_name,
                enrolled_on=today + datetime.timedelta(days=group.enrolled),
                created_by=by,
            )
            for insz, first_name, last_name in group.trainees
        )
        if group.registered:
            _register(group, opleiding, by, provider, periode_of(params, opleiding.end))


def _register(group: DemoGroup, opleiding: Opleiding, by: Person, provider: Organisation, periode) -> None:
    registratie = Registratie.objects.create(
        kind=Registratie.Kind.FORMULIER,
        provider=provider,
        opleiding=opleiding,
        period_from=periode.first,
        period_until=periode.last,
        line_count=len(group.registered),
        filed_by=by,
        own_organisation=provider,
        ground=Ground.OWN_RIGHT.value,
    )
    Registratie.objects.filter(pk=registratie.pk).update(
        reference=f"REG-{timezone.localdate().year}-{registratie.pk:06d}",
        filed_at=timezone.now() - datetime.timedelta(days=2),
    )
    Deelname.objects.bulk_create(
        Deelname(
            registratie=registratie,
            opleiding=opleiding,
            period_from=periode.first,
            insz=insz,
            first_name=first_name,
            last_name=last_name,
            hours_present=hours,
            final_assessment=hours > 0,
            completed=hours > 0,
        )
        for (insz, first_name, last_name), hours in zip(group.trainees, group.registered, strict=False)
    )
