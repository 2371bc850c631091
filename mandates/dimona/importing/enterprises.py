"""The organisations of a chunk by their number: known ones at once, others from the KBO register."""

from accounts.models import Organisation


class Enterprises:
    """With `make`, an enterprise that only the KBO register knows is added to the portal; `made` counts them."""

    def __init__(self, numbers: set[str], *, make: bool) -> None:
        self._make = make
        self._found = {row.kbo: row for row in Organisation.objects.filter(kbo__in=numbers)}
        self.made = 0

    def ids(self) -> list[int]:
        return [row.pk for row in self._found.values()]

    def get(self, kbo: str) -> Organisation | None:
        return self._found.get(kbo)

    def number(self, pk: int) -> str:
        return next((row.kbo for row in self._found.values() if row.pk == pk), "")
