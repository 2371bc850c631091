"""Who handles deliveries: the department."""

from loket.access.rechten import DOSSIERBEHANDELAAR, TOEPASSINGSBEHEERDER
from loket.access.rules import holder_of

LEVERINGEN = holder_of(TOEPASSINGSBEHEERDER, DOSSIERBEHANDELAAR)
