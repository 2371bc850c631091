"""WOPs, as the register MVAC has them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from loket.acting.context import ActingContext
from loket.bulk.columns import Column, parse_date, parse_insz_cell
from loket.bulk.large.batch import Batch
from loket.bulk.models import Bestand
from loket.numbers import is_plain_insz
from maatwerk.leveringen import cellen
from maatwerk.leveringen.rijen import (
    NEW,
    THERE,
    UNKNOWN_LABEL,
    Rijen,
    differing,
    ensure_people,
    labels_of,
)
from maatwerk.models import Wop
from maatwerk.models.werknemer import Basis, Groep, Niveau

PERSON = (
    Column(
        "insz",
        "INSZ",
        parse_insz_cell,
        needed=True,
        filled=True,
        distinct=True,
        plain=is_plain_insz,
        example="90.01.20-990.16",
    ),
    Column("naam", "naam", cellen.text_of(100), needed=True, filled=True, example="Lambert"),
    Column("voornaam", "voornaam", cellen.text_of(100), needed=True, filled=True, example="Emma"),
)
LABEL = Column("nummer", "toekenningsnummer", cellen.text_of(30), needed=True, filled=True, example="0012345")
PACKAGE = (
    Column("percentage", "WOP percentage", cellen.percentage, needed=True, filled=True, example="60"),
    Column("niveau", "WOP niveau", cellen.one_of(dict(Niveau.choices)), needed=True, filled=True, example="hoog"),
    Column("groep", "doelgroep", cellen.one_of(dict(Groep.choices)), needed=True, filled=True, example="a"),
)
COLUMNS = (
    *PERSON,
    LABEL,
    *PACKAGE,
    Column("basis", "basis", cellen.one_of(dict(Basis.choices)), needed=True, filled=True, example="start"),
    Column("start", "vanaf", parse_date, needed=True, filled=True, example="01/09/2026"),
    Column("end", "tot en met", parse_date, help="Leeg zolang er geen einde bekend is.", example="31/08/2031"),
)
KEPT = ("percentage", "niveau", "groep", "basis")


class Wops(Rijen):
    """A row is a package; one that is there may only get another end."""

    def __init__(self, bestand: Bestand, acting: ActingContext | None, storing: bool) -> None:
        super().__init__(bestand, acting, storing)
        # Begin and end of the packages that rows of this turn bring or change, by person: a check stores nothing.
        self.planned: dict[str, dict[Any, Any]] = defaultdict(dict)

    def look_up(self, batch: Batch) -> None:
        self.labels = labels_of(batch)
        numbers = {number for number in batch.values["insz"] if number}
        self.there: dict[str, dict[Any, Wop]] = defaultdict(dict)
        for wop in Wop.objects.filter(werknemer__insz__in=numbers).select_related("werknemer", "toekenning"):
            self.there[wop.werknemer.insz][wop.start] = wop

    def row(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        insz, start, end = values["insz"], values["start"], values["end"]
        if values["nummer"] not in self.labels:
            batch.refuse(index, "nummer", UNKNOWN_LABEL)
        elif end is not None and end < start:
            batch.refuse(index, "end", "Het einde ligt voor het begin. Verbeter een van beide.")
        elif not self.twice(batch, index, insz, start):
            self._judge(batch, index, values)

    def _judge(self, batch: Batch, index: int, values: Mapping[str, Any]) -> None:
        insz, start, end = values["insz"], values["start"], values["end"]
        stored = self.there[insz].get(start)
        periods = {begin: wop.end for begin, wop in self.there[insz].items()} | self.planned[insz]
        if any(begin != start and _meet((start, end), (begin, until)) for begin, until in periods.items()):
            batch.refuse(index, "start", "Deze werknemer heeft in deze periode al een WOP. Sluit dat eerst af.")
            return
        if stored is None:
            batch.counts[NEW] += 1
        elif stored.toekenning.nummer != values["nummer"] or differing(values, stored, KEPT):
            batch.refuse(index, "start", "Dit WOP is er al met een andere inhoud. Sluit het af en begin een nieuw.")
            return
        elif stored.end == end:
            batch.double(index, THERE)
            return
        elif not self.change(batch, index, stored):
            return
        self.planned[insz][start] = end

    def write(self, batch: Batch, rows: list[dict[str, Any]]) -> None:
        people = ensure_people(rows)
        changed = []
        for row in rows:
            if wop := self.there[row["insz"]].get(row["start"]):
                wop.end, wop.levering = row["end"], self.bestand
                changed.append(wop)
        # Shortened ones first: a following package may begin on the day that becomes free.
        Wop.objects.bulk_update(changed, ["end", "levering"])
        Wop.objects.bulk_create(
            Wop(
                werknemer_id=people[row["insz"]],
                toekenning=self.labels[row["nummer"]],
                levering=self.bestand,
                **{name: row[name] for name in (*KEPT, "start", "end")},
            )
            for row in rows
            if row["start"] not in self.there[row["insz"]]
        )


def _meet(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return (one[1] is None or other[0] <= one[1]) and (other[1] is None or one[0] <= other[1])
