"""The year settlement: places that weak quarters left unused go to workers outside in strong quarters."""

from django.db import models
from django.db.models import F, Q

from maatwerk.models.berekening import Berekening
from maatwerk.models.fields import AANDEEL, VTE, append_only, euro, first_of_quarter, kwartaal_field
from maatwerk.models.werknemer import Werknemer


class Jaarkwartaal(models.Model):
    """The comparison per label: one quarter of a year settlement.

    - `eerste`, `herberekend`: the first calculation of the quarter, and the one that the settlement starts from.
    - `eerste_totaal`, `herberekend_totaal`: their totals. `bijkomend`: what the settlement adds to the second.
    - `contingent`: granted VTE; `ingevuld`: VTE of all on the list; `bijkomende_vte`: moved to this quarter.
    """

    berekening = models.ForeignKey(Berekening, on_delete=models.PROTECT, related_name="kwartalen", db_index=False)
    kwartaal = kwartaal_field()
    eerste = models.ForeignKey(Berekening, on_delete=models.PROTECT, related_name="+")
    herberekend = models.ForeignKey(Berekening, on_delete=models.PROTECT, related_name="+")
    contingent = models.DecimalField("toegekend contingent", **VTE)
    ingevuld = models.DecimalField("ingevulde VTE", **VTE)
    bijkomende_vte = models.DecimalField("bijkomende VTE", default=0, **VTE)
    eerste_totaal = euro("eerste berekening")
    herberekend_totaal = euro("herberekening")
    bijkomend = euro("bijkomend door de jaarafrekening", default=0)

    class Meta:
        verbose_name = "kwartaal van een jaarberekening"
        verbose_name_plural = "kwartalen van een jaarberekening"
        ordering = ["kwartaal"]
        constraints = [
            models.UniqueConstraint(fields=["berekening", "kwartaal"], name="jaarkwartaal_once"),
            first_of_quarter("jaarkwartaal_quarter"),
            models.CheckConstraint(name="jaarkwartaal_only_adds", condition=Q(bijkomend__gte=0)),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.berekening_id} {self.kwartaal:%Y-%m}: {self.bijkomend}"

    @property
    def verschil(self):
        """What the recomputation changed."""
        return self.herberekend_totaal - self.eerste_totaal

    @property
    def jaar_totaal(self):
        """The quarter as it ends up."""
        return self.herberekend_totaal + self.bijkomend


class Jaarlijn(models.Model):
    """The comparison per individual: one worker in one quarter of a year settlement.

    - `eerste`, `herberekend`: the premium in the first calculation and in the recomputation; None when the worker
      was not on that list. `bijkomend`: what the settlement adds. `premie` = herberekend + bijkomend.
    - `vte`: what of the worker was moved inside by the settlement; `binnen`: inside in the end.
    Every worker of either calculation has a line, so that nothing needs to be computed to show the difference.
    """

    berekening = models.ForeignKey(Berekening, on_delete=models.PROTECT, related_name="jaarlijnen", db_index=False)
    kwartaal = kwartaal_field()
    werknemer = models.ForeignKey(Werknemer, on_delete=models.PROTECT, related_name="jaarlijnen")
    eerste = euro("premie in de eerste berekening", null=True)
    herberekend = euro("premie in de herberekening", null=True)
    bijkomend = euro("bijkomend door de jaarafrekening", default=0)
    premie = euro("premie na de jaarafrekening")
    vte = models.DecimalField("VTE door de jaarafrekening", default=0, **AANDEEL)
    binnen = models.BooleanField("binnen het contingent")

    class Meta:
        verbose_name = "jaarlijn"
        verbose_name_plural = "jaarlijnen"
        constraints = [
            models.UniqueConstraint(fields=["berekening", "kwartaal", "werknemer"], name="jaarlijn_once"),
            first_of_quarter("jaarlijn_quarter"),
            models.CheckConstraint(name="jaarlijn_only_adds", condition=Q(bijkomend__gte=0)),
            models.CheckConstraint(
                name="jaarlijn_adds_up",
                condition=Q(herberekend__isnull=True, premie=F("bijkomend"))
                | Q(herberekend__isnull=False, premie=F("herberekend") + F("bijkomend")),
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.berekening_id} {self.kwartaal:%Y-%m} {self.werknemer_id}: {self.premie}"
