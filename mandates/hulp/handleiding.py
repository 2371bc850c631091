"""The manual: the text of the help page as PDF/UA, with pictures of the screens (`make tour` draws them)."""

import base64
import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string

from loket.ui.pdf import html_to_pdf

FOLDER = settings.BASE_DIR / "static" / "handleiding"
# What each picture shows, for who reads the manual and for who hears it.
PICTURES = {
    "geven": "Het scherm waarop een mandaatbeheerder een mandaat geeft: type, andere partij en periode.",
    "goedkeuren": "De pagina van een mandaat dat op goedkeuring wacht, met de knoppen “Keur goed” en “Weiger”.",
    "tegels": "De keuze van de organisatie, met onder “Met een mandaat” een tegel per mandaatgever.",
    "nummer": "Het scherm waarop een sociaal secretariaat het KBO-nummer van de onderneming ingeeft.",
    "in_uw_naam": "De lijst van wat anderen in uw naam deden, met de naam, het uur en het mandaat.",
}
DAY = 24 * 3600


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture inside the document, as a data address."""

    text: str
    data: str


def as_html() -> str:
    """The manual as the PDF is made from it."""
    pictures = {
        name: Picture(
            text, "data:image/png;base64," + base64.b64encode((FOLDER / f"{name}.png").read_bytes()).decode()
        )
        for name, text in PICTURES.items()
    }
    context = {
        "pictures": pictures,
        "site_name": settings.SITE_NAME,
        "oefenomgeving": settings.OEFENOMGEVING,
        "helpdesk_phone": settings.HELPDESK_PHONE,
        "helpdesk_hours": settings.HELPDESK_HOURS,
    }
    return render_to_string("mandatenhulp/handleiding.html", context)


def handleiding() -> bytes:
    """The PDF; made once a day at most, and again when a word or a picture changes."""
    html = as_html()
    key = f"handleiding-{hashlib.sha256(html.encode()).hexdigest()}"
    found: bytes = cache.get_or_set(key, lambda: html_to_pdf(html), DAY)
    return found
