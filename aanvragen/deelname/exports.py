"""What verstrekkers take with them as CSV or XLSX. Identifiers stay text, so that no zero is lost."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from aanvragen.deelname.presentatie import ANSWERS, contract_in_words, period_words
from aanvragen.odb.soorten import soort_label
from loket.numbers import format_insz

COLUMNS_OF_FILINGS = ("Referentie", "Opleiding", "ODB-nummer", "Periode", "Cursisten", "Ingediend op")
COLUMNS_OF_OPLEIDINGEN = (
    *("ODB-nummer", "Opleiding", "Soort", "Omvang", "Startdatum", "Einddatum", "Inschrijvingen", "Attesten"),
)
COLUMNS_OF_TRAINEES = (
    *("ODB-nummer", "INSZ", "Voornaam", "Naam", "Soort contract", "Ingeschreven op", "Startdatum", "Einddatum"),
    *("Examendatum", "Omvang", "Modules", "Eigen referentie", "Attest gemaakt op", "Ingetrokken op"),
)
COLUMNS_OF_LINES = (
    *("Referentie", "ODB-nummer", "Periode", "INSZ", "Voornaam", "Naam", "Soort contract", "Uren aanwezig"),
    *("Uren ongewettigd afwezig", "Deelname aan de eindbeoordeling", "Traject volledig gevolgd"),
    *("Werkelijke einddatum", "Versie", "Geregistreerd op"),
)
CHUNK = 2000


def rows_of_filings(aanvragen: QuerySet) -> Iterator[tuple]:
    """The filings by form, for the export of "Mijn aanvragen"."""
    fields = (
        *("reference", "deelname__opleiding__title", "deelname__opleiding__odb_number"),
        *("deelname__period_from", "deelname__period_until", "deelname__line_count", "submitted_at"),
    )
    rows = aanvragen.order_by("-submitted_at", "-pk").values_list(*fields)
    for reference, title, number, first, last, count, at in rows.iterator(chunk_size=CHUNK):
        yield reference, title, number, period_words(first, last), count, timezone.localdate(at)


def rows_of_opleidingen(opleidingen: QuerySet) -> Iterator[tuple]:
    active = Q(inschrijvingen__withdrawn_at__isnull=True)
    counted = opleidingen.annotate(
        enrolled=Count("inschrijvingen", filter=active),
        attested=Count("inschrijvingen", filter=active & Q(inschrijvingen__attest_made_at__isnull=False)),
    )
    fields = ("odb_number", "title", "kind", "size", "start", "end", "enrolled", "attested")
    rows = counted.order_by("-start", "-pk").values_list(*fields)
    for number, title, kind, size, *rest in rows.iterator(chunk_size=CHUNK):
        yield (number, title, soort_label(kind), size, *rest)


def rows_of_trainees(inschrijvingen: QuerySet) -> Iterator[tuple]:
    rows = inschrijvingen.select_related("opleiding").order_by("last_name", "pk")
    for row in rows.iterator(chunk_size=CHUNK):
        yield (
            row.opleiding.odb_number,
            format_insz(row.insz),
            row.first_name,
            row.last_name,
            contract_in_words(row.contract),
            row.enrolled_on,
            row.real_start,
            row.real_end,
            row.exam_on,
            row.real_size,
            row.modules,
            row.own_reference,
            timezone.localdate(row.attest_made_at) if row.attest_made_at else None,
            timezone.localdate(row.withdrawn_at) if row.withdrawn_at else None,
        )


def rows_of_lines(deelnames: QuerySet) -> Iterator[tuple]:
    fields = (
        *("registratie__reference", "opleiding__odb_number", "period_from", "registratie__period_until", "insz"),
        *("first_name", "last_name", "contract", "hours_present", "unjustified", "final_assessment", "completed"),
        *("real_end", "version", "registratie__filed_at"),
    )
    rows = deelnames.order_by("pk").values_list(*fields, named=True)
    for row in rows.iterator(chunk_size=CHUNK):
        yield (
            row.registratie__reference,
            row.opleiding__odb_number,
            period_words(row.period_from, row.registratie__period_until),
            format_insz(row.insz),
            row.first_name,
            row.last_name,
            contract_in_words(row.contract),
            row.hours_present,
            row.unjustified,
            ANSWERS[row.final_assessment],
            ANSWERS[row.completed],
            row.real_end,
            row.version,
            timezone.localdate(row.registratie__filed_at),
        )
