"""A delivered calculation beside what the engine makes of the same wages and WOPs; for the department."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.parameters.values import ParameterMissing
from maatwerk import trail
from maatwerk.dienst import DEPARTEMENT
from maatwerk.models import Berekening, Berekeningslijn
from maatwerk.models.berekening import Onderwerp
from maatwerk.narekenen import reken_na
from maatwerk.toegang import berekening_of, note_personal_data

# More differences than this are no differences but another calculation.
SHOWN = 200


@access(DEPARTEMENT)
@require_safe
def narekenen(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Every total and every worker that comes out differently, the largest amounts first."""
    found = berekening_of(request, key, Onderwerp.KWARTAAL)
    note_personal_data(request, found)
    context = {
        "berekening": found,
        "toekenning": found.toekenning,
        "namen": {
            field.name: field.verbose_name
            for model in (Berekening, Berekeningslijn)
            for field in model._meta.concrete_fields
        },
        "trail": trail.here(trail.berekening(found), "Narekenen"),
    }
    try:
        outcome = reken_na(found)
    except ParameterMissing as error:
        return render(request, "maatwerk/narekenen.html", context | {"ontbreekt": str(error)})
    shown = outcome.lijnen[:SHOWN]
    return render(request, "maatwerk/narekenen.html", context | {"uitkomst": outcome, "lijnen": shown})
