"""Right rows into the tables of the aanvragen, by COPY: what "Bevestigen" stores for one, for a thousand at once.

What an aanvraag freezes is made by the function of the form, once for all rows that are alike, with marks in the
places of the werknemer's own data; each row then only fills those in.
"""

import datetime
import json
import re
import secrets
from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from aanvragen.deelname.viacode import OnAttest, attach_many, in_words
from aanvragen.models import Aanvraag, Bijlage, GedeeldeMomentopname, GedeeldeParameters, StatusMove, VovGegevens
from aanvragen.services import snapshot_of
from aanvragen.states import INDIENEN
from aanvragen.vov.bestand.judging import Right, as_hours
from aanvragen.vov.dienst import FLOW
from aanvragen.vov.draft import INSCHRIJVINGSATTEST, VovDraft
from aanvragen.vov.initiatief import Aanvraaguren
from aanvragen.vov.presentation import NOTHING
from accounts.models import Establishment
from loket.acting.context import ActingContext
from loket.bulk.large.batch import Batch
from loket.bulk.large.copying import NULL, as_json, copy_lines, escaped, next_numbers, random_keys
from loket.bulk.large.models import Bestand
from loket.numbers import mask_insz
from loket.parameters.values import ParameterSet

REMEMBERED = 5_000
NOBODY = "99999999999"
MASKED = mask_insz(NOBODY)
# Nobody can guess them, and so nobody can write them in a title or a name.
# In capitals, as a code of an attest is shown.
FIRST, LAST, EMAIL, INSZ, CODE, ATTEST = MARKS = [f"_{secrets.token_hex(12)}_".upper() for _ in range(6)]
AT_MARKS = re.compile(f"({'|'.join(MARKS)})")

AANVRAAG = (
    *("id", "key", "dienst", "status", "created_by_id", "own_organisation_id", "represented_id", "ground", "mandate"),
    *("created_at", "updated_at", "typed", "done", "reference", "submitted_at", "submitted_by_id", "deadline"),
    *("snapshot", "alike_id", "parameters_id", "bestand_id", "bestand_rij"),
)
GEGEVENS = (
    *("aanvraag_id", "contact_name", "contact_email", "contact_phone", "iban", "insz", "first_name", "last_name"),
    *("establishment", "fraction", "hours_per_week", "hired_on", "worker_email", "odb_number", "opleiding_id"),
    *("title", "provider_name", "kind", "size", "creditcontract", "initiatief", "start", "end", "hours", "schooljaar"),
)
MOVE = ("aanvraag_id", "source", "target", "at", "person_id", "own_organisation_id", "reason")


class RowDraft(VovDraft):
    """What the functions of the form want to know of one row; looks nothing up."""

    typed_code = ""
    is_answer = False

    def __init__(
        self,
        gegevens: VovGegevens,
        params: ParameterSet,
        today: datetime.date,
        establishments: list[Establishment],
        others: list[Aanvraaguren],
        has_attest: bool,
    ) -> None:
        self.gegevens, self.params, self.today = gegevens, params, today
        self.establishments, self.files, self._others = establishments, {}, others
        if has_attest:
            self.typed_code, self.files = CODE, {INSCHRIJVINGSATTEST: Bijlage(name=ATTEST)}

    def existing_hours(self) -> list[Aanvraaguren]:
        return self._others


class Frozen:
    """What is frozen of rows that are alike, with marks in the places of what is their own.

    `columns` are the typed columns besides the werknemer's own: before the INSZ, after the names, after the address.
    """

    def __init__(
        self, values: dict[str, Any], marks: list[str], parameters: str, columns: tuple[str, str, str]
    ) -> None:
        self._marks, self.parameters, self.columns = marks, parameters, columns
        self._parts = AT_MARKS.split(as_json(values))
        # Whether there was such a row before; the key of what is kept for all of them.
        self.seen = False
        self.pk: int | None = None

    def text(self, own: list[str]) -> str:
        """All of it, as COPY reads it."""
        fill = dict(zip(self._marks, own, strict=True))
        return "".join([fill.get(part, part) for part in self._parts])

    def shared(self) -> str:
        """What is kept for all of them, as a line of its table."""
        return f"{self.pk}\t{''.join(self._parts)}\t{as_json(self._marks)}\t{self.parameters}\n"


