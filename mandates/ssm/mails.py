"""Mails about SSM mandates, in the transaction of the move itself. Names and dates; never an INSZ."""

import datetime

from django.urls import reverse

from accounts.models import Organisation
from accounts.rights.selectors import beheerders_of
from loket.access.rechten import BEHEERDERS, SSM_MANDAATBEHEERDER
from loket.mail.services import queue_mail
from loket.states import Move
from mandates.models import SsmMandaat
from mandates.sides import Side
from mandates.ssm.parties import party_on
from mandates.ssm.states import UNSENT, WAITING, Status
from mandates.ssm.types import type_name


def managers_of(organisation_id: int, day: datetime.date) -> list[str]:
    """The addresses of who manages mandates there that day, with the right or by law; else of its beheerders."""
    managers = beheerders_of(organisation_id, day, [SSM_MANDAATBEHEERDER]).exclude(email="")
    if not managers:
        # Who can grant that right must know that a mandate waits.
        managers = beheerders_of(organisation_id, day, BEHEERDERS).exclude(email="")
    return list(dict.fromkeys(managers.values_list("email", flat=True)))


def addresses(mandaat: SsmMandaat, side: Side, day: datetime.date) -> list[str]:
    """Where this side is reached.

    A natural person has no address in the portal, nor has an organisation without mandaatbeheerders: then the one that
    the other party gave when it started the mandate.
    """
    party = party_on(mandaat, side)
    found = managers_of(party.pk, day) if isinstance(party, Organisation) else []
    if not found and mandaat.other_email and side == other_side(mandaat):
        found = [mandaat.other_email]
    return found


def other_side(mandaat: SsmMandaat) -> Side:
    """Whose address the starter gave: the other party; the new taker when a mandate is handed over."""
    return Side.NEMER if mandaat.started_side == Side.VORIGE_NEMER else Side(mandaat.started_side).other


def waiting_side(mandaat: SsmMandaat) -> Side | None:
    """Who must sign, if anybody."""
    return next((side for side, status in WAITING.items() if mandaat.state is status), None)


def tell(mandaat: SsmMandaat, move: Move, source: Status, day: datetime.date) -> None:
    """Queue the mails that belong to a move that was just made. `source`: the status before it."""
    if source in UNSENT and move.name != "versturen":
        return
    if (side := waiting_side(mandaat)) is not None:
        _send(mandaat, "ssm_wacht", [side], day)
    elif mandaat.state is Status.ACTIEF and mandaat.is_transfer:
        _send(mandaat, "ssm_overgedragen", [Side.GEVER, Side.VORIGE_NEMER], day)
    elif move.name in {"goedkeuren", "weigeren"}:
        _send(mandaat, "ssm_beslist", [Side(mandaat.started_side)], day, reason=_reason(mandaat))
    elif mandaat.typed_person is not None:
        _send(mandaat, "ssm_naam", [Side(mandaat.started_side)], day, reason=_reason(mandaat))
    elif move.name == "stoppen":
        _send(mandaat, "ssm_stopgezet", [Side.GEVER, Side.NEMER], day, reason=_reason(mandaat), by=move.side)


def _reason(mandaat: SsmMandaat) -> str:
    return mandaat.stappen.order_by("-pk").values_list("reason", flat=True)[0]


def _send(mandaat: SsmMandaat, template: str, sides: list[Side], day: datetime.date, **more: object) -> None:
    for side in sides:
        recipients = addresses(mandaat, side, day)
        if not recipients:
            continue
        # The old taker is no party to the new mandate, and learns to whom it goes only when it handed it over itself.
        shown = mandaat.previous if side is Side.VORIGE_NEMER else mandaat
        queue_mail(
            recipients,
            template,
            {
                "mandaat": mandaat,
                "type": type_name(mandaat.type),
                "own": party_on(mandaat, side),
                "old_taker": side is Side.VORIGE_NEMER,
                "replaced": side is Side.VORIGE_NEMER and mandaat.started_side != Side.VORIGE_NEMER,
                "path": reverse("ssm_openen", args=[shown.key]),
                **more,
            },
        )
