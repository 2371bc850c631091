"""The table of `docs/rechten.md`: every right of the start with who may grant it."""

from accounts.models.organisation import Kind
from accounts.rights.catalogue import CATALOGUE, RechtSpec
from accounts.rights.policy import GRANTERS, LINKERS, UNKNOWN_RIGHT, Role

HEAD = """# Who may do what with rights

Made by `manage.py rechten_table` from the tables that the screens and the services read (`accounts/rights/policy.py`,
`accounts/rights/catalogue.py`); a test compares the two. Everybody acts in the own organisation only; who represents
somebody else grants nothing there. "By law": a legal representative has the right without a grant.
"""
DEPARTMENT = """A toepassingsbeheerder sets the kinds of an organisation, appoints the first Hoofd Lokale Beheerder of
one that has none, and manages the catalogue: adds rights and contexts, renames them, closes and reopens them. A closed
right or context is granted, extended and asked no more; what was granted runs on until its end.
"""


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _granters(roles: frozenset[Role]) -> str:
    return " | ".join(_yes(role in roles) for role in Role)


def _row(spec: RechtSpec) -> str:
    contexts = ", ".join(label for _, label in spec.contexts) or "none"
    kinds = ", ".join(Kind(kind).label for kind in spec.kinds) or "every organisation"
    granters = _granters(GRANTERS.get(spec.code, UNKNOWN_RIGHT))
    return f"| {spec.name} | {contexts} | {kinds} | {spec.max_months} | {_yes(spec.by_law)} | {granters} |\n"


def rechten_table() -> str:
    """The whole page."""
    roles = " | ".join(role.value for role in Role)
    lines = "|---" * (5 + len(Role)) + "|\n"
    grants = f"| Right | Contexts | For | Months at most | By law | {roles} |\n{lines}"
    acts = f"| Act | {roles} |\n{'|---' * (1 + len(Role))}|\n"
    return (
        HEAD
        + "\n## Granting, extending and ending\n\n"
        + grants
        + "".join(_row(spec) for spec in CATALOGUE)
        + f"| A right that was added later{' | as added' * 4} | {_granters(UNKNOWN_RIGHT)} |\n"
        + "\n## People\n\n"
        + acts
        + f"| Add somebody to the organisation, end a werkrelatie | {_granters(LINKERS)} |\n"
        + "\n## The department\n\n"
        + DEPARTMENT
    )
