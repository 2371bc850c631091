"""The states of a Dimona mandate: one table of moves, as for SSM mandates.

Active and closed are attested (Mahis, RSZ); what comes before is ours, after "made online by one party and validated
by the other".
"""

from loket.states import Move, State
from mandates.sides import Side


class Status(State):
    """Where a mandate stands."""

    WACHT_OP_GEVER = "wacht_op_gever", "Wacht op bevestiging door de onderneming", "let-op"
    WACHT_OP_NEMER = "wacht_op_nemer", "Wacht op bevestiging door het sociaal secretariaat", "let-op"
    ACTIEF = "actief", "Actief", "ok"
    GEWEIGERD = "geweigerd", "Geweigerd", "fout"
    INGETROKKEN = "ingetrokken", "Ingetrokken", ""
    AFGESLOTEN = "afgesloten", "Afgesloten", ""


WAITING = {Side.GEVER: Status.WACHT_OP_GEVER, Side.NEMER: Status.WACHT_OP_NEMER}


def _moves() -> tuple[Move, ...]:
    moves = []
    for side in (Side.GEVER, Side.NEMER):
        waiting = WAITING[side]
        moves += [
            Move("bevestigen", "Bevestig het mandaat", waiting, Status.ACTIEF, side),
            Move("weigeren", "Weiger het mandaat", waiting, Status.GEWEIGERD, side, reason=True),
            # Of what waits for the other side.
            Move("intrekken", "Trek het mandaat in", WAITING[side.other], Status.INGETROKKEN, side),
            # It stays active until the last day of its last quarter; the portal closes it then.
            Move("stoppen", "Stop het mandaat", Status.ACTIEF, Status.ACTIEF, side),
            # Before it began, nothing was done under it yet.
            Move("afzien", "Zie af van het mandaat", Status.ACTIEF, Status.INGETROKKEN, side),
        ]
    return (
        *moves,
        # The giver goes to another secretariat: it ends with the quarter before that one begins.
        Move("vervangen", "", Status.ACTIEF, Status.ACTIEF, Side.PORTAL),
        Move("afsluiten", "", Status.ACTIEF, Status.AFGESLOTEN, Side.PORTAL),
        # Nobody confirmed before the quarter in which it had to begin was over.
        Move("vervallen", "", Status.WACHT_OP_GEVER, Status.INGETROKKEN, Side.PORTAL),
        Move("vervallen", "", Status.WACHT_OP_NEMER, Status.INGETROKKEN, Side.PORTAL),
    )


MOVES = _moves()
# Nothing moves any more from here.
FINAL = frozenset(Status) - {move.source for move in MOVES}
# By whom a mandate comes into the table without a move: an import, the register elsewhere, one of both sides.
STARTED, IMPORTED, MIRRORED = "starten", "import", "register"
STEP_LABELS = {
    STARTED: "Gestart",
    "bevestigen": "Bevestigd",
    "weigeren": "Geweigerd",
    "intrekken": "Ingetrokken",
    "stoppen": "Stopgezet",
    "afzien": "Ingetrokken voor het begin",
    "vervangen": "Stopgezet door de overstap naar een ander sociaal secretariaat",
    "afsluiten": "Afgesloten: het laatste kwartaal is voorbij",
    "vervallen": "Vervallen: niet bevestigd voor het einde van het beginkwartaal",
    IMPORTED: "Overgenomen uit een bestand van het register",
    MIRRORED: "Overgenomen uit het register",
}
