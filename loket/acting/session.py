"""The one place where the acting choice is written to and read from the session."""

from django.http import HttpRequest

from loket.acting.context import Choice

KEY = "acting"


def read_choice(request: HttpRequest) -> Choice | None:
    """What the session remembers, or None."""
    return Choice.from_session(request.session.get(KEY))


def write_choice(request: HttpRequest, choice: Choice) -> None:
    """Remember the choice; the next request resolves it."""
    request.session[KEY] = choice.to_session()


def forget_choice(request: HttpRequest) -> None:
    """Back to the chooser."""
    request.session.pop(KEY, None)