# A row that may be filed, what is frozen of it, and the key of that when it is kept for more rows.
Row = tuple[Right, Frozen, int | None]


class Storing:
    """Stores the right rows of one file, in the name of who confirmed it."""

    def __init__(
        self,
        bestand: Bestand,
        acting: ActingContext,
        params: ParameterSet,
        today: datetime.date,
        establishments: list[Establishment],
    ) -> None:
        self.bestand, self.acting, self.params, self.today = bestand, acting, params, today
        self.establishments = establishments
        self._snapshots: dict[tuple[Any, ...], Frozen] = {}
        self._kept: dict[str, str] = {}
        contact = bestand.answers
        self.contact = {name: contact[name] for name in ("contact_name", "contact_email", "contact_phone", "iban")}

    def freeze(self, batch: Batch, rows: Sequence[Right]) -> list["Row"]:
        """What is frozen of each row. In the transaction of the caller, one batch after the other: what this one keeps
        for all that are alike, the next one refers to."""
        found = []
        for row in rows:
            frozen = self._frozen_of(row)
            found.append((row, frozen, frozen.seen))
            frozen.seen = True
        fresh = list({id(frozen): frozen for _row, frozen, again in found if again and frozen.pk is None}.values())
        if fresh:
            # Thousands of texts full of quotes: as values of an INSERT, escaping them takes longer than making them.
            table = GedeeldeMomentopname._meta.db_table
            for frozen, pk in zip(fresh, next_numbers(table, len(fresh)), strict=True):
                frozen.pk = pk
            copy_lines(table, ("id", "values", "marks", "parameters_id"), [frozen.shared() for frozen in fresh])
        # The first of its kind has all of it: it may stay the only one.
        return [(row, frozen, frozen.pk if again else None) for row, frozen, again in found]

    def store(self, batch: Batch, rows: Sequence["Row"]) -> None:
        """In the transaction of the caller, who holds the locks of these werknemers.

        The journal has one line for the file, which is what a person did; each aanvraag has its own timeline.
        """
        acting, bestand = self.acting, self.bestand
        at = timezone.now().isoformat()
        # Filed is what was confirmed, at that moment.
        confirmed = bestand.confirmed_at or timezone.now()
        filed_at, year = confirmed.isoformat(), timezone.localtime(confirmed).year
        numbers = next_numbers(Aanvraag._meta.db_table, len(rows))
        person = acting.person.id
        own = acting.own.id if acting.own.is_organisation else NULL
        represented, ground, mandate = acting.represented.id, acting.ground.value, acting.mandate
        # It never was a draft.
        source, target = "", INDIENEN.target.value
        insz, first, last, email = (batch.values[key] for key in ("insz", "first_name", "last_name", "worker_email"))
        whose = f"{person}\t{own}\t{represented}\t{ground}\t{mandate}\t{at}\t{at}\t{{}}\t[]"
        moved = f"{source}\t{target}\t{at}\t{person}\t{own}\tIngediend met een bestand, rij "
        aanvragen, gegevens, moves = [], [], []
        attests: dict[int, OnAttest] = {}
        for pk, key, (row, frozen, alike) in zip(numbers, random_keys(len(rows)), rows, strict=True):
            index = row.index
            number, names, mail = insz[index], (first[index], last[index]), email[index] or ""
            reference = f"{FLOW.reference_prefix}-{year}-{pk:06d}"
            rij = batch.numbers[index]
            filling = [*names, mail or NOTHING, f"{number[:2]}.{number[2:4]}.**-***.{number[9:]}"]
            together = "".join(filling)
            if not together.isprintable() or '"' in together or "\\" in together:
                filling = list(map(as_inner_json, filling))
                names, mail = (escaped(names[0]), escaped(names[1])), escaped(mail)
            if row.attest is not None:
                attests[pk] = row.attest
                filling += map(as_inner_json, in_words(row.attest))
            if alike is None:
                kept = f"{frozen.text(filling)}\t{NULL}\t{frozen.parameters}"
            else:
                differing = '", "'.join(filling)
                kept = f'["{differing}"]\t{alike}\t{NULL}'
            aanvragen.append(
                f"{pk}\t{key}\t{FLOW.dienst.code}\t{target}\t{whose}\t{reference}\t{filed_at}\t{person}\t"
                f"{row.declared.deadline}\t{kept}\t{bestand.pk}\t{rij}\n"
            )
            before, between, behind = frozen.columns
            gegevens.append(f"{pk}\t{before}\t{number}\t{names[0]}\t{names[1]}\t{between}\t{mail}\t{behind}\n")
            moves.append(f"{pk}\t{moved}{rij}\n")
        copy_lines(Aanvraag._meta.db_table, AANVRAAG, aanvragen)
        copy_lines(VovGegevens._meta.db_table, GEGEVENS, gegevens)
        copy_lines(StatusMove._meta.db_table, MOVE, moves)
        if attests:
            attach_many(attests, INSCHRIJVINGSATTEST, person)

    def _frozen_of(self, row: Right) -> "Frozen":
        key = (row.declared, row.hours, row.others, row.attest is not None)
        found = self._snapshots.get(key)
        if found is None:
            if len(self._snapshots) >= REMEMBERED:
                self._snapshots.clear()
            found = self._snapshots[key] = self._frozen(row)
        return found

    def _frozen(self, row: Right) -> "Frozen":
        item = row.declared
        gegevens = VovGegevens(
            **self.contact,
            insz=NOBODY,
            first_name=FIRST,
            last_name=LAST,
            worker_email=EMAIL,
            establishment=item.establishment,
            fraction=item.fraction,
            hours_per_week=item.hours_per_week,
            hired_on=item.hired_on,
            odb_number=item.odb_number,
            title=item.title,
            provider_name=item.provider_name,
            kind=item.kind,
            size=item.size,
            creditcontract=item.creditcontract,
            initiatief=item.initiatief,
            start=item.start,
            end=item.end,
            hours=row.hours,
            schooljaar=item.schooljaar,
        )
        draft = RowDraft(
            gegevens, self.params, self.today, self.establishments, as_hours(row.others), row.attest is not None
        )
        frozen = snapshot_of(FLOW, draft, self.acting)
        for _step, answers in frozen["declared"]:
            for answer in answers:
                if answer == ["INSZ", MASKED]:
                    answer[1] = INSZ
        parameters = frozen.pop("parameters")
        text = as_json(parameters)
        if text not in self._kept:
            self._kept[text] = GedeeldeParameters.keep(parameters)
        marks = MARKS if row.attest is not None else MARKS[:4]
        return Frozen(frozen, marks, self._kept[text], self._columns(row))

    def _columns(self, row: Right) -> tuple[str, str, str]:
        """The typed columns besides the werknemer's own, as COPY reads them."""
        item = row.declared
        before = [escaped(self.contact[name]) for name in GEGEVENS[1:5]]
        between = map(_text, (item.establishment, item.fraction, item.hours_per_week, item.hired_on))
        behind = map(
            _text,
            (
                *(item.odb_number, item.opleiding, item.title, item.provider_name, item.kind, item.size),
                *(item.creditcontract, item.initiatief, item.start, item.end, row.hours, item.schooljaar),
            ),
        )
        return "\t".join(before), "\t".join(between), "\t".join(behind)


def _text(value: object) -> str:
    if value is None:
        return NULL
    return escaped(value) if isinstance(value, str) else str(value)


def as_inner_json(text: str) -> str:
    """A text inside quotes of JSON, as COPY reads it."""
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\\", "\\\\")
