"""Who may open these screens. They look over all organisations: that is the task of this right."""

from loket.access.rechten import TOEPASSINGSBEHEERDER
from loket.access.rules import holder_of

BEHEER = holder_of(TOEPASSINGSBEHEERDER)
