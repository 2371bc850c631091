"""Terms of questions: a reminder before the end, and lapsing after it. Run each morning."""

import logging

from celery import shared_task
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from aanvragen.aanvulling.models import Aanvulling
from aanvragen.services import MoveError, move
from aanvragen.states import VERVALLEN, Side
from aanvragen.vov.termijnen import herinneren_tot
from loket.journal.services import write_journal
from loket.mail.services import queue_mail
from loket.parameters.selectors import load_parameters

logger = logging.getLogger(__name__)


@shared_task
def keep_vov_terms() -> None:
    """Remind once of each answer that is due soon; what was not answered in time lapses."""
    params, today = load_parameters("vov."), timezone.localdate()
    waiting = Aanvulling.objects.filter(closed_at__isnull=True)
    for question in waiting.filter(answer_by__lt=today).select_related("aanvraag").order_by("pk"):
        try:
            move(question.aanvraag, VERVALLEN.name, Side.PORTAL, None)
        except MoveError:
            # Answered in this very moment: it does not lapse.
            logger.info("aanvraag answered before it lapsed", extra={"aanvraag": question.aanvraag_id})
    soon = herinneren_tot(params, today)
    due = waiting.filter(answer_by__gte=today, answer_by__lte=soon, reminded_on__isnull=True)
    for pk in due.order_by("pk").values_list("pk", flat=True):
        _remind(pk)


def _remind(pk: int) -> None:
    """One mail per question, also when two workers run this."""
    with transaction.atomic():
        question = (
            Aanvulling.objects.select_for_update(of=("self",), no_key=True)
            .select_related("aanvraag__vov")
            .filter(pk=pk, reminded_on__isnull=True, closed_at__isnull=True)
            .first()
        )
        if question is None:
            return
        question.reminded_on = timezone.localdate()
        question.save(update_fields=["reminded_on"])
        row = question.aanvraag
        context = {"aanvraag": row, "question": question, "path": reverse("vov_aanvullen", args=[row.key])}
        queue_mail([row.vov.contact_email], "vov_herinnering", context)
        write_journal(None, "aanvulling_herinnerd", row, reference=row.reference)
