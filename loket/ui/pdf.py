"""HTML to PDF/UA. Only for tasks: WeasyPrint is heavy, so it is imported when it is used."""

from django.conf import settings


class OutsideAddress(ValueError):
    """A document asked for something outside itself."""


def _refuse(url: str, *args: object, **kwargs: object) -> None:
    """A document carries everything that it shows; it fetches nothing."""
    raise OutsideAddress(url)


def html_to_pdf(html: str) -> bytes:
    """The document as tagged PDF/UA, with the portal's print style. Raises OutsideAddress for a link to a resource."""
    from weasyprint import CSS, HTML

    style = (settings.BASE_DIR / "static" / "css" / "document.css").read_text()
    return HTML(string=html, url_fetcher=_refuse).write_pdf(
        stylesheets=[CSS(string=style)], pdf_variant="pdf/ua-1", pdf_tags=True
    )
