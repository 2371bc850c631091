"""One turn on a file of attendance: the rules of the form per row, with everything looked up per chunk."""

import datetime
from collections.abc import Iterable, Sequence
from itertools import chain

from django.utils import timezone

from aanvragen.deelname.bekend import COUNTING, LINE, STORED, TWICE, Known, read_lines
from aanvragen.deelname.bestand.changes import Changes
from aanvragen.deelname.bestand.columns import NOT_YET, WITHDRAW
from aanvragen.deelname.bestand.models import BestandRegistratie, DeelnameBestandRij
from aanvragen.deelname.models import Registratie
from aanvragen.deelname.opslaan import row_of, store_lines
from aanvragen.deelname.regels.lijn import ZERO, Ernst, Finding, Line, LineContext, check_line, check_period
from aanvragen.deelname.regels.perioden import Periode, periode_of
from aanvragen.deelname.registreren import context_for, load_rules, open_registratie
from aanvragen.models import Opleiding
from loket.acting.context import ActingContext
from loket.bulk.large.batch import Batch
from loket.bulk.large.copying import NULL, copy_lines, escaped
from loket.bulk.large.kinds import StopFile
from loket.bulk.large.models import Bestand
from loket.parameters.values import ParameterMissing
from mandates.acting import hold_mandate

NOT_YOURS = "Dit is geen opleiding van uw organisatie. Kijk het nummer na bij “Mijn opleidingen”."
NO_RULES = "Voor deze periode zijn geen regels bekend. Kijk ze na."
STORED_ALREADY = "Deze lijn is al geregistreerd. U hoeft niets te doen."
ALREADY = (
    "Deze cursist is voor deze opleiding en periode al geregistreerd, met andere gegevens. Wilt u die wijzigen? Vul "
    "“verbeteren” of “intrekken” in bij “wijziging”, en geef een reden."
)
IN_FILE_ALREADY = "Dezelfde lijn staat al op een eerdere rij van dit bestand."
NOT_ASKED = "Voor deze opleiding vragen we dit niet. Wat u in deze kolom invulde, gebruiken we niet."
NEVER_PAID = "nooit_betaald"
RIJ = ("bestand_id", "opleiding_id", "period_from", *STORED, "change", "replaces")
# Of a new line: no change, and nothing that it replaces.
NEW_LINE = f"\t\t{NULL}\n"
NOTHING: tuple = ()
REMEMBERED = 5_000
IN_FILE = f"""SELECT {LINE}, change FROM {DeelnameBestandRij._meta.db_table}
    WHERE insz = ANY(%s::text[]) AND opleiding_id = ANY(%s) AND bestand_id = %s"""  # noqa: S608  (names of our own)


class Group:
    """The rows of one opleiding and one period: what holds for all of them."""

    def __init__(self, opleiding: Opleiding, periode: Periode, context: LineContext) -> None:
        self.opleiding, self.periode, self.context = opleiding, periode, context
        # Of the period as a whole: (field, message) of what is wrong; and what is only said.
        found = check_period(context)
        self.wrong = [finding for finding in found if finding.ernst is Ernst.FOUT]
        self.said = [finding for finding in found if finding.ernst is not Ernst.FOUT]
        self.registratie: Registratie | None = None
        self.pk, self.first = opleiding.pk, periode.first
        self._found: dict[tuple, list[Finding]] = {}
        self._texts: dict[tuple, str] = {}

    def check(self, line: Line) -> list[Finding]:
        """What the rules say of a line; of two trainees with the same hours and answers they say the same."""
        if not (line.first_name and line.last_name):
            return check_line(line, self.context)
        found = self._found.get(line[3:])
        if found is None:
            if len(self._found) >= REMEMBERED:
                self._found.clear()
            found = self._found[line[3:]] = check_line(line, self.context)
        return found

    def text(self, line: Line) -> str:
        """The line as COPY reads it, in the order of `RIJ` from the opleiding on."""
        rest = self._texts.get(line[3:9])
        if rest is None:
            if len(self._texts) >= REMEMBERED:
                self._texts.clear()
            rest = self._texts[line[3:9]] = "\t".join(map(_text, line[3:9]))
        names = f"{escaped(line.first_name)}\t{escaped(line.last_name)}"
        return f"{self.pk}\t{self.first}\t{line.insz}\t{names}\t{rest}"


