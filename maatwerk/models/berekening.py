"""Calculations as they were delivered: versions that never change, with every value in between per worker."""

import datetime
import uuid
from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Q

from maatwerk.models.fields import AANDEEL, EURO_EXACT, VTE, append_only, euro, first_of_quarter
from maatwerk.models.toekenning import Toekenning
from maatwerk.models.werknemer import Groep, Niveau, Werknemer, Wop
from mandates.quarters import Quarter


class Soort(models.TextChoices):
    """The kind of a calculation."""

    VOORSCHOT = "voorschot", "Voorschot"
    KWARTAAL = "kwartaal", "Kwartaalberekening"
    HERBEREKENING = "herberekening", "Herberekening van maart"
    JAAR = "jaar", "Jaarberekening"
    CORRECTIE = "correctie", "Correctie"


class Onderwerp(models.TextChoices):
    """Which calculations replace each other: of one label, subject and period, the highest version counts."""

    VOORSCHOT = "voorschot", "Voorschot"
    KWARTAAL = "kwartaal", "Kwartaal"
    JAAR = "jaar", "Jaar"


# Which kinds belong to a subject; the first calculation of a quarter, the one of March and a correction share one.
SOORTEN = {
    Onderwerp.VOORSCHOT: (Soort.VOORSCHOT,),
    Onderwerp.KWARTAAL: (Soort.KWARTAAL, Soort.HERBEREKENING, Soort.CORRECTIE),
    Onderwerp.JAAR: (Soort.JAAR,),
}


class Status(models.TextChoices):
    """How sure the outcome is."""

    VOORLOPIG = "voorlopig", "Voorlopig"
    DEFINITIEF = "definitief", "Definitief"


class Reden(models.TextChoices):
    """Why a worker is inside or outside the contingent."""

    VOLLEDIG = "volledig", "Binnen het contingent"
    GEDEELTELIJK = "gedeeltelijk", "Gedeeltelijk binnen het contingent: het past er niet helemaal meer in"
    VOL = "vol", "Buiten het contingent: het is ingevuld door werknemers die hoger gerangschikt staan"
    JAAR = "jaar", "Binnen het contingent door de jaarafrekening"


class CorrectieReden(models.TextChoices):
    """Why the capped referteloon is reduced."""

    GEEN = "geen", "Geen correctie"
    PERIODE = "periode", "Het WOP liep niet de hele periode waarvoor het loon betaald is"
    CONTINGENT = "contingent", "De werknemer past maar gedeeltelijk in het contingent"
    BEIDE = "beide", "Het WOP liep niet de hele periode, en de werknemer past maar gedeeltelijk in het contingent"
    BUITEN = "buiten", "De werknemer valt buiten het contingent"


class VastDeel(models.TextChoices):
    """Why the fixed part of the begeleidingspremie is paid or not."""

    JA = "ja", "Het vaste deel wordt betaald"
    BUITEN = "buiten", "Geen vast deel: buiten het contingent"
    MAXIMUM = "maximum", "Geen vast deel: het hoogste aantal vaste delen is bereikt"


class BerekeningQuerySet(models.QuerySet):
    """Reading calculations."""

    def recent(self) -> Self:
        """Only the most recent one of each label, subject and period."""
        return self.filter(recentste=True)


# A version that comes in becomes the most recent one, unless a higher one is there: in the database, so that no
# import, task or shell can leave two of them, or none.
MOST_RECENT = pgtrigger.Trigger(
    name="most_recent",
    when=pgtrigger.Before,
    operation=pgtrigger.Insert,
    func="""
        NEW.recentste := NOT EXISTS (
            SELECT 1 FROM maatwerk_berekening other
            WHERE other.toekenning_id = NEW.toekenning_id AND other.onderwerp = NEW.onderwerp
              AND other.periode = NEW.periode AND other.versie > NEW.versie
        );
        IF NEW.recentste THEN
            UPDATE maatwerk_berekening SET recentste = false
            WHERE toekenning_id = NEW.toekenning_id AND onderwerp = NEW.onderwerp
              AND periode = NEW.periode AND recentste;
        END IF;
        RETURN NEW;
    """,
)

