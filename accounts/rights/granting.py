"""Giving, extending and ending a gebruikersrecht. Each act is one transaction with its line in the journal.

Whoever changes who is beheerder of an organisation waits for others who do the same: otherwise two beheerders could
end each other at the same moment.
"""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import Gebruikersrecht, RechtContext, ToegekendRecht, Werkrelatie
from accounts.rights.errors import LastBeheerder, NotAllowed, Overlap, RightsError
from accounts.rights.periods import last_possible_day, period_error
from accounts.rights.policy import Role, may_grant, roles_of
from loket.access.rechten import BEHEERDERS
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.locks import hold_until_commit


def lock_name(acting: ActingContext) -> str:
    """The lock under which rights and werkrelaties of an organisation change."""
    return f"rechten {acting.own.id}"


def check_may_grant(acting: ActingContext, recht: Gebruikersrecht) -> None:
    """Raises NotAllowed when the acting person may not grant this right in the own organisation."""
    if not may_grant(acting, recht):
        raise NotAllowed(f"U mag het recht “{recht}” niet toekennen of stoppen in deze organisatie.", "recht")


def check_not_closed(recht: Gebruikersrecht, context: RechtContext | None) -> None:
    """Raises RightsError when the department closed the right or the context: no new grants, no longer ones."""
    today = timezone.localdate()
    if recht.closed(today) or (context is not None and context.closed(today)):
        raise RightsError("Dit recht is afgesloten. Het kan niet meer worden toegekend of verlengd.", "recht")


def check_period(recht: Gebruikersrecht, werkrelatie: Werkrelatie, start: datetime.date, end: datetime.date) -> None:
    """Raises RightsError, at the field, for a period that the right or the werkrelatie does not allow."""
    if message := period_error(start, end, recht.max_months):
        raise RightsError(message, "end")
    if end < timezone.localdate():
        raise RightsError("De einddatum ligt in het verleden. Kies vandaag of een latere dag.", "end")
    if start < werkrelatie.start:
        raise RightsError(f"De werkrelatie begint pas op {werkrelatie.start:%d/%m/%Y}. Kies een latere dag.", "start")
    if werkrelatie.end is not None and end > werkrelatie.end:
        raise RightsError(f"De werkrelatie eindigt op {werkrelatie.end:%d/%m/%Y}. Kies een vroegere einddatum.", "end")


def give(
    acting: ActingContext,
    werkrelatie: Werkrelatie,
    recht: Gebruikersrecht,
    context: RechtContext | None,
    start: datetime.date,
    end: datetime.date,
) -> ToegekendRecht:
    """Grant a right in a werkrelatie of the own organisation, both days included.

    Raises NotAllowed, Overlap when the right is there already, or RightsError at the field that is wrong.
    """
    check_may_grant(acting, recht)
    check_not_closed(recht, context)
    if recht.has_contexts != (context is not None) or (context is not None and context.recht_id != recht.pk):
        raise RightsError("Kies een context die bij dit recht hoort.", "recht")
    check_period(recht, werkrelatie, start, end)
    try:
        with transaction.atomic():
            # Two inserts that exclude each other would wait for each other: one after the other, per organisation.
            hold_until_commit(lock_name(acting))
            granted = ToegekendRecht.objects.create(
                werkrelatie=werkrelatie,
                recht=recht,
                context=context,
                start=start,
                end=end,
                granted_by_id=acting.person.id,
            )
            write_journal(
                acting,
                "recht_toegekend",
                granted,
                persoon=werkrelatie.person_id,
                recht=recht.code,
                context=context.code if context else "",
                van=start.isoformat(),
                tot=end.isoformat(),
            )
    except IntegrityError as error:
        existing = _overlapping(werkrelatie, recht, context, start, end)
        if "toegekend_recht_no_overlap" not in str(error) or existing is None:
            raise
        raise Overlap(existing) from None
    return granted


def _overlapping(
    werkrelatie: Werkrelatie,
    recht: Gebruikersrecht,
    context: RechtContext | None,
    start: datetime.date,
    end: datetime.date,
) -> ToegekendRecht | None:
    found: ToegekendRecht | None = (
        ToegekendRecht.objects.filter(
            werkrelatie=werkrelatie,
            recht=recht,
            context=context,
            stopped_at__isnull=True,
            start__lte=end,
            end__gte=start,
        )
        .order_by("-end")
        .first()
    )
    return found


def _own_grant(acting: ActingContext, pk: int) -> ToegekendRecht:
    """A grant of the own organisation, locked; DoesNotExist for any other."""
    found: ToegekendRecht = (
        ToegekendRecht.objects.select_for_update(of=("self",), no_key=True)
        .select_related("werkrelatie__person", "recht", "context")
        .get(pk=pk, werkrelatie__organisation=acting.own.id)
    )
    return found


