"""Reading a nazicht: its rights, and how far it is."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Least
from django.utils import timezone

from accounts.models import AccessReview, AccessReviewItem, Decision, Organisation, ToegekendRecht


def reviews_of(organisation_id: int) -> QuerySet[AccessReview]:
    """All rounds of the organisation, the newest first."""
    return (
        AccessReview.objects.filter(organisation=organisation_id)
        .select_related("started_by", "completed_by")
        .order_by("-started_at", "-pk")
    )


def rights_to_review(organisation_id: int, day: datetime.date) -> QuerySet[ToegekendRecht]:
    """What somebody has on that day or will have: rights that run or begin later, in a werkrelatie that goes on."""
    return ToegekendRecht.objects.not_over(day).filter(
        Q(werkrelatie__end__isnull=True) | Q(werkrelatie__end__gte=day),
        werkrelatie__organisation=organisation_id,
        werkrelatie__stopped_at__isnull=True,
    )


def items_of(review: AccessReview, day: datetime.date) -> QuerySet[AccessReviewItem]:
    """The rights of a round with `until` (the last day in fact) and `state`.

    `state` is the decision, "afgelopen" when the right ended meanwhile without one, or "" when one is needed.
    """
    right = "toegekend_recht__"
    over = (
        Q(**{f"{right}stopped_at__isnull": False})
        | Q(**{f"{right}werkrelatie__stopped_at__isnull": False})
        | Q(until__lt=day)
    )
    return (
        AccessReviewItem.objects.filter(review=review)
        # PostgreSQL's LEAST passes over a NULL: a werkrelatie without an end.
        .annotate(until=Least(f"{right}end", f"{right}werkrelatie__end"))
        .annotate(
            state=Case(
                When(~Q(decision=Decision.NONE), then="decision"),
                When(over, then=Value("afgelopen")),
                default=Value(""),
                output_field=CharField(),
            )
        )
        .select_related(
            f"{right}werkrelatie__person", f"{right}recht", f"{right}context", f"{right}granted_by", "decided_by"
        )
    )


def filtered(items: QuerySet[AccessReviewItem], data: dict[str, Any]) -> QuerySet[AccessReviewItem]:
    """The items that fit the filters of `ReviewFilterForm`; without a choice, those that wait for a decision."""
    person = "toegekend_recht__werkrelatie__person__"
    for word in data.get("q", "").split():
        items = items.filter(
            Q(**{f"{person}first_name__icontains": word}) | Q(**{f"{person}last_name__icontains": word})
        )
    if data.get("toon") == "klaar":
        return items.exclude(state="")
    return items if data.get("toon") == "alles" else items.filter(state="")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a round is."""

    done: int
    total: int

    @property
    def complete(self) -> bool:
        return self.done == self.total


def progress_of(items: QuerySet[AccessReviewItem]) -> Progress:
    """Counted in one query, over `items_of`."""
    counts = items.aggregate(total=Count("pk"), done=Count("pk", filter=~Q(state="")))
    return Progress(counts["done"], counts["total"])


@dataclass(frozen=True, slots=True)
class Standing:
    """What the home page needs to know: the due day of an open round, when the last one ended, whether rights run."""

    due: datetime.date | None
    completed: datetime.date | None
    has_rights: bool


def standing_of(organisation_id: int, day: datetime.date) -> Standing:
    """In one query."""
    rounds = AccessReview.objects.filter(organisation=OuterRef("pk"))
    opened = rounds.filter(completed_at__isnull=True).values("due")
    completed = rounds.filter(completed_at__isnull=False).order_by("-completed_at").values("completed_at")[:1]
    due, completed_at, has_rights = (
        Organisation.objects.filter(pk=organisation_id)
        .values_list(Subquery(opened), Subquery(completed), Exists(rights_to_review(organisation_id, day)))
        .get()
    )
    return Standing(due, timezone.localdate(completed_at) if completed_at else None, has_rights)
