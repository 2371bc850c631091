"""Reading the address of a request for a right (zelfregistratie): who links here says what is asked, and where.

Source: domain notes 3.2; `dg` doelgroep, `ec` right or `an` dienst, `ctx` context, `oc` number of the organisation.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Q

from accounts.models import Gebruikersrecht, Organisation, RechtContext
from accounts.rights.errors import RightsError
from loket.acting.context import ActingContext, Doelgroep
from loket.catalogue.registry import Dienst, find
from loket.numbers import SEPARATORS


class BadLink(RightsError):
    """The address asks for something that does not exist or cannot be asked."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks: a right in an organisation, in one of these contexts (none: without context)."""

    organisation: Organisation
    recht: Gebruikersrecht
    contexts: list[RechtContext]
    dienst: Dienst | None


def read_link(params: Mapping[str, str], acting: ActingContext | None, today: datetime.date) -> Asked:
    """What is asked. Without `oc` the organisation for which one acts, when that fits `dg`. Raises BadLink."""
    doelgroep = _doelgroep(params.get("dg", ""))
    dienst = _dienst(params.get("an", ""), doelgroep)
    recht = _recht(params.get("ec", ""), dienst, today)
    organisation = _organisation(params.get("oc", ""), doelgroep, acting, today)
    if recht.kinds and not set(organisation.kinds) & set(recht.kinds):
        raise BadLink(f"Het recht “{recht}” bestaat niet voor {organisation}.")
    return Asked(organisation, recht, _contexts(params.get("ctx", ""), recht, dienst, today), dienst)


def _doelgroep(code: str) -> Doelgroep:
    if not code:
        raise BadLink("De link zegt niet voor welke hoedanigheid (dg) u het recht vraagt.")
    found = next((member for member in Doelgroep if member.value == code and member is not Doelgroep.BURGER), None)
    if found is None:
        raise BadLink("De hoedanigheid (dg) in de link bestaat niet.")
    return found


def _dienst(code: str, doelgroep: Doelgroep) -> Dienst | None:
    if not code:
        return None
    dienst = find(code)
    if dienst is None or doelgroep not in dienst.doelgroepen:
        raise BadLink("De dienst (an) in de link bestaat niet voor deze hoedanigheid.")
    return dienst


def _recht(code: str, dienst: Dienst | None, today: datetime.date) -> Gebruikersrecht:
    if not code and dienst is None:
        raise BadLink("De link zegt niet welk recht (ec) of welke dienst (an) u vraagt.")
    if dienst is not None and code not in ("", dienst.recht):
        raise BadLink("Het recht (ec) en de dienst (an) in de link horen niet bij elkaar.")
    wanted = dienst.recht if dienst is not None else code
    recht: Gebruikersrecht | None = (
        Gebruikersrecht.objects.prefetch_related("contexts").filter(code=wanted.replace("\0", "")).first()
    )
    if recht is None:
        raise BadLink("Het recht (ec) in de link bestaat niet.")
    if recht.closed(today):
        raise BadLink(f"Het recht “{recht}” is afgesloten. Niemand kan het nog aanvragen.")
    return recht


def _contexts(code: str, recht: Gebruikersrecht, dienst: Dienst | None, today: datetime.date) -> list[RechtContext]:
    if not recht.has_contexts:
        if code:
            raise BadLink(f"Het recht “{recht}” heeft geen contexten (ctx).")
        return []
    found = [
        context
        for context in recht.contexts.all()
        if not context.closed(today)
        and code in ("", context.code)
        and (dienst is None or context.code in dienst.contexts)
    ]
    if not found:
        raise BadLink("De context (ctx) in de link bestaat niet voor dit recht, of is afgesloten.")
    return found


def _organisation(
    number: str, doelgroep: Doelgroep, acting: ActingContext | None, today: datetime.date
) -> Organisation:
    rows = Organisation.objects.filter(doelgroep=doelgroep.value)
    typed = SEPARATORS.sub("", number.replace("\0", "")).upper()
    if typed:
        found = rows.filter(Q(kbo=typed) | Q(instellingsnummer=typed) | Q(ovo=typed)).first()
    elif acting is not None and acting.own.is_organisation and acting.doelgroep is doelgroep:
        found = rows.filter(pk=acting.own.id).first()
    else:
        raise BadLink("De link zegt niet voor welke organisatie (oc) u het recht vraagt.")
    if found is None or (found.ceased_on is not None and found.ceased_on <= today):
        raise BadLink("We kennen geen organisatie met dit nummer (oc) in deze hoedanigheid.")
    return found
