"""Nazicht: starting a round, confirming and ending its rights, completing it. Each act is one transaction.

Any beheerder may confirm: that changes nothing, and an organisation with only a Lokale Beheerder could otherwise never
complete a round. Ending is `granting.end_right`, with its own rules on who may and who must remain.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.beheer.selectors_review import items_of, progress_of, rights_to_review
from accounts.models import AccessReview, AccessReviewItem, Decision
from accounts.rights.errors import NotAllowed, RightsError
from accounts.rights.granting import end_right
from accounts.rights.policy import roles_of
from loket.acting.context import ActingContext
from loket.dates import add_months
from loket.journal.services import write_journal

REASON = "Jaarlijks nazicht"


def _check_beheerder(acting: ActingContext) -> None:
    if not roles_of(acting):
        raise NotAllowed("U bent geen beheerder van deze organisatie.")


def start_review(acting: ActingContext) -> AccessReview:
    """Open a round over all rights that run or begin later.

    Raises NotAllowed, or RightsError when a round is open already or there is nothing to look at.
    """
    _check_beheerder(acting)
    today = timezone.localdate()
    try:
        with transaction.atomic():
            review = AccessReview.objects.create(
                organisation_id=acting.own.id,
                started_by_id=acting.person.id,
                due=add_months(today, settings.ACCESS_REVIEW_DUE_MONTHS),
            )
            rights = rights_to_review(acting.own.id, today).order_by("pk").values_list("pk", flat=True)
            items = [AccessReviewItem(review=review, toegekend_recht_id=pk) for pk in rights]
            if not items:
                raise RightsError("Er zijn geen gebruikersrechten om na te kijken.")
            AccessReviewItem.objects.bulk_create(items, batch_size=1000)
            write_journal(acting, "nazicht_gestart", review, aantal=len(items))
    except IntegrityError as error:
        if "one_open_review" not in str(error):
            raise
        raise RightsError("Er loopt al een nazicht. Werk dat eerst af.") from None
    return review


def _open_review(acting: ActingContext, pk: int) -> AccessReview:
    """A round of the own organisation, locked; DoesNotExist for any other, RightsError when it is completed."""
    _check_beheerder(acting)
    review: AccessReview = AccessReview.objects.select_for_update(no_key=True).get(pk=pk, organisation=acting.own.id)
    if review.completed_at is not None:
        raise RightsError("Dit nazicht is al afgerond.")
    return review


@dataclass(slots=True)
class Outcome:
    """What became of the chosen rights: how many were done, and per item why not."""

    done: int = 0
    errors: dict[int, str] = field(default_factory=dict)


def _waiting(review: AccessReview, pks: Collection[int]) -> list[AccessReviewItem]:
    """The chosen items that still need a decision; somebody else may have been first, or the right ended."""
    return list(items_of(review, timezone.localdate()).filter(pk__in=pks, state="").order_by("pk"))


def _decide(acting: ActingContext, item: AccessReviewItem, decision: Decision) -> None:
    item.decision = decision
    item.decided_at = timezone.now()
    item.decided_by_id = acting.person.id
    item.save(update_fields=["decision", "decided_at", "decided_by"])


def confirm(acting: ActingContext, pk: int, items: Collection[int]) -> Outcome:
    """Confirm the chosen rights of a round. Raises NotAllowed, or RightsError when the round is completed."""
    with transaction.atomic():
        waiting = _waiting(_open_review(acting, pk), items)
        for item in waiting:
            _decide(acting, item, Decision.CONFIRMED)
            granted = item.toegekend_recht
            write_journal(
                acting,
                "nazicht_bevestigd",
                granted,
                persoon=granted.werkrelatie.person_id,
                recht=granted.recht.code,
                context=granted.context.code if granted.context else "",
            )
    return Outcome(len(waiting))


def end(
    acting: ActingContext, pk: int, items: Collection[int], last_day: datetime.date | None, reason: str = ""
) -> Outcome:
    """End the chosen rights, at once when `last_day` is None; what cannot be ended is named with its reason.

    Raises NotAllowed, or RightsError when the round is completed.
    """
    outcome = Outcome()
    with transaction.atomic():
        waiting = _waiting(_open_review(acting, pk), items)
        # One's own rights last: whoever ends those first would take away the other beheerders unhindered.
        waiting.sort(key=lambda item: item.toegekend_recht.werkrelatie.person_id == acting.person.id)
        for item in waiting:
            try:
                end_right(acting, item.toegekend_recht_id, last_day, reason or REASON)
            except RightsError as error:
                # Its savepoint was rolled back; the other rights are ended all the same.
                outcome.errors[item.pk] = str(error)
            else:
                # The journal has its line from `end_right`.
                _decide(acting, item, Decision.ENDED)
                outcome.done += 1
    return outcome


def complete(acting: ActingContext, pk: int) -> AccessReview:
    """ "Rond af". Raises NotAllowed, or RightsError while rights wait for a decision."""
    with transaction.atomic():
        review = _open_review(acting, pk)
        progress = progress_of(items_of(review, timezone.localdate()))
        if not progress.complete:
            waiting = progress.total - progress.done
            what = "1 recht wacht" if waiting == 1 else f"{waiting} rechten wachten"
            raise RightsError(f"{what} nog op een beslissing.")
        review.completed_at = timezone.now()
        review.completed_by_id = acting.person.id
        review.save(update_fields=["completed_at", "completed_by"])
        write_journal(acting, "nazicht_afgerond", review, aantal=progress.total)
    return review
