"""Who reads what others did in a party's name."""

from loket.access.rechten import BEHEERDERS, SSM_MANDAATBEHEERDER
from loket.access.rules import holder_of

# Who gives and stops mandates must be able to see what is done with them.
GIVER = holder_of(SSM_MANDAATBEHEERDER, *BEHEERDERS, oneself=True)
