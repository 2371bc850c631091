"""Watching a browser context: everything that a page did wrong by itself, without a test asking."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, Response


class Watch:
    """Collects console errors, breaches of the content security policy, script errors and outside requests.

    `documents` holds, for each page, the last document that the server sent to it.
    """

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.problems: list[str] = []
        self.documents: dict[Page, Response] = {}
        self._allowed: list[str] = []
        # Chromium reports a refused inline style or script on the console too, as an error.
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._note(f"script error: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)

    def allow(self, text: str) -> None:
        """Expect problems with this text: a page that is meant to answer 404 says so on the console."""
        self._allowed.append(text)

    def unexpected(self) -> list[str]:
        """The problems that no test announced."""
        return [problem for problem in self.problems if not any(text in problem for text in self._allowed)]

    def _note(self, problem: str) -> None:
        self.problems.append(problem)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self._note(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _on_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.address}/", "data:", "blob:", "about:")):
            self._note(f"outside request: {request.url}")

    def _on_response(self, response: Response) -> None:
        request = response.request
        # Without a frame: a download, or a page that is gone already.
        if request.is_navigation_request() and not 300 <= response.status < 400:
            try:
                frame = response.frame
            except Error:
                # The first page of a new tab answers before its frame is there.
                return
            if frame.parent_frame is None:
                self.documents[frame.page] = response
