"""What is wrong with a row: the rules of the form, asked once for all rows that are alike.

Of a hundred thousand rows most say the same but for the werknemer. What the rules say of everything else is
remembered; for a werknemer who has other requests, in the portal or in the file, the hours are counted anew.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from aanvragen.deelname.viacode import OnAttest, read_attests
from aanvragen.models import Opleiding
from aanvragen.states import COUNTING
from aanvragen.vov.bestand.columns import TITLES
from aanvragen.vov.declaration import (
    NOT_IN_ODB,
    Finding,
    check_end,
    check_establishment,
    check_hired_on,
    check_number,
    check_start,
    check_uren,
    hours_lock,
    uren,
)
from aanvragen.vov.eerder import took_before
from aanvragen.vov.forms import HUNDRED, VerlofForm
from aanvragen.vov.initiatief import Aanvraaguren, Initiatief
from aanvragen.vov.odb import OdbNumberError, is_pseudo_number, normalise_odb_number
from aanvragen.vov.opleiding import Soort, beoordeel_stopgezet
from aanvragen.vov.recht import Tewerkstelling
from aanvragen.vov.schooljaar import Schooljaar
from loket.arrays import number_array
from loket.bulk.large.batch import Batch
from loket.locks import hold_all_until_commit
from loket.parameters.values import ParameterSet

REMEMBERED = 5_000
NOT_USED = "Deze gegevens komen uit de opleidingsdatabank. Wat u in deze kolom invulde, gebruiken we niet."
FILED_ALREADY = "Deze aanvraag is al ingediend. U hoeft niets te doen."
IN_FILE_ALREADY = "Dezelfde aanvraag staat al op een eerdere rij van dit bestand."
NO_SIZE = "Van deze opleiding is de omvang niet bekend. Kijk het nummer na op het inschrijvingsattest."
NO_START = f"Vul de kolom “{TITLES['start']}” in."
AGREE = str(VerlofForm.base_fields["akkoord"].error_messages["required"])
DATA_FIELDS = ("title", "provider_name", "kind", "size", "end")
CODE = "attest_code"
# What a row says besides the werknemer's own data. What the attest of its code says comes with it.
SHARED = (
    *("establishment", "fraction", "hours_per_week", "hired_on", "creditcontract", "odb_number", "start"),
    *("initiatief", "akkoord", *DATA_FIELDS),
)


@dataclass(frozen=True, slots=True, eq=False)
class Declared:
    """What the rows that are alike declare and what the rules say of it. In the same words as the form.

    One object for all of them: it is known by itself, not by comparing.
    """

    establishment: str
    fraction: Decimal
    hours_per_week: Decimal
    hired_on: datetime.date | None
    creditcontract: bool
    odb_number: str
    initiatief: str
    start: datetime.date
    schooljaar: int
    opleiding: int | None
    title: str
    provider_name: str
    kind: str
    size: Decimal
    end: datetime.date | None
    deadline: datetime.date
    # Columns that were filled and are not read.
    not_used: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """Another request of the same werknemer in the same schooljaar."""

    odb_number: str
    initiatief: str
    hours: Decimal
    start: datetime.date
    title: str
    # Filed by the same onderneming: then the same again is double.
    own: bool
    in_file: bool


@dataclass(frozen=True, slots=True)
class Right:
    """A row that may be filed."""

    index: int
    declared: Declared
    hours: Decimal
    # What counts against the same hours.
    others: tuple[Other, ...]
    # The attest that goes with it, by its code.
    attest: OnAttest | None


class Judge:
    """Judges the rows of one file, for one onderneming, on one day."""

    def __init__(
        self,
        params: ParameterSet,
        today: datetime.date,
        represented: int,
        establishments: Mapping[str, bool],
        bestand: int | None,
        person: int,
    ) -> None:
        """`bestand` names the file whose earlier rows count too, because they are not stored yet. Without one the
        rows are about to be stored: filings of the same werknemers wait until this transaction is over. Wrong codes
        of attesten are counted for `person`."""
        self.params, self.today, self.person = params, today, person
        self.represented, self.establishments, self.bestand = represented, establishments, bestand
        self._courses: dict[str, Opleiding | None] = {}
        self._stopped: dict[str, datetime.date] = {}
        self._verdicts: dict[tuple[Any, ...], tuple[Declared | None, list[Finding]]] = {}
        self._hours: dict[tuple[Any, ...], list[Finding]] = {}

    def judge(self, batch: Batch) -> list[Right]:
        """Mark what is wrong or double; gives the others."""
        right: list[Right] = []
        attests = self._attests(batch)
        self._load_courses({*batch.values["odb_number"], *(found.odb_number for found in attests if found)})
        declared = self._shared(batch, attests)
        inszs, hours = batch.values["insz"], batch.values["hours"]
        pairs = {(insz, item.schooljaar) for insz, item in zip(inszs, declared, strict=True) if insz and item}
        if self.bestand is None:
            hold_all_until_commit(hours_lock(insz, year) for insz, year in pairs)
        found = self._others({insz for insz, _ in pairs}, {year for _, year in pairs})
        for index, item in enumerate(declared):
            if item is None or index in batch.findings:
                continue
            insz, asked = inszs[index], hours[index]
            key = (insz, item.schooljaar)
            others = found.get(key, ())
            if others:
                double = self._double(item, asked, others)
                if double:
                    batch.double(index, double)
                    continue
            findings = self._check_hours(item, asked, others)
            if findings:
                for finding in findings:
                    batch.refuse(index, finding.field, finding.message)
                continue
            for column in item.not_used:
                batch.notice(index, column, NOT_USED)
            right.append(Right(index, item, asked, others, attests[index]))
            found[key] = (*others, Other(item.odb_number, item.initiatief, asked, item.start, item.title, True, True))
        return right

    def _load_courses(self, numbers: Iterable[str | None]) -> None:
        """The opleidingen of these numbers, those that were not looked up before."""
        wanted = set()
        for raw in set(numbers):
            try:
                wanted.add(normalise_odb_number(raw or "ODB-P00004"))
            except OdbNumberError:
                # The rules say so.
                continue
        wanted -= self._courses.keys()
        if wanted:
            self._courses |= dict.fromkeys(wanted)
            for course in Opleiding.objects.filter(odb_number__in=wanted).select_related("provider"):
                self._courses[course.odb_number] = course
                if course.stopped_on is not None:
                    self._stopped[course.odb_number] = course.stopped_on

    def _attests(self, batch: Batch) -> Sequence[OnAttest | None]:
        """The attest that the code of each row opens; what it does not open is a finding in the batch."""
        codes, inszs = batch.values[CODE], batch.values["insz"]
        opened: list[OnAttest | None] = [None] * len(batch)
        pairs = {
            index: (code, insz)
            for index, (code, insz) in enumerate(zip(codes, inszs, strict=True))
            if code is not None and insz is not None
        }
        if not pairs:
            return opened
        # What is about to be stored was opened by the check of the same file: it is no guess.
        found = read_attests(list(pairs.values()), self.person, lambda: self.bestand is None)
        for index, attest in zip(pairs, found, strict=True):
            if isinstance(attest, OnAttest):
                opened[index] = attest
            else:
                batch.refuse(index, CODE, str(attest))
        return opened

    def _shared(self, batch: Batch, attests: Sequence[OnAttest | None]) -> list[Declared | None]:
        """What each row declares, and its findings in the batch."""
        verdicts, result = self._verdicts, []
        keys = list(zip(*(batch.values[name] for name in SHARED), attests, strict=True)) if len(batch) else []
        for index, key in enumerate(keys):
            verdict = verdicts.get(key)
            if verdict is None:
                if len(verdicts) >= REMEMBERED:
                    verdicts.clear()
                verdict = verdicts[key] = self._verdict(dict(zip(SHARED, key[:-1], strict=True)), key[-1])
            declared, findings = verdict
            if declared is not None and declared.odb_number in self._stopped:
                findings = [*findings, *self._struck(declared, batch.values["insz"][index] or "")]
            if findings:
                self._say(batch, index, findings, attests[index])
            result.append(declared)
        return result

    @staticmethod
    def _say(batch: Batch, index: int, findings: list[Finding], attest: OnAttest | None) -> None:
        """What the rules found, but for what is clear already: a cell that could not be read is not empty, and what a
        refused code would have filled in is not asked as well."""
        said = {found.column for found in batch.findings.get(index, ())}
        refused = attest is None and (batch.values[CODE][index] is not None or TITLES[CODE] in said)
        for finding in findings:
            if TITLES[finding.field] in said or (refused and batch.values[finding.field][index] is None):
                continue
            batch.refuse(index, finding.field, finding.message)

    def _struck(self, declared: Declared, insz: str) -> list[Finding]:
        """Whether this werknemer may go on with an opleiding that was struck from the databank."""
        earlier = took_before(insz, declared.odb_number, declared.start)
        verdict = beoordeel_stopgezet(declared.start, self._stopped[declared.odb_number], earlier=earlier)
        return [] if verdict.ok else [Finding("odb_number", verdict.reason)]

    def _verdict(self, row: dict[str, Any], attest: OnAttest | None) -> tuple[Declared | None, list[Finding]]:
        """The rules of the form, in the order of its steps. What is None was empty or could not be read."""
        if attest is not None:
            known = {"start": attest.start, "odb_number": attest.odb_number, "creditcontract": attest.creditcontract}
            row = row | {name: value for name, value in known.items() if row[name] is None}
        start, hired_on, fraction = row["start"], row["hired_on"], row["fraction"]
        findings = check_hired_on(hired_on, self.today)
        if row["establishment"]:
            findings += check_establishment(row["establishment"], self.establishments)
        credit = bool(row["creditcontract"])
        number, found = check_number(credit, row["odb_number"] or "")
        course = self._courses.get(number) if number else None
        if number and course is None:
            found = [Finding("odb_number", NOT_IN_ODB)]
        if attest is not None:
            fields = {finding.field for finding in found}
            other = attest.differences(number or "", "ja" if credit else "nee", start)
            found += [Finding(field, message) for field, message in other if field not in fields]
        findings += found
        work, deadline = None, None
        if fraction is not None and row["hours_per_week"] is not None:
            work = Tewerkstelling(fraction / HUNDRED, row["hours_per_week"])
        if not start:
            findings.append(Finding("start", NO_START))
        else:
            # Of a struck opleiding, what the werknemer had before decides: that is asked of each row (`_struck`).
            deadline, found = check_start(self.params, self.today, start, course, hired_on, work, lambda: True)
            findings += found
        if row["akkoord"] is False:
            findings.append(Finding("akkoord", AGREE))
        pseudo = number is not None and is_pseudo_number(number)
        data = {name: row[name] for name in DATA_FIELDS}
        not_used: tuple[str, ...] = ()
        if pseudo:
            findings += [
                Finding(name, f"Vul deze kolom in: {number} staat niet in de opleidingsdatabank.")
                for name in DATA_FIELDS
                if data[name] in (None, "")
            ]
            findings += check_end(self.params, start, data["end"], hired_on, data["kind"] or "", data["size"])
        elif course is not None:
            not_used = tuple(name for name in DATA_FIELDS if data[name] not in (None, ""))
            data = {
                "title": course.title,
                "provider_name": course.provider.name if course.provider else "",
                "kind": course.kind,
                "size": course.size if attest is None or attest.size is None else attest.size,
                "end": course.end,
            }
            if not (course.kind and course.size):
                findings.append(Finding("odb_number", NO_SIZE))
        if findings or number is None or deadline is None or work is None or not row["initiatief"]:
            return None, findings
        return (
            Declared(
                establishment=row["establishment"],
                fraction=work.fraction,
                hours_per_week=work.hours_per_week,
                hired_on=hired_on,
                creditcontract=credit,
                odb_number=number,
                initiatief=row["initiatief"],
                start=start,
                schooljaar=Schooljaar.of(start).start_year,
                opleiding=course.pk if course else None,
                deadline=deadline,
                not_used=not_used,
                **data,
            ),
            [],
        )

    def _check_hours(self, item: Declared, hours: Decimal, others: tuple[Other, ...]) -> list[Finding]:
        if others:
            return self._hours_findings(item, hours, others)
        key = (item, hours)
        found = self._hours.get(key)
        if found is None:
            if len(self._hours) >= REMEMBERED:
                self._hours.clear()
            found = self._hours[key] = self._hours_findings(item, hours, ())
        return found

    def _hours_findings(self, item: Declared, hours: Decimal, others: tuple[Other, ...]) -> list[Finding]:
        room = uren(
            self.params,
            item.start,
            item.fraction,
            as_hours(others),
            item.odb_number,
            Initiatief(item.initiatief),
            Soort(item.kind),
            item.size,
        )
        return check_uren(room, hours)

    @staticmethod
    def _double(item: Declared, hours: Decimal, others: tuple[Other, ...]) -> str:
        for other in others:
            if other.own and (other.odb_number, other.initiatief, other.hours, other.start, other.title) == (
                item.odb_number,
                item.initiatief,
                hours,
                item.start,
                item.title,
            ):
                return IN_FILE_ALREADY if other.in_file else FILED_ALREADY
        return ""

    def _others(self, inszs: set[str], years: set[int]) -> dict[tuple[str, int], tuple[Other, ...]]:
        """The requests of these werknemers that count, of all employers, and earlier rows of the file. One query."""
        if not inszs or not years:
            return {}
        found: dict[tuple[str, int], tuple[Other, ...]] = {}
        with connection.cursor() as cursor:
            people = number_array(inszs)
            asked: list[Any] = [people, list(years), [status.value for status in COUNTING]]
            if self.bestand is None:
                cursor.execute(FILED, asked)
            else:
                cursor.execute(f"{FILED} UNION ALL {IN_FILE}", [*asked, self.bestand, people])
            for insz, year, number, side, hours, start, title, represented, in_file in cursor.fetchall():
                other = Other(number, side, hours, start, title, represented in (None, self.represented), in_file)
                found[insz, year] = (*found.get((insz, year), ()), other)
        return found


FILED = """
    SELECT v.insz, v.schooljaar, v.odb_number, v.initiatief, v.hours, v.start, v.title, a.represented_id, false
    FROM aanvragen_vovgegevens v JOIN aanvragen_aanvraag a ON a.id = v.aanvraag_id
    WHERE v.insz = ANY(%s::text[]) AND v.schooljaar = ANY(%s) AND a.status = ANY(%s)
"""
IN_FILE = """
    SELECT insz, schooljaar, odb_number, initiatief, hours, start, title, NULL, true
    FROM aanvragen_vovbestandrij WHERE bestand_id = %s AND insz = ANY(%s::text[])
"""


def as_hours(others: tuple[Other, ...]) -> list[Aanvraaguren]:
    """As the rules count them."""
    return [Aanvraaguren(other.odb_number, Initiatief(other.initiatief), other.hours) for other in others]
