"""Finding one aanvraag by its key, as every step of a flow does: through queries that are prepared once."""

import uuid
from functools import lru_cache

from django.db.models import QuerySet

from aanvragen.models import Aanvraag
from aanvragen.models.aanvraag import own_organisation_id
from loket.acting.context import ActingContext, Handeling
from loket.catalogue.registry import codes_allowed
from loket.prepared import Prepared


def find_visible(acting: ActingContext, key: uuid.UUID, related: str, *, locked: bool = False) -> Aanvraag:
    """The aanvraag with this key that `visible_to` shows to this context, with what is `related` to it.

    `locked` keeps others from changing it until the transaction ends. Raises Aanvraag.DoesNotExist.
    """
    if not acting.represented.is_organisation:
        raise Aanvraag.DoesNotExist
    own, codes = own_organisation_id(acting), tuple(codes_allowed(acting, Handeling.RAADPLEGEN))
    values = {"key": key, "person": acting.person.id, "represented": acting.represented.id}
    if own is not None:
        values["own"] = own
    found: list[Aanvraag] = _by_key(codes, own is not None, related, locked)(**values) if codes else []
    if not found:
        raise Aanvraag.DoesNotExist
    return found[0]


@lru_cache(maxsize=64)
def _by_key(codes: tuple[str, ...], for_organisation: bool, related: str, locked: bool) -> Prepared:
    """The query for a context that may read these diensten; they stand in it as they are."""

    def build(key: uuid.UUID, person: int, represented: int, own: int | None = None) -> QuerySet:
        rows = Aanvraag.objects.visible_at(codes, person, own, represented).filter(key=key).select_related(related)
        return rows.select_for_update(of=("self",), no_key=True) if locked else rows

    own = {"own": int} if for_organisation else {}
    return Prepared(build, key=uuid.UUID, person=int, represented=int, **own)
