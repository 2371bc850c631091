"""The acts of the journal in words; a room adds those that it writes."""

_labels: dict[str, str] = {}


def register_labels(labels: dict[str, str]) -> None:
    """Add the words for acts."""
    _labels.update(labels)


def action_label(action: str) -> str:
    """The act in Dutch; its bare name with spaces when nobody gave words to it."""
    return _labels.get(action, action.replace("_", " "))


def labelled_actions() -> list[tuple[str, str]]:
    """All acts with words, by those words: the choices of a filter."""
    return sorted(_labels.items(), key=lambda item: item[1].casefold())
