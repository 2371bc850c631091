"""Judging and applying a chunk of rows: a fixed number of queries, whatever stands in them."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils import timezone

from accounts.models import Organisation
from loket.bulk.reading import Finding, Row
from mandates.dimona.importing.enterprises import Enterprises
from mandates.dimona.importing.parsing import NEEDED, TITLES
from mandates.dimona.parties import giver_error, is_taker
from mandates.dimona.states import IMPORTED, Status
from mandates.models import DimonaMandaat, DimonaStap
from mandates.models.dimona import Bron
from mandates.quarters import Quarter
from mandates.sides import Side

NEW, CHANGED, SAME, ENTERPRISE = "nieuw", "gewijzigd", "hetzelfde", "ondernemingen"


@dataclass(slots=True)
class Chunk:
    """What came of a chunk: the rows that can be applied are planned; the others have their findings."""

    new: list[DimonaMandaat] = field(default_factory=list)
    changed: list[tuple[DimonaMandaat, str]] = field(default_factory=list)
    same: list[DimonaMandaat] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)


def judge(rows: Iterable[Row], today: datetime.date, *, only_checking: bool) -> Chunk:
    """Hold every row against the table and against the rows before it in the chunk. Writes nothing.

    When it is `only_checking`, enterprises that would be made from the KBO register count as made.
    """
    rows = list(rows)
    numbers = {row.values[key] for row in rows for key in ("giver", "taker") if key in row.values}
    enterprises = Enterprises(numbers, stand_ins=only_checking)
    known: dict[tuple[str, str], list[DimonaMandaat]] = defaultdict(list)
    for mandaat in DimonaMandaat.objects.holding_quarters().filter(giver__in=enterprises.ids()):
        known[enterprises.number(mandaat.giver_id), mandaat.groep].append(mandaat)
    judging = _Judging(enterprises, known, today)
    # By begin quarter: what a later mandate takes over from ends first, in whatever order they stand in the file.
    for row in sorted(rows, key=lambda row: (row.values.get("begin", Quarter(0, 0)), row.number)):
        judging.judge(row)
    return judging.chunk


class _Judging:
    def __init__(
        self, enterprises: Enterprises, known: dict[tuple[str, str], list[DimonaMandaat]], today: datetime.date
    ) -> None:
        self.enterprises, self.known, self.today = enterprises, known, today
        self.chunk = Chunk()

    def judge(self, row: Row) -> None:
        """Plan the row, or add what is wrong to it."""
        shown = {finding.column for finding in row.findings}
        for key in NEEDED:
            if key not in row.values and TITLES[key] not in shown:
                self._find(row, key, f"Vul de kolom “{TITLES[key]}” in.")
        giver, taker = self._party(row, "giver"), self._party(row, "taker")
        if giver is not None and (message := self._giver_error(row, giver)):
            self._find(row, "giver", message)
        if taker is not None and not is_taker(taker):
            self._find(
                row,
                "taker",
                f"{taker} is geen Dimona Mandaatnemer. Zet eerst die soort bij de organisatie, of kijk het nummer na.",
            )
        self._period(row)
        if row.findings or giver is None or taker is None:
            self.chunk.wrong.append(row)
            self.chunk.counts["fout"] += 1
            return
        self._plan(row, giver, taker)

    def _party(self, row: Row, key: str) -> Organisation | None:
        kbo = row.values.get(key)
        if kbo is None:
            return None
        found = self.enterprises.get(kbo)
        if found is None:
            self._find(row, key, "Deze onderneming staat niet in het loket en niet in de KBO. Kijk het nummer na.")
        elif key == "taker" and row.values.get("giver") == kbo:
            self._find(row, key, "De gever en de nemer zijn dezelfde. Kijk de nummers na.")
        return found

    def _giver_error(self, row: Row, giver: Organisation) -> str:
        # What ended before the enterprise did is history, and may come in.
        active = row.values.get("state") is Status.ACTIEF
        return giver_error(giver, self.today if active else datetime.date.min)

    def _period(self, row: Row) -> None:
        begin, end, state = (row.values.get(key) for key in ("begin", "end", "state"))
        if TITLES["end"] in {finding.column for finding in row.findings}:
            return
        if begin is not None and end is not None and end < begin:
            self._find(row, "end", "Het eindkwartaal ligt voor het beginkwartaal. Kijk beide na.")
        elif state is Status.AFGESLOTEN and (end is None or end >= Quarter.of(self.today)):
            self._find(
                row,
                "end",
                "Een afgesloten mandaat heeft een eindkwartaal dat voorbij is. Vul dat in, of zet “actief”.",
            )

    def _find(self, row: Row, key: str, message: str) -> None:
        value = row.values.get(key, "")
        row.findings.append(Finding(row.number, TITLES[key], str(value), message))

    def _plan(self, row: Row, giver: Organisation, taker: Organisation) -> None:
        begin, end = row.values["begin"], row.values.get("end")
        start, last = begin.first_day, end.last_day if end else None
        # The portal would close it tonight; so that the same file then still changes nothing.
        status = Status.AFGESLOTEN if last is not None and last < self.today else Status.ACTIEF
        mandates = self.known[row.values["giver"], row.values["groep"]]
        found = next((item for item in mandates if item.taker_id == taker.pk and item.start == start), None)
        if found is not None and (found.status, found.end) == (status, last):
            self.chunk.counts[SAME] += 1
            self.chunk.same.append(found)
            return
        for other in mandates:
            if other is not found and _overlap(other, start, last):
                self._refuse(row, other)
                return
        if found is None:
            made = DimonaMandaat(giver=giver, taker=taker, groep=row.values["groep"], start=start, bron=Bron.IMPORT)
            made.status, made.end = status, last
            mandates.append(made)
            self.chunk.new.append(made)
            self.chunk.counts[NEW] += 1
        else:
            # A later row of the file says something else of what this chunk adds: the last one counts.
            if found.pk is not None:
                self.chunk.changed.append((found, found.status))
            found.status, found.end = status, last
            self.chunk.counts[CHANGED] += 1

    def _refuse(self, row: Row, other: DimonaMandaat) -> None:
        until = f"tot en met {Quarter.of(other.end)}" if other.end else "zonder einde"
        whose = "een ander secretariaat" if row.values["taker"] != self.enterprises.number(other.taker_id) else "dit"
        self._find(
            row,
            "begin",
            f"In deze kwartalen is er al een mandaat bij {whose}: vanaf {Quarter.of(other.start)}, {until}. "
            "Kijk na welk van beide klopt. Sluit het andere eerst af.",
        )
        self.chunk.wrong.append(row)
        self.chunk.counts["fout"] += 1


def _overlap(other: DimonaMandaat, start: datetime.date, end: datetime.date | None) -> bool:
    return (other.end is None or other.end >= start) and (end is None or other.start <= end)


def store(chunk: Chunk, person_id: int | None) -> None:
    """Write what was planned, inside the caller's transaction, with a step for each mandate that changed."""
    now = timezone.now()
    changed = {mandaat.pk: (mandaat, source) for mandaat, source in reversed(chunk.changed)}
    for mandaat, _source in changed.values():
        mandaat.seen_at = now
    # What ends earlier goes first: new mandates may need the room.
    DimonaMandaat.objects.bulk_update([mandaat for mandaat, _ in changed.values()], ["status", "end", "seen_at"])
    DimonaMandaat.objects.bulk_create(chunk.new)
    # The register said so again.
    DimonaMandaat.objects.filter(pk__in=[mandaat.pk for mandaat in chunk.same]).update(seen_at=now)
    steps = [*((mandaat, "") for mandaat in chunk.new), *changed.values()]
    DimonaStap.objects.bulk_create(
        DimonaStap(
            mandaat=mandaat,
            move=IMPORTED,
            source=source,
            target=mandaat.status,
            person_id=person_id,
            side=Side.PORTAL,
        )
        for mandaat, source in steps
    )
