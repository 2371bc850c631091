"""How much a page may be sent."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from loket.errors import too_large

# Text fields and the frame of a multipart body beside the files; all that is read of who is not logged in.
BESIDE_FILES_BYTES = 1024 * 1024
# The most documents that a page of ours takes at once.
FILES_AT_ONCE = 3


def takes_large_files(view: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a view that takes a file with many rows."""
    view.takes_large_files = True  # type: ignore[attr-defined]
    return view


class BodyLimitMiddleware:
    """Answers what is too large with a page that says so, before anything reads the body: that is CSRF, the next one.

    Each file has its own limit, which its form says at the field; together they may be larger than that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any):
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        if length <= BESIDE_FILES_BYTES:
            return None
        files = 0
        if request.user.is_authenticated:
            large = getattr(view, "takes_large_files", False)
            files = settings.BULK_MAX_BYTES if large else FILES_AT_ONCE * settings.UPLOAD_MAX_BYTES
        if length <= files + BESIDE_FILES_BYTES:
            return None
        return too_large(request, files // 1_048_576)
