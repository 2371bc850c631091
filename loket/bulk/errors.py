"""A file that cannot be read at all."""


class FileRefused(ValueError):
    """Not a single row is looked at; the message says in Dutch why, and what to do."""
