"""The department's page of deliveries: what is handed in in which order, what waits, and what came last."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.bulk.models import Bestand
from loket.ui.paging import keyset_page
from maatwerk.leveringen.rules import LEVERINGEN
from maatwerk.leveringen.soorten import SOORTEN, TITLE
from maatwerk.models import Aankondiging

PER_PAGE = 25


@access(LEVERINGEN)
@require_safe
def overzicht(request: HttpRequest) -> HttpResponse:
    """Each kind of delivery with its last file, and the calculations whose lines did not come yet."""
    last = {
        file.kind: file
        for file in Bestand.objects.filter(
            kind__in=[kind.code for kind in SOORTEN], represented=request.acting.represented.id
        )
        .order_by("kind", "-uploaded_at", "-pk")
        .distinct("kind")
        .defer("header", "notices", "counts")
    }
    waiting = Aankondiging.objects.filter(berekening=None).select_related("toekenning__organisation", "regels")
    context = {
        "soorten": [
            {
                "kind": kind,
                "title": capfirst(kind.title.removeprefix(TITLE)),
                "files": reverse(f"{kind.name}_bestanden"),
                "upload": reverse(f"{kind.name}_bestand_opladen"),
                "last": last.get(kind.code),
                "page": reverse(f"{kind.name}_bestand", args=[last[kind.code].key]) if kind.code in last else "",
            }
            for kind in SOORTEN
        ],
        "page": keyset_page(request, waiting, key="periode", per_page=PER_PAGE),
    }
    return render(request, "maatwerk/leveringen.html", context)
