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
from aanvragen.models import Aanvraag, Bijlage, GedeeldeParameters, StatusMove, VovGegevens
from aanvragen.services import snapshot_of
from aanvragen.states import INDIENEN
from aanvragen.vov.bestand.judging import Other, Right, as_hours
from aanvragen.vov.dienst import FLOW
from aanvragen.vov.draft import INSCHRIJVINGSATTEST, VovDraft
from aanvragen.vov.initiatief import Aanvraaguren
from accounts.models import Establishment
from loket.acting.context import ActingContext
from loket.bulk.large.batch import Batch
from loket.bulk.large.copying import NULL, as_json, copy_lines, escaped, next_numbers, random_keys
from loket.bulk.large.models import Bestand
from loket.journal.models import JournalEntry
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
    *("snapshot", "parameters_id", "bestand_id", "bestand_rij"),
)
GEGEVENS = (
    *("aanvraag_id", "contact_name", "contact_email", "contact_phone", "iban", "insz", "first_name", "last_name"),
    *("establishment", "fraction", "hours_per_week", "hired_on", "worker_email", "odb_number", "opleiding_id"),
    *("title", "provider_name", "kind", "size", "creditcontract", "initiatief", "start", "end", "hours", "schooljaar"),
)
MOVE = ("aanvraag_id", "source", "target", "at", "person_id", "own_organisation_id", "reason")
JOURNAL = (
    *("at", "person_id", "own_id", "represented_id", "represented_person_id", "ground", "mandate", "action"),
    *("object_type", "object_id", "details", "request_id"),
)


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
        self._snapshots: dict[tuple[Any, ...], tuple[list[str], str]] = {}
        self._kept: dict[str, str] = {}
        self._gegevens: dict[tuple[Any, ...], tuple[str, str, str]] = {}
        contact = bestand.answers
        self.contact = {name: contact[name] for name in ("contact_name", "contact_email", "contact_phone", "iban")}

    def store(self, batch: Batch, rows: Sequence[Right]) -> None:
        """In the transaction of the caller, who holds the locks of these werknemers."""
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
        doing = f"{at}\t{person}\t{own}\t{represented}\t{NULL}\t{ground}\t{mandate}\taanvraag_{INDIENEN.name}"
        moved = f"{source}\t{target}\t{at}\t{person}\t{own}\tIngediend met een bestand, rij "
        aanvragen, gegevens, moves, journal = [], [], [], []
        attests: dict[int, OnAttest] = {}
        for pk, key, row in zip(numbers, random_keys(len(rows)), rows, strict=True):
            index = row.index
            number = insz[index]
            names = (escaped(first[index]), escaped(last[index]))
            mail = escaped(email[index] or "")
            reference = f"{FLOW.reference_prefix}-{year}-{pk:06d}"
            rij = batch.numbers[index]
            fill = {
                FIRST: as_inner_json(first[index]),
                LAST: as_inner_json(last[index]),
                EMAIL: as_inner_json(email[index] or ""),
                INSZ: f"{number[:2]}.{number[2:4]}.**-***.{number[9:]}",
            }
            if row.attest is not None:
                attests[pk] = row.attest
                fill[CODE], fill[ATTEST] = map(as_inner_json, in_words(row.attest))
            parts, parameters = self._snapshot(row, bool(mail))
            snapshot = "".join([fill.get(part, part) for part in parts])
            aanvragen.append(
                f"{pk}\t{key}\t{FLOW.dienst.code}\t{target}\t{whose}\t{reference}\t{filed_at}\t{person}\t"
                f"{row.declared.deadline}\t{snapshot}\t{parameters}\t{bestand.pk}\t{rij}\n"
            )
            before, between, behind = self._columns(row)
            gegevens.append(f"{pk}\t{before}\t{number}\t{names[0]}\t{names[1]}\t{between}\t{mail}\t{behind}\n")
            moves.append(f"{pk}\t{moved}{rij}\n")
            journal.append(
                f'{doing}\taanvragen.aanvraag\t{pk}\t{{"status": "{target}", "reference": "{reference}"}}\t\n'
            )
        copy_lines(Aanvraag._meta.db_table, AANVRAAG, aanvragen)
        copy_lines(VovGegevens._meta.db_table, GEGEVENS, gegevens)
        copy_lines(StatusMove._meta.db_table, MOVE, moves)
        copy_lines(JournalEntry._meta.db_table, JOURNAL, journal)
        if attests:
            attach_many(attests, INSCHRIJVINGSATTEST, person)

    def _snapshot(self, row: Right, has_email: bool) -> tuple[list[str], str]:
        """The frozen text in parts, with the marks between them, and the key of the parameters."""
        key = (row.declared, row.hours, row.others, has_email, row.attest is not None)
        parts = self._snapshots.get(key)
        if parts is None:
            if len(self._snapshots) >= REMEMBERED:
                self._snapshots.clear()
            parts = self._snapshots[key] = self._frozen(row, row.others, has_email)
        return parts

    def _frozen(self, row: Right, others: tuple[Other, ...], has_email: bool) -> tuple[list[str], str]:
        item = row.declared
        gegevens = VovGegevens(
            **self.contact,
            insz=NOBODY,
            first_name=FIRST,
            last_name=LAST,
            worker_email=EMAIL if has_email else "",
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
            gegevens, self.params, self.today, self.establishments, as_hours(others), row.attest is not None
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
        return AT_MARKS.split(as_json(frozen)), self._kept[text]

    def _columns(self, row: Right) -> tuple[str, str, str]:
        """The typed columns besides the werknemer's own, as COPY reads them."""
        key = (row.declared, row.hours)
        found = self._gegevens.get(key)
        if found is None:
            if len(self._gegevens) >= REMEMBERED:
                self._gegevens.clear()
            item = row.declared
            before = "\t".join(escaped(self.contact[name]) for name in GEGEVENS[1:5])
            between = "\t".join(map(_text, (item.establishment, item.fraction, item.hours_per_week, item.hired_on)))
            behind = "\t".join(
                map(
                    _text,
                    (
                        *(item.odb_number, item.opleiding, item.title, item.provider_name, item.kind, item.size),
                        *(item.creditcontract, item.initiatief, item.start, item.end, row.hours, item.schooljaar),
                    ),
                )
            )
            found = self._gegevens[key] = (before, between, behind)
        return found


def _text(value: object) -> str:
    if value is None:
        return NULL
    return escaped(value) if isinstance(value, str) else str(value)


def as_inner_json(text: str) -> str:
    """A text inside quotes of JSON, as COPY reads it."""
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return json.dumps(text, ensure_ascii=False)[1:-1].replace("\\", "\\\\")
