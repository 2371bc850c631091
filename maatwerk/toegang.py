"""What an acting context may see: everything else does not exist (404)."""

import uuid

from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from loket.acting.context import ActingContext
from loket.acting.looks import looked_at
from loket.journal.services import write_journal
from maatwerk.dienst import DEPARTEMENT
from maatwerk.models import Berekening, Toekenning
from maatwerk.models.berekening import Onderwerp


def ziet_alles(acting: ActingContext) -> bool:
    """The department sees all enterprises; everybody else the one for which he acts."""
    return DEPARTEMENT.allows(acting)


def toekenningen(acting: ActingContext) -> QuerySet[Toekenning]:
    """The labels that this context may see."""
    rows = Toekenning.objects.all() if ziet_alles(acting) else Toekenning.objects.of(acting)
    return rows.select_related("organisation")


def berekeningen(acting: ActingContext) -> QuerySet[Berekening]:
    """The calculations that this context may see, each with its label and enterprise."""
    rows = Berekening.objects.all() if ziet_alles(acting) else Berekening.objects.of(acting)
    return rows.select_related("toekenning__organisation")


def toekenning_of(request: HttpRequest, key: uuid.UUID) -> Toekenning:
    """The label with this key; named in the journal when somebody looks at it for another."""
    found = get_object_or_404(toekenningen(request.acting), key=key)
    looked_at(request, found, found.nummer)
    return found


def berekening_of(request: HttpRequest, key: uuid.UUID, onderwerp: Onderwerp) -> Berekening:
    """The calculation of this subject with this key; named in the journal as above."""
    found = get_object_or_404(berekeningen(request.acting), key=key, onderwerp=onderwerp)
    looked_at(request, found, f"{found.toekenning.nummer} {found.periode_label}")
    return found


def note_personal_data(request: HttpRequest, obj: Berekening | Toekenning) -> None:
    """The department's own look at figures per worker is in the journal, as in a dossier."""
    if ziet_alles(request.acting):
        scherm = request.resolver_match.url_name if request.resolver_match else ""
        write_journal(request.acting, "maatwerk_bekeken", obj, scherm=scherm)
