"""The access rule of a view, declared once, beside the view.

`AccessMiddleware` refuses a view that declares none; `docs/access.md` and the persona matrix are read from
these declarations.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from loket.acting.context import ActingContext

View = TypeVar("View", bound=Callable)


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a view. `rights`: any of these (right, context) pairs; "" as context means any."""

    summary: str
    login: bool = True
    acting: bool = True
    rights: frozenset[tuple[str, str]] = frozenset()
    # The dienst that the view is part of, and what is done in it: a mandate opens these, and nothing else.
    dienst: str = ""
    handeling: str = ""
    # Natural persons in their own name need no right.
    oneself: bool = False
    # A local account, which is nobody in the portal and has no acting context.
    staff: bool = False

    @property
    def guarded(self) -> bool:
        """An acting context alone is not enough."""
        return bool(self.rights or self.dienst or self.oneself)

    def covers(self, dienst: str) -> bool:
        """The view is part of this dienst."""
        return bool(self.dienst) and self.dienst == dienst

    def allows_staff(self, user) -> bool:
        """A local staff account that gave its second factor in this session."""
        return bool(
            self.staff
            and user.is_authenticated
            and user.is_active
            and user.is_staff
            and user.person_id is None
            and user.is_verified()
        )

    def allows(self, context: ActingContext) -> bool:
        """Who acts for the own party needs one of the rights that the rule names; by a mandate, the dienst counts."""
        if not self.guarded:
            return True
        if context.on_behalf:
            return (self.dienst, self.handeling) in context.acts
        if self.oneself and context.natural_person:
            return True
        return any(context.has_right(recht, frozenset({ctx} if ctx else ())) for recht, ctx in self.rights)


PUBLIC = Rule("iedereen", login=False, acting=False)
LOGGED_IN = Rule("wie aangemeld is", acting=False)
ACTING = Rule("wie gekozen heeft namens wie hij handelt")
STAFF = Rule("lokale staf met een tweede factor", login=False, acting=False, staff=True)


def holder_of(*rights: str | tuple[str, str], oneself: bool = False) -> Rule:
    """Who acts for the own organisation with one of these rights; a plain code stands for any context or none.

    With `oneself`, natural persons in their own name too.
    """
    pairs = frozenset((item, "") if isinstance(item, str) else item for item in rights)
    summary = f"wie handelt met het recht {_names(pairs)}"
    return Rule(f"{summary}, of in eigen naam" if oneself else summary, rights=pairs, oneself=oneself)


def part_of_dienst(dienst: str, handeling: str, *rights: tuple[str, str], oneself: bool = False) -> Rule:
    """Who may do this in a dienst: by an own right, in his own name, or by a mandate that opens it."""
    ways = [f"met het recht {_names(frozenset(rights))}"] if rights else []
    ways += ["in eigen naam"] if oneself else []
    ways.append(f"met een mandaat voor {dienst}: {handeling}")
    return Rule(f"wie handelt {', of '.join(ways)}", True, True, frozenset(rights), dienst, handeling, oneself)


def _names(pairs: frozenset[tuple[str, str]]) -> str:
    return " of ".join(sorted(f"{recht} ({context})" if context else recht for recht, context in pairs))


def access(rule: Rule) -> Callable[[View], View]:
    """Declare the rule of a view."""

    def declare(view: View) -> View:
        view.access_rule = rule
        return view

    return declare