def extend(acting: ActingContext, pk: int, until: datetime.date) -> ToegekendRecht:
    """Let a right go on after its end, up to `until`: a new grant that joins the old one, so that history stays.

    The new end is at most the maximum duration from today. Raises NotAllowed or RightsError.
    """
    today = timezone.localdate()
    with transaction.atomic():
        grant = _own_grant(acting, pk)
        if grant.stopped_at is not None:
            raise RightsError("Dit recht is gestopt. Ken het opnieuw toe.")
        if until <= grant.end:
            raise RightsError(f"Dit recht loopt al tot en met {grant.end:%d/%m/%Y}. Kies een latere dag.", "end")
        start = max(grant.end + datetime.timedelta(days=1), today)
        if until > last_possible_day(today, grant.recht.max_months):
            raise RightsError("U kunt niet langer verlengen dan de maximumduur vanaf vandaag.", "end")
        return give(acting, grant.werkrelatie, grant.recht, grant.context, start, until)


def end_right(acting: ActingContext, pk: int, last_day: datetime.date | None, reason: str = "") -> ToegekendRecht:
    """End a right: at once when `last_day` is None, else after that day. The row stays.

    Raises NotAllowed, LastBeheerder when nobody would be left to manage, or RightsError.
    """
    today = timezone.localdate()
    with transaction.atomic():
        hold_until_commit(lock_name(acting))
        grant = _own_grant(acting, pk)
        check_may_grant(acting, grant.recht)
        if grant.stopped_at is not None or grant.end < today:
            raise RightsError("Dit recht is al afgelopen.")
        if last_day is not None and not today <= last_day <= grant.end:
            raise RightsError(
                f"Kies een dag van vandaag tot en met {grant.end:%d/%m/%Y}, de huidige einddatum.", "last_day"
            )
        if last_day is not None and last_day < grant.start:
            raise RightsError("Dit recht begint pas later. Stop het meteen.", "last_day")
        if grant.recht.code in BEHEERDERS:
            check_beheerder_remains(acting, Q(pk=grant.pk))
        if last_day is None:
            _stop(acting, grant, reason)
        else:
            grant.end = last_day
            grant.save(update_fields=["end"])
        write_journal(
            acting,
            "recht_beeindigd",
            grant,
            persoon=grant.werkrelatie.person_id,
            recht=grant.recht.code,
            context=grant.context.code if grant.context else "",
            laatste_dag=last_day.isoformat() if last_day else "meteen",
        )
    return grant


def _stop(acting: ActingContext, row: ToegekendRecht | Werkrelatie, reason: str) -> None:
    row.stopped_at = timezone.now()
    row.stopped_by_id = acting.person.id
    row.stop_reason = reason
    row.save(update_fields=["stopped_at", "stopped_by", "stop_reason"])


def check_beheerder_remains(acting: ActingContext, ended: Q) -> None:
    """Raises LastBeheerder when nobody with a granted right would be left to manage the organisation.

    Looks at the database under the lock, not at what the acting person was when the page was made: two beheerders who
    end each other at the same moment cannot both succeed. A legal representative may: he appoints the next one.
    """
    if Role.WETTELIJK_VERTEGENWOORDIGER in roles_of(acting):
        return
    beheerder_rights = ToegekendRecht.objects.valid_on(timezone.localdate()).filter(
        recht__code__in=BEHEERDERS, werkrelatie__organisation=acting.own.id, werkrelatie__stopped_at__isnull=True
    )
    if beheerder_rights.filter(ended).exists() and not beheerder_rights.exclude(ended).exists():
        raise LastBeheerder("Dit is de laatste beheerder van deze organisatie. Duid eerst een andere beheerder aan.")


def end_werkrelatie(
    acting: ActingContext, werkrelatie_pk: int, last_day: datetime.date | None, reason: str = ""
) -> Werkrelatie:
    """End a werkrelatie of the own organisation and with it its rights; nothing is deleted.

    At once when `last_day` is None. Raises LastBeheerder or RightsError.
    """
    today = timezone.localdate()
    with transaction.atomic():
        hold_until_commit(lock_name(acting))
        relation: Werkrelatie = (
            Werkrelatie.objects.select_for_update(of=("self",), no_key=True)
            .select_related("person")
            .get(pk=werkrelatie_pk, organisation=acting.own.id)
        )
        if relation.stopped_at is not None or (relation.end is not None and relation.end < today):
            raise RightsError("Deze werkrelatie is al afgelopen.")
        if last_day is not None and last_day < max(today, relation.start):
            raise RightsError("Kies vandaag of een latere dag, niet voor het begin van de werkrelatie.", "last_day")
        check_beheerder_remains(acting, Q(werkrelatie=relation))
        rights = ToegekendRecht.objects.filter(werkrelatie=relation, stopped_at__isnull=True, end__gte=today)
        if last_day is None:
            for grant in rights:
                _stop(acting, grant, reason)
            _stop(acting, relation, reason)
        else:
            for grant in rights.filter(start__gt=last_day):
                _stop(acting, grant, reason)
            rights.filter(start__lte=last_day, end__gt=last_day).update(end=last_day)
            relation.end = last_day
            relation.save(update_fields=["end"])
        write_journal(
            acting,
            "werkrelatie_beeindigd",
            relation,
            persoon=relation.person_id,
            laatste_dag=last_day.isoformat() if last_day else "meteen",
        )
    return relation
