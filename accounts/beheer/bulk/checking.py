"""Checking the rows of a file against the rules of single entry and what is known, without storing anything."""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from accounts.beheer.bulk.known import Known, already, load_known, period_of
from accounts.beheer.bulk.parsing import BY_KEY, TITLES
from accounts.beheer.forms import ContactForm, NewPersonForm, grantable
from accounts.models import Gebruikersrecht, RechtContext, Werkrelatie
from accounts.models.werkrelatie import WerkrelatieType
from accounts.rights.errors import Overlap, RightsError
from accounts.rights.granting import check_period
from accounts.rights.people import same_name
from loket.acting.context import ActingContext
from loket.bulk.columns import header_key, shown
from loket.bulk.reading import Finding, Row, Table

PERSON, LINK, GRANT, NOTHING = "personen", "koppelingen", "rechten", "niets"
# Without these, nothing can be said about the period.
PERIOD_NEEDS = {TITLES["context"], TITLES["start"], TITLES["end"]}


@dataclass(slots=True)
class Rights:
    """The rights that the beheerder may grant, by name or code as people write it."""

    by_name: dict[str, Gebruikersrecht]
    contexts: dict[tuple[int, str], RechtContext]

    @classmethod
    def of(cls, acting: ActingContext) -> "Rights":
        found = grantable(acting)
        return cls(
            {header_key(name): recht for recht in found for name in (recht.code, recht.name)},
            {
                (recht.pk, header_key(name)): context
                for recht in found
                for context in recht.contexts.all()
                for name in (context.code, context.label)
            },
        )

    def recht(self, name: str) -> Gebruikersrecht | None:
        return self.by_name.get(header_key(name))

    def context(self, recht: Gebruikersrecht, name: str) -> RechtContext | None:
        return self.contexts.get((recht.pk, header_key(name)))


@dataclass(slots=True)
class Checked:
    """What came of checking: the rows that can be applied, the others, and what there is to do."""

    right: list[Row] = field(default_factory=list)
    wrong: list[Row] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def findings(self) -> list[Finding]:
        return [finding for row in self.wrong for finding in row.findings]


@dataclass(slots=True)
class _Person:
    """What is known of one INSZ after the right rows so far."""

    names: tuple[str, str] | None
    relation: Werkrelatie | None
    linked_here: bool = False
    planned: list[tuple[int, int | None, datetime.date, datetime.date, int]] = field(default_factory=list)


def check(acting: ActingContext, table: Table, today: datetime.date) -> Checked:
    """Every row, with everything that is wrong in it. A row may lean on an earlier right row of the same person."""
    numbers = {row.values["insz"] for row in table.rows if "insz" in row.values}
    checker = _Checker(load_known(acting.own.id, numbers, today), Rights.of(acting), today)
    checked = Checked()
    for row in table.rows:
        todo = checker.check(row)
        (checked.wrong if row.findings else checked.right).append(row)
        if not row.findings:
            checked.counts.update(todo or [NOTHING])
    return checked