# Nothing changes but that marker, and that only from within the trigger above.
APPEND_ONLY = pgtrigger.Trigger(
    name="append_only",
    when=pgtrigger.Before,
    operation=pgtrigger.Update | pgtrigger.Delete,
    func="""
        IF TG_OP = 'UPDATE' AND pg_trigger_depth() > 1
           AND to_jsonb(NEW) - 'recentste' = to_jsonb(OLD) - 'recentste' THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'maatwerk: a calculation is never changed or removed';
    """,
)


class BerekeningTotalen(models.Model):
    """The figures of a calculation as a whole, as it was made and as a delivery announces it.

    - `soort`, `onderwerp`: its kind, and the subject in which versions replace each other.
    - `periode`: first day of the quarter, or 1 January for a year. `versie`: 1, 2, ... in its subject and period.
    - `berekend_op`: the date of the calculation. `bron`: which machinery made it (SUMO, or the demo).
    - `contingent`: granted places. `maximum`: granted amount, None without one.
    - `werknemers`: on the list. `binnen`: of them with a premium. `vaste_delen`: fixed parts paid.
    - `ingevuld`: VTE of all on the list, for the fill rate; `begrensd`: VTE inside the contingent, never more than it.
    - `loonpremie`, `vast`, `variabel`, `premie`: sums of the lines (loonpremie + vast + variabel = premie).
    - `ondersteuning`, `supplement`: organisatieondersteuning, and its supplement for the first VTE.
    - `boven_maximum`: what the granted amount cut off; `totaal` = premie + ondersteuning + supplement - that.
    """

    soort = models.CharField("soort", max_length=13, choices=Soort)
    onderwerp = models.CharField("onderwerp", max_length=9, choices=Onderwerp)
    periode = models.DateField("eerste dag van de periode")
    versie = models.PositiveSmallIntegerField("versie")
    status = models.CharField("status", max_length=10, choices=Status)
    berekend_op = models.DateField("berekend op")
    bron = models.CharField("gemaakt door", max_length=40)
    contingent = models.DecimalField("toegekend contingent", **VTE)
    maximum = euro("toegekend maximumbedrag", null=True, blank=True)
    werknemers = models.PositiveIntegerField("werknemers op de lijst", default=0)
    binnen = models.PositiveIntegerField("werknemers binnen het contingent", default=0)
    vaste_delen = models.PositiveIntegerField("vaste delen", default=0)
    ingevuld = models.DecimalField("ingevulde VTE", default=0, **VTE)
    begrensd = models.DecimalField("begrensd ingevulde VTE", default=0, **VTE)
    loonpremie = euro("loonpremie", default=0)
    vast = euro("begeleidingspremie, vast deel", default=0)
    variabel = euro("begeleidingspremie, variabel deel", default=0)
    premie = euro("premies", default=0)
    ondersteuning = euro("organisatieondersteuning", default=0)
    supplement = euro("supplement organisatieondersteuning", default=0)
    boven_maximum = euro("boven het maximumbedrag", default=0)
    totaal = euro("totaal")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_soort_display()} {self.periode_label} (versie {self.versie})"

    @property
    def jaar(self) -> int:
        return self.periode.year

    @property
    def kwartaal(self) -> Quarter | None:
        """The quarter; None for a year."""
        return None if self.onderwerp == Onderwerp.JAAR else Quarter.of(self.periode)

    @property
    def periode_label(self) -> str:
        """`2026 K1`, or `2026` for a year."""
        quarter = self.kwartaal
        return str(self.periode.year) if quarter is None else f"{quarter.year} K{quarter.number}"

    @property
    def laatste_dag(self) -> datetime.date:
        """The last day of the period."""
        quarter = self.kwartaal
        return datetime.date(self.periode.year, 12, 31) if quarter is None else quarter.last_day


