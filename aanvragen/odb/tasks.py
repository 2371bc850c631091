"""Terms of registrations: a reminder before the end, and lapsing after it. Run each morning."""

import logging

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from aanvragen.models import Aanvraag
from aanvragen.odb.models import OdbGegevens
from aanvragen.odb.regels import herinneren_vanaf
from aanvragen.services import MoveError, move
from aanvragen.states import VERVALLEN, Side, Status
from loket.journal.services import write_journal
from loket.mail.services import queue_mail
from loket.parameters.selectors import load_parameters

logger = logging.getLogger(__name__)


@shared_task
def keep_odb_terms() -> None:
    """Remind once of each answer that is due soon; what was not answered in time lapses."""
    params, today = load_parameters("odb."), timezone.localdate()
    due = Aanvraag.objects.filter(status=Status.AANVULLING_GEVRAAGD, odb__answer_by__isnull=False)
    for row in due.filter(odb__answer_by__lt=today).order_by("pk").iterator(chunk_size=500):
        try:
            move(row, VERVALLEN.name, Side.PORTAL, None)
        except MoveError:
            # Answered in this very moment: it does not lapse.
            logger.info("registration answered before it lapsed", extra={"aanvraag": row.pk})
    waiting = due.filter(odb__answer_by__gte=today, odb__reminded_on__isnull=True)
    for pk, answer_by in waiting.values_list("pk", "odb__answer_by").order_by("pk"):
        if herinneren_vanaf(params, answer_by, today) <= today:
            _remind(pk)


def _remind(pk: int) -> None:
    """One mail per question, also when two workers run this."""
    with transaction.atomic():
        g = (
            OdbGegevens.objects.select_for_update(of=("self",), no_key=True)
            .select_related("aanvraag")
            .filter(pk=pk, reminded_on__isnull=True, aanvraag__status=Status.AANVULLING_GEVRAAGD)
            .first()
        )
        if g is None:
            return
        g.reminded_on = timezone.localdate()
        g.save(update_fields=["reminded_on"])
        path = reverse("odb_aanvullen", args=[g.aanvraag.key])
        queue_mail([g.contact_email], "odb_herinnering", {"aanvraag": g.aanvraag, "gegevens": g, "path": path})
        write_journal(None, "aanvulling_herinnerd", g.aanvraag, reference=g.aanvraag.reference)
