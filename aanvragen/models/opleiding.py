"""Opleidingen in the opleidingsdatabank (ODB): the published row, which requests and the public list look up."""

import datetime

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Replace
from django.utils import timezone

from aanvragen.models.aanvraag import Aanvraag
from aanvragen.odb.soorten import Niveau, Vorm, eenheid
from aanvragen.vov.odb import is_pseudo_number
from aanvragen.vov.opleiding import Soort
from accounts.models import Organisation


class NextOdbNumber(Func):
    """The next number of the databank, given by the database: two approvals at once cannot get the same."""

    template = "('ODB-' || lpad(nextval('odb_number')::text, 7, '0'))"
    output_field = models.CharField()


# Words as they are and as their stem: who types the beginning of a word finds it too, and so does a stop word.
SEARCH = (
    SearchVector("title", "provider_name", config="dutch")
    + SearchVector("title", "provider_name", config="simple")
    + SearchVector(Replace("odb_number", Value("-"), Value(" ")), config="simple")
)


class OpleidingQuerySet(models.QuerySet):
    def registered(self):
        """What stands in the databank; the pseudo numbers stand for what needs no registration."""
        return self.exclude(odb_number__startswith="ODB-P")


class Opleiding(models.Model):
    """A registered opleiding, or a pseudo number that stands for opleidingen that need no registration."""

    odb_number = models.CharField("ODB-nummer", max_length=12, unique=True, db_default=NextOdbNumber())
    title = models.CharField("titel", max_length=300)
    provider = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="opleidingen"
    )
    # As it was called when the opleiding was registered.
    provider_name = models.CharField("opleidingsverstrekker", max_length=320, blank=True)
    kind = models.CharField(
        "soort", max_length=20, choices=[(soort.value, soort.value) for soort in Soort], blank=True
    )
    # In the unit of the kind: hours, lestijden, studiepunten, exams.
    size = models.DecimalField("omvang", max_digits=7, decimal_places=2, null=True, blank=True)
    # What is learned on a platform at a time of one's own, beside the contact hours.
    blended_hours = models.DecimalField("uren op afstand", max_digits=7, decimal_places=2, null=True, blank=True)
    vorm = models.CharField(max_length=20, choices=[(vorm.value, vorm.label) for vorm in Vorm], blank=True)
    place = models.CharField("plaats", max_length=200, blank=True)
    restriction = models.CharField(
        "beperkende voorwaarde opleidingsniveau",
        max_length=20,
        choices=[(niveau.value, niveau.label) for niveau in Niveau],
        blank=True,
    )
    start = models.DateField("startdatum", null=True, blank=True)
    # As it is now, after any extension.
    end = models.DateField("einddatum", null=True, blank=True)
    exam_date = models.DateField("examendatum", null=True, blank=True)
    registered_on = models.DateField("geregistreerd op", null=True, blank=True)
    extended_on = models.DateField("verlengd op", null=True, blank=True)
    # Struck from the databank: who rightly began before this day may go on.
    stopped_on = models.DateField("stopgezet op", null=True, blank=True)
    # The registration that it was published from; none for what was there before the portal.
    aanvraag = models.OneToOneField(
        Aanvraag, on_delete=models.PROTECT, null=True, blank=True, related_name="gepubliceerd"
    )
    search = models.GeneratedField(expression=SEARCH, output_field=SearchVectorField(), db_persist=True)

    objects = OpleidingQuerySet.as_manager()

    class Meta:
        verbose_name = "opleiding"
        verbose_name_plural = "opleidingen"
        constraints = [
            models.CheckConstraint(
                name="opleiding_period", condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gte=F("start"))
            ),
            models.CheckConstraint(
                name="opleiding_number", condition=Q(odb_number__regex=r"^ODB-([0-9]{7}|P[0-9]{5})$")
            ),
            models.CheckConstraint(
                name="opleiding_stopped_after_registering",
                condition=Q(stopped_on__isnull=True) | Q(stopped_on__gte=F("registered_on")),
            ),
        ]
        indexes = [
            GinIndex(fields=["search"], name="opleiding_search"),
            models.Index(fields=["title", "id"], name="opleiding_by_title"),
        ]

    def __str__(self) -> str:
        return f"{self.odb_number} {self.title}"

    @property
    def is_pseudo(self) -> bool:
        return is_pseudo_number(self.odb_number)

    @property
    def unit(self) -> str:
        """In what its size counts."""
        return eenheid(self.kind)

    @property
    def ended(self) -> bool:
        return self.end is not None and self.end < timezone.localdate()

    def state_on(self, day: datetime.date) -> str:
        """In one word, as the list shows it."""
        if self.stopped_on is not None and self.stopped_on <= day:
            return "Stopgezet"
        if self.end is not None and self.end < day:
            return "Afgelopen"
        if self.start is not None and self.start > day:
            return "Start later"
        return "Loopt"
