"""The states of an SSM mandate: one table of moves. What a screen offers is read from it; nothing else decides.

"Wacht op ondertekening", actief, stopgezet and the transfer are attested (FOD Financiën, application Mandaten);
geweigerd and verlopen are ours.
"""

from loket.states import Move, State
from mandates.sides import Side


class Status(State):
    """Where a mandate stands."""

    CONCEPT = "concept", "Concept", ""
    WACHT_OP_GEVER = "wacht_op_gever", "Wacht op ondertekening door de mandaatgever", "let-op"
    WACHT_OP_NEMER = "wacht_op_nemer", "Wacht op ondertekening door de mandaatnemer", "let-op"
    ACTIEF = "actief", "Actief", "ok"
    GEWEIGERD = "geweigerd", "Geweigerd", "fout"
    STOPGEZET = "stopgezet", "Stopgezet", ""
    VERLOPEN = "verlopen", "Verlopen", ""
    OVERGEDRAGEN = "overgedragen", "Overgedragen", ""


WAITING = {Side.GEVER: Status.WACHT_OP_GEVER, Side.NEMER: Status.WACHT_OP_NEMER}


def _moves() -> tuple[Move, ...]:
    moves = []
    for side in (Side.GEVER, Side.NEMER):
        waiting = WAITING[side]
        moves += [
            # Who starts signs first: it is the other side's turn.
            Move("versturen", "Bevestigen", Status.CONCEPT, WAITING[side.other], side),
            Move("intrekken", "Verwijder het concept", Status.CONCEPT, Status.STOPGEZET, side),
            Move("goedkeuren", "Keur goed", waiting, Status.ACTIEF, side),
            Move("weigeren", "Weiger", waiting, Status.GEWEIGERD, side, reason=True),
            # Of what waits for the other side.
            Move("intrekken", "Trek in", WAITING[side.other], Status.STOPGEZET, side),
            Move("stoppen", "Zet stop", Status.ACTIEF, Status.STOPGEZET, side),
        ]
    return (
        *moves,
        # A taker who hands over asks the giver first; then it waits for the new taker.
        Move("versturen", "Bevestigen", Status.CONCEPT, Status.WACHT_OP_GEVER, Side.VORIGE_NEMER),
        Move("intrekken", "Verwijder het concept", Status.CONCEPT, Status.STOPGEZET, Side.VORIGE_NEMER),
        Move("doorgeven", "Keur de overdracht goed", Status.WACHT_OP_GEVER, Status.WACHT_OP_NEMER, Side.GEVER),
        Move("intrekken", "Trek de overdracht in", Status.WACHT_OP_GEVER, Status.STOPGEZET, Side.VORIGE_NEMER),
        Move("intrekken", "Trek de overdracht in", Status.WACHT_OP_NEMER, Status.STOPGEZET, Side.VORIGE_NEMER),
        Move("verlopen", "", Status.ACTIEF, Status.VERLOPEN, Side.PORTAL),
        Move("vervallen", "", Status.WACHT_OP_GEVER, Status.VERLOPEN, Side.PORTAL),
        Move("vervallen", "", Status.WACHT_OP_NEMER, Status.VERLOPEN, Side.PORTAL),
        Move("overdragen", "", Status.ACTIEF, Status.OVERGEDRAGEN, Side.PORTAL),
    )


MOVES = _moves()
# Nothing moves any more from here.
FINAL = frozenset(Status) - {move.source for move in MOVES}
# What was never sent is nobody's business but that of who started it.
UNSENT = frozenset({Status.CONCEPT, Status.STOPGEZET})
