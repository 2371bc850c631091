"""A mandate in words: what it opens, and what happened to it."""

import datetime
from dataclasses import dataclass

from loket.acting.context import Handeling
from loket.catalogue.registry import find
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.parties import party_on
from mandates.ssm.types import find_type

STEPS = {
    "aanmaken": "Concept gemaakt",
    "versturen": "Ondertekend en verstuurd",
    "goedkeuren": "Goedgekeurd: het mandaat is actief",
    "doorgeven": "De mandaatgever keurde de overdracht goed",
    "weigeren": "Geweigerd",
    "intrekken": "Ingetrokken",
    "stoppen": "Stopgezet",
    "verlopen": "Verlopen",
    "vervallen": "Vervallen zonder ondertekening",
    "overdragen": "Overgedragen",
}
WHO_SIGNS = {Side.GEVER: "de mandaatgever", Side.NEMER: "de mandaatnemer"}


@dataclass(frozen=True, slots=True)
class Step:
    """A line of the history."""

    what: str
    at: datetime.datetime
    who: str
    reason: str


def opened_by(type_code: str) -> list[tuple[str, str]]:
    """(title of the dienst, what may be done in it in words); nothing for a type that no room declares any more."""
    found = find_type(type_code)
    if found is None:
        return []
    opened = []
    for code, handelingen in found.opens:
        dienst = find(code)
        acts = [handeling.label for handeling in Handeling if handeling in handelingen]
        opened.append((dienst.title if dienst else code, _and(acts)))
    return opened


def _and(words: list[str]) -> str:
    return " en ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def history(mandaat: SsmMandaat, side: Side) -> list[Step]:
    """What happened, for one side: it sees its own people by name, and of the other side only which party it was."""
    steps = mandaat.stappen.select_related("person")
    return [
        Step(STEPS.get(step.move, step.move), step.at, _who(mandaat, step, side), step.reason)
        for step in steps
        if step.move != "aanmaken" or side == mandaat.started_side
    ]


def _who(mandaat: SsmMandaat, step, side: Side) -> str:
    if step.side == Side.PORTAL:
        return "het loket"
    if step.side == Side.VORIGE_NEMER and side is not Side.VORIGE_NEMER:
        return "de vorige mandaatnemer"
    party = str(party_on(mandaat, Side(step.side)))
    if step.side != side or str(step.person) == party:
        return party
    return f"{step.person} ({party})"
