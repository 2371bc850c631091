"""The rules of the views that all diensten share. Such a view then looks the aanvraag up in the diensten of its own
`Handeling`, so that the rule of the row's dienst decides: what lies in another does not exist."""

from dataclasses import dataclass

from aanvragen.flow import all_flows, flows_for
from loket.access.rechten import DOSSIERBEHANDELAAR
from loket.access.rules import Rule, holder_of
from loket.acting.context import ActingContext, Handeling


@dataclass(frozen=True, slots=True)
class InAnyFlow(Rule):
    """Who may do this in one of the diensten that are asked in steps."""

    @property
    def guarded(self) -> bool:
        return True

    def covers(self, dienst: str) -> bool:
        return any(flow.dienst.code == dienst for flow in all_flows())

    def allows(self, context: ActingContext) -> bool:
        return bool(flows_for(context, Handeling(self.handeling)))


RAADPLEGEN, INVULLEN, INDIENEN = (
    InAnyFlow(
        f"wie in de dienst van de aanvraag mag {handeling}, met een recht of met een mandaat",
        handeling=handeling.value,
    )
    for handeling in Handeling
)
BEHANDELAAR = holder_of(DOSSIERBEHANDELAAR)
