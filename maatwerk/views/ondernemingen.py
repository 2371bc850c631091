""" "Lijst ondernemingen", and the data of one."""

import datetime
import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from loket.access.rules import access
from loket.ui.filtering import filter_form, filters_of, without_position
from loket.ui.paging import keyset_page
from maatwerk import trail
from maatwerk.attention import ENDS_SOON_DAYS
from maatwerk.dienst import LEZER
from maatwerk.forms import OndernemingenForm
from maatwerk.models import Contingent, Wop
from maatwerk.toegang import toekenning_of, toekenningen, ziet_alles

PER_PAGE = 25


def gefilterd(request: HttpRequest):
    """The labels that fit the filters of the address."""
    form = filter_form(request, OndernemingenForm)
    data = filters_of(form)
    rows = toekenningen(request.acting)
    if data.get("toekenningsnummer"):
        rows = rows.filter(nummer__icontains=data["toekenningsnummer"].strip())
    if data.get("ondernemingsnummer"):
        rows = rows.filter(organisation__kbo=data["ondernemingsnummer"])
    return form, data, rows


@access(LEZER)
@require_safe
def lijst(request: HttpRequest) -> HttpResponse:
    """A row per label of each enterprise that one may see."""
    form, data, rows = gefilterd(request)
    context = {
        "form": form,
        "filtering": any(data.values()),
        "page": keyset_page(request, rows, key="nummer", per_page=PER_PAGE, newest_first=False),
        "query": without_position(request),
        "exporteert": ziet_alles(request.acting),
        "trail": trail.here(trail.lijst()),
    }
    return render(request, "maatwerk/ondernemingen.html", context)


@access(LEZER)
@require_safe
def onderneming(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """What is known of it, whom to contact when that is wrong, and the three reports."""
    toekenning = toekenning_of(request, key)
    today = timezone.localdate()
    ending = Wop.objects.filter(
        toekenning=toekenning, start__lte=today, end__range=(today, today + datetime.timedelta(days=ENDS_SOON_DAYS))
    )
    others = toekenningen(request.acting).filter(organisation=toekenning.organisation_id)
    context = {
        "toekenning": toekenning,
        "contact": toekenning.contact_email or settings.MAATWERK_CONTACT,
        "contingent": Contingent.objects.filter(toekenning=toekenning, kwartaal__lte=today).last(),
        "others": others.exclude(pk=toekenning.pk),
        "ending": ending.count(),
        "ends_soon_days": ENDS_SOON_DAYS,
        "trail": trail.here(trail.onderneming(toekenning)),
    }
    return render(request, "maatwerk/onderneming.html", context)
