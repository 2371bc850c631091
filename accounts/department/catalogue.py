"""Changing the catalogue of rights and contexts. Codes never change and nothing is deleted."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Gebruikersrecht, RechtContext
from accounts.rights.errors import RightsError
from loket.access.rechten import BEHEERDERS, TOEPASSINGSBEHEERDER
from loket.acting.context import ActingContext
from loket.journal.services import write_journal

# Closed, nobody could appoint anybody any more, or open what was closed.
NEVER_CLOSED = BEHEERDERS | {TOEPASSINGSBEHEERDER}
Item = Gebruikersrecht | RechtContext


def add_right(
    acting: ActingContext,
    *,
    code: str,
    name: str,
    max_months: int,
    kinds: Collection[str],
    by_law: bool,
    has_contexts: bool,
) -> Gebruikersrecht:
    """A new right. Raises RightsError at the code when it is there already."""
    try:
        with transaction.atomic():
            recht = Gebruikersrecht.objects.create(
                code=code,
                name=name,
                max_months=max_months,
                kinds=sorted(kinds),
                by_law=by_law,
                has_contexts=has_contexts,
            )
            write_journal(acting, "recht_in_catalogus", recht, recht=code)
    except IntegrityError as error:
        if "code" not in str(error):
            raise
        raise RightsError("Er is al een gebruikersrecht met deze code.", "code") from None
    return recht


def add_context(acting: ActingContext, recht_pk: int, *, code: str, label: str) -> RechtContext:
    """A new context. Raises RightsError when the code is there already, or the right has no contexts."""
    recht = Gebruikersrecht.objects.get(pk=recht_pk)
    if not recht.has_contexts:
        raise RightsError("Dit gebruikersrecht heeft geen contexten.")
    try:
        with transaction.atomic():
            context = RechtContext.objects.create(recht=recht, code=code, label=label)
            write_journal(acting, "context_in_catalogus", context, recht=recht.code, context=code)
    except IntegrityError as error:
        if "context_once_per_recht" not in str(error):
            raise
        raise RightsError("Dit gebruikersrecht heeft al een context met deze code.", "code") from None
    return context


def rename(acting: ActingContext, item: Item, label: str) -> None:
    """Another name for a right or a context; grants, diensten and rules go by the code."""
    with transaction.atomic():
        locked = _locked(item)
        field = "name" if isinstance(locked, Gebruikersrecht) else "label"
        before = getattr(locked, field)
        if before == label:
            return
        setattr(locked, field, label)
        locked.save(update_fields=[field])
        write_journal(acting, "catalogus_hernoemd", locked, **_named(locked), voor=before, na=label)


def set_closed(acting: ActingContext, item: Item, closed: bool) -> None:
    """Close (no new grants from today; what was given runs on) or open again. Raises RightsError."""
    with transaction.atomic():
        locked = _locked(item)
        if closed and isinstance(locked, Gebruikersrecht) and locked.code in NEVER_CLOSED:
            raise RightsError("Dit recht kunt u niet afsluiten: zonder dit recht kan niemand nog rechten beheren.")
        if (locked.closed_on is not None) == closed:
            return
        locked.closed_on = timezone.localdate() if closed else None
        locked.save(update_fields=["closed_on"])
        write_journal(acting, "catalogus_afgesloten" if closed else "catalogus_heropend", locked, **_named(locked))


def _locked(item: Item) -> Item:
    if isinstance(item, Gebruikersrecht):
        return Gebruikersrecht.objects.select_for_update(no_key=True).get(pk=item.pk)
    return RechtContext.objects.select_for_update(of=("self",), no_key=True).select_related("recht").get(pk=item.pk)


def _named(item: Item) -> dict[str, str]:
    if isinstance(item, Gebruikersrecht):
        return {"recht": item.code}
    return {"recht": item.recht.code, "context": item.code}
