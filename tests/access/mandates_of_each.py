"""One SSM mandate of each kind for the tables: of Van Hoof and Boekhoudkantoor Peeters."""

from mandates.sides import Side
from mandates.ssm.bulk.files import upload
from tests.mandates.ssm import making
from tests.world import context_of


def mandates_of_each() -> dict[str, object]:
    """What stands for {ssm...} in the tables."""
    goran, dirk = context_of(*making.GORAN), context_of(*making.DIRK)
    return {
        "ssm": making.van_hoof_peeters().key,
        # Dirk asked it; nobody of De Korenbloem manages mandates.
        "ssm_waits": making.korenbloem_peeters().key,
        "ssm_ends": making.signed(goran, Side.GEVER, "Peeters", dirk, "vov-raadplegen", end=30).key,
        "ssm_draft": making.concept(goran, Side.GEVER, "Kompas").key,
        "ssm_file": upload(
            dirk, "vov", Side.NEMER, "mandaten.csv", b"0999000327;;;;;;\r\n0999000327;;;fr;;;\r\n", again=False
        ).key,
    }
