"""HTML to PDF/UA. Only for tasks: WeasyPrint is heavy, so it is imported when it is used."""

from django.conf import settings


class OutsideAddress(ValueError):
    """A document asked for something outside itself."""


def html_to_pdf(html: str) -> bytes:
    """The document as tagged PDF/UA, with the portal's print style. It carries everything that it shows.

    Raises OutsideAddress when it asks for something outside itself.
    """
    from weasyprint import CSS, HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    class Closed(URLFetcher):
        def fetch(self, url: str, headers: dict[str, str] | None = None):
            if url.startswith("data:"):
                return super().fetch(url, headers)
            raise FatalURLFetchingError(url)

    style = (settings.BASE_DIR / "static" / "css" / "document.css").read_text()
    try:
        return HTML(string=html, url_fetcher=Closed()).write_pdf(
            stylesheets=[CSS(string=style)], pdf_variant="pdf/ua-1", pdf_tags=True
        )
    except FatalURLFetchingError as error:
        raise OutsideAddress(str(error)) from error
