"""What stops a whole import."""


class ImportRefused(ValueError):
    """Nothing is loaded and the register stays as it was; the message says in Dutch why, and what to do."""
