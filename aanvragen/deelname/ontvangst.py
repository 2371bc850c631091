"""The receipt of a filing that has no aanvraag (a file, a correction, a withdrawal), as PDF/UA."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string

from aanvragen.deelname.models import Registratie
from loket.ui.pdf import html_to_pdf

# A document of so many lines is still read; what is more stands in the export, and the document says so.
MOST_LISTED = 1000


def ensure_receipt(pk: int) -> Registratie:
    """Make the receipt when it is not there yet. Two makers at once give one receipt."""
    with transaction.atomic():
        row: Registratie = (
            Registratie.objects.select_for_update(of=("self",), no_key=True)
            .select_related("provider", "opleiding", "filed_by")
            .get(pk=pk, filed_at__isnull=False)
        )
        if row.receipt or row.aanvraag_id is not None:
            return row
        lines = row.lines.select_related("replaces").order_by("pk")[:MOST_LISTED]
        html = render_to_string("deelname/ontvangstbewijs.html", {"registratie": row, "lines": lines})
        content = html_to_pdf(html)
        row.receipt_sha256 = hashlib.sha256(content).hexdigest()
        row.receipt.save("", ContentFile(content), save=False)
        row.save(update_fields=["receipt", "receipt_sha256"])
    return row


def without_receipt() -> list[int]:
    """Filings whose receipt was not made: a lost message, or a worker that died."""
    rows = Registratie.objects.filter(filed_at__isnull=False, aanvraag__isnull=True, receipt="")
    return list(rows.order_by("filed_at").values_list("pk", flat=True)[:200])
