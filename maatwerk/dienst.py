"""The dienst "Maatwerk": what is open to whom follows from this."""

from django.conf import settings

from loket.access.rechten import DOSSIERBEHANDELAAR, DWSE_ORGANISATIEVERANTWOORDELIJKE
from loket.access.rules import holder_of, part_of_dienst
from loket.acting.context import Doelgroep, Handeling
from loket.catalogue.registry import Dienst, register

CONTEXT = "maatwerk"

MAATWERK = register(
    Dienst(
        code="maatwerk",
        theme="Maatwerk",
        title="Maatwerk",
        help="Raadpleeg de berekeningsnota’s en betalingen van collectief maatwerk: afrekening, voorschot en WOP. "
        f"Vragen? Mail naar {settings.MAATWERK_CONTACT}.",
        button="Raadplegen",
        start_url="maatwerk_start",
        recht=DWSE_ORGANISATIEVERANTWOORDELIJKE,
        contexts=(CONTEXT,),
        # Seed 004: "een onderneming of organisatie" or "een lokaal of provinciaal bestuur".
        doelgroepen=frozenset({Doelgroep.ONDERNEMING, Doelgroep.LOKAAL_BESTUUR}),
        starts_with=Handeling.RAADPLEGEN,
    )
)

DEPARTEMENT = holder_of(DOSSIERBEHANDELAAR)
# Who reads the figures: an enterprise its own, whoever holds its mandate the same, the department all of them.
LEZER = part_of_dienst(
    MAATWERK.code,
    Handeling.RAADPLEGEN.value,
    (DWSE_ORGANISATIEVERANTWOORDELIJKE, CONTEXT),
    (DOSSIERBEHANDELAAR, ""),
)
