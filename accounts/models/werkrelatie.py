"""Where people work, and for which organisations they stand by law."""

import pgtrigger
from django.db import models

from accounts.models.organisation import Organisation
from accounts.models.periods import (
    NOT_STOPPED,
    Stoppable,
    StoppableQuerySet,
    ValidOnQuerySet,
    ends_after_start,
    id_range,
    no_overlap,
)
from accounts.models.person import Person


class WerkrelatieType(models.TextChoices):
    VAST = "vast", "Vaste medewerker"
    EXTERN = "extern", "Externe medewerker"
    GEDELEGEERD = "gedelegeerd", "Gedelegeerde medewerker"


class Werkrelatie(Stoppable):
    """A person works for an organisation during a period. Never deleted, only ended."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="werkrelaties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="werkrelaties")
    type = models.CharField(max_length=20, choices=WerkrelatieType, default=WerkrelatieType.VAST)
    email = models.EmailField("e-mailadres", blank=True)
    phone = models.CharField("telefoonnummer", max_length=30, blank=True)
    start = models.DateField("begindatum")
    end = models.DateField("einddatum", null=True, blank=True)
    # These two only the database writes, see `triggers`. By the first, lists of people are in order: last name, tab,
    # first name. The second is the transaction that last wrote this row or one of its rights.
    sort_name = models.CharField(max_length=201, default="", editable=False)
    changed_in = models.BigIntegerField(default=0, editable=False)

    objects = StoppableQuerySet.as_manager()

    class Meta:
        verbose_name = "werkrelatie"
        verbose_name_plural = "werkrelaties"
        constraints = [
            ends_after_start("werkrelatie_period"),
            no_overlap(
                "werkrelatie_no_overlap",
                id_range("person"),
                id_range("organisation"),
                condition=NOT_STOPPED,
                message="Deze persoon heeft in deze periode al een werkrelatie met deze organisatie.",
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "start"], name="werkrelatie_by_organisation"),
            models.Index(fields=["organisation", "sort_name", "id"], name="werkrelatie_by_name"),
            models.Index(fields=["organisation", "changed_in"], name="werkrelatie_by_change"),
        ]
        triggers = [
            # EXECUTE has PostgreSQL plan each time: a plan from when the table was small reads all of it, again for
            # each row of a big insert.
            # A tab comes before everything that a name is made of, so that "Van" comes before "Van Acker". The lock
            # makes this wait for somebody who is changing the name, and read what it has become.
            pgtrigger.Trigger(
                name="sort_name",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("person_id", "sort_name"),
                func=(
                    "EXECUTE 'SELECT last_name || chr(9) || first_name FROM accounts_person WHERE id = $1 FOR SHARE' "
                    "INTO NEW.sort_name USING NEW.person_id; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="changed_in",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="NEW.changed_in = pg_current_xact_id()::text::bigint; RETURN NEW;",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} bij {self.organisation}"


class WettelijkVertegenwoordiger(models.Model):
    """A legal representative as the KBO knows it: needs no granted right. Comes from the login or a file."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="vertegenwoordigt")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vertegenwoordigers")
    start = models.DateField("begindatum")
    end = models.DateField("einddatum", null=True, blank=True)
    source = models.CharField("bron", max_length=100)

    objects = ValidOnQuerySet.as_manager()

    class Meta:
        verbose_name = "wettelijk vertegenwoordiger"
        verbose_name_plural = "wettelijk vertegenwoordigers"
        constraints = [
            ends_after_start("vertegenwoordiger_period"),
            no_overlap(
                "vertegenwoordiger_no_overlap",
                id_range("person"),
                id_range("organisation"),
                message="Deze persoon is in deze periode al wettelijk vertegenwoordiger van deze organisatie.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} voor {self.organisation}"
