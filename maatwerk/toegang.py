"""What an acting context may see: everything else does not exist (404)."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from loket.acting.context import ActingContext
from loket.acting.looks import looked_at
from loket.journal.services import write_journal
from loket.prepared import Prepared
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


class Toegang:
    """One object that a context may see, through two prepared queries: one for the department, one for the others.

    `build` gives the query by keyword parameters; `organisation_path` leads from its model to the enterprise.
    """

    def __init__(self, build: Callable[..., QuerySet], organisation_path: str, **parameters: type) -> None:
        def own(organisation: int, **values: Any) -> QuerySet:
            return build(**values).filter(**{organisation_path: organisation})

        self._all = Prepared(build, **parameters)
        self._own = Prepared(own, organisation=int, **parameters)

    def get(self, acting: ActingContext, **values: Any) -> Any:
        """The object. Raises Http404 for what does not exist, or not for this context."""
        if ziet_alles(acting):
            found = self._all(**values)
        elif acting.represented.is_organisation:
            found = self._own(organisation=acting.represented.id, **values)
        else:
            found = []
        if not found:
            raise Http404
        return found[0]


_toekenning = Toegang(
    lambda key: Toekenning.objects.filter(key=key).select_related("organisation"), "organisation", key=uuid.UUID
)
_berekening = Toegang(
    lambda key, onderwerp: Berekening.objects.filter(key=key, onderwerp=onderwerp).select_related(
        "toekenning__organisation"
    ),
    "toekenning__organisation",
    key=uuid.UUID,
    onderwerp=str,
)


def toekenning_of(request: HttpRequest, key: uuid.UUID) -> Toekenning:
    """The label with this key; named in the journal when somebody looks at it for another."""
    found: Toekenning = _toekenning.get(request.acting, key=key)
    looked_at(request, found, found.nummer)
    return found


def berekening_of(request: HttpRequest, key: uuid.UUID, onderwerp: Onderwerp) -> Berekening:
    """The calculation of this subject with this key; named in the journal as above."""
    found: Berekening = _berekening.get(request.acting, key=key, onderwerp=onderwerp.value)
    looked_at(request, found, f"{found.toekenning.nummer} {found.periode_label}")
    return found


def note_personal_data(request: HttpRequest, obj: Berekening | Toekenning) -> None:
    """The department's own look at figures per worker is in the journal, as in a dossier."""
    if ziet_alles(request.acting):
        scherm = request.resolver_match.url_name if request.resolver_match else ""
        write_journal(request.acting, "maatwerk_bekeken", obj, scherm=scherm)
