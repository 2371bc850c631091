"""What can keep the embedded servers or the demo from starting, said in one line."""

import re

COMPLAINT = re.compile(r"\b(FATAL|PANIC|ERROR|CRITICAL)\b|^[\w.]*(Error|Exception)\b|could not (?!start server)")


class CannotStart(Exception):
    """The message is a whole sentence for the person at the terminal; no traceback adds to it."""


def last_line(text: str) -> str:
    """The last line with something on it, which is where a program usually says why it gave up."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else "no message"


def complaint(log: str) -> str:
    """The last line of a log that names an error; other words of farewell may come after it."""
    lines = [line for line in log.splitlines() if COMPLAINT.search(line)]
    return last_line("\n".join(lines) or log)
