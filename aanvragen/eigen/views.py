"""What was filed about the represented person, by whichever employer."""

from decimal import Decimal

from django.db.models import Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from aanvragen.eigen.dienst import MIJN_OPLEIDINGSVERLOF
from aanvragen.models import VovGegevens
from aanvragen.states import COUNTING, FILED
from aanvragen.vov.schooljaar import Schooljaar
from accounts.models import Person
from loket.access.rules import access
from loket.acting.context import Handeling
from loket.ui.paging import keyset_page

PER_PAGE = 25


@access(MIJN_OPLEIDINGSVERLOF.may(Handeling.RAADPLEGEN))
@require_safe
def mijn_opleidingsverlof(request: HttpRequest) -> HttpResponse:
    """The hours per schooljaar, and every aanvraag; drafts are their employer's and do not show."""
    if request.acting.represented.is_organisation:
        raise Http404
    insz = Person.objects.values_list("insz", flat=True).get(pk=request.acting.represented.id)
    filed = VovGegevens.objects.filter(insz=insz, aanvraag__status__in=[status.value for status in FILED])
    counting = Q(aanvraag__status__in=[status.value for status in COUNTING])
    years = (
        filed.values("schooljaar")
        .annotate(hours=Sum("hours", filter=counting, default=Decimal(0)))
        .order_by("-schooljaar")
    )
    rows = filed.select_related("aanvraag__represented")
    context = {
        "dienst": MIJN_OPLEIDINGSVERLOF,
        "years": [(Schooljaar(year["schooljaar"]).label, year["hours"]) for year in years],
        "page": keyset_page(request, rows, key="aanvraag__submitted_at", per_page=PER_PAGE),
    }
    return render(request, "aanvragen/eigen/mijn_opleidingsverlof.html", context)
