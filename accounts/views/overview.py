""" "Aanvraag": the diensten per theme, each with the button that fits the rights."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.rights.selectors import pending_requests_of
from loket.access.rules import ACTING, access
from loket.catalogue.registry import by_theme, diensten_for


@access(ACTING)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """A row per dienst: the dienst's own button, "Gebruikersrecht aanvragen", or since when that was asked."""
    acting = request.acting
    asked = pending_requests_of(acting) if acting.own.is_organisation and not acting.on_behalf else {}
    themes = [
        (
            theme,
            [
                {
                    "dienst": dienst,
                    "allowed": dienst.allowed(acting),
                    "asked_at": next(
                        (asked[dienst.recht, ctx] for ctx in dienst.contexts if (dienst.recht, ctx) in asked), None
                    ),
                }
                for dienst in diensten
            ],
        )
        for theme, diensten in by_theme(diensten_for(acting)).items()
    ]
    return render(request, "accounts/overzicht.html", {"themes": themes})
