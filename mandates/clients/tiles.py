"""What the choice of organisation gets from this room: a tile "namens ..." per giver, and the way on."""

import datetime

from accounts.acting import organisations_with_rights
from accounts.models import User
from loket.access.rechten import DIMONA_MANDAATUITVOERDER, SSM_MANDAATUITVOERDER
from loket.acting.chooser import Tile, register_next, register_tiles
from loket.acting.context import ActingContext, Choice, Doelgroep
from mandates.acting import SSM
from mandates.models import SsmMandaat
from mandates.ssm.types import find_type

MOST = 24


@register_tiles
def ssm_tiles(user: User, doelgroep: Doelgroep, day: datetime.date) -> list[Tile]:
    """One tile per SSM mandate that this person may use in this capacity, at most MOST of them."""
    mandates = (
        SsmMandaat.objects.in_force(day)
        .filter(giver_organisation__ceased_on__isnull=True)
        .select_related("giver_organisation", "giver_person", "taker_organisation")
    )
    if doelgroep is Doelgroep.BURGER:
        mandates = mandates.filter(taker_person=user.person_id)
    else:
        rows = organisations_with_rights(user.person_id, day).filter(doelgroep=doelgroep.value)
        takers = [
            row.pk
            for row in rows
            if f"{SSM_MANDAATUITVOERDER}:" in {*row.granted_pairs, *(row.by_law_pairs if row.represents else ())}
        ]
        mandates = mandates.filter(taker_organisation__in=takers)
    return [
        Tile(
            f"namens {mandaat.giver}",
            _subtitle(mandaat),
            Choice(
                doelgroep,
                mandaat.taker_organisation_id or mandaat.taker_person_id,
                mandaat.giver_organisation_id or mandaat.giver_person_id,
                f"{SSM}:{mandaat.pk}",
            ),
        )
        for mandaat in mandates.order_by("-activated_at", "pk")[:MOST]
    ]


def _subtitle(mandaat: SsmMandaat) -> str:
    mandaattype = find_type(mandaat.type)
    parts = [mandaat.giver_organisation.number if mandaat.giver_organisation else ""]
    parts += [mandaattype.name if mandaattype else mandaat.type]
    parts += [f"via {mandaat.taker_organisation}" if mandaat.taker_organisation else ""]
    return " · ".join(part for part in parts if part)


@register_next
def which_enterprise(acting: ActingContext) -> str | None:
    """Who may use Dimona mandates is asked for which enterprise (seed 000, step 2.3)."""
    return "namens_onderneming" if acting.has_right(DIMONA_MANDAATUITVOERDER) else None