class DeelnameWork:
    """Judges and stores the rows of one file."""

    def __init__(self, bestand: Bestand, acting: ActingContext | None, storing: bool) -> None:
        if acting is None:
            raise StopFile("Dit bestand heeft geen indiener. Laad het op in het loket.")
        self.bestand, self.acting, self.storing = bestand, acting, storing
        # What counts is the day on which somebody confirmed, however long storing takes.
        self.today: datetime.date = timezone.localdate(bestand.confirmed_at if storing else None)
        self.params = load_rules()
        self._courses: dict[str, Opleiding | None] = {}
        self._groups: dict[tuple[str, datetime.date], Group | str] = {}

    def judge(self, batch: Batch) -> None:
        right: list[tuple[int, Group, Line]] = []
        changes = Changes(self.bestand, self.acting, self.storing, batch)
        values, asked = batch.values, changes.asked
        groups = self._groups_of(values["odb_number"], values["period"])
        known, in_file = self._known(groups, values["insz"], changes)
        columns = [values[name] for name in STORED]
        for index, cells in enumerate(zip(*columns, strict=True)):
            group = groups[index]
            if group is None:
                continue
            if isinstance(group, str):
                batch.refuse(index, "odb_number" if group is NOT_YOURS else "period", group)
                continue
            for finding in group.wrong:
                batch.refuse(index, "period", finding.message)
            if index in batch.findings:
                continue
            line = self._line(batch, index, group, cells)
            pk, first = group.pk, group.first
            key = pk, line.insz, first
            stored = known.line(*key)
            if asked[index]:
                if not changes.possible(batch, index, key, line, stored, key in in_file):
                    continue
            elif stored is not None or key in in_file:
                self._again(batch, index, line, stored, key in in_file)
                continue
            present, absent = known.earlier(pk, line.insz, first)
            if present is not ZERO or absent is not ZERO:
                line = line._replace(earlier_present=present, earlier_unjustified=absent)
            # Of a line that is withdrawn, nothing else is looked at.
            found = group.check(line) if asked[index] != WITHDRAW else NOTHING
            if (found or group.said) and not self._say(batch, index, group, found):
                continue
            in_file.add(key)
            if asked[index]:
                changes.add(batch, index, group, key, line, stored, known)
            else:
                right.append((index, group, line))
                known.add(pk, first, line)
        changes.remark(batch, (index for index, _group, _line in right))
        if self.storing:
            for group in dict.fromkeys(group for _index, group, _line in right):
                self._open(group)
        batch.judged = right, changes

    def _line(self, batch: Batch, index: int, group: Group, cells: tuple) -> Line:
        """The row as the rules want it; what this opleiding does not ask is left out, and that is said."""
        insz, first_name, last_name, contract, present, absent, assessed, completed, real_end = cells
        context = group.context
        if contract and not context.contract_needed:
            batch.notice(index, "contract", NOT_ASKED)
            contract = ""
        if present is not None and not context.attendance:
            batch.notice(index, "hours_present", NOT_ASKED)
            present = None
        if absent is not None and not context.asks_unjustified:
            batch.notice(index, "unjustified", NOT_ASKED)
            absent = None
        return Line(
            insz,
            first_name,
            last_name,
            contract or "",
            present,
            absent,
            None if assessed == NOT_YET else assessed,
            None if completed == NOT_YET else completed,
            real_end,
        )

    @staticmethod
    def _again(batch: Batch, index: int, line: Line, stored: tuple | None, in_file: bool) -> None:
        if line[:9] == stored:
            batch.double(index, IN_FILE_ALREADY if in_file else STORED_ALREADY)
        else:
            batch.refuse(index, "insz", TWICE if in_file else ALREADY)

    @staticmethod
    def _say(batch: Batch, index: int, group: Group, found: Sequence[Finding]) -> bool:
        """Put the findings in the batch. Returns whether the row is right."""
        wrong = [finding for finding in found if finding.ernst is Ernst.FOUT]
        for finding in wrong:
            batch.refuse(index, finding.field, finding.message)
        if wrong:
            return False
        for finding in group.said:
            batch.notice(index, "period", finding.message)
        for finding in found:
            if finding.ernst is Ernst.NOOIT_BETAALD:
                batch.counts[NEVER_PAID] += 1
            batch.notice(index, finding.field, finding.message)
        return True

    def _groups_of(self, numbers: Iterable[str | None], days: Iterable[datetime.date | None]) -> list:
        """Per row its group, the reason why there is none, or None when that was said already."""
        wanted = {number for number in set(numbers) if number} - self._courses.keys()
        if wanted:
            self._courses |= dict.fromkeys(wanted)
            for course in Opleiding.objects.filter(odb_number__in=wanted, provider=self.acting.represented.id):
                self._courses[course.odb_number] = course
        result: list = []
        for key in zip(numbers, days, strict=True):
            number, day = key
            if number is None or day is None:
                result.append(None)
                continue
            group = self._groups.get(key)
            if group is None:
                group = self._groups[key] = self._group(number, day)
            result.append(group)
        return result

    def _group(self, number: str, day: datetime.date) -> Group | str:
        course = self._courses.get(number)
        if course is None:
            return NOT_YOURS
        try:
            periode = periode_of(self.params, day)
            context = context_for(self.params, course, periode, self.today)
        except ParameterMissing:
            return NO_RULES
        same = self._groups.get((number, periode.first))
        if isinstance(same, Group):
            # Another day of the same period.
            return same
        group = Group(course, periode, context)
        self._groups[number, periode.first] = group
        return group

    def _known(self, groups: list, inszs: Iterable[str | None], changes: Changes) -> tuple[Known, set[tuple]]:
        """The lines that count of these trainees, and the earlier rows of the file. A query each."""
        courses = {group.pk for group in set(groups) if isinstance(group, Group)}
        people = {insz for insz in inszs if insz}
        changes.look_up(courses, inszs)
        stored = read_lines(COUNTING, courses, people)
        if self.storing:
            return Known(stored), set()
        in_file = read_lines(IN_FILE, courses, people, self.bestand.pk)
        known = Known(chain(stored, (row[:-1] for row in in_file)))
        for row in in_file:
            if row[-1] == WITHDRAW:
                known.drop(row[0], row[2], row[1])
        return known, {(row[0], row[2], row[1]) for row in in_file}

    def keep(self, batch: Batch) -> None:
        right, changes = batch.judged
        lines = [f"{self.bestand.pk}\t{group.text(line)}{NEW_LINE}" for _index, group, line in right]
        for _index, group, replaces, line, asked, _reason in changes.right:
            lines.append(f"{self.bestand.pk}\t{group.text(line)}\t{asked}\t{replaces}\n")
        if lines:
            copy_lines(DeelnameBestandRij._meta.db_table, RIJ, lines)

    def store(self, batch: Batch) -> int:
        if not hold_mandate(self.acting, timezone.localdate()):
            raise StopFile(
                "Uw mandaat geldt niet meer. De overige rijen zijn niet geregistreerd. Geldt het weer, laad het "
                "bestand dan opnieuw op: rijen die al geregistreerd zijn, herkennen we."
            )
        right, changes = batch.judged
        changed: int = changes.store(batch)
        if not right:
            return changed
        places = {}
        rows = []
        for index, group, line in right:
            registratie = group.registratie.pk
            places[registratie, line.insz] = index
            rows.append(row_of(registratie, group.pk, group.first, line))
        done = store_lines(rows)
        for pair in done.existing:
            # Somebody registered this trainee since we looked.
            batch.refuse(places[pair], "insz", ALREADY)
        return changed + sum(done.counts.values())

    def _open(self, group: Group) -> None:
        """The registratie of this file for this opleiding and period; one of an earlier turn, or a new one.

        While judging: what one batch opened, the next one uses, also before that is committed.
        """
        if group.registratie is None:
            opened = Registratie.objects.filter(
                uit_bestand__bestand=self.bestand.pk,
                opleiding=group.opleiding,
                period_from=group.periode.first,
                filed_at__isnull=True,
            )
            group.registratie = opened.first()
        if group.registratie is None:
            group.registratie = open_registratie(self.acting, group.opleiding, group.periode, Registratie.Kind.BESTAND)
            BestandRegistratie.objects.create(bestand_id=self.bestand.pk, registratie=group.registratie)


def _text(value: object) -> str:
    if value is None:
        return NULL
    if isinstance(value, bool):
        return "t" if value else "f"
    return escaped(value) if isinstance(value, str) else str(value)
