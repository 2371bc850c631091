"""Who may use a mandate."""

from loket.access.rechten import DIMONA_MANDAATUITVOERDER, SSM_MANDAATUITVOERDER
from loket.access.rules import holder_of
from loket.acting.context import ActingContext

UITVOERDER = holder_of(DIMONA_MANDAATUITVOERDER, SSM_MANDAATUITVOERDER, oneself=True)


def may_use_dimona(own: ActingContext) -> bool:
    """The own organisation's Dimona mandates may be used by this person."""
    return own.own.is_organisation and own.has_right(DIMONA_MANDAATUITVOERDER)


def may_use_ssm(own: ActingContext) -> bool:
    """The own party's SSM mandates may be used; natural persons need no right for their own (seed 002)."""
    return own.natural_person or own.has_right(SSM_MANDAATUITVOERDER)


def may_act_for_others(own: ActingContext) -> bool:
    """There is a kind of mandate that this person may use."""
    return may_use_dimona(own) or may_use_ssm(own)
