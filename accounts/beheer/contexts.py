"""The matrix of people and contexts of one right: what each cell is, what would change, and carrying that out.

A form carries what every cell was when it was drawn. Before anything is applied that is compared with what the cells
are by then; where they differ, nothing happens and the differences are shown.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts.beheer.forms import grantable
from accounts.models import Gebruikersrecht, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.errors import RightsError
from accounts.rights.granting import check_may_grant, end_right, give
from accounts.rights.periods import last_possible_day
from loket.acting.context import ActingContext
from loket.locks import hold_until_commit

SALT = "accounts.beheer.contexts"
# (werkrelatie, context): a cell.
Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Cell:
    """One person and one context, with the grants that run or are planned."""

    relation: Werkrelatie
    context: RechtContext
    grants: tuple[ToegekendRecht, ...]

    @property
    def place(self) -> Place:
        return self.relation.pk, self.context.pk

    @property
    def name(self) -> str:
        """How the cell is called in a form."""
        return f"{self.relation.pk}-{self.context.pk}"

    @property
    def state(self) -> str:
        """Tells this state from any other."""
        return ",".join(f"{grant.pk}:{grant.end.isoformat()}" for grant in self.grants)

    @property
    def first_day(self) -> datetime.date:
        return self.grants[0].start

    @property
    def last_day(self) -> datetime.date:
        return self.grants[-1].end


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a cell, with its dates."""

    cell: Cell
    give: bool
    start: datetime.date
    end: datetime.date


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that is not what the form said, and by whom."""

    person: str
    context: str
    what: str


class Changed(Exception):
    """Somebody else was there meanwhile; nothing was applied."""


class StaleForm(ValueError):
    """The form does not say what its cells were, or says it of another right or organisation."""


def rights_with_contexts(acting: ActingContext) -> list[Gebruikersrecht]:
    """The rights for which the acting person may run the matrix."""
    return [recht for recht in grantable(acting) if recht.has_contexts and list(recht.contexts.all())]


def cells_of(recht: Gebruikersrecht, relations: Collection[Werkrelatie], today: datetime.date) -> list[list[Cell]]:
    """A line per werkrelatie, a cell per context; one query."""
    grants: dict[Place, list[ToegekendRecht]] = defaultdict(list)
    rows = (
        ToegekendRecht.objects.not_over(today)
        .filter(recht=recht, werkrelatie__in=[relation.pk for relation in relations])
        .order_by("start")
    )
    for row in rows:
        grants[row.werkrelatie_id, row.context_id].append(row)
    contexts = list(recht.contexts.all())
    return [
        [Cell(relation, context, tuple(grants[relation.pk, context.pk])) for context in contexts]
        for relation in relations
    ]


def by_place(lines: list[list[Cell]]) -> dict[Place, Cell]:
    """The cells of a matrix."""
    return {cell.place: cell for line in lines for cell in line}


# --- What the form carries -----------------------------------------------------------------------
def snapshot(acting: ActingContext, recht: Gebruikersrecht, cells: Collection[Cell]) -> str:
    """What every cell is, for the hidden field of the form."""
    states = {cell.name: cell.state for cell in cells}
    return signing.dumps([acting.own.id, recht.pk, states], salt=SALT, compress=True)


def read_snapshot(acting: ActingContext, recht: Gebruikersrecht, carried: str) -> dict[Place, str]:
    """What every cell was. Raises StaleForm."""
    try:
        organisation, recht_id, states = signing.loads(carried, salt=SALT)
    except (signing.BadSignature, ValueError):
        raise StaleForm("The form carries no snapshot of ours.") from None
    if (organisation, recht_id) != (acting.own.id, recht.pk):
        raise StaleForm("The snapshot is of another matrix.")
    return {_place(name): state for name, state in states.items()}


def _place(name: str) -> Place:
    relation, _, context = name.partition("-")
    return int(relation), int(context)


# --- What would change ---------------------------------------------------------------------------
def changes(
    cells: Mapping[Place, Cell], was: Mapping[Place, str], ticked: Collection[str], today: datetime.date
) -> list[Change]:
    """What the form changed, as far as it is not so already. A cell that the form left alone stays as it is."""
    found = []
    for place, state in was.items():
        cell = cells.get(place)
        wanted = f"{place[0]}-{place[1]}" in ticked
        if cell is None or wanted == bool(state) or wanted == bool(cell.grants):
            continue
        found.append(_change(cell, wanted, today))
    return found


def _change(cell: Cell, wanted: bool, today: datetime.date) -> Change:
    if not wanted:
        return Change(cell, False, cell.first_day, today)
    start = max(today, cell.relation.start)
    longest = last_possible_day(start, cell.context.recht.max_months)
    end = min(longest, cell.relation.end) if cell.relation.end else longest
    return Change(cell, True, start, end)


def conflicts(organisation_id: int, cells: Mapping[Place, Cell], was: Mapping[Place, str]) -> list[Conflict]:
    """The cells that are not what they were, in words. No query when there are none."""
    different = [place for place, state in was.items() if place not in cells or cells[place].state != state]
    if not different:
        return []
    gone = _grants_in(was[place] for place in different)
    relations = {relation for relation, _context in different}
    names = {
        relation.pk: str(relation.person)
        for relation in Werkrelatie.objects.filter(pk__in=relations, organisation=organisation_id).select_related(
            "person"
        )
    }
    labels = {context.pk: context.label for context in RechtContext.objects.filter(pk__in={c for _r, c in different})}
    found = []
    for relation, context in different:
        if relation in names:
            what = _what(cells.get((relation, context)), gone, was[relation, context])
            found.append(Conflict(names[relation], labels.get(context, ""), what))
    return found


def _grants_in(states) -> dict[int, ToegekendRecht]:
    ids = {int(part.partition(":")[0]) for state in states for part in state.split(",") if part}
    return ToegekendRecht.objects.select_related("granted_by", "stopped_by").in_bulk(ids)


def _what(cell: Cell | None, before: Mapping[int, ToegekendRecht], was: str) -> str:
    """What somebody else did to a cell."""
    if cell is None:
        return "de werkrelatie is intussen beëindigd"
    old = {int(part.partition(":")[0]) for part in was.split(",") if part}
    added = [grant for grant in cell.grants if grant.pk not in old]
    stopped = [before[pk] for pk in old if pk in before and before[pk].stopped_at is not None]
    if added:
        who = added[-1].granted_by
        verb = "gewijzigd" if was else "toegekend"
    elif stopped:
        who, verb = stopped[-1].stopped_by, "beëindigd"
    else:
        who, verb = None, "gewijzigd"
    return f"intussen {verb} door {who}" if who else f"intussen {verb}"


# --- Carrying it out -----------------------------------------------------------------------------
def apply_changes(
    acting: ActingContext, recht: Gebruikersrecht, was: Mapping[Place, str], ticked: Collection[str]
) -> int:
    """Carry out what the form changed, all of it or nothing, and say how many cells that were.

    Raises Changed when a cell is not what it was, NotAllowed, or RightsError with the person's name.
    """
    check_may_grant(acting, recht)
    today = timezone.localdate()
    with transaction.atomic():
        # Two beheerders at once: the second one compares with what the first one left.
        hold_until_commit(f"contexten {acting.own.id} {recht.pk}")
        cells = by_place(cells_of(recht, relations_in(acting, was, today), today))
        if any(place not in cells or cells[place].state != state for place, state in was.items()):
            raise Changed
        found = changes(cells, was, ticked, today)
        for change in found:
            try:
                _carry_out(acting, recht, change)
            except RightsError as error:
                person, context = change.cell.relation.person, change.cell.context
                raise RightsError(f"{person}, {context}: {error}", error.field) from None
    return len(found)


def _carry_out(acting: ActingContext, recht: Gebruikersrecht, change: Change) -> None:
    if change.give:
        give(acting, change.cell.relation, recht, change.cell.context, change.start, change.end)
        return
    for grant in change.cell.grants:
        end_right(acting, grant.pk, None)


def relations_in(acting: ActingContext, was: Mapping[Place, str], today: datetime.date) -> list[Werkrelatie]:
    """The werkrelaties of a form that still run, in the own organisation."""
    return list(
        Werkrelatie.objects.valid_on(today)
        .filter(pk__in={relation for relation, _context in was}, organisation=acting.own.id)
        .select_related("person")
        .order_by("person__last_name", "pk")
    )
