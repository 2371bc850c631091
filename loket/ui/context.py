"""What every page shows."""

from django.conf import settings
from django.http import HttpRequest

from loket.catalogue.menu import menu_for


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, its banner and helpdesk, and the acting context."""
    acting = getattr(request, "acting", None)
    return {
        "site": {
            "name": settings.SITE_NAME,
            "oefenomgeving": settings.OEFENOMGEVING,
            "demo": settings.DEMO,
            "helpdesk_phone": settings.HELPDESK_PHONE,
            "helpdesk_hours": settings.HELPDESK_HOURS,
            "vov_contact": settings.VOV_CONTACT,
            "maatwerk_contact": settings.MAATWERK_CONTACT,
            "data_contact": settings.DATA_CONTACT,
            "session_warn_seconds": settings.SESSION_WARN_SECONDS,
        },
        "acting": acting,
        "menu": menu_for(acting) if acting else [],
        "session_ends_in": getattr(request, "session_ends_in", None),
    }
