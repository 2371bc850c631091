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
    # A local account, which is nobody in the portal and has no acting context.
    staff: bool = False

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
        """The acting context holds one of the rights that the rule names, or the rule names none."""
        if not self.rights:
            return True
        return any(context.has_right(recht, frozenset({ctx} if ctx else ())) for recht, ctx in self.rights)


PUBLIC = Rule("iedereen", login=False, acting=False)
LOGGED_IN = Rule("wie aangemeld is", acting=False)
ACTING = Rule("wie gekozen heeft namens wie hij handelt")
STAFF = Rule("lokale staf met een tweede factor", login=False, acting=False, staff=True)


def holder_of(*rights: str | tuple[str, str]) -> Rule:
    """Who acts with one of these rights; a plain code stands for the right in any context or without."""
    pairs = frozenset((item, "") if isinstance(item, str) else item for item in rights)
    names = sorted(f"{recht} ({context})" if context else recht for recht, context in pairs)
    return Rule(f"wie handelt met het recht {' of '.join(names)}", rights=pairs)


def access(rule: Rule) -> Callable[[View], View]:
    """Declare the rule of a view."""

    def declare(view: View) -> View:
        view.access_rule = rule
        return view

    return declare
