"""What every kind of delivery does alike: looking labels and people up, adding up, comparing with what is there."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from loket.acting.context import ActingContext
from loket.bulk.large.batch import Batch
from loket.bulk.models import Bestand
from maatwerk.models import Toekenning, Werknemer
from mandates.quarters import Quarter

# In `counts`: the sum of the controlled column, as a whole number of ten-thousandths.
SOM, SCALE = "som", 10_000
# In `counts` as well: in how many rows a cell of that column cannot be read.
UNREAD = "onleesbaar"
NEW, CHANGED = "nieuw", "gewijzigd"
THERE = "Deze gegevens zijn er al. Er verandert niets."
TWICE = "Deze rij staat al hoger in het bestand. Laat ze één keer staan."
UNKNOWN_LABEL = "Dit toekenningsnummer kennen we niet. Lever eerst het contingent van deze toekenning."


class Rijen:
    """One turn on one file. A kind says what it reads in `look_up`, judges in `row` and stores in `write`."""

    # The key of the column whose sum is a control figure; "" without one.
    som = ""

    def __init__(self, bestand: Bestand, acting: ActingContext | None, storing: bool) -> None:
        self.bestand, self.acting, self.storing = bestand, acting, storing
        # Keys of the rows of this turn, to see a row that comes twice before it is stored.
        self.seen: set[int] = set()

    def look_up(self, batch: Batch) -> None:
        """Find in the database what the rows name, for all of them at once."""

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        """Judge one row of which every needed cell could be read."""

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        """Store these rows."""

    def judge(self, batch: Batch) -> None:
        """Find what is wrong or double, and add up."""
        if self.som and not self.storing:
            read = [value for value in batch.values[self.som] if value is not None]
            batch.counts[SOM] += int(sum(read, Decimal(0)) * SCALE)
            batch.counts[UNREAD] += len(batch) - len(read)
        self.look_up(batch)
        for index in range(len(batch)):
            if index not in batch.findings:
                self.row(batch, index, values_of(batch, index))

    def keep(self, batch: Batch) -> None:
        """Nothing has to be remembered between turns: the database is asked again when rows are stored."""

    def store(self, batch: Batch) -> int:
        """Store the right rows; returns how many."""
        right = batch.right()
        if right:
            self.write(batch, [values_of(batch, index) | {"index": index} for index in right])
        return len(batch.right())

    def twice(self, batch: Batch, index: int, *key: Any, column: str = "", message: str = TWICE) -> bool:
        """The row was there in this turn already; it is set aside."""
        one = hash(key)
        if one in self.seen:
            batch.refuse(index, column, message)
            return True
        self.seen.add(one)
        return False

    def change(self, batch: Batch, index: int, stored: Any) -> bool:
        """Whether the row changes what is there. What an earlier turn stored of this file is not changed by it."""
        if stored.levering_id == self.bestand.pk:
            batch.refuse(index, "", TWICE)
            return False
        batch.counts[CHANGED] += 1
        return True


def values_of(batch: Batch, index: int) -> dict[str, Any]:
    """The cells of one row by the key of their column."""
    return {key: column[index] for key, column in batch.values.items()}


def labels_of(batch: Batch) -> dict[str, Toekenning]:
    """The labels that the rows name, by number, with their enterprise."""
    numbers = {number for number in batch.values["nummer"] if number}
    found = Toekenning.objects.filter(nummer__in=numbers).select_related("organisation")
    return {label.nummer: label for label in found}


def people_of(batch: Batch) -> dict[str, int]:
    """The people that the rows name and that we know, by INSZ."""
    numbers = {number for number in batch.values["insz"] if number}
    return dict(Werknemer.objects.filter(insz__in=numbers).values_list("insz", "pk"))


def ensure_people(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Their ids by INSZ; who is new is added under the name of the delivery."""
    people = {row["insz"]: row for row in rows}
    Werknemer.objects.bulk_create(
        (Werknemer(insz=insz, naam=row["naam"], voornaam=row["voornaam"]) for insz, row in people.items()),
        ignore_conflicts=True,
    )
    return dict(Werknemer.objects.filter(insz__in=people).values_list("insz", "pk"))


def quarter_label(day: date) -> str:
    """`2026 K1` for the first day of a quarter."""
    quarter = Quarter.of(day)
    return f"{quarter.year} K{quarter.number}"


def differing(row: Mapping[str, Any], stored: Any, names: Sequence[str]) -> list[str]:
    """Which of these attributes are not what the row says; an empty cell and an empty text are alike.

    Nothing and 0 are not: without a maximum there is no limit, with 0 there is no money.
    """

    def bare(value: Any) -> Any:
        return None if value == "" else value

    return [name for name in names if bare(row[name]) != bare(getattr(stored, name))]
