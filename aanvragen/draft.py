"""What the drafts of all diensten have in common."""

import datetime
from functools import cached_property

from django.db.models import QuerySet
from django.utils import timezone

from aanvragen.models import Aanvraag, Bijlage
from accounts.models import Werkrelatie
from loket.prepared import Prepared

# The step that only an answer has.
ANSWER = "antwoord"


def _kept(aanvraag: int) -> QuerySet[Bijlage]:
    return Bijlage.objects.filter(aanvraag=aanvraag, removed_at__isnull=True).order_by("pk")


# Asked at every page of a step.
_kept_files = Prepared(_kept, aanvraag=int)


class DraftBase:
    """A draft's row, and what its forms look up, each at most once."""

    def __init__(self, aanvraag: Aanvraag) -> None:
        self.aanvraag = aanvraag
        self.today: datetime.date = timezone.localdate()

    @property
    def is_answer(self) -> bool:
        """It answers what was asked of an aanvraag that was filed before, and will not be one of its own."""
        return ANSWER in self.aanvraag.typed

    @cached_property
    def files(self) -> dict[str, Bijlage]:
        """What was uploaded and not taken away, by its kind."""
        return {bijlage.kind: bijlage for bijlage in _kept_files(aanvraag=self.aanvraag.pk)}

    @cached_property
    def werkrelatie(self) -> Werkrelatie | None:
        """Where the filer works: gives the contact details that need not be typed again."""
        return (
            Werkrelatie.objects.valid_on(self.today)
            .filter(person=self.aanvraag.created_by_id, organisation=self.aanvraag.own_organisation_id)
            .select_related("person")
            .first()
        )
