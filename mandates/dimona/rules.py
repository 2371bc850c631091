"""Who manages Dimona mandates, and for which organisations they exist. See docs/decisions/0013."""

from dataclasses import dataclass

from loket.access.rechten import BEHEERDERS, DOSSIERBEHANDELAAR, SSM_MANDAATBEHEERDER, TOEPASSINGSBEHEERDER
from loket.access.rules import Rule, holder_of
from loket.acting.context import ActingContext, Doelgroep

# A school is known by its institution number and gives no Dimona mandate; the department neither.
ENTERPRISES = frozenset({Doelgroep.ONDERNEMING, Doelgroep.LOKAAL_BESTUUR})


@dataclass(frozen=True, slots=True)
class OfAnEnterprise(Rule):
    """A rule that moreover asks that the own organisation can be a party to a Dimona mandate."""

    def allows(self, context: ActingContext) -> bool:
        return context.doelgroep in ENTERPRISES and Rule.allows(self, context)


_holder = holder_of(SSM_MANDAATBEHEERDER, *BEHEERDERS)
MANAGERS = frozenset({SSM_MANDAATBEHEERDER, *BEHEERDERS})
MANAGER = OfAnEnterprise(f"{_holder.summary}, in een onderneming of een lokaal bestuur", rights=_holder.rights)
REGISTER = holder_of(TOEPASSINGSBEHEERDER, DOSSIERBEHANDELAAR)