class Berekening(BerekeningTotalen):
    """One version of one calculation of one label. Never changed and never removed.

    - `recentste`: set by the database; exactly one per label, subject and period.
    - `levering_sha256`: SHA-256 of the delivered file; empty when it did not come in a file.
    - `parameters`: the dated values it used, each with key, label, value, unit, period, source and status.
    A voorschot has no lines: its `totaal` is the advance, and `maatwerk.Voorschot` tells how it was made.
    A jaar has `totaal` = what it adds to its quarters; its lines are `Jaarlijn` and `Jaarkwartaal`.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    toekenning = models.ForeignKey(Toekenning, on_delete=models.PROTECT, related_name="berekeningen", db_index=False)
    recentste = models.BooleanField("meest recente", default=False, editable=False)
    levering_sha256 = models.CharField("SHA-256 van de levering", max_length=64, blank=True)
    parameters = models.JSONField("parameters", default=list)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BerekeningQuerySet.as_manager()

    class Meta:
        verbose_name = "berekening"
        verbose_name_plural = "berekeningen"
        constraints = [
            models.UniqueConstraint(
                fields=["toekenning", "onderwerp", "periode", "versie"], name="berekening_version_once"
            ),
            models.UniqueConstraint(
                fields=["toekenning", "onderwerp", "periode"],
                condition=Q(recentste=True),
                name="berekening_one_most_recent",
            ),
            first_of_quarter("berekening_period", "periode"),
            models.CheckConstraint(
                name="berekening_year_from_january", condition=~Q(onderwerp="jaar") | Q(periode__month=1)
            ),
            models.CheckConstraint(
                name="berekening_kind_and_subject",
                condition=Q(soort__in=["voorschot", "jaar"], onderwerp=F("soort"))
                | Q(soort__in=["kwartaal", "herberekening", "correctie"], onderwerp="kwartaal"),
            ),
            models.CheckConstraint(
                name="berekening_premie_adds_up", condition=Q(premie=F("loonpremie") + F("vast") + F("variabel"))
            ),
            models.CheckConstraint(
                name="berekening_total_adds_up",
                condition=~Q(onderwerp="kwartaal")
                | Q(totaal=F("premie") + F("ondersteuning") + F("supplement") - F("boven_maximum")),
            ),
        ]
        indexes = [
            # The department's lists over all labels.
            models.Index(fields=["onderwerp", "periode", "id"], name="berekening_by_period"),
        ]
        triggers = [MOST_RECENT, APPEND_ONLY]


class LijnWaarden(models.Model):
    """What one worker brought up in one calculation, with every step of it (maatwerk/berekening/).

    Step 0: `wop` and its `percentage`, `niveau`, `groep` as they counted then; `duur` = the share of the quarter with
    both a WOP and a contract.
    Step 1: `brutoloon` + `bijdragen` - `structureel` - `doelgroep` = `referteloon`.
    Step 2: `q` / `s` = `fractie`; ceiling factor x GGMMI x 3 x `fractie` = `plafond`.
    Step 3: the lower of both = `geplafonneerd`.
    Step 4: x `correctiefactor` (with `correctie_reden`) = `gecorrigeerd`.
    Step 5: x `percentage` = `loonpremie_incl`. Step 6: - `activering`, not below 0 = `loonpremie`.
    Step 7: `vast` (with `vast_reden`) + `variabel` = `begeleidingspremie`. Step 8: both premiums = `premie`.
    Step 9: `rang` in the list; `vte` = `fractie` x `duur`; `cumul` = VTE up to and including this rank; `vte_binnen` =
    what of `vte` is inside the contingent; `binnen`, and `reden`. `vte_effectief` counts for the fill rate: the work
    that was really done in a progressive return, else `vte`.
    Who is outside has a correctiefactor of 0, so the steps before it still tell the referteloon.
    """

    percentage = models.PositiveSmallIntegerField("percentage van de loonpremie")
    niveau = models.CharField("niveau van de begeleiding", max_length=6, choices=Niveau)
    groep = models.CharField("groep", max_length=1, choices=Groep)
    duur = models.DecimalField("deel van het kwartaal met WOP en contract", **AANDEEL)
    brutoloon = euro("brutoloon")
    bijdragen = euro("werkgeversbijdragen")
    structureel = euro("structurele vermindering")
    doelgroep = euro("doelgroepvermindering")
    referteloon = euro("referteloon")
    q = models.DecimalField("Q: uren per week", max_digits=5, decimal_places=2)
    s = models.DecimalField("S: uren per week, voltijds", max_digits=5, decimal_places=2)
    fractie = models.DecimalField("contractuele prestatiebreuk Q/S", **AANDEEL)
    plafond = models.DecimalField("grens van het referteloon", **EURO_EXACT)
    geplafonneerd = models.DecimalField("geplafonneerd referteloon", **EURO_EXACT)
    correctiefactor = models.DecimalField("correctiefactor", **AANDEEL)
    correctie_reden = models.CharField("reden van de correctie", max_length=10, choices=CorrectieReden)
    gecorrigeerd = models.DecimalField("gecorrigeerd geplafonneerd referteloon", **EURO_EXACT)
    loonpremie_incl = euro("loonpremie incl. activeringsuitkering")
    activering = euro("activeringsuitkering")
    loonpremie = euro("loonpremie")
    vast = euro("begeleidingspremie, vast deel")
    vast_reden = models.CharField("reden van het vaste deel", max_length=7, choices=VastDeel)
    variabel = euro("begeleidingspremie, variabel deel")
    begeleidingspremie = euro("begeleidingspremie")
    premie = euro("premie")
    rang = models.PositiveIntegerField("rang")
    vte = models.DecimalField("VTE", **AANDEEL)
    vte_binnen = models.DecimalField("VTE binnen het contingent", **AANDEEL)
    vte_effectief = models.DecimalField("VTE voor de invullingsgraad", **AANDEEL)
    cumul = models.DecimalField("VTE tot en met deze rang", max_digits=16, decimal_places=10)
    binnen = models.BooleanField("binnen het contingent")
    reden = models.CharField("reden", max_length=12, choices=Reden)

    class Meta:
        abstract = True

    @property
    def begrensd(self) -> bool:
        """The referteloon was above its ceiling."""
        return self.referteloon > self.plafond

    @property
    def pakket(self) -> str:
        """The WOP as people write it: `60 hoog`."""
        return f"{self.percentage} {self.niveau}"


class Berekeningslijn(LijnWaarden):
    """One line of a calculation; `wop` is the package that counted, None when the delivery knew it and we do not."""

    berekening = models.ForeignKey(Berekening, on_delete=models.PROTECT, related_name="lijnen", db_index=False)
    werknemer = models.ForeignKey(Werknemer, on_delete=models.PROTECT, related_name="lijnen", db_index=False)
    wop = models.ForeignKey(Wop, on_delete=models.PROTECT, related_name="+", null=True, db_index=False)

    class Meta:
        verbose_name = "berekeningslijn"
        verbose_name_plural = "berekeningslijnen"
        constraints = [
            models.UniqueConstraint(fields=["berekening", "werknemer"], name="lijn_once_per_werknemer"),
            models.CheckConstraint(
                name="lijn_not_negative",
                condition=Q(loonpremie_incl__gte=0, loonpremie__gte=0, vast__gte=0, variabel__gte=0, premie__gte=0),
            ),
            models.CheckConstraint(
                name="lijn_adds_up",
                condition=Q(begeleidingspremie=F("vast") + F("variabel"))
                & Q(premie=F("loonpremie") + F("begeleidingspremie")),
            ),
        ]
        indexes = [
            models.Index(fields=["berekening", "rang"], name="lijn_by_rang"),
            # All calculations of one person: the previous quarter, the previous version.
            models.Index(fields=["werknemer", "berekening"], name="lijn_by_werknemer"),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.berekening_id}: {self.werknemer_id} {self.premie}"
