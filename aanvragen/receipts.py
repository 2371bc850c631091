"""The receipt as PDF/UA, stored once with its SHA-256."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.template.loader import render_to_string

from aanvragen.flow import flow_of
from aanvragen.models import Aanvraag, Ontvangstbewijs
from loket.ui.pdf import html_to_pdf


def ensure_receipt(pk: int) -> Ontvangstbewijs:
    """The receipt of a filed aanvraag; made when it is not there yet. Two makers at once give one receipt."""
    with transaction.atomic():
        aanvraag = Aanvraag.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
        existing = Ontvangstbewijs.objects.filter(aanvraag=aanvraag).first()
        if existing is not None:
            return existing
        template = flow_of(aanvraag).receipt_template
        html = render_to_string(template, {"aanvraag": aanvraag, "snapshot": aanvraag.snapshot})
        content = html_to_pdf(html)
        bewijs = Ontvangstbewijs(aanvraag=aanvraag, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        bewijs.file.save("", ContentFile(content), save=False)
        bewijs.save()
    return bewijs
