"""Rows that correct or withdraw a line that is registered already: by the rules of the form, and with its flags.

A portion without such rows costs nothing here.
"""

import datetime
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from aanvragen.deelname.bekend import TWICE, Known
from aanvragen.deelname.bestand.columns import CORRECT, WITHDRAW
from aanvragen.deelname.bestand.models import BestandRegistratie, DeelnameBestandRij
from aanvragen.deelname.models import Deelname
from aanvragen.deelname.regels.lijn import Line
from aanvragen.deelname.wijzigen import change_lines
from loket.acting.context import ActingContext
from loket.bulk.large.batch import Batch
from loket.bulk.large.models import Bestand

if TYPE_CHECKING:
    from aanvragen.deelname.bestand.work import Group

COUNTED = {CORRECT: "verbeterd", WITHDRAW: "ingetrokken"}
NOT_REGISTERED = (
    "Deze cursist is voor deze opleiding en periode nog niet geregistreerd. Maak de kolom “wijziging” leeg om de "
    "cursist te registreren. Is het INSZ van een lijn fout, verbeter dan die lijn op het scherm."
)
WITHDRAWN_BEFORE = "Deze lijn is ingetrokken. Maak de kolom “wijziging” leeg om de cursist opnieuw te registreren."
WITHDRAWN_ALREADY = "Deze lijn is al ingetrokken. U hoeft niets te doen."
CORRECTED_ALREADY = "Deze lijn is al zo geregistreerd. U hoeft niets te doen."
IN_FILE_ALREADY = "Dezelfde wijziging staat al op een eerdere rij van dit bestand."
NO_REASON = "Vul in waarom u deze lijn wijzigt."
BEING_FILED = "Deze lijn wordt nu met een ander bestand geregistreerd. Wacht tot dat klaar is, en laad de rij dan op."
MEANWHILE = "Deze lijn is intussen gewijzigd. Kijk ze na op het scherm. Klopt uw rij nog, laad ze dan opnieuw op."
AS_REGISTERED = (
    "Bij “intrekken” trekken we de lijn in zoals ze geregistreerd is. Wat u hier anders invulde, gebruiken we niet."
)
NO_CHANGE = "De kolom “wijziging” is leeg. De reden gebruiken we dan niet."

# Opleiding, INSZ, first day of the period.
Key = tuple[int, str, datetime.date]


class Change(NamedTuple):
    """A right row: which version it replaces, and what it says."""

    index: int
    group: "Group"
    replaces: int
    line: Line
    asked: str
    reason: str

    @property
    def becomes(self) -> Line | None:
        """None is a withdrawal."""
        return None if self.asked == WITHDRAW else self.line


class Changes:
    """The changes in one portion."""

    def __init__(self, bestand: Bestand, acting: ActingContext, storing: bool, batch: Batch) -> None:
        self.bestand, self.acting, self.storing = bestand, acting, storing
        # Per row: "", or what is to become of the line that is registered.
        self.asked: Sequence[str | None] = batch.values["change"]
        self.reasons: Sequence[str | None] = batch.values["reason"]
        self.right: list[Change] = []
        # By key: the last version and whether that is a withdrawal; and the version that the check saw.
        self._last: dict[Key, tuple[int, bool]] = {}
        self._seen: dict[Key, int] = {}

    def look_up(self, courses: set[int], inszs: Sequence[str | None]) -> None:
        """The last versions of these lines. One query, two when storing."""
        people = {insz for insz, asked in zip(inszs, self.asked, strict=True) if asked and insz}
        if not people:
            return
        rows = Deelname.objects.of_provider(self.acting).filter(current=True, insz__in=people, opleiding__in=courses)
        for opleiding, insz, first, pk, withdrawn in rows.values_list(
            "opleiding_id", "insz", "period_from", "pk", "withdrawn"
        ):
            self._last[opleiding, insz, first] = pk, withdrawn
        if self.storing:
            seen = DeelnameBestandRij.objects.filter(bestand=self.bestand.pk, insz__in=people, replaces__isnull=False)
            for opleiding, insz, first, pk in seen.values_list("opleiding_id", "insz", "period_from", "replaces"):
                self._seen[opleiding, insz, first] = pk

    def possible(self, batch: Batch, index: int, key: Key, line: Line, stored: tuple | None, in_file: bool) -> bool:
        """Whether there is something to change; else the row is told what is the matter."""
        withdrawing = self.asked[index] == WITHDRAW
        if not self.reasons[index]:
            batch.refuse(index, "reason", NO_REASON)
            return False
        same = stored is None if withdrawing else stored is not None and line[:9] == stored
        if in_file:
            if same:
                batch.double(index, IN_FILE_ALREADY)
            else:
                batch.refuse(index, "insz", TWICE)
            return False
        last, withdrawn = self._last.get(key, (None, False))
        if withdrawn and withdrawing:
            batch.double(index, WITHDRAWN_ALREADY)
        elif stored is None:
            batch.refuse(index, "change", WITHDRAWN_BEFORE if withdrawn else NOT_REGISTERED)
        elif same:
            batch.double(index, CORRECTED_ALREADY)
        elif last is None:
            batch.refuse(index, "change", BEING_FILED)
        elif self.storing and self._seen.get(key) != last:
            batch.refuse(index, "change", MEANWHILE)
        else:
            return True
        return False

    def add(self, batch: Batch, index: int, group: "Group", key: Key, line: Line, stored: tuple, known: Known) -> None:
        """This row is right: it counts for the next ones."""
        opleiding, insz, first = key
        asked, reason = self.asked[index], self.reasons[index]
        if asked == WITHDRAW:
            if line[:9] != stored:
                batch.notice(index, "change", AS_REGISTERED)
            known.drop(opleiding, insz, first)
        else:
            known.add(opleiding, first, line)
        batch.counts[COUNTED[asked]] += 1
        self.right.append(Change(index, group, self._last[key][0], line, asked or "", reason or ""))

    def remark(self, batch: Batch, new: Iterable[int]) -> None:
        """A reason in a row that changes nothing."""
        if any(self.reasons):
            for index in new:
                if self.reasons[index]:
                    batch.notice(index, "reason", NO_CHANGE)

    def store(self, batch: Batch) -> int:
        """A filing for each opleiding, period, kind of change and reason. Returns how many lines were changed."""
        # All of them in one order: two files that change the same lines for other reasons never wait for each other.
        lines = Deelname.objects.filter(pk__in=[change.replaces for change in self.right]).order_by("pk")
        list(lines.select_for_update(no_key=True).values_list("pk"))
        filings: dict[tuple, list[Change]] = {}
        for change in self.right:
            filings.setdefault((id(change.group), change.asked, change.reason), []).append(change)
        stored = 0
        for changes in filings.values():
            first = changes[0]
            wanted = {change.replaces: change.becomes for change in changes}
            filing, left = change_lines(
                self.acting,
                first.group.opleiding,
                first.group.periode,
                wanted,
                first.reason,
                at=self.bestand.confirmed_at,
            )
            if filing is not None:
                BestandRegistratie.objects.create(bestand_id=self.bestand.pk, registratie=filing)
            for change in changes:
                if change.replaces in left:
                    batch.refuse(change.index, "change", MEANWHILE)
                    batch.counts[COUNTED[change.asked]] -= 1
            stored += len(wanted) - len(left)
        return stored
