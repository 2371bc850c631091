"""The Startscherm: a button per measure that one has a right for."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import Rule, access
from maatwerk.attention import wops_that_end
from maatwerk.dienst import DEPARTEMENT, LEZER


@dataclass(frozen=True, slots=True)
class Maatregel:
    """A measure whose calculations and payments can be read."""

    name: str
    help: str
    url_name: str
    rule: Rule


MAATREGELEN = (
    Maatregel("Maatwerk", "Collectief maatwerk: afrekening, voorschot en WOP.", "maatwerk_ondernemingen", LEZER),
)


@access(LEZER)
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Where the house icon leads back to."""
    shown = [measure for measure in MAATREGELEN if measure.rule.allows(request.acting)]
    today = timezone.localdate()
    context = {
        "maatregelen": shown,
        "attention": wops_that_end(request.acting, today),
        "today": today,
        "ziet_resultaten": DEPARTEMENT.allows(request.acting),
    }
    return render(request, "maatwerk/start.html", context)
