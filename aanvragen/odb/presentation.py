"""What a registration says, in words: for the review page, the receipt, the snapshot, and the dossierbehandelaar."""

from typing import Any

from django.utils import timezone

from aanvragen.flow import Step
from aanvragen.frozen import declared, frozen_parameter
from aanvragen.models import Aanvraag
from aanvragen.odb.draft import OdbDraft
from aanvragen.odb.forms import ANDER, LEEROMGEVING, PROGRAMMA
from aanvragen.odb.regels import beoordeel_grootte, kwaliteitsregistratie, laatste_dag
from aanvragen.odb.soorten import niveau_label, size_in_words, soort_label, vorm_label
from aanvragen.vov.opleiding import Soort, opleidingsuren
from loket.dutch import day, number
from loket.parameters.values import ParameterMissing, Recorder

NOTHING = "Niet ingevuld"


def summary(draft: OdbDraft, steps: list[Step]) -> list[tuple[Step, list[tuple[str, str]]]]:
    """Every answer, per step that applies, in the order of the form."""
    g = draft.gegevens
    omvang = [("Omvang", size_in_words(g.kind, g.size))]
    if g.blended_hours is not None:
        omvang += [
            ("Uren op afstand", f"{number(g.blended_hours)} uur"),
            ("Leeromgeving", g.lms),
            ("Opvolging van de leerdoelen", g.follow_up),
        ]
    modules = [(module.title, size_in_words(g.kind, module.size)) for module in draft.modules]
    documents = [("Programma", PROGRAMMA), ("Leeromgeving", LEEROMGEVING), ("Ander document", ANDER)]
    answers = {
        "contact": [
            ("Naam van de contactpersoon", g.contact_name),
            ("E-mailadres", g.contact_email),
            ("Telefoonnummer", g.contact_phone),
        ],
        "opleiding": [
            ("Titel", g.title),
            ("Soort", soort_label(g.kind)),
            ("Beperkende voorwaarde opleidingsniveau", niveau_label(g.restriction)),
        ],
        "periode": [
            ("Startdatum", day(g.start) if g.start else ""),
            ("Einddatum", day(g.end) if g.end else ""),
            ("Examendatum", day(g.exam_date) if g.exam_date else ""),
            ("Hoe gegeven", vorm_label(g.vorm)),
            ("Plaats", g.place),
        ],
        "omvang": omvang,
        "modules": modules or [("Modules", "Geen")],
        "documenten": [
            (label, draft.files[kind].name if kind in draft.files else "")
            for label, kind in documents
            if kind in draft.files or kind == PROGRAMMA
        ],
    }
    return [(step, [(label, text or NOTHING) for label, text in answers[step.slug]]) for step in steps]


def freeze(draft: OdbDraft, steps: list[Step]) -> dict[str, Any]:
    """What is kept at filing: the answers as they were shown, the outcome of the rules, and the values they used."""
    g = draft.gegevens
    params = Recorder(draft.params)
    verdict = beoordeel_grootte(params, g.start, Soort(g.kind), g.size, g.blended_hours)
    outcome = [
        ("Omvang", verdict.reason),
        ("Laatste dag om te registreren", day(laatste_dag(params, g.start))),
    ]
    if g.size is not None:
        outcome += [("Geeft aan opleidingsverlof", _hours(params, draft))]
    if quality := kwaliteitsregistratie(params, timezone.localdate()):
        outcome.append(("Kwaliteitsregistratie", quality))
    used = dict.fromkeys((*params.used, *verdict.parameters))
    return {
        "declared": declared(summary(draft, steps)),
        "outcome": [list(row) for row in outcome],
        "title": g.title,
        "parameters": [frozen_parameter(value) for value in used],
    }


def _hours(params: Recorder, draft: OdbDraft) -> str:
    g = draft.gegevens
    try:
        hours = opleidingsuren(params, g.start, Soort(g.kind), g.size)
    except ParameterMissing as error:
        return str(error)
    if hours.hours is None:
        return hours.reason
    return f"hoogstens {number(hours.hours)} uur. {hours.reason}"


def facts(aanvraag: Aanvraag) -> list[tuple[str, str]]:
    """What the dossierbehandelaar reads first."""
    g = aanvraag.odb
    # In the databank the end may be a later one than was asked at first.
    runs = aanvraag.gepubliceerd if hasattr(aanvraag, "gepubliceerd") else g
    found = [
        ("Opleiding", g.title),
        ("Loopt", f"van {day(runs.start)} tot en met {day(runs.end)}" if runs.start and runs.end else ""),
    ]
    if hasattr(aanvraag, "gepubliceerd"):
        found.append(("ODB-nummer", aanvraag.gepubliceerd.odb_number))
    if g.answer_by:
        found.append(("Aanvulling gevraagd tot en met", day(g.answer_by)))
    for verlenging in g.verlengingen.all():
        outcome = {None: "gevraagd", True: "toegekend", False: "geweigerd"}[verlenging.granted]
        found.append((f"Verlenging {outcome}", f"van {day(verlenging.old_end)} tot en met {day(verlenging.new_end)}"))
    return found
