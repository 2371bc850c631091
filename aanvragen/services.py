"""Filing and every later move of an aanvraag: each one transaction, guarded by the table of states."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from aanvragen.flow import Flow, Problem, flow_of
from aanvragen.models import Aanvraag, GedeeldeParameters, StatusMove
from aanvragen.states import INDIENEN, Move, Side
from aanvragen.tasks import make_receipt
from loket.acting.context import ActingContext
from loket.journal.services import write_journal
from loket.locks import hold_until_commit
from loket.mail.services import queue_mail
from mandates.acting import hold_mandate


class MoveError(Exception):
    """The move is not possible; the message says in Dutch why."""


class NotComplete(Exception):
    """The rules or the answers stand in the way of filing."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(f"{len(problems)} problems")


class Changed(Exception):
    """The draft is not what the review page showed: another window changed it meanwhile."""


def locked(aanvraag: Aanvraag) -> Aanvraag:
    row: Aanvraag = (
        Aanvraag.objects.select_for_update(of=("self",), no_key=True)
        .select_related(*flow_of(aanvraag).related, "represented", "own_organisation", "created_by")
        .get(pk=aanvraag.pk)
    )
    return row


def make_move(
    aanvraag: Aanvraag,
    move: Move,
    acting: ActingContext | None,
    reason: str = "",
    details: dict[str, Any] | None = None,
) -> None:
    """Change the state, put it on the timeline and in the journal. The row is locked by the caller."""
    source = aanvraag.state
    if source not in move.sources:
        raise MoveError(f"Dit kan niet meer: de aanvraag staat op “{source.label}”.")
    if move.reason and not reason.strip():
        raise MoveError("Vul een reden in.")
    aanvraag.status = move.target.value
    flow_of(aanvraag).after_move(aanvraag, move, acting, details or {})
    aanvraag.save()
    StatusMove.objects.create(
        aanvraag=aanvraag,
        source=source.value,
        target=move.target.value,
        person_id=acting.person.id if acting else None,
        own_organisation_id=acting.own.id if acting and acting.own.is_organisation else None,
        reason=reason.strip(),
    )
    write_journal(acting, f"aanvraag_{move.name}", aanvraag, reference=aanvraag.reference, status=move.target.value)


def submit(aanvraag: Aanvraag, acting: ActingContext, reviewed: str) -> Aanvraag:
    """File a draft: check everything again, give the reference, freeze what was declared, queue receipt and mails.

    `reviewed` is the version that the user saw. A second call finds the first one's result. Raises Changed when the
    draft is another one by now, NotComplete when something stands in the way, and MoveError when the draft was
    taken away meanwhile; nothing is stored then.
    """
    with transaction.atomic():
        row = locked(aanvraag)
        if row.submitted_at is not None:
            return row
        flow = flow_of(row)
        draft = flow.open(row)
        if flow.review_version(draft) != reviewed:
            raise Changed
        check_draft(flow, draft)
        # Two filings that share a limit wait for each other, so that the second sees the first: hence the second look.
        # The lock is named after what the first look put in the draft.
        hold_until_commit(flow.lock_name(draft))
        check_draft(flow, draft)
        if not hold_mandate(acting, timezone.localdate()):
            raise MoveError("Uw mandaat geldt niet meer. Er is niets ingediend. Het concept blijft bewaard.")
        draft.store()
        now = timezone.now()
        row.reference = f"{flow.reference_prefix}-{timezone.localtime(now).year}-{row.pk:06d}"
        row.submitted_at = now
        row.submitted_by_id = acting.person.id
        # On what ground it is filed, which is not always on what it was begun.
        row.ground = acting.ground.value
        row.mandate = acting.mandate
        snapshot = snapshot_of(flow, draft, acting)
        row.parameters_id = GedeeldeParameters.keep(snapshot.pop("parameters"))
        row.snapshot = snapshot
        make_move(row, INDIENEN, acting)
        for address, template in flow.receipt_mails(draft):
            queue_mail(
                [address],
                template,
                {"aanvraag": row, "snapshot": snapshot, "path": reverse("aanvraag", args=[row.key])},
            )
        transaction.on_commit(lambda: make_receipt.delay_quietly(row.pk))
    return row


def snapshot_of(flow: Flow, draft: Any, acting: ActingContext) -> dict[str, Any]:
    """What is frozen at filing: what was declared, what the rules made of it, and who filed for whom."""
    return {
        **flow.freeze(draft, flow.applicable(draft)),
        "dienst": flow.dienst.title,
        "represented": {"name": acting.represented.name, "number": acting.represented.number},
        "own": {"name": acting.own.name, "number": acting.own.number},
        "ground": acting.ground.label,
        "filed_by": acting.person.name,
    }


def check_draft(flow: Flow, draft: Any) -> None:
    """Every step was completed, and is still right. Raises NotComplete."""
    unfinished = flow.first_open(draft)
    problems = flow.problems(draft)
    if unfinished is not None and not problems:
        problems = [Problem(unfinished, f"Maak de stap “{unfinished.title}” af.")]
    if problems:
        raise NotComplete(problems)


def seen_of(aanvraag: Aanvraag) -> str:
    """Names the last thing that happened to an aanvraag, as a page carries it."""
    return str(aanvraag.moves.order_by("pk").values_list("pk", flat=True).last() or "")


def move(
    aanvraag: Aanvraag,
    name: str,
    side: Side,
    acting: ActingContext | None,
    reason: str = "",
    details: dict[str, Any] | None = None,
    seen: str | None = None,
) -> Aanvraag:
    """One move of the table by one side; the filer gets a mail of what others do. Raises MoveError.

    `acting` is None for what the portal does by itself. `details` are for the dienst, with whatever it asks more.
    `seen` names the last move that the page showed: nobody decides on figures that were corrected since.
    """
    flow = flow_of(aanvraag)
    step = flow.moves.find(name)
    if step is None or step.side is not side or step is INDIENEN:
        raise MoveError("Dit kan niet met deze aanvraag.")
    with transaction.atomic():
        row = locked(aanvraag)
        if seen is not None and seen != seen_of(row):
            raise MoveError(
                "Er gebeurde intussen iets met dit dossier. Er is niets beslist. Kijk het na en beslis opnieuw."
            )
        make_move(row, step, acting, reason, details)
        if side is not Side.FILER:
            queue_mail(
                [flow.contact(row)],
                flow.status_mail,
                {"aanvraag": row, "reason": reason, "path": reverse("aanvraag", args=[row.key])},
            )
    return row
