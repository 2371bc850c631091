"""The columns of the export of filed requests."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from aanvragen.models import Aanvraag
from aanvragen.vov.schooljaar import Schooljaar
from loket.numbers import format_establishment, format_insz, format_kbo

COLUMNS = (
    "Referentie",
    "Status",
    "Ingediend op",
    "KBO-nummer",
    "Onderneming",
    "INSZ",
    "Naam",
    "Voornaam",
    "Vestigingsnummer",
    "ODB-nummer",
    "Opleiding",
    "Opleidingsverstrekker",
    "Startdatum",
    "Einddatum",
    "Schooljaar",
    "Initiatief",
    "Uren opleidingsverlof",
    "Uiterste indieningsdag",
)


def export_rows(filed: QuerySet[Aanvraag]) -> Iterator[tuple[object, ...]]:
    """One row per request, newest first, read in chunks so that memory does not grow with the number of rows."""
    rows = filed.select_related("vov", "represented").defer("typed", "kept").order_by("-submitted_at", "-pk")
    for row in rows.iterator(chunk_size=2000):
        g = row.vov
        yield (
            row.reference,
            row.state.label,
            timezone.localtime(row.submitted_at).date(),
            # Written with their dots, as text: a spreadsheet then keeps the leading zeros.
            format_kbo(row.represented.kbo or ""),
            row.represented.name,
            format_insz(g.insz),
            g.last_name,
            g.first_name,
            format_establishment(g.establishment),
            g.odb_number,
            g.title,
            g.provider_name,
            g.start,
            g.end,
            Schooljaar(g.schooljaar).label if g.schooljaar else "",
            g.initiatief,
            g.hours,
            row.deadline,
        )
