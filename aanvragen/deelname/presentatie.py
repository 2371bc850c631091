"""Words for what verstrekkers declare: on screen, in documents, in exports, and in the frozen snapshot."""

import datetime
from typing import TYPE_CHECKING, Any

from aanvragen.deelname.regels.lijn import Contract, Ernst, Finding, Line
from aanvragen.deelname.regels.perioden import Periode
from aanvragen.flow import Step
from aanvragen.frozen import frozen_parameter
from aanvragen.odb.soorten import size_in_words
from loket.dutch import day, number
from loket.numbers import format_insz, mask_insz

if TYPE_CHECKING:
    from aanvragen.deelname.draft import DeelnameDraft

NOTHING = "Niet ingevuld"
ANSWERS = {True: "ja", False: "nee", None: "nog niet"}


def contract_in_words(contract: str) -> str:
    return Contract(contract).label if contract else ""


def period_words(first: datetime.date | None, last: datetime.date | None) -> str:
    return Periode(first, last).label if first and last else ""


def line_in_words(line: Line, *, masked: bool = True) -> list[tuple[str, str]]:
    """What a line says, label and answer; what was not asked is left out."""
    said = [
        ("INSZ", mask_insz(line.insz) if masked else format_insz(line.insz)),
        ("Naam", f"{line.first_name} {line.last_name}"),
        ("Soort contract", contract_in_words(line.contract)),
        ("Uren aanwezig", "" if line.hours_present is None else number(line.hours_present)),
        ("Uren ongewettigd afwezig", "" if line.unjustified is None else number(line.unjustified)),
        ("Deelname aan de eindbeoordeling", ANSWERS[line.final_assessment]),
        ("Traject volledig gevolgd", ANSWERS[line.completed]),
        ("Werkelijke einddatum", day(line.real_end) if line.real_end else ""),
    ]
    return [(label, text) for label, text in said if text]


def summary(draft: "DeelnameDraft", steps: list[Step]) -> list[tuple[Step, list[tuple[str, str]]]]:
    """The answers per step; the trainees have a table of their own."""
    g = draft.gegevens
    answers = {
        "contact": [("Naam van de contactpersoon", g.contact_name), ("E-mailadres", g.contact_email)],
        "opleiding": [
            ("Opleiding", str(g.opleiding or "")),
            ("Periode", period_words(g.period_from, g.period_until)),
            ("Omvang", size_in_words(g.opleiding.kind, g.opleiding.size) if g.opleiding else ""),
        ],
        "cursisten": [("Aantal cursisten", str(len(draft.lines) or ""))],
    }
    return [(step, [(label, text or NOTHING) for label, text in answers[step.slug]]) for step in steps]


def said_of(line: Line, findings: list[Finding], *, masked: bool) -> dict[str, Any]:
    """A line with what the rules say about it, ready for a template and for the snapshot."""
    return {
        "name": f"{line.first_name} {line.last_name}",
        "answers": line_in_words(line, masked=masked),
        "remarks": [{"ernst": finding.ernst.value, "message": finding.message} for finding in findings],
    }


def lines_of(draft: "DeelnameDraft", *, masked: bool) -> list[dict[str, Any]]:
    """All lines of a draft with the remarks at each; read and judged by the last step before."""
    by_line: dict[int, list[Finding]] = {}
    for index, finding in draft.findings(draft.lines):
        if index is not None:
            by_line.setdefault(index, []).append(finding)
    return [said_of(line, by_line.get(index, []), masked=masked) for index, line in enumerate(draft.lines)]


def never_paid(said: dict[str, Any]) -> bool:
    """One of the remarks says that this line can never be paid."""
    return any(remark["ernst"] == Ernst.NOOIT_BETAALD for remark in said["remarks"])


def freeze(draft: "DeelnameDraft", steps: list[Step]) -> dict[str, Any]:
    """What is kept at filing: the answers as they were shown, what the rules said, and the values they used."""
    g = draft.gegevens
    lines = lines_of(draft, masked=True)
    never = sum(map(never_paid, lines))
    late = draft.today > draft.context.last_day
    return {
        "declared": [(step.title, answers) for step, answers in summary(draft, steps)],
        "outcome": [
            ("Laatste dag om te registreren", f"{day(draft.context.last_day)}{' (te laat)' if late else ''}"),
            ("Aantal cursisten", str(len(lines))),
            ("Kan nooit betaald worden", str(never)),
        ],
        "lines": lines,
        "title": str(g.opleiding),
        "period": draft.periode.label,
        "parameters": [frozen_parameter(value) for value in draft.context.parameters],
    }
