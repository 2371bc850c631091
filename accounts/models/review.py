"""Nazicht (access review): once a year every right of an organisation is confirmed or ended."""

from django.db import models
from django.db.models import Q

from accounts.models.organisation import Organisation
from accounts.models.person import Person
from accounts.models.rights import ToegekendRecht


class AccessReview(models.Model):
    """One round over all rights that an organisation had when it started."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reviews")
    started_at = models.DateTimeField("gestart op", auto_now_add=True)
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due = models.DateField("uiterste dag")
    completed_at = models.DateTimeField("afgerond op", null=True, blank=True)
    completed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "nazicht"
        verbose_name_plural = "nazichten"
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], name="one_open_review", condition=Q(completed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="completed_review_has_completer",
                condition=Q(completed_at__isnull=True, completed_by__isnull=True)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["organisation", "completed_at"], name="review_by_organisation")]

    def __str__(self) -> str:
        return f"{self.organisation}, {self.started_at:%d/%m/%Y}"


class Decision(models.TextChoices):
    """What was decided about one right."""

    NONE = "", "Nog te beslissen"
    CONFIRMED = "bevestigd", "Bevestigd"
    ENDED = "beëindigd", "Beëindigd"


class AccessReviewItem(models.Model):
    """One right in one nazicht. A right that ended meanwhile needs no decision."""

    review = models.ForeignKey(AccessReview, on_delete=models.PROTECT, related_name="items")
    toegekend_recht = models.ForeignKey(ToegekendRecht, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField("beslissing", max_length=20, choices=Decision, default=Decision.NONE, blank=True)
    decided_at = models.DateTimeField("beslist op", null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "recht in een nazicht"
        verbose_name_plural = "rechten in een nazicht"
        constraints = [
            models.UniqueConstraint(fields=["review", "toegekend_recht"], name="right_once_per_review"),
            models.CheckConstraint(
                name="decided_item_has_decider",
                condition=Q(decision="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(decision__in=["bevestigd", "beëindigd"], decided_at__isnull=False, decided_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.toegekend_recht_id}: {self.get_decision_display()}"
