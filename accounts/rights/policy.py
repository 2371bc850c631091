"""Who may appoint whom: one table, from which the screens and the services read.

Sources: seed 000 (werkrelaties and Dimona Mandaatuitvoerder: the Hoofd Lokale Beheerder), seed 001 and 003 (DWSE
rights: the lokale beheerder), seed 002 (SSM rights: the Hoofd Lokale Beheerder; legal representatives need no right).
Who appoints a lokale beheerder differs between sources; here it is the Hoofd Lokale Beheerder or a legal
representative.
"""

import enum
from collections.abc import Collection
from dataclasses import dataclass

from loket.access import rechten as r
from loket.acting.context import ActingContext, Ground


class Role(enum.Enum):
    """What somebody is in the organisation for which he acts."""

    HOOFD_LOKALE_BEHEERDER = "Hoofd Lokale Beheerder"
    LOKALE_BEHEERDER = "Lokale Beheerder"
    WETTELIJK_VERTEGENWOORDIGER = "Wettelijk vertegenwoordiger"


HEADS = frozenset({Role.HOOFD_LOKALE_BEHEERDER, Role.WETTELIJK_VERTEGENWOORDIGER})
ALL = frozenset(Role)

# right -> who may grant, extend and end it in the own organisation.
GRANTERS: dict[str, frozenset[Role]] = {
    r.HOOFD_LOKALE_BEHEERDER: HEADS,
    r.LOKALE_BEHEERDER: HEADS,
    r.DWSE_ORGANISATIEVERANTWOORDELIJKE: ALL,
    r.DIMONA_MANDAATUITVOERDER: HEADS,
    r.SSM_MANDAATBEHEERDER: HEADS,
    r.SSM_MANDAATUITVOERDER: HEADS,
    r.DOSSIERBEHANDELAAR: HEADS,
    r.TOEPASSINGSBEHEERDER: HEADS,
}
# A right that an administrator added to the catalogue: careful until it gets a line above.
UNKNOWN_RIGHT = HEADS
# Who adds people to the organisation and ends their werkrelatie.
LINKERS = ALL


@dataclass(frozen=True, slots=True)
class Grantable:
    """A right of the catalogue as far as this table needs to know it."""

    code: str
    kinds: Collection[str]


def roles_of(acting: ActingContext) -> frozenset[Role]:
    """The roles of the acting person in the own organisation; none when somebody else is represented."""
    if acting.on_behalf or not acting.own.is_organisation:
        return frozenset()
    roles = set()
    if acting.has_right(r.HOOFD_LOKALE_BEHEERDER):
        roles.add(Role.HOOFD_LOKALE_BEHEERDER)
    if acting.has_right(r.LOKALE_BEHEERDER):
        roles.add(Role.LOKALE_BEHEERDER)
    if acting.ground is Ground.BY_LAW:
        roles.add(Role.WETTELIJK_VERTEGENWOORDIGER)
    return frozenset(roles)


def may_grant(acting: ActingContext, recht: Grantable) -> bool:
    """The right exists for this kind of organisation, and one of the acting person's roles may grant it."""
    if recht.kinds and not acting.own.kinds & set(recht.kinds):
        return False
    return bool(roles_of(acting) & GRANTERS.get(recht.code, UNKNOWN_RIGHT))


def may_link(acting: ActingContext) -> bool:
    """The acting person may add people to the organisation, and end their werkrelatie."""
    return bool(roles_of(acting) & LINKERS)
