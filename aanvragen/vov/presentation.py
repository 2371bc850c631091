"""What a terugbetalingsaanvraag says, in words: for the review page, the receipt, and the frozen snapshot."""

from typing import Any

from aanvragen.draft import ANSWER
from aanvragen.flow import Step
from aanvragen.frozen import declared, frozen_parameter
from aanvragen.vov.bedragen import loonplafond
from aanvragen.vov.declaration import check_termijn, indicative_amount
from aanvragen.vov.draft import AANVULLING, VovDraft
from aanvragen.vov.initiatief import Initiatief
from aanvragen.vov.recht import Tewerkstelling, beoordeel_referentiemaand
from aanvragen.vov.schooljaar import Schooljaar, referentiemaand
from aanvragen.vov.termijnen import opnamevenster
from loket.dutch import amount, day, number, percentage
from loket.numbers import format_establishment, format_iban, format_insz, mask_insz
from loket.parameters.values import Recorder

NOTHING = "Niet ingevuld"
INITIATIVE = {Initiatief.WERKNEMER: "De werknemer", Initiatief.WERKGEVER: "De werkgever"}
UNITS = {"uren": "contacturen", "lestijden": "lestijden", "studiepunten": "studiepunten"}


def summary(draft: VovDraft, steps: list[Step], *, masked: bool = False) -> list[tuple[Step, list[tuple[str, str]]]]:
    """Every answer, per step that applies, in the order of the form; the INSZ in full only where it is checked."""
    g = draft.gegevens
    answers = {
        "contact": [
            ("Naam van de contactpersoon", g.contact_name),
            ("E-mailadres", g.contact_email),
            ("Telefoonnummer", g.contact_phone),
            ("IBAN", format_iban(g.iban)),
        ],
        "werknemer": [
            ("INSZ", mask_insz(g.insz) if masked else format_insz(g.insz)),
            ("Voornaam", g.first_name),
            ("Naam", g.last_name),
            ("Vestiging", _establishment(draft)),
            ("Tewerkstellingsbreuk in de referentiemaand", percentage(g.fraction) if g.fraction is not None else ""),
            ("Gemiddeld aantal uren per week", number(g.hours_per_week) if g.hours_per_week is not None else ""),
            ("Datum indiensttreding", day(g.hired_on) if g.hired_on else ""),
            ("E-mailadres van de werknemer", g.worker_email),
        ],
        "opleiding": [
            ("ODB-nummer", g.odb_number),
            ("Creditcontract", {True: "Ja", False: "Nee", None: ""}[g.creditcontract]),
            ("Startdatum", day(g.start) if g.start else ""),
            ("Initiatief", INITIATIVE[Initiatief(g.initiatief)] if g.initiatief else ""),
            *([("Code van het inschrijvingsattest", draft.typed_code.upper())] if draft.typed_code else []),
            ("Inschrijvingsattest", draft.attest.name if draft.attest else ""),
        ],
        "opleidingsgegevens": _course(draft),
        "verlof": [
            ("Uren opleidingsverlof", f"{number(g.hours)} uur" if g.hours is not None else ""),
            ("Akkoord van de werknemer", "Ja" if g.hours is not None else ""),
        ],
    }
    if draft.is_answer:
        document = draft.files.get(AANVULLING)
        answers[ANSWER] = [
            ("Uw antwoord", draft.typed_answer),
            ("Document", document.name if document else ""),
        ]
    if "opleidingsgegevens" not in [step.slug for step in steps]:
        answers["opleiding"] += _course(draft)
    return [(step, [(label, text or NOTHING) for label, text in answers[step.slug]]) for step in steps]


def _establishment(draft: VovDraft) -> str:
    chosen = draft.gegevens.establishment
    known = next((str(item) for item in draft.establishments if item.number == chosen), "")
    return known or format_establishment(chosen)


def _course(draft: VovDraft) -> list[tuple[str, str]]:
    g = draft.gegevens
    return [
        ("Opleiding", g.title),
        ("Opleidingsverstrekker", g.provider_name),
        ("Omvang", f"{number(g.size)} {UNITS.get(g.kind, g.kind)}" if g.size is not None else ""),
        ("Einddatum", day(g.end) if g.end else ""),
    ]


def freeze(draft: VovDraft, steps: list[Step]) -> dict[str, Any]:
    """What is kept at filing: the answers as they were shown, the outcome of the rules, and the values they used."""
    g = draft.gegevens
    params = Recorder(draft.params)
    window, _ = check_termijn(params, draft.today, g.start, g.hired_on)
    beoordeel_referentiemaand(params, g.start, Tewerkstelling(g.fraction, g.hours_per_week))
    room = draft.room()
    indicative = indicative_amount(params, g.start, g.hours)
    schooljaar = Schooljaar.of(g.start)
    outcome = [
        ("Schooljaar", schooljaar.label),
        ("Referentiemaand", referentiemaand(params, schooljaar).label),
        ("Indienen kan van", f"{day(window.first)} tot en met {day(window.last)}"),
        ("Persoonlijk maximum", f"{number(room.left.total)} uur"),
        ("Nog beschikbaar voor deze aanvraag", f"{number(room.left.hours)} uur"),
        ("Forfait per uur", amount(indicative.forfait)),
        ("Voorlopig bedrag", amount(indicative.rounded)),
    ]
    ceiling = loonplafond(params, g.start)
    outcome.append(("Loonplafond", f"{amount(ceiling.amount)} bruto per maand"))
    if g.end:
        taking = opnamevenster(params, g.start, g.end)
        outcome.append(("Opnemen kan van", f"{day(taking.first)} tot en met {day(taking.last)}"))
    used = dict.fromkeys((*params.used, *room.left.parameters))
    return {
        "declared": declared(summary(draft, steps, masked=True)),
        "outcome": [list(row) for row in outcome],
        "deadline": window.last.isoformat(),
        "worker": g.worker_name,
        "title": g.title,
        "parameters": [frozen_parameter(value) for value in used],
    }