class _Checker:
    def __init__(self, known: Known, rights: Rights, today: datetime.date) -> None:
        self.known, self.rights, self.today = known, rights, today
        self.people: dict[str, _Person] = {}
        self.forms = {form_class: form_class({}) for form_class in (NewPersonForm, ContactForm)}

    def check(self, row: Row) -> list[str]:
        """Add the findings of this row to it. Returns what the row would do."""
        insz = row.values.get("insz")
        if insz is None:
            if not any(finding.column == TITLES["insz"] for finding in row.findings):
                self._find(row, "insz", "Vul het INSZ in.")
            self._right(row, None)
            return []
        person = self.people.get(insz) or self._known(insz)
        todo = self._name(row, person) + self._contact(row, person)
        relation = person.relation or Werkrelatie(start=self.today)
        granted = self._right(row, person, relation)
        if not row.findings:
            self.people[insz] = person
            person.names = person.names or (row.values["first_name"], row.values["last_name"])
            person.linked_here = True
            if granted:
                person.planned.append((*granted, row.number))
        return [*todo, GRANT] if granted else todo

    def _known(self, insz: str) -> _Person:
        found = self.known.people.get(insz)
        if found is None:
            return _Person(None, None)
        relation = self.known.relations.get(found.pk)
        return _Person((found.first_name, found.last_name), relation, linked_here=relation is not None)

    def _name(self, row: Row, person: _Person) -> list[str]:
        if person.names is None:
            self._form(row, NewPersonForm, ("first_name", "last_name", "reason"))
            return [PERSON]
        # A wrong number that happens to exist is somebody else: the name gives it away.
        for key, known in zip(("first_name", "last_name"), person.names, strict=True):
            if row.values.get(key) and not same_name(row.values[key], known):
                self._find(
                    row,
                    key,
                    "Bij dit INSZ hoort een andere naam. Kijk het INSZ na. "
                    "Klopt het INSZ, laat dan voornaam en naam leeg.",
                )
        return []

    def _contact(self, row: Row, person: _Person) -> list[str]:
        if person.linked_here:
            return []
        self._form(row, ContactForm, ("phone", "email"), type=WerkrelatieType.VAST)
        return [LINK]

    def _form(self, row: Row, form_class: type, keys: tuple[str, ...], **fixed: str) -> None:
        """The same form as on the screen judges the same answers."""
        wrong = {finding.column for finding in row.findings}
        # Making a form costs more than asking it: one for all rows.
        form = self.forms[form_class]
        form.data = {**{key: row.values.get(key, "") for key in keys}, **fixed}
        form.full_clean()
        for key, errors in form.errors.items():
            if TITLES[key] not in wrong:
                self._find(row, key, str(errors[0]))

    def _right(self, row: Row, person: _Person | None, relation: Werkrelatie | None = None):
        """Right, context and period. Returns (right, context, start, end) when there is something to grant."""
        name = row.values.get("recht", "")
        if not name:
            for key in ("context", "start", "end"):
                if key in row.values:
                    self._find(row, key, "Vul ook het gebruikersrecht in, of maak deze cel leeg.")
            return None
        recht = self.rights.recht(name)
        if recht is None:
            names = ", ".join(sorted({found.name for found in self.rights.by_name.values()}))
            self._find(row, "recht", f"U kunt dit recht niet toekennen, of het bestaat niet. Kies uit: {names}.")
            return None
        context = self._context(row, recht)
        unreadable = {finding.column for finding in row.findings} & PERIOD_NEEDS
        if person is None or relation is None or unreadable:
            return None
        return self._period(row, person, relation, recht, context)

    def _context(self, row: Row, recht: Gebruikersrecht) -> RechtContext | None:
        name = row.values.get("context", "")
        if not recht.has_contexts:
            if name:
                self._find(row, "context", f"Het recht “{recht}” heeft geen contexten. Maak deze cel leeg.")
            return None
        context = self.rights.context(recht, name) if name else None
        if context is None:
            self._find(row, "context", f"Kies uit: {', '.join(found.label for found in recht.contexts.all())}.")
        return context

    def _period(self, row: Row, person: _Person, relation: Werkrelatie, recht, context):
        asked = "start" in row.values or "end" in row.values
        start, end = period_of(recht, relation, row.values.get("start"), row.values.get("end"), self.today)
        grants = self.known.grants_of(relation, recht, context) if relation.pk else []
        done, in_the_way = already(grants, start, end, asked=asked)
        context_id = context.pk if context else None
        for other_recht, other_context, other_start, other_end, number in person.planned:
            if (other_recht, other_context) == (recht.pk, context_id) and other_start <= end and other_end >= start:
                self._find(row, "recht", f"Dit recht staat ook in rij {number}. Laat één van beide rijen weg.")
                return None
        if done:
            return None
        try:
            if in_the_way is not None:
                raise Overlap(in_the_way)
            check_period(recht, relation, start, end)
        except RightsError as error:
            key = error.field if error.field in TITLES else "recht"
            self._find(row, key, str(error))
            return None
        return recht.pk, context_id, start, end

    def _find(self, row: Row, key: str, message: str) -> None:
        value: Any = row.values.get(key, "")
        row.findings.append(Finding(row.number, TITLES[key], shown(BY_KEY[key], value), message))
