"""The acts of the journal in words; a room adds those that it writes."""

_labels: dict[str, str] = {}
_screens: dict[str, str] = {}


def register_labels(labels: dict[str, str]) -> None:
    """Add the words for acts."""
    _labels.update(labels)


def register_screens(names: dict[str, str]) -> None:
    """Add the words for screens that can be opened in somebody else's name, by the name of their address."""
    _screens.update(names)


def screen_label(url_name: str) -> str:
    """The screen in Dutch; the bare name of its address with spaces when nobody gave words to it."""
    return _screens.get(url_name, url_name.replace("_", " "))


def action_label(action: str) -> str:
    """The act in Dutch; its bare name with spaces when nobody gave words to it."""
    return _labels.get(action, action.replace("_", " "))


def labelled_actions() -> list[tuple[str, str]]:
    """All acts with words, by those words: the choices of a filter."""
    return sorted(_labels.items(), key=lambda item: item[1].casefold())
