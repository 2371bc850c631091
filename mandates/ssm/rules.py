"""Who manages SSM mandates: with the right in an organisation (by law too), and everybody in the own name."""

from loket.access.rechten import SSM_MANDAATBEHEERDER
from loket.access.rules import holder_of
from loket.acting.context import ActingContext
from mandates.ssm.errors import NotAllowed

MANAGER = holder_of(SSM_MANDAATBEHEERDER, oneself=True)


def check_manages(acting: ActingContext) -> None:
    """Raises NotAllowed; also for who acts on somebody else's behalf, whatever the mandate opens."""
    if acting.on_behalf or not MANAGER.allows(acting):
        raise NotAllowed
