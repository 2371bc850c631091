"""The register as the files have it, and the imports that filled it.

The tables of the register are replaced as a whole by an import of a full set (`full.py`); their indexes and
constraints are read back from the database, so that these models stay their only description.
"""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q, Value

from accounts.kbo.fields import FIRST_OF_ESTABLISHMENT, DottedNumberField
from accounts.models import Person


def _text(**options: object) -> models.TextField:
    """Text as it stands in a file; what is empty there is NULL. Compared byte by byte, which indexes do fastest."""
    return models.TextField(null=True, db_collation="C", **options)


def words_of(column: str) -> Func:
    """The words of a folded name as a tsvector, without the dictionary that to_tsvector would ask for each."""
    split = Func(F(column), Value(" "), function="string_to_array")
    return Func(Func(split, Value(""), function="array_remove"), function="array_to_tsvector")


class Enterprise(models.Model):
    """A registered entity. One that vanished from the open data stays, with the day of the extract without it."""

    number = DottedNumberField("ondernemingsnummer", primary_key=True)
    line = models.IntegerField("rij in het bestand")
    status = _text()
    situation = _text()
    # 1: natural person, 2: legal person.
    kind = _text()
    form = _text()
    form_cac = _text()
    started_on = models.DateField(null=True)
    ceased_on = models.DateField("niet meer in de KBO sinds", null=True)

    class Meta:
        verbose_name = "onderneming in de KBO"
        verbose_name_plural = "ondernemingen in de KBO"

    def __str__(self) -> str:
        return str(self.number)


class RegisterEstablishment(models.Model):
    """A vestigingseenheid as the KBO has it; may move to another enterprise."""

    number = DottedNumberField("vestigingsnummer", primary_key=True)
    line = models.IntegerField("rij in het bestand")
    started_on = models.DateField(null=True)
    enterprise = DottedNumberField("ondernemingsnummer")
    ceased_on = models.DateField("niet meer in de KBO sinds", null=True)

    class Meta:
        db_table = "kbo_establishment"
        verbose_name = "vestiging in de KBO"
        verbose_name_plural = "vestigingen in de KBO"
        indexes = [models.Index(fields=["enterprise"], name="kbo_establishment_enterprise")]

    def __str__(self) -> str:
        return str(self.number)


class Denomination(models.Model):
    """A name of an enterprise or an establishment, with the same name as it is searched."""

    pk = models.CompositePrimaryKey("entity", "line")
    entity = DottedNumberField("nummer")
    line = models.IntegerField("rij in het bestand")
    # 0: unknown, 1: French, 2: Dutch, 3: German, 4: English.
    language = _text()
    # 001: official name, 002: abbreviation, 003: trade name, 004: name of a branch.
    kind = _text()
    name = models.TextField(db_collation="C")
    folded = models.GeneratedField(
        expression=Func(F("name"), function="kbo_fold"),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )

    class Meta:
        verbose_name = "naam in de KBO"
        verbose_name_plural = "namen in de KBO"
        indexes = [
            # Only of enterprises: a name of an establishment is not looked up by its beginning.
            models.Index(
                fields=["folded"],
                condition=Q(entity__lt=Value(FIRST_OF_ESTABLISHMENT)),
                name="kbo_denomination_folded",
            ),
            GinIndex(words_of("folded"), name="kbo_denomination_words"),
        ]

    def __str__(self) -> str:
        return self.name


class Address(models.Model):
    """An address: the seat of a legal person (REGO) or of an establishment (BAET). Sole traders have no seat here."""

    pk = models.CompositePrimaryKey("entity", "line")
    entity = DottedNumberField("nummer")
    line = models.IntegerField("rij in het bestand")
    kind = _text()
    country_nl = _text()
    country_fr = _text()
    zipcode = _text()
    municipality_nl = _text()
    municipality_fr = _text()
    street_nl = _text()
    street_fr = _text()
    house_number = _text()
    box = _text()
    extra = _text()
    struck_off_on = models.DateField(null=True)

    class Meta:
        verbose_name = "adres in de KBO"
        verbose_name_plural = "adressen in de KBO"

    def __str__(self) -> str:
        return str(self.entity)


class Code(models.Model):
    """What a code of the KBO means, in one language (DE, EN, FR, NL)."""

    pk = models.CompositePrimaryKey("category", "code", "language")
    category = models.TextField(db_collation="C")
    code = models.TextField(db_collation="C")
    language = models.TextField(db_collation="C")
    line = models.IntegerField("rij in het bestand")
    description = _text()

    class Meta:
        verbose_name = "code van de KBO"
        verbose_name_plural = "codes van de KBO"

    def __str__(self) -> str:
        return f"{self.category} {self.code}"


class KboImport(models.Model):
    """One import: how far it is, and what came of it. The last one that is done says what is loaded."""

    class Status(models.TextChoices):
        WAITING = "wacht", "Wacht op verwerking"
        RUNNING = "bezig", "Wordt ingelezen"
        DONE = "klaar", "Ingelezen"
        KNOWN = "bekend", "Was al ingelezen"
        REFUSED = "geweigerd", "Geweigerd"
        BROKEN = "afgebroken", "Afgebroken"

    class Type(models.TextChoices):
        FULL = "full", "volledig"
        UPDATE = "update", "update"

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # The name of the zip or the folder, never its whole path.
    source = models.CharField("extract", max_length=200)
    again = models.BooleanField("opnieuw", default=False)
    number = models.IntegerField("extractnummer", null=True)
    type = models.CharField("soort", max_length=10, choices=Type, blank=True)
    snapshot_on = models.DateField("toestand op", null=True)
    status = models.CharField(max_length=20, choices=Status, default=Status.WAITING)
    # While it runs: the step, and how many hundredths of the work are done.
    phase = models.CharField("fase", max_length=100, blank=True)
    percent = models.PositiveSmallIntegerField(default=0)
    # Per file: rows read, loaded and refused; and how many enterprises and establishments vanished or came back.
    counts = models.JSONField(default=dict)
    skipped = models.JSONField("overgeslagen bestanden", default=list)
    message = models.CharField("melding", max_length=500, blank=True)
    requested_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField("gevraagd op", auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "import van de KBO"
        verbose_name_plural = "imports van de KBO"
        indexes = [models.Index(fields=["status", "-finished_at"], name="kbo_import_by_status")]

    def __str__(self) -> str:
        return self.source


class Refusal(models.Model):
    """A row that was not loaded: file without `.csv`, row (the header is row 1), the value and what is wrong."""

    of = models.ForeignKey(KboImport, on_delete=models.CASCADE, related_name="refusals")
    file = models.CharField("bestand", max_length=40)
    line = models.IntegerField("rij")
    value = models.CharField("waarde", max_length=400)
    reason = models.CharField("reden", max_length=200)

    class Meta:
        verbose_name = "geweigerde rij"
        verbose_name_plural = "geweigerde rijen"
        indexes = [models.Index(fields=["of", "file", "line"], name="kbo_refusal_of_import")]

    def __str__(self) -> str:
        return f"{self.file} {self.line}"
