"""What a move will do and when, in the words that stand above its button."""

from django.utils import timezone

from accounts.models import Organisation
from loket import dutch
from mandates.dimona.letters import managers_of
from mandates.dimona.periods import Terms, end_before
from mandates.models import DimonaMandaat
from mandates.quarters import Quarter
from mandates.sides import Side


def of_starting(
    giver: Organisation, taker: Organisation, terms: Terms, side: Side, replaced: DimonaMandaat | None
) -> list[str]:
    """Before giving or asking."""
    other = taker if side is Side.GEVER else giver
    return [
        f"{other} moet het mandaat bevestigen. Tot dan verandert er niets.",
        _told(other),
        f"Bevestigt {other} niet voor het einde van {terms.begin}, dan vervalt het mandaat.",
        *_period(giver, taker, terms),
        *_change(replaced, terms, side),
    ]


def of_confirming(mandaat: DimonaMandaat, side: Side, replaced: DimonaMandaat | None) -> list[str]:
    """Before confirming."""
    terms = Terms.of(mandaat)
    return [*_period(mandaat.giver, mandaat.taker, terms), *_change(replaced, terms, side)]


def of_ending(name: str, mandaat: DimonaMandaat, side: Side) -> list[str]:
    """Before refusing, taking back, renouncing or stopping."""
    other = mandaat.taker if side is Side.GEVER else mandaat.giver
    told = f"{other} krijgt hierover een mail."
    return {
        "weigeren": ["Het mandaat begint niet.", f"{other} leest uw reden in een mail."],
        "intrekken": ["Het mandaat begint niet. Later kunt u opnieuw een mandaat starten.", told],
        "afzien": [
            f"Het mandaat begint niet op {dutch.day(mandaat.start)}.",
            "Eindigt een ander mandaat door dit mandaat? Dan blijft dat einde gelden. "
            "De onderneming geeft dan zelf een nieuw mandaat.",
            told,
        ],
        "stoppen": [
            f"{mandaat.taker} kan voor {mandaat.giver} optreden tot en met de laatste dag van het kwartaal dat u "
            "kiest.",
            "Vanaf de dag erna kan dat niet meer. Wat al ingediend is, blijft ingediend.",
            told,
        ],
    }[name]


def _period(giver: Organisation, taker: Organisation, terms: Terms) -> list[str]:
    until = f" tot en met {dutch.day(terms.last_day)}" if terms.last_day else ", zonder einde"
    return [
        f"{taker} kan in het loket voor {giver} optreden vanaf {dutch.day(terms.first_day)}{until}.",
        f"{taker} ziet dan ook wat vroeger met een Dimona-mandaat voor {giver} is ingediend.",
    ]


def _change(replaced: DimonaMandaat | None, terms: Terms, side: Side) -> list[str]:
    """Only a giver reads with whom the running mandate is."""
    if replaced is None:
        return []
    last = dutch.day(end_before(terms.first_day))
    if side is Side.NEMER:
        return [
            f"Het mandaat van een ander sociaal secretariaat eindigt dan op {last}. "
            "Dat secretariaat krijgt hierover een mail."
        ]
    return [f"Uw mandaat aan {replaced.taker} eindigt dan op {last}. {replaced.taker} krijgt hierover een mail."]


def _told(other: Organisation) -> str:
    if managers_of(other.pk, timezone.localdate()).exists():
        return f"Wie bij {other} de mandaten beheert, krijgt een mail."
    return (
        f"Bij {other} kan nu niemand een mail krijgen die mandaten beheert. Verwittig hen zelf: "
        "ze hebben een (Hoofd) Lokale Beheerder of een SSM Mandaatbeheerder nodig."
    )


def quarter_label(quarter: Quarter, *, last: bool = False) -> str:
    """`2026/4 (vanaf 1 oktober 2026)`, or until its last day."""
    return (
        f"{quarter} (tot en met {dutch.day(quarter.last_day)})"
        if last
        else f"{quarter} (vanaf {dutch.day(quarter.first_day)})"
    )
