"""Files with SSM mandates: one type and one role for all rows, another party in each."""

from django.db import models

from accounts.models import Organisation, Person
from loket.acting.context import ActingContext
from loket.bulk.models import CONFIRMED_BY_SOMEBODY, UploadedFile
from mandates.models.ssm import one_of
from mandates.sides import Side


class SsmBestandQuerySet(models.QuerySet):
    def of(self, acting: ActingContext):
        """The files of the own party; none for who acts on somebody else's behalf."""
        if acting.on_behalf:
            return self.none()
        return self.filter(**{"organisation" if acting.own.is_organisation else "person": acting.own.id})


class SsmBestand(UploadedFile):
    """An uploaded file of an organisation or a natural person."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # A code of `mandates/ssm/types.py`, and what the own party is in every row.
    type = models.SlugField(max_length=60)
    role = models.CharField(max_length=10, choices=[(Side.GEVER.value, "gever"), (Side.NEMER.value, "nemer")])

    objects = SsmBestandQuerySet.as_manager()

    class Meta:
        verbose_name = "bestand met SSM-mandaten"
        verbose_name_plural = "bestanden met SSM-mandaten"
        indexes = [
            models.Index(fields=["organisation", "-uploaded_at"], name="ssm_file_by_organisation"),
            models.Index(fields=["person", "-uploaded_at"], name="ssm_file_by_person"),
            models.Index(fields=["status", "moved_at"], name="ssm_file_by_status"),
        ]
        constraints = [
            models.CheckConstraint(name="ssm_file_confirmed_by_somebody", condition=CONFIRMED_BY_SOMEBODY),
            models.CheckConstraint(name="ssm_file_one_party", condition=one_of("organisation", "person")),
        ]
