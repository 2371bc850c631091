"""The receipt of a file, as PDF/UA, with the list of everything that was filed: in it, or beside it with its
fingerprint."""

import hashlib
import tempfile
from itertools import islice

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.template.loader import render_to_string

from loket.bulk.large.kinds import kind_of
from loket.bulk.large.models import Bestand
from loket.ui.exports import csv_lines
from loket.ui.pdf import html_to_pdf

# More lines make a document that nobody reads; the list beside it has them all.
LINES_IN_DOCUMENT = 200


def ensure_receipt(pk: int) -> Bestand:
    """The file with its receipt, made when it is not there yet. Two makers at once give one receipt."""
    with transaction.atomic():
        bestand: Bestand = (
            Bestand.objects.select_for_update(of=("self",), no_key=True)
            .select_related("represented", "own_organisation", "confirmed_by")
            .get(pk=pk)
        )
        if bestand.receipt or bestand.reference is None:
            return bestand
        kind = kind_of(bestand)
        bestand.annex_sha256 = _make_annex(bestand)
        lines = list(islice(kind.receipt_lines(bestand), LINES_IN_DOCUMENT)) if _fits(bestand) else []
        context = {"file": bestand, "kind": kind, "lines": lines, "titles": kind.receipt_columns}
        content = html_to_pdf(render_to_string("bulk/ontvangstbewijs.html", context))
        bestand.receipt_sha256 = hashlib.sha256(content).hexdigest()
        bestand.receipt.save("", ContentFile(content), save=False)
        bestand.save(update_fields=["receipt", "receipt_sha256", "annex", "annex_sha256"])
    return bestand


def _fits(bestand: Bestand) -> bool:
    return bestand.stored_rows <= LINES_IN_DOCUMENT


def _make_annex(bestand: Bestand) -> str:
    """The list as a CSV file, a line at a time; returns its fingerprint."""
    kind, digest = kind_of(bestand), hashlib.sha256()
    with tempfile.TemporaryFile() as target:
        for line in csv_lines(kind.receipt_columns, kind.receipt_lines(bestand)):
            part = line.encode()
            digest.update(part)
            target.write(part)
        target.seek(0)
        bestand.annex.save("", File(target), save=False)
    return digest.hexdigest()
