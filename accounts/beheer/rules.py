"""Who may open gebruikersbeheer; what may be done there is in `accounts/rights/policy.py`."""

from loket.access.rechten import BEHEERDERS
from loket.access.rules import holder_of

BEHEERDER = holder_of(*BEHEERDERS)
