"""The gebruikersrechten that the portal knows from the start; an administrator may add to the tables.

Sources: the seeds (names of rights and contexts), the diensten for what they open. Legal representatives
in the KBO need no grant for what is marked `by_law` (seed 002; Toegangsbeheer on "aanmelden als ondernemer").
"""

from dataclasses import dataclass

from accounts.models.organisation import Kind
from loket.access import rechten as r

# Gebruikersrechten last four years and must then be set again (seed 004).
FOUR_YEARS = 48


@dataclass(frozen=True)
class RechtSpec:
    """One row of the catalogue; no kinds means every kind of organisation."""

    code: str
    name: str
    by_law: bool
    kinds: tuple[Kind, ...] = ()
    contexts: tuple[tuple[str, str], ...] = ()
    max_months: int = FOUR_YEARS


CATALOGUE = (
    RechtSpec(r.HOOFD_LOKALE_BEHEERDER, "Hoofd Lokale Beheerder", by_law=True),
    RechtSpec(r.LOKALE_BEHEERDER, "Lokale Beheerder", by_law=True),
    RechtSpec(
        r.DWSE_ORGANISATIEVERANTWOORDELIJKE,
        "DWSE organisatieverantwoordelijke",
        by_law=True,
        contexts=(
            ("opleidingsverlof", "opleidingsverlof"),
            ("opleidingsdatabank", "opleidingsdatabank"),
            ("maatwerk", "maatwerk"),
        ),
    ),
    RechtSpec(r.DIMONA_MANDAATUITVOERDER, "Dimona Mandaatuitvoerder", by_law=False, kinds=(Kind.DIMONA_MANDAATNEMER,)),
    RechtSpec(r.SSM_MANDAATBEHEERDER, "SSM Mandaatbeheerder", by_law=True),
    RechtSpec(r.SSM_MANDAATUITVOERDER, "SSM Mandaatuitvoerder", by_law=True),
    RechtSpec(r.DOSSIERBEHANDELAAR, "Dossierbehandelaar", by_law=False, kinds=(Kind.DEPARTEMENT,)),
    RechtSpec(r.TOEPASSINGSBEHEERDER, "Toepassingsbeheerder", by_law=False, kinds=(Kind.DEPARTEMENT,)),
)


def sync_catalogue(**_: object) -> None:
    """Add what is missing; what an administrator changed stays as it is."""
    from accounts.models import Gebruikersrecht, RechtContext

    for spec in CATALOGUE:
        recht, _created = Gebruikersrecht.objects.get_or_create(
            code=spec.code,
            defaults={
                "name": spec.name,
                "max_months": spec.max_months,
                "has_contexts": bool(spec.contexts),
                "kinds": [kind.value for kind in spec.kinds],
                "by_law": spec.by_law,
            },
        )
        for code, label in spec.contexts:
            RechtContext.objects.get_or_create(recht=recht, code=code, defaults={"label": label})
