"""Writing the journal, inside the transaction of the act itself: no act without its line, no line without its act."""

from django.db import models

from loket.acting.context import ActingContext
from loket.journal.models import JournalEntry
from loket.logging import request_id


def write_journal(
    acting: ActingContext | None, action: str, obj: models.Model | None = None, **details: str | int | None
) -> JournalEntry:
    """Add one line. `acting` is None only for what the portal does by itself; `details` hold no personal data."""
    parties = {}
    if acting is not None:
        parties = {
            "person_id": acting.person.id,
            "own_id": acting.own.id if acting.own.is_organisation else None,
            "represented_id": acting.represented.id if acting.represented.is_organisation else None,
            "represented_person_id": None if acting.represented.is_organisation else acting.represented.id,
            "ground": acting.ground.value,
            "mandate": acting.mandate,
        }
    return JournalEntry.objects.create(
        action=action,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=obj.pk if obj is not None else None,
        details=details,
        request_id=request_id.get(),
        **parties,
    )
