"""The organisations of a chunk by their number: those of the portal, and those that only the KBO register knows."""

from collections.abc import Iterable

from accounts.kbo.models import Enterprise
from accounts.kbo.organisations import organisation_for
from accounts.models import Organisation
from loket.acting.context import Doelgroep
from loket.bulk.reading import Row


class Enterprises:
    """With `stand_ins`, an enterprise that would be made from the KBO register is there too, without a key."""

    def __init__(self, numbers: set[str], *, stand_ins: bool) -> None:
        self._found = {row.kbo: row for row in Organisation.objects.filter(kbo__in=numbers)}
        self._numbers = {row.pk: kbo for kbo, row in self._found.items()}
        if stand_ins and (unknown := numbers - self._found.keys()):
            for kbo in _in_register(unknown):
                self._found[kbo] = Organisation(kbo=kbo, name=kbo, doelgroep=Doelgroep.ONDERNEMING.value)

    def ids(self) -> list[int]:
        return list(self._numbers)

    def get(self, kbo: str) -> Organisation | None:
        return self._found.get(kbo)

    def number(self, pk: int) -> str:
        """The number of one of these organisations; "" for another."""
        return self._numbers.get(pk, "")


def _in_register(numbers: Iterable[str]) -> set[str]:
    """Those that the KBO register knows and that did not cease."""
    return set(Enterprise.objects.filter(number__in=numbers, ceased_on__isnull=True).values_list("number", flat=True))


def make_missing(rows: Iterable[Row]) -> int:
    """Add the givers of the rows that only the KBO register knows to the portal. Returns how many were made.

    Each is a short transaction of its own: the chunk itself must not keep others waiting for so long.
    """
    numbers = {row.values["giver"] for row in rows if "giver" in row.values and not row.findings}
    known = set(Organisation.objects.filter(kbo__in=numbers).values_list("kbo", flat=True))
    missing = _in_register(numbers - known) if numbers - known else set()
    return sum(organisation_for(kbo) is not None for kbo in sorted(missing))
