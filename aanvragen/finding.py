"""Finding one aanvraag by its key, as every step of a flow does: through queries that are prepared once."""

import uuid
from functools import lru_cache

from django.db.models import QuerySet

from aanvragen.flow import Flow, flows_for
from aanvragen.models import Aanvraag
from aanvragen.models.aanvraag import own_organisation_id
from loket.acting.context import ActingContext, Handeling
from loket.prepared import Prepared


def find_visible(
    acting: ActingContext, key: uuid.UUID, handeling: Handeling = Handeling.INVULLEN, *, locked: bool = False
) -> Aanvraag:
    """The aanvraag with this key that `visible_to` shows to this context, in a dienst in which it may do this; with
    all that the flow of that dienst reads.

    `locked` keeps others from changing it until the transaction ends. Raises Aanvraag.DoesNotExist.
    """
    if not acting.represented.is_organisation:
        raise Aanvraag.DoesNotExist
    readable = flows_for(acting, Handeling.RAADPLEGEN)
    flows = tuple(flow for flow in flows_for(acting, handeling) if flow in readable)
    own = own_organisation_id(acting)
    values = {"key": key, "person": acting.person.id, "represented": acting.represented.id}
    if own is not None:
        values["own"] = own
    found: list[Aanvraag] = _by_key(flows, own is not None, locked)(**values) if flows else []
    if not found:
        raise Aanvraag.DoesNotExist
    return found[0]


@lru_cache(maxsize=64)
def _by_key(flows: tuple[Flow, ...], for_organisation: bool, locked: bool) -> Prepared:
    """The query for a context that may work in these diensten; they stand in it as they are."""
    codes = [flow.dienst.code for flow in flows]
    related = [name for flow in flows for name in flow.related]

    def build(key: uuid.UUID, person: int, represented: int, own: int | None = None) -> QuerySet:
        rows = Aanvraag.objects.visible_at(codes, person, own, represented).filter(key=key)
        rows = rows.select_related(*related, "represented")
        return rows.select_for_update(of=("self",), no_key=True) if locked else rows

    own = {"own": int} if for_organisation else {}
    return Prepared(build, key=uuid.UUID, person=int, represented=int, **own)
